import { addressIn, attributeOf, type Json } from '../../shared/customer.ts'
import { evaluate } from '../../shared/predicate/evaluate.ts'
import type { RunFacts } from '../../shared/predicate/facts.ts'
import type { Channel, Purpose } from '../../shared/predicate/schema.ts'
import type { Run } from '../commit/run.ts'
import { consentOf, factsOf, runFactsOf, zoneOf } from '../factsOf.ts'
import type { Why } from '../move.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'
import { allowedFrom, allowedUntil, type Limits, limitsOf, type Obstacle } from './allowed.ts'
import { linesOf } from './ledger.ts'

/** How long an admission is good for (rule 22). */
export const goodFor = 15 * 60_000

/** A message that wants to go. */
export interface Asking {
  readonly node: string
  readonly channel: Channel
  readonly purpose: Purpose
  /** When it is given up. */
  readonly giveUp: number
  /** Absent: the run is not known any more. */
  readonly run: Run | undefined
}

export type Verdict =
  | (Why & { readonly do: 'send'; readonly sendBefore: number })
  | (Why & { readonly do: 'defer'; readonly until: number })
  | (Why & { readonly do: 'skip' })

/**
 * Whether a message may go now, waits until it may, or is skipped (rule 22): consent and address, then when it is given up, then quiet
 * hours, send window and caps, and last its own condition, judged at the moment of sending.
 */
export function judge(turn: Turn, plan: Plan, asking: Asking): Verdict {
  const refusal = refusalOf(turn, asking.purpose)
  if (refusal) return { do: 'skip', why: refusal }
  if (turn.now >= asking.giveUp) return { do: 'skip', why: 'gaveUp' }
  const limits = limitsFor(turn, plan, asking)
  const { at, obstacle } = allowedFrom(limits, turn.now, asking.giveUp)
  if (obstacle && at >= asking.giveUp) return { do: 'skip', ...sayObstacle('gaveUp', obstacle) }
  if (obstacle) return { do: 'defer', until: at, ...sayObstacle('deferred', obstacle) }
  const unmet = unmetCondition(turn, plan, asking)
  if (unmet) return unmet
  const until = allowedUntil(limits, turn.now) ?? asking.giveUp
  return { do: 'send', why: 'emailAdmitted', sendBefore: Math.min(until, asking.giveUp, turn.now + goodFor) }
}

/** Why an e-mail may never go as things are, as a code of the catalogue; `null` when it may. */
export function refusalOf(turn: Turn, purpose: Purpose): string | null {
  const address = addressOf(turn)
  if (!address) return 'noAddress'
  if (turn.customer.profile.undeliverable?.email?.address === address) return 'undeliverable'
  if (purpose === 'transactional') return null
  const consent = consentOf(turn, 'email', 'marketing')
  if (consent === 'denied') return 'denied'
  return consent === 'granted' || turn.live.settings.marketingToUnknown ? null : 'noConsent'
}

/** The message's own condition, when it does not hold. */
export function unmetCondition(
  turn: Turn,
  plan: Plan,
  { node, run }: Pick<Asking, 'node' | 'run'>,
): Extract<Verdict, { do: 'skip' }> | null {
  const condition = plan.sendCondition(node)
  if (!condition) return null
  const facts: RunFacts | undefined = run && runFactsOf(turn, run)
  const { holds, because } = evaluate(condition.when, factsOf(turn, facts, zoneOf(turn, plan)), '/if')
  return holds ? null : { do: 'skip', why: 'conditionFalse', because }
}

const limitsFor = (turn: Turn, plan: Plan, asking: Pick<Asking, 'channel' | 'purpose'>): Limits =>
  limitsOf(
    {
      sending: turn.live.settings.sending,
      settings: plan.document.settings,
      workflow: plan.workflow,
      zone: zoneOf(turn, plan),
      ledger: linesOf(turn),
    },
    asking,
  )

function sayObstacle(does: 'deferred' | 'gaveUp', obstacle: Obstacle): Why {
  if (obstacle.obstacle !== 'cap')
    return { why: obstacle.obstacle === 'quietHours' ? `${does}QuietHours` : `${does}SendWindow` }
  return { why: `${does}Cap`, params: { ...obstacle.cap } as { [name: string]: Json } }
}

export const addressOf = (turn: Turn): string => addressIn(attributeOf(turn.customer.profile, 'email'))
