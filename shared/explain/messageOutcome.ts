import type { Decided } from './decidingConditions.ts'

/** What became of a message, or a call, that admission had let go. */
export interface Became {
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed' | 'uncertain' | 'cancelled'
  readonly detail: string
  /** When it is judged again, as it could not begin in time; absent: it is not. */
  readonly until?: string | undefined
}

/** How the run ended, which took back what had not begun. */
type EndReason = { readonly code: string; readonly detail?: string | undefined } | null

/**
 * What became of a message, as the reason that a decision about it would bear: a code of the catalogue with its parameters; `null` while
 * nothing has.
 *
 * @example messageOutcome({ state: 'cancelled', detail: 'denied' }, null) // { why: 'vetoed' }
 */
export function messageOutcome(
  { state, detail, until }: Became,
  left: EndReason,
): (Pick<Decided, 'params'> & { readonly why: string }) | null {
  if (state === 'waiting') return until === undefined ? null : { why: 'stale' }
  if (state === 'sending') return null
  // What a server said to a mail that it took is for whoever looks after servers.
  if (state === 'sent') return { why: 'sent' }
  if (state === 'uncertain') return { why: 'uncertain', params: { detail } }
  if (state === 'failed') {
    const [code, ...rest] = detail.split(': ')
    return code === 'templateError'
      ? { why: 'templateError', params: { detail: rest.join(': ') } }
      : { why: 'failed', params: { detail } }
  }
  // It was let go, so there had been consent.
  if (detail === 'denied') return { why: 'vetoed' }
  if (refusals.has(detail)) return { why: detail }
  return { why: 'cancelled', params: { detail, ...(left?.code === detail && { of: left.detail ?? '' }) } }
}

/** Why a message is refused when it is judged again; what else cancels one is that its run was left. */
const refusals: ReadonlySet<string> = new Set([
  'noConsent',
  'noAddress',
  'undeliverable',
  'conditionFalse',
  'gaveUp',
  'gaveUpQuietHours',
  'gaveUpSendWindow',
  'gaveUpCap',
])
