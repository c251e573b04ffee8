import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  edgesOf,
  loopsWithoutEnd,
  loopsWithoutRest,
  portsOf,
  portsWithoutRest,
  predecessorsOf,
  reachable,
  readingOrder,
} from '../../shared/graph.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { exit, node, start, workflow } from './drafts.ts'
import { workflows } from './workflows.ts'

const orders = { test: 'orderNumber', op: 'atLeast', value: 2 } as const
const split = (id: string, ports: Record<string, string>) =>
  node(id, 'branch', { paths: [{ port: 'yes', when: orders }] }, ports)
const delay = (id: string, next: string) => node(id, 'delay', { for: 'P1D' }, { next })
const order = (graph: Workflow) => readingOrder(graph).map(({ id }) => id)

describe('the reading order', () => {
  test('goes down from the trigger, ports in order, each node after what leads to it', () => {
    const joined = workflow([
      exit(),
      delay('delay-4', 'exit-9'),
      delay('delay-3', 'exit-9'),
      split('branch-2', { else: 'delay-4', yes: 'delay-3' }),
      start('branch-2'),
    ])
    expect(order(joined)).toEqual(['event-1', 'branch-2', 'delay-3', 'delay-4', 'exit-9'])
  })
  test('puts triggers by their numbers and what nobody reaches at the end', () => {
    const two = workflow([
      delay('delay-3', 'delay-5'),
      node('event-10', 'event', { event: 'B' }, { next: 'exit-9' }),
      exit(),
      delay('delay-5', 'delay-3'),
      node('event-2', 'event', { event: 'A' }),
    ])
    expect(order(two)).toEqual(['event-2', 'event-10', 'exit-9', 'delay-3', 'delay-5'])
  })
  test('has every node once, whatever order the file has them in', () => {
    fc.assert(
      fc.property(workflows, fc.infiniteStream(fc.nat()), (graph, keys) => {
        const shuffled = [...graph.nodes].map((n) => [keys.next().value, n] as const).sort(([a], [b]) => a - b)
        const ids = order(graph)
        expect([...ids].sort()).toEqual(graph.nodes.map(({ id }) => id).sort())
        expect(order({ ...graph, nodes: shuffled.map(([, n]) => n) })).toEqual(ids)
      }),
    )
  })
  test('puts a node after all that lead to it, where there is no loop', () => {
    fc.assert(
      fc.property(workflows, (graph) => {
        const acyclic = { ...graph, nodes: graph.nodes.map((n, at) => forwardOnly(graph, n, at)) } as Workflow
        const ids = order(acyclic)
        const reached = reachable(acyclic)
        for (const { from, to } of edgesOf(acyclic))
          if (reached.has(from)) expect(ids.indexOf(from)).toBeLessThan(ids.indexOf(to))
      }),
    )
  })
})

describe('loops without a rest', () => {
  test('are those parts of the graph that a run could go round for ever', () => {
    fc.assert(
      fc.property(workflows, (graph) => {
        const moving = graph.nodes.map((n) => ({ ...n, ports: portsWithoutRest(n) })) as Workflow['nodes']
        const inLoop = moving.filter((n) => {
          const next = edgesOf({ nodes: moving }).filter(({ from }) => from === n.id)
          return next.some(({ to }) => reachable({ nodes: moving }, [to]).has(n.id))
        })
        const loops = loopsWithoutRest(graph)
        expect(loops.flat().sort()).toEqual(inLoop.map(({ id }) => id).sort())
        expect(new Set(loops.flat()).size).toBe(loops.flat().length)
      }),
    )
  })
  test('are found in a chain of a thousand nodes', () => {
    const chain = Array.from({ length: 1000 }, (_, n) => split(`branch-${n}`, { else: `branch-${(n + 1) % 1000}` }))
    expect(loopsWithoutRest({ nodes: chain })[0]).toHaveLength(1000)
    expect(readingOrder({ nodes: chain })).toHaveLength(1000)
  })
})

describe('loops without an end', () => {
  test('are those that nobody leaves who is inside, each begun where one comes to it', () => {
    const round = workflow([
      delay('delay-5', 'delay-4'),
      delay('delay-4', 'delay-3'),
      split('branch-2', { yes: 'exit-9', else: 'delay-4' }),
      delay('delay-3', 'delay-5'),
      start('branch-2'),
      exit(),
    ])
    expect(loopsWithoutEnd(round)).toEqual([['delay-4', 'delay-3', 'delay-5']])
  })
  test('have everybody who comes to no end', () => {
    fc.assert(
      fc.property(workflows, (graph) => {
        const isEnd = (id: string) => {
          const one = graph.nodes.find((n) => n.id === id)!
          return portsOf(one).length === 0 || portsOf(one).some(({ id: port }) => !one.ports?.[port])
        }
        const inside = new Set(loopsWithoutEnd(graph).flat())
        for (const { id } of graph.nodes) {
          const reached = [...reachable(graph, [id])]
          // Whoever never comes to an end comes to such a loop, and whoever is in one comes to no end.
          if (!reached.some(isEnd)) expect(reached.some((other) => inside.has(other))).toBe(true)
          if (inside.has(id)) expect(reached.some(isEnd)).toBe(false)
        }
      }),
    )
  })
})

test('predecessors are the edges read backwards', () => {
  fc.assert(
    fc.property(workflows, (graph) => {
      const backwards = [...predecessorsOf(graph)].flatMap(([to, from]) => from.map((id) => `${id} ${to}`))
      expect(backwards.sort()).toEqual([...new Set(edgesOf(graph).map(({ from, to }) => `${from} ${to}`))].sort())
    }),
  )
})

function forwardOnly(graph: Workflow, from: Workflow['nodes'][number], at: number) {
  const forward = Object.entries(from.ports ?? {}).filter(([, to]) => graph.nodes.findIndex(({ id }) => id === to) > at)
  return { ...from, ports: Object.fromEntries(forward) }
}
