import { linkedWorkflows, linksOf } from '../../../shared/check/links.ts'
import type { World } from '../../../shared/check.ts'
import { initialSending } from '../../../shared/sending.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'

/** A node without its id and ports. */
export type Step = readonly [kind: string, settings: object]

export const rest: Step = ['delay', { for: 'P1D' }]

/** Another workflow of the store, with one step. */
export const other = (id: string, trigger: Step, step: Step, settings: object = {}): Workflow => ({
  format: 1,
  id,
  title: id,
  nextId: 9,
  settings: { reentry: { rule: 'afterEnd' }, ...settings },
  nodes: [
    { id: `${trigger[0]}-1`, kind: trigger[0], settings: trigger[1], ports: { next: `${step[0]}-2` } },
    { id: `${step[0]}-2`, kind: step[0], settings: step[1] },
  ] as unknown as WorkflowNode[],
})

const linked = (workflows: readonly Workflow[], state: string) =>
  linkedWorkflows(workflows.map((each) => ({ id: each.id, title: each.title, state, links: linksOf(each) })))

const live = linked(
  [
    other('survey', ['request', { properties: ['plan'] }], rest),
    other('gift', ['request', { properties: ['plan'] }], rest, { key: 'plan' }),
    other('onboarding', ['event', { event: 'Paid' }], rest),
  ],
  'live',
)

/** A store that has seen a little: what it knows of exists, and of nothing else a template may speak. */
export const seen: World = {
  segments: { regulars: { title: 'Regulars', when: { test: 'orderNumber', op: 'atLeast', value: 2 } } },
  attributes: new Set(['plan', 'city', 'birthday', 'renewal']),
  events: new Map([
    ['Signed Up', new Set(['plan'])],
    ['Order Completed', new Set(['total', 'cart_id', 'promised'])],
    ['Order Shipped', new Set(['cart_id'])],
  ]),
  marketingToUnknown: false,
  retention: { days: 365, forEver: ['Order Completed'] },
  sending: { ...initialSending, quietHours: [{ from: '21:00', to: '08:00' }] },
  workflows: live,
  now: Date.UTC(2026, 5, 1),
}

/** The same store, from which nothing is ever removed. */
export const keepingEverything: World = { ...seen, retention: { ...seen.retention, days: null } }

/** The same store with some workflows more. */
export const seenWith = (workflows: readonly Workflow[], state = 'live'): World => ({
  ...seen,
  workflows: new Map([...live, ...linked(workflows, state)]),
})
