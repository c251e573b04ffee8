import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loopsWithoutEnd, loopsWithoutRest, portsWithoutChange, reachable } from '../../shared/graph.ts'
import { nodeKinds } from '../../shared/nodes/index.ts'
import type { Problem } from '../../shared/problem.ts'
import { formProblems } from '../../shared/words/problems/form.ts'
import { workflowProblems } from '../../shared/words/problems/workflow.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { Chance } from '../simulation/chance.ts'
import { cleanWorkflow, problemsOf } from './planted/clean.ts'
import { type Explored, explored } from './planted/explored.ts'
import { faults } from './planted/faults.ts'
import { notPlanted } from './planted/notPlanted.ts'
import { keepingEverything, seen } from './planted/store.ts'
import { tangled } from './planted/tangled.ts'

// PERENNIAL_GRAPHS=2000 tries more.
const graphs = Number(process.env.PERENNIAL_GRAPHS ?? 30)
const each = (make: (chance: Chance, seed: number) => void) => {
  for (let seed = 1; seed <= graphs; seed++) make(new Chance(seed, 'planted'), seed)
}

describe('rule 32: on generated graphs', () => {
  test('check finds nothing in what is clean', () => {
    each((chance, seed) => {
      const clean = cleanWorkflow(chance)
      for (const store of [seen, keepingEverything]) expect(problemsOf(clean, store), `seed ${seed}`).toEqual([])
    })
  })

  test('every kind of node occurs in what is clean', () => {
    const occurring = new Set<string>()
    each((chance) => {
      for (const { kind } of cleanWorkflow(chance).nodes) occurring.add(kind)
    })
    expect(nodeKinds.filter((kind) => !occurring.has(kind))).toEqual([])
  })

  test.each(Object.keys(faults))('check finds every planted %s, where it was planted', (code) => {
    each((chance, seed) => {
      for (const [index, plant] of faults[code]!.entries()) {
        const { workflow, node, world = seen } = plant(cleanWorkflow(chance), chance)
        const found = problemsOf(workflow, world)
        const where = found.filter((problem) => problem.code === code).map((problem) => problem.node)
        expect(where, `seed ${seed}, planter ${index}: ${JSON.stringify(found).slice(0, 2_000)}`).toContain(node)
      }
    })
  })

  test.each([
    ...severities(
      'error',
      'noTrigger missing wrongType wrongChoice unreachable repeatedPort loopWithoutRest missingTarget',
    ),
    ...severities('error', 'unknownSegment unknownWorkflow unknownPort unknownVariable noUnsubscribeLink'),
    ...severities('warning', 'waitWithoutTimeout marketingWithoutConsent portNeverTaken neverEnds'),
  ])('%s is of the severity that the contract gives it: %s', (code, severity) => {
    each((chance) => {
      for (const plant of faults[code]!) {
        const { workflow, world = seen } = plant(cleanWorkflow(chance), chance)
        const found = problemsOf(workflow, world).filter((problem) => problem.code === code)
        expect(new Set(found.map((problem) => problem.severity))).toEqual(new Set([severity]))
      }
    })
  })

  test('everything that check and the schema can find is planted, or it is said why it cannot be', () => {
    const codes = new Set([...codesGiven(), ...Object.keys(workflowProblems), ...Object.keys(formProblems)])
    expect(codes.size).toBeGreaterThan(90)
    expect([...codes].filter((code) => !(Object.hasOwn(faults, code) || Object.hasOwn(notPlanted, code)))).toEqual([])
    expect(Object.keys(notPlanted).filter((code) => Object.hasOwn(faults, code) || !codes.has(code))).toEqual([])
  })
})

describe('on graphs of up to eight nodes', () => {
  test('who can be reached is what walking every way finds', () => {
    eachTangled(({ workflow, walked, named, seed }) => {
      expect(new Set(reachable(workflow)), seed).toEqual(walked.reached)
      expect(named('unreachable'), seed).toEqual(
        new Set(workflow.nodes.map(({ id }) => id).filter((id) => !walked.reached.has(id))),
      )
    })
  })

  test('which loops never rest is what walking every way finds', () => {
    let loops = 0
    eachTangled(({ workflow, walked, named, seed }) => {
      const found = [...loopsWithoutRest(workflow), ...loopsWithoutRest(workflow, portsWithoutChange)]
      expect(new Set(found.flat()), seed).toEqual(walked.restless)
      expect(named('loopWithoutRest').size > 0, seed).toBe(walked.restless.size > 0)
      for (const node of named('loopWithoutRest')) expect(walked.restless, seed).toContain(node)
      loops += found.length
    })
    expect(loops).toBeGreaterThan(0)
  })

  test('who comes to no end is what walking every way finds', () => {
    let told = 0
    eachTangled(({ workflow, walked, named, seed }) => {
      const loops = loopsWithoutEnd(workflow)
      expect(new Set(loops.flat()), seed).toEqual(walked.endless)
      for (const id of walked.stuck)
        expect(
          loops.some(([first]) => reachable(workflow, [id]).has(first!)),
          seed,
        ).toBe(true)
      // Of a loop that nobody can come to, or that never rests, that is said.
      const lived = loops.filter((loop) => walked.reached.has(loop[0]!) && !loop.some((id) => walked.restless.has(id)))
      expect(named('neverEnds'), seed).toEqual(new Set(lived.map(([first]) => first)))
      told += lived.length
    })
    expect(told).toBeGreaterThan(0)
  })
})

function severities(severity: Problem['severity'], codes: string): [string, string][] {
  return codes.split(' ').map((code) => [code, severity])
}

interface Tangled {
  readonly workflow: Workflow
  readonly walked: Explored
  /** The nodes at which check names a problem. */
  readonly named: (code: string) => Set<string | undefined>
  readonly seed: string
}

function eachTangled(look: (tangled: Tangled) => void): void {
  each((chance, seed) => {
    const workflow = tangled(chance)
    const problems = problemsOf(workflow, seen)
    const named = (code: string) => new Set(problems.filter((problem) => problem.code === code).map(({ node }) => node))
    look({ workflow, walked: explored(workflow), named, seed: `seed ${seed}` })
  })
}

/** The codes that the sources of check and of the schemas name. */
function codesGiven(): string[] {
  const made = /(?:(?<![\w.])(?:error|warning|problem)\(|\bcode: |\berror: )'(?!custom')([a-z][a-zA-Z]+)'/g
  const shared = join(import.meta.dirname, '../../shared')
  return ['.', 'check', 'nodes', 'predicate', 'recurrence']
    .flatMap((folder) => readdirSync(join(shared, folder)).map((file) => join(shared, folder, file)))
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(made)].map(([, code]) => code!))
}
