import { changesAfter, firstInside, firstOutside, type Hours, spansFrom } from '../../shared/hours.ts'
import type { Channel, Purpose } from '../../shared/predicate/schema.ts'
import { earlier } from '../../shared/predicate/truth.ts'
import type { Cap, Sending } from '../../shared/sending.ts'
import type { WorkflowSettings } from '../../shared/workflow.ts'
import type { LedgerLine } from '../commit/message.ts'
import { capAllowsFrom } from './ledger.ts'

const year = 366 * 86_400_000

/** What keeps a message waiting, for one customer. */
export interface Limits {
  readonly zone: string
  readonly quiet: readonly Hours[]
  readonly window: Hours | undefined
  /** Each with the messages that count for it. */
  readonly caps: readonly { readonly cap: Cap; readonly lines: readonly LedgerLine[] }[]
}

/** What limits are made of. */
export interface Sender {
  readonly sending: Sending
  /** The workflow's. */
  readonly settings: WorkflowSettings
  readonly workflow: string
  readonly zone: string
  readonly ledger: readonly LedgerLine[]
}

/** Transactional messages are exempt from all of them, except from quiet hours when the store says so. */
export function limitsOf(
  { sending, settings, workflow, zone, ledger }: Sender,
  { channel, purpose }: { readonly channel: Channel; readonly purpose: Purpose },
): Limits {
  if (purpose === 'transactional')
    return { zone, quiet: sending.quietForTransactional ? sending.quietHours : [], window: undefined, caps: [] }
  const lines = ledger.filter((line) => line.purpose === 'marketing' && line.waiting === undefined)
  const ofWorkflow = lines.filter((line) => line.workflow === workflow)
  return {
    zone,
    quiet: sending.quietHours,
    window: settings.sendWindow,
    caps: [
      ...sending.caps
        .filter((each) => each.channel === channel)
        .map(({ cap }) => ({ cap, lines: lines.filter((line) => line.channel === channel) })),
      ...(settings.caps ?? []).map((cap) => ({ cap, lines: ofWorkflow })),
    ],
  }
}

export type Obstacle =
  | { readonly obstacle: 'quietHours' | 'sendWindow' }
  | { readonly obstacle: 'cap'; readonly cap: Cap }

/**
 * The first instant from `now` on at which quiet hours, send window and caps all allow a message, and what stands in the way now.
 * Not before `latest`, or for a year: that is far enough.
 */
export function allowedFrom(
  limits: Limits,
  now: number,
  latest: number,
): { readonly at: number; readonly obstacle: Obstacle | null } {
  let first: Obstacle | null = null
  let at = now
  const until = Math.min(latest, now + year)
  while (at < until) {
    const next = nextObstacle(limits, at)
    if (!next) break
    first ??= next.obstacle
    at = next.over
  }
  return { at: at < until ? at : latest, obstacle: first }
}

/** The end of the hours that are allowed at `now`; null: they have none. */
export function allowedUntil({ quiet, window, zone }: Limits, now: number): number | null {
  return earlier(
    quiet.length > 0 ? changesAfter(spansFrom(quiet, now, zone), now) : null,
    window ? changesAfter(spansFrom([window], now, zone), now) : null,
  )
}

function nextObstacle(
  { quiet, window, caps, zone }: Limits,
  at: number,
): { readonly over: number; readonly obstacle: Obstacle } | null {
  const never = Number.POSITIVE_INFINITY
  if (quiet.length > 0) {
    const over = firstOutside(spansFrom(quiet, at, zone), at) ?? never
    if (over > at) return { over, obstacle: { obstacle: 'quietHours' } }
  }
  if (window) {
    const over = firstInside(spansFrom([window], at, zone), at) ?? never
    if (over > at) return { over, obstacle: { obstacle: 'sendWindow' } }
  }
  for (const { cap, lines } of caps) {
    const over = capAllowsFrom(lines, cap, at, zone)
    if (over > at) return { over, obstacle: { obstacle: 'cap', cap } }
  }
  return null
}
