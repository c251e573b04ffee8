import { describe, expect, test } from 'vitest'
import { loopsWithoutRest, portsOf, reachable } from '../../shared/graph.ts'
import type { Workflow, WorkflowNode } from '../../shared/workflow.ts'
import { Chance } from '../simulation/chance.ts'
import { cleanWorkflow, problemsOf, seen } from './planted/clean.ts'
import { faults } from './planted/faults.ts'

// PERENNIAL_GRAPHS=2000 tries more.
const graphs = Number(process.env.PERENNIAL_GRAPHS ?? 30)
const each = (make: (chance: Chance, seed: number) => void) => {
  for (let seed = 1; seed <= graphs; seed++) make(new Chance(seed, 'planted'), seed)
}

describe('rule 32: on generated graphs', () => {
  test('check finds nothing in what is clean', () => {
    each((chance, seed) => expect(problemsOf(cleanWorkflow(chance), seen), `seed ${seed}`).toEqual([]))
  })

  test.each(Object.keys(faults))('check finds every planted %s, where it was planted', (code) => {
    each((chance, seed) => {
      for (const plant of faults[code] ?? []) {
        const { workflow, node, world = seen } = plant(cleanWorkflow(chance), chance)
        const found = problemsOf(workflow, world)
        const where = found.filter((problem) => problem.code === code).map((problem) => problem.node)
        expect(where, `seed ${seed}: ${JSON.stringify(found)}`).toContain(node)
      }
    })
  })
})

describe('on graphs of up to eight nodes', () => {
  test('who can be reached and which loops never rest are what walking every way finds', () => {
    each((chance, seed) => {
      const workflow = tangled(chance)
      const walked = explored(workflow)
      expect(new Set(reachable(workflow)), `seed ${seed}`).toEqual(walked.reached)
      expect(new Set(loopsWithoutRest(workflow).flat()), `seed ${seed}`).toEqual(walked.looping)
      const codes = (code: string) => problemsOf(workflow, seen).filter((problem) => problem.code === code)
      expect(new Set(codes('unreachable').map(({ node }) => node)), `seed ${seed}`).toEqual(
        new Set(workflow.nodes.map(({ id }) => id).filter((id) => !walked.reached.has(id))),
      )
      expect(codes('loopWithoutRest').length > 0, `seed ${seed}`).toBe(walked.looping.size > 0)
    })
  })
})

/** A clean workflow of at most eight nodes whose ways were led anywhere. */
function tangled(chance: Chance): Workflow {
  const workflow = cleanWorkflow(chance, 8)
  const ids = workflow.nodes.slice(1).map(({ id }) => id)
  const nodes = workflow.nodes.map((node) => ({
    ...node,
    ports: Object.fromEntries(portsOf(node).flatMap(({ id }) => (chance.maybe(0.75) ? [[id, chance.pick(ids)]] : []))),
  })) as WorkflowNode[]
  return { ...workflow, nodes }
}

/** Every way that a run could go, step by step, by nothing but what each node's ports say. */
function explored({ nodes }: Workflow): { reached: Set<string>; looping: Set<string> } {
  const rests = (node: WorkflowNode) => node.kind === 'delay' || node.kind === 'wait'
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const next = (id: string) => Object.values(byId.get(id)?.ports ?? {}) as string[]
  const reached = new Set<string>()
  const looping = new Set<string>()
  const walk = (id: string, way: readonly string[]): void => {
    reached.add(id)
    for (const to of next(id)) if (!way.includes(to)) walk(to, [...way, to])
  }
  walk('event-1', ['event-1'])
  /** Ways that come back to where they began without passing a rest. */
  const circle = (start: string, id: string, way: readonly string[]): boolean =>
    next(id).some(
      (to) =>
        !rests(byId.get(to) as WorkflowNode) &&
        (to === start || (!way.includes(to) && circle(start, to, [...way, to]))),
    )
  for (const node of nodes) if (!rests(node) && circle(node.id, node.id, [node.id])) looping.add(node.id)
  return { reached, looping }
}
