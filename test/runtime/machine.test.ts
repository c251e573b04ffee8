import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createActor } from 'xstate'
import { getShortestPaths } from 'xstate/graph'
import { askXState, end, machineOf, NoSuchPort, tableOf } from '../../runtime/step/machine.ts'
import { definitionOf } from '../../shared/nodes/index.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { draw } from '../support/trial.ts'

/** Random workflows: nodes of every number of ports, led anywhere or nowhere. */
const workflows = fc
  .array(
    fc.record({
      paths: fc.integer({ min: 0, max: 4 }),
      leads: fc.array(fc.integer({ min: -1, max: 11 }), { minLength: 5, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((nodes) => {
    const target = (to: number | undefined) => (to === undefined || to < 0 || to >= nodes.length ? undefined : `n${to}`)
    const kinds = nodes.map(({ paths, leads }, index) => {
      const names = paths === 0 ? ['next'] : [...Array.from({ length: paths }, (_, path) => `path-${path}`), 'else']
      const ports = Object.fromEntries(
        names.flatMap((name, port) => (target(leads[port]) ? [[name, target(leads[port]) as string]] : [])),
      )
      const settings =
        paths === 0
          ? { for: 'P1D' }
          : { paths: names.slice(0, -1).map((port) => ({ port, when: { test: 'segment', segment: 'any' } })) }
      return [`n${index}`, { kind: paths === 0 ? ('delay' as const) : ('branch' as const), settings, ports }] as const
    })
    return draw({ nodes: Object.fromEntries(kinds) })
  })

const portsOf = (workflow: Workflow) =>
  workflow.nodes.flatMap((node) =>
    definitionOf(node.kind)
      .ports(node.settings)
      .map((port) => ({ node, port: port.id })),
  )

// PERENNIAL_MACHINES=100000 asks for as many random machines as are promised, which takes minutes.
const machines = Number(process.env.PERENNIAL_MACHINES ?? 300)

test('the table says of every node and port what XState says', { timeout: 240_000 + machines * 20 }, () => {
  fc.assert(
    fc.property(workflows, (workflow) => {
      const machine = machineOf(workflow)
      const table = tableOf(workflow)
      for (const { node, port } of portsOf(workflow)) {
        expect(table(node.id, port)).toBe(askXState(machine, node.id, port))
        expect(table(node.id, port)).toBe(node.ports?.[port] ?? end)
      }
    }),
    { numRuns: machines },
  )
})

test('a port that the version does not have is an error, never silence', () => {
  const workflow = draw({ nodes: { n0: { kind: 'delay', settings: { for: 'P1D' } } } })
  expect(() => tableOf(workflow)('n0', 'elsewhere')).toThrow(NoSuchPort)
})

test('it is a real machine: an actor runs it and the graph tools enumerate its paths', () => {
  const workflow = draw({
    nodes: {
      n0: { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'n1' } },
      n1: { kind: 'delay', settings: { for: 'P1D' } },
    },
  })
  const actor = createActor(machineOf(workflow)).start()
  actor.send({ type: 'next' })
  expect(actor.getSnapshot().value).toBe('n1')
  actor.send({ type: 'next' })
  expect(actor.getSnapshot().status).toBe('done')
  const paths = getShortestPaths(machineOf(workflow), { events: [{ type: 'next' }] })
  expect(paths.map((path) => path.state.value)).toEqual(['n0', 'n1', end])
})
