import type { Json } from '../../shared/customer.ts'
import { type Change, isRead } from '../change.ts'
import type { LedgerLine, Message } from '../commit/message.ts'
import type { Run } from '../commit/run.ts'
import type { Ask } from '../move.ts'
import { count } from '../note.ts'
import type { Path, Plan } from '../plan.ts'
import { extendPursuit } from '../pursuits.ts'
import type { Turn } from '../turn.ts'
import { addressOf, goodFor, judge, refusalOf, unmetCondition, type Verdict } from './judge.ts'
import { cancelInLedger, enterLedger, leaveLedger, lineOf, linesOf } from './ledger.ts'
import { type TemplateSources, valuesFor } from './values.ts'

/** What a message keeps of the moment at which it was admitted. */
export interface Rendering {
  /** Paths that the node's templates name. */
  readonly variables: readonly Path[]
  /** What began the run; read only where a template names it. */
  readonly trigger: () => Readonly<Record<string, unknown>>
}

/**
 * Decides, in the fold, whether a message may go (rule 22), and puts what may into the outbox under the key run:node:visit (rule 24).
 * What may not go never ends the run: the trail says why (rule 16).
 */
export function admit(turn: Turn, plan: Plan, run: Run, ask: Ask, rendering: Rendering): Verdict {
  const { channel, purpose } = ask.effect
  const verdict = judge(turn, plan, { node: run.node, channel, purpose, giveUp: ask.giveUp, run })
  if (verdict.do === 'skip') count(turn, run, run.node, 'skipped')
  if (verdict.do !== 'send') return verdict
  const message: Message = {
    ...placeOf(turn, run),
    channel,
    purpose,
    address: addressOf(turn),
    values: valuesOf(turn, rendering),
    sendBefore: verdict.sendBefore,
    giveUp: ask.giveUp,
  }
  turn.result.messages.push(message)
  enterLedger(turn, message, opened(plan, run.node))
  return verdict
}

/** A webhook is no message to the customer: it may always go. */
export function admitWebhook(turn: Turn, run: Run, url: string, rendering: Rendering): void {
  turn.result.messages.push({
    ...placeOf(turn, run),
    channel: 'webhook',
    purpose: 'transactional',
    address: url,
    values: valuesOf(turn, rendering),
    sendBefore: turn.now + goodFor,
  })
}

/**
 * A message that delivery did not begin in time, or that a veto stopped: its slot is free, it is judged anew, and it keeps its place (H5).
 * Deferred, it waits in the outbox and asks again as others do, see `askAgain`. Answers whether a slot is free.
 */
export function admitAgain(turn: Turn, known: Message, detail: string): boolean {
  // Its customer may have joined another since.
  const message = { ...known, customer: turn.customer.id }
  const hadSlot = leaveLedger(turn, ({ key }) => key === message.key)
  if (message.channel === 'webhook') {
    turn.result.messages.push({ ...message, sendBefore: turn.now + goodFor })
    return false
  }
  const verdict = judgeAgain(turn, message, detail)
  const opening = () => opened(turn.reading.plan(message.workflow, message.version), message.node)
  if (verdict.do === 'skip') {
    const { key, node } = message
    turn.result.messageStates.push({ key, state: 'cancelled', at: turn.now, detail: verdict.why, attempts: 0 })
    count(turn, message, node, 'skipped')
    return hadSlot
  }
  const { notBefore: _, ...kept } = message
  const address = addressOf(turn)
  if (verdict.do === 'defer') {
    turn.result.messages.push({ ...kept, address, sendBefore: turn.now, notBefore: verdict.until })
    const { open: _, ...as } = opening()
    enterLedger(turn, message, { ...as, waiting: verdict.until })
    return hadSlot
  }
  turn.result.messages.push({ ...kept, address, sendBefore: verdict.sendBefore })
  enterLedger(turn, message, opening())
  extendPursuit(turn, message.run, message.giveUp ?? turn.now)
  return false
}

/**
 * What delivery hands back as out of time may have been judged since: it is in the outbox as it was judged, and changes nothing. Answers
 * whether it is so.
 */
export function isJudgedSince(turn: Turn, message: Message): boolean {
  const line = lineOf(turn, message.key)
  const until = line?.unasked ? message.sendBefore : (line?.waiting ?? message.sendBefore)
  if (until < turn.now) return false
  turn.result.messages.push(message)
  return true
}

const opened = (plan: Plan, node: string): Pick<LedgerLine, 'open' | 'unconditional'> =>
  plan.sendCondition(node) ? { open: true } : { open: true, unconditional: true }

function judgeAgain(turn: Turn, message: Message, detail: string): Verdict {
  const { workflow, version, node, channel, purpose } = message
  if (channel === 'webhook' || detail === 'vetoed') return { do: 'skip', why: 'denied' }
  const plan = turn.reading.plan(workflow, version)
  return judge(turn, plan, { node, channel, purpose, giveUp: giveUpOf(message), run: runOf(turn, plan, message) })
}

/** What became of a message, as caps see it; answers whether a slot is free. */
export function settleLedger(turn: Turn, message: Message, outcome: 'sent' | 'failed' | 'uncertain'): boolean {
  if (message.channel === 'webhook') return false
  if (outcome === 'failed') return leaveLedger(turn, ({ key }) => key === message.key)
  enterLedger(turn, message, {})
  return false
}

/** What was cancelled has not begun, and never will; answers whether a slot is free. */
export const settleCancelled = (turn: Turn, key: string): boolean =>
  leaveLedger(turn, (line) => line.key === key && line.cancelled === true)

/** Leaving a workflow cancels the run's messages that have not begun. */
export const cancelUnsentOf = (turn: Turn, run: string): void =>
  cancelInLedger(turn, ({ key }) => key.startsWith(`${run}:`))

/** While nobody knows what became of a message, whatever matters to it judges it again and may withdraw it (H5). */
export function withdrawUnsent(turn: Turn, change: Change): void {
  const concernsAll = Boolean(change.attributes || change.consents || change.undeliverable || change.all)
  for (const { key, purpose, open, unconditional } of linesOf(turn)) {
    if (!open || (unconditional && !concernsAll)) continue
    const why = (concernsAll && refusalOf(turn, purpose)) || (!unconditional && whyUnmet(turn, key, change))
    if (!why) continue
    withdraw(turn, key, why)
  }
}

/** A message that has not begun goes no more; delivery has yet to hand it back. */
export function withdraw(turn: Turn, key: string, why: string): void {
  const [run = ''] = key.split(':')
  turn.result.cancelled.push({ run, key, at: turn.now, detail: why })
  cancelInLedger(turn, (line) => line.key === key)
}

function whyUnmet(turn: Turn, key: string, change: Change): string | undefined {
  const message = messageOf(turn, key)
  // One that is given up does not go whatever its condition says, and what that asks for may have been removed (rule 33).
  if (!message || turn.now >= giveUpOf(message)) return undefined
  const { workflow, version, node } = message
  const plan = turn.reading.planOrWhy(workflow, version)
  if (plan instanceof Error || !isConditionRead(plan, node, change)) return undefined
  return unmetCondition(turn, plan, { node, run: runOf(turn, plan, message) })?.why
}

const giveUpOf = ({ giveUp = Number.POSITIVE_INFINITY }: Message): number => giveUp

/** The message as this turn or an earlier one admitted it. */
export const messageOf = (turn: Turn, key: string): Message | undefined =>
  turn.result.messages.findLast((message) => message.key === key) ?? turn.reading.message(key)

function isConditionRead(plan: Plan, node: string, change: Change): boolean {
  const condition = plan.sendCondition(node)
  return condition !== null && isRead(condition.reads, change)
}

/** The run of a message whose node asks something of it; it may have gone on, or ended. */
function runOf(turn: Turn, plan: Plan, { run, node }: Message): Run | undefined {
  const condition = plan.sendCondition(node)
  if (!condition?.reads.run && !condition?.reads.trigger) return undefined
  return turn.runs.get(run) ?? turn.result.runs.get(run) ?? turn.reading.run(run)
}

const placeOf = (turn: Turn, run: Run) => ({
  key: `${run.id}:${run.node}:${run.visit}`,
  customer: turn.customer.id,
  workflow: run.workflow,
  version: run.version,
  node: run.node,
  run: run.id,
  admitted: turn.now,
  depth: turn.depth + 1,
})

function valuesOf(turn: Turn, { variables, trigger }: Rendering): Json {
  let customer: ReturnType<TemplateSources['customer']> | undefined
  return valuesFor(variables, {
    customer: () => {
      customer ??= plainAttributes(turn)
      return customer
    },
    trigger: trigger as TemplateSources['trigger'],
    store: () => ({}),
  })
}

const plainAttributes = (turn: Turn): { readonly [name: string]: Json } =>
  Object.fromEntries(Object.entries(turn.customer.profile.attributes).map(([name, { value }]) => [name, value]))
