import { initialTransition, transition } from 'xstate'
import { machineOf, tableOf } from '../../../runtime/step/machine.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import type { Size, Trial } from '../trial.ts'

const steps = { small: 10_000, usual: 300_000, full: 3_000_000 } satisfies Record<Size, number>
const promised = 0.05

// A ring of ten delays, so that a run never ends.
const ring = {
  format: 1,
  id: 'ring',
  title: 'Ring',
  nextId: 11,
  settings: { reentry: { rule: 'always' } },
  nodes: Array.from({ length: 10 }, (_, n) => ({
    id: `delay-${n}`,
    kind: 'delay',
    settings: { for: 'PT1H' },
    ports: { next: `delay-${(n + 1) % 10}` },
  })),
} as unknown as Workflow

/** A step, its state read from text and written to it. The limit is a twentieth of XState's public transition with the same around it. */
export const step: Trial = {
  name: 'step',
  unit: 'us',
  lessIsBetter: true,
  async prepare() {},

  async measure(_file, size) {
    const next = tableOf(ring)
    let text = JSON.stringify({ node: 'delay-0', visit: 0, rest: null })
    const took = each(steps[size], () => {
      const run = JSON.parse(text) as { node: string; visit: number; rest: null }
      text = JSON.stringify({ node: next(run.node, 'next'), visit: run.visit + 1, rest: null })
    })
    return { value: took, also: { "part of XState's": took / xstate(size) } }
  },

  limit: async (_file, _recorded, size) => ({ value: promised * xstate(size) }),
}

function xstate(size: Size): number {
  const machine = machineOf(ring)
  let text = JSON.stringify(initialTransition(machine)[0])
  return each(steps[size] / 30, () => {
    const [after] = transition(machine, machine.resolveState(JSON.parse(text)), { type: 'next' } as never)
    text = JSON.stringify(after)
  })
}

/** Microseconds for one, once it is warm. */
function each(times: number, work: () => void): number {
  for (let n = 0; n < times / 10; n++) work()
  const start = performance.now()
  for (let n = 0; n < times; n++) work()
  return ((performance.now() - start) * 1000) / times
}
