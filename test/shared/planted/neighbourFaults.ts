import type { Workflow } from '../../../shared/workflow.ts'
import { beginning, type Faults, type Planted, stepping } from './planting.ts'
import { other, rest, type Step, seenWith } from './store.ts'

const byRequest: Step = ['request', {}]
const signsUp: Step = ['emit', { event: 'Signed Up' }]

/** A step that starts or stops another workflow, in a store that has these as well. */
const naming = (workflow: Workflow, kind: 'start' | 'stop', named: string, ...others: readonly Workflow[]): Planted =>
  stepping(workflow, kind, { workflow: named }, 'next', seenWith(others))

/** The workflow, also begun by Signed Up. */
const begunBySigningUp = (workflow: Workflow): Workflow => beginning(workflow, 'event', { event: 'Signed Up' }).workflow

/** Other workflows that cannot do what is asked of them, or do it for ever. */
export const neighbourFaults: Faults = {
  unknownWorkflow: [
    (workflow) => naming(workflow, 'start', 'nowhere'),
    (workflow) => naming(workflow, 'stop', 'nowhere'),
    (workflow) => beginning(workflow, 'workflow', { workflow: 'nowhere', how: 'any' }),
  ],
  stopsItself: [(workflow) => naming(workflow, 'stop', workflow.id)],
  namesNotLive: [
    (workflow) => ({
      ...naming(workflow, 'start', 'other'),
      world: seenWith([other('other', byRequest, rest)], 'draft'),
    }),
    (workflow) => ({
      ...beginning(workflow, 'workflow', { workflow: 'other', how: 'end' }),
      world: seenWith([other('other', byRequest, rest)], 'ended'),
    }),
  ],
  startsByNoRequest: [
    (workflow) => naming(workflow, 'start', 'other', other('other', ['event', { event: 'Paid' }], rest)),
  ],
  startsWithoutKey: [
    (workflow) => naming(workflow, 'start', 'other', other('other', byRequest, rest, { key: 'cart_id' })),
  ],
  workflowCircle: [
    // By an event that begins this one, directly or over others; and by itself.
    (workflow) => naming(begunBySigningUp(workflow), 'start', 'other', other('other', byRequest, signsUp)),
    (workflow) =>
      naming(
        begunBySigningUp(workflow),
        'start',
        'one',
        other('one', byRequest, ['update', { set: [{ attribute: 'tier', to: 'gold' }] }]),
        other('two', ['date', { of: { from: 'attribute', attribute: 'tier' }, repeat: 'once' }], rest),
        other('three', ['workflow', { workflow: 'two', how: 'any' }], signsUp),
      ),
    (workflow) => stepping(begunBySigningUp(workflow), 'emit', { event: 'Signed Up' }),
    // By the end of this one, which no node has for its own.
    (workflow) => ({
      workflow: begunBySigningUp(workflow),
      world: seenWith([other('other', ['workflow', { workflow: workflow.id, how: 'any' }], signsUp)]),
    }),
  ],
}
