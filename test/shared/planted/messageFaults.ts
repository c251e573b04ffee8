import type { Cap } from '../../../shared/sending.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'
import { mjml } from '../drafts.ts'
import { beginningOnly, type Faults, id, inserted, led, mailing, marketing, set, stepping } from './planting.ts'
import { seen } from './store.ts'

const goal = { title: 'Ordered', by: 'event', event: 'Order Completed', within: 'P7D', from: 'start', ends: false }
const experiment = {
  paths: ['one', 'two'].map((port) => ({ port, percent: 50 })),
  goal: { by: 'workflow' },
  certainty: 90,
  takeOver: false,
}

/** Two marketing mails, a while apart. */
function twoMails(workflow: Workflow, between: object): Workflow {
  const [one, pause, other] = [id('email', workflow), id('delay', workflow, 1), id('email', workflow, 2)]
  return inserted(
    workflow,
    { id: one, kind: 'email', settings: marketing, ports: { next: pause } },
    { id: pause, kind: 'delay', settings: between, ports: { next: other } },
    { id: other, kind: 'email', settings: marketing, ports: { next: led(workflow) } },
  )
}

/** A marketing mail again and again, after a rest each time. */
function mailRound(workflow: Workflow, between: object, times: number): Workflow {
  const [pause, mail, again] = [id('delay', workflow), id('email', workflow, 1), id('repeat', workflow, 2)]
  return inserted(
    workflow,
    { id: pause, kind: 'delay', settings: between, ports: { next: mail } },
    { id: mail, kind: 'email', settings: marketing, ports: { next: again } },
    { id: again, kind: 'repeat', settings: { times }, ports: { again: pause, done: led(workflow) } },
  )
}

/** Each message gone, and what led to it leading on. */
const silent = (workflow: Workflow): Workflow => ({
  ...workflow,
  nodes: workflow.nodes.map((node) =>
    node.kind === 'email' ? { ...node, kind: 'delay', settings: { for: 'P1D' } } : node,
  ) as WorkflowNode[],
})

const rolling = (atMost: number, period: string): Cap => ({ per: 'rolling', atMost, period })
const capped = (...caps: readonly Cap[]) => ({
  ...seen,
  sending: { ...seen.sending, caps: caps.map((cap) => ({ channel: 'email' as const, cap })) },
})

/** Messages that cannot go, should not, or are too many, and what is measured by them. */
export const messageFaults: Faults = {
  liquidSyntax: [
    (workflow) => mailing(workflow, { subject: 'Hello {{ customer.plan | shout }}' }),
    (workflow) => stepping(workflow, 'webhook', { url: 'https://example.com/', answer: 'goOn', body: ['{{ plan'] }),
  ],
  unknownVariable: [
    (workflow) => mailing(workflow, { subject: 'Hello {{ customer.shoe_size }}' }),
    (workflow) => mailing(workflow, { subject: 'Hello {{ trigger.price }}' }),
    (workflow) => mailing(workflow, { preheader: 'Hello {{ shop.name }}' }),
    (workflow) => mailing(workflow, { mjml: mjml('{{ store.motto }} {{ unsubscribe_url }}') }),
    (workflow) =>
      stepping(workflow, 'webhook', { url: 'https://example.com/', answer: 'goOn', body: ['{{ customer.hat }}'] }),
  ],
  noUnsubscribeLink: [(workflow) => mailing(workflow, { mjml: mjml('Hello') })],
  marketingWithoutConsent: [(workflow) => mailing(workflow, {}, { ...seen, marketingToUnknown: true })],
  sendWindowQuiet: [
    (workflow) => ({ workflow: set(workflow, { sendWindow: { from: '22:00', to: '07:30' } }) }),
    (workflow) => ({
      workflow: set(workflow, { sendWindow: { from: '21:30', to: '23:00', weekdays: ['monday', 'friday'] } }),
    }),
  ],
  moreThanCap: [
    // Of the workflow: in a row, and round a loop.
    (workflow) => ({ workflow: set(twoMails(workflow, { for: 'PT2H' }), { caps: [{ per: 'day', atMost: 1 }] }) }),
    (workflow) => ({ workflow: set(twoMails(workflow, { for: 'P6D' }), { caps: [{ per: 'week', atMost: 1 }] }) }),
    (workflow) => ({ workflow: set(mailRound(workflow, { for: 'P1D' }, 9), { caps: [{ per: 'week', atMost: 3 }] }) }),
    (workflow) => ({
      workflow: set(mailRound(workflow, { until: { time: '09:00' } }, 9), { caps: [rolling(5, 'P1W')] }),
    }),
    // Of the store, one of several.
    (workflow) => ({
      workflow: twoMails(workflow, { for: 'P1D' }),
      world: capped({ per: 'week', atMost: 100 }, rolling(1, 'P2D')),
    }),
    (workflow) => ({
      workflow: mailRound(workflow, { for: 'PT4H' }, 20),
      world: capped({ per: 'day', atMost: 4 }),
    }),
  ],
  manyMessages: [
    (workflow) => ({ workflow: set(mailRound(workflow, { for: 'PT4H' }, 20), { caps: undefined }) }),
    (workflow) => ({ workflow: set(mailRound(workflow, { until: { time: '09:00' } }, 20), { caps: undefined }) }),
    (workflow) => {
      const daily = { recurs: { every: 'day', time: '09:00' }, audience: { of: 'everyone' } }
      const again = { caps: undefined, reentry: { rule: 'always' } }
      return { workflow: set(beginningOnly(twoMails(workflow, { for: 'PT1H' }), 'schedule', daily), again) }
    },
  ],
  goalNeverBegins: [(workflow) => ({ workflow: set(silent(workflow), { goal: { ...goal, from: 'message' } }) })],
  noWorkflowGoal: [
    (workflow) => stepping(set(workflow, { goal: undefined, holdout: undefined }), 'experiment', experiment, 'one'),
  ],
  holdoutWithoutGoal: [(workflow) => ({ workflow: set(workflow, { goal: undefined, holdout: 10 }) })],
  lateBeyondRetention: [(workflow) => ({ workflow: set(workflow, { lateEvents: 'P400D' }) })],
}
