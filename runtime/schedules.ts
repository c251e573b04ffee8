import type { Audience } from '../shared/audience.ts'
import { instantOfLocal, localOf } from '../shared/localTime.ts'
import { lastOccurrence, nextOccurrence } from '../shared/recurrence.ts'
import type { Entry, NewEntry } from './commit/entry.ts'
import type { LiveChange } from './commit/live.ts'
import { gapAround } from './gaps.ts'
import { isPaused, type Live } from './live.ts'
import type { Scheduler, TriggerIndex } from './route/triggers.ts'

/** The next instant of a schedule, and when it may be in the log. */
export interface Due {
  readonly workflow: string
  readonly node: string
  readonly audience: Audience
  /** The instant itself, or the end of the gap that it lies in. */
  readonly at: number
  /** It is missed, and the schedule or whoever ended the gap leaves out what was. */
  readonly skipped: boolean
  /** The last of its instants up to then: of several that were missed it stands for all. */
  lastBy(until: number): number
}

export const scheduleKey = (workflow: string, node: string): string => `${workflow} ${node}`

/** What is due first by all that is live; of two at once that of the lesser key. A schedule that nobody lets go on is not due. */
export function nextDue(live: Live, { schedules }: TriggerIndex): Due | null {
  let next: Due | null = null
  for (const scheduler of schedules) {
    const due = dueOf(live, scheduler)
    if (due && (!next || due.at < next.at || (due.at === next.at && keyOf(due) < keyOf(next)))) next = due
  }
  return next
}

const keyOf = ({ workflow, node }: Due): string => scheduleKey(workflow, node)

/**
 * The entry that lets the audience in: one for each instant, whoever writes it. It comes before everything later, so it has the instant for
 * its time; only what was missed has a later one.
 *
 * @param lastAt  the time of the last entry
 */
export function entryOfDue(due: Due, lastAt: number): NewEntry {
  const { workflow, node, audience, skipped } = due
  // What came after the gap was missed for another reason, or not at all.
  const instant = due.lastBy(skipped ? due.at : Math.max(due.at, lastAt))
  return {
    id: `schedule:${workflow}:${node}:${instant}`,
    clock: due.at,
    payload: { type: 'enter', workflow, node, audience, due: instant, ...(skipped && { skipped }) },
  }
}

/**
 * A store with clock `data` has no time before the first entry that names one. Schedules that were published by then begin with it, or it
 * would be as if they had been kept since 1970.
 */
export function schedulesBegunBy({ seq, at }: Entry, { schedules }: Live): readonly LiveChange[] {
  if (schedules.size === 0 || at === 0) return []
  return [...schedules].flatMap(([id, settled]) => (settled === 0 ? [{ kind: 'schedule', id, settled: at, seq }] : []))
}

/**
 * The store moves to another zone. The local time by which an audience was let in last is taken there, too, though it is still to come: nobody
 * is let in twice for it. One that had come there by then, and had not here, is not made up for. What a schedule has missed stays missed; if it
 * lies in a gap, the next one there is looked for from the gap's beginning on, or it would lie before the gap and come at once.
 */
export function schedulesMoved(
  zone: string,
  { seq, at }: Entry,
  live: Live,
  { schedules }: TriggerIndex,
): LiveChange[] {
  const { zone: before } = live.settings
  if (zone === before) return []
  return schedules.flatMap(({ plan, node, schedule: { recurs } }) => {
    const id = scheduleKey(plan.workflow, node.id)
    const settled = live.schedules.get(id)
    if (!settled || plan.document.settings.zone !== undefined) return []
    // Otherwise nobody was let in since it was published.
    const isInstant = nextOccurrence(recurs, before, settled - 1) === settled
    const taken = isInstant ? instantOfLocal(localOf(settled, before), zone) : settled
    const missed = nextOccurrence(recurs, before, settled)
    if (missed !== null && missed <= at) {
      const gap = gapAround(live.gaps, missed)
      return gap ? [{ kind: 'schedule', id, settled: Math.max(taken, gap.from), seq }] : []
    }
    const next = nextOccurrence(recurs, zone, taken)
    return [{ kind: 'schedule', id, settled: next !== null && next <= at ? at : taken, seq }]
  })
}

function dueOf(live: Live, { plan, node, schedule }: Scheduler): Due | null {
  const { workflow } = plan
  const { recurs, audience, missed = 'skip' } = schedule
  const settled = live.schedules.get(scheduleKey(workflow, node.id))
  const waits = missed === 'runLast' && isPaused(live, workflow)
  if (!settled || waits) return null
  const zone = plan.document.settings.zone ?? live.settings.zone
  const instant = nextOccurrence(recurs, zone, settled)
  const gap = instant === null ? null : gapAround(live.gaps, instant)
  if (instant === null || gap?.to === null) return null
  return {
    workflow,
    node: node.id,
    audience,
    at: gap ? gap.to : instant,
    skipped: gap !== null && (missed === 'skip' || gap.skips === true),
    lastBy: (until) => (until <= instant ? instant : (lastOccurrence(recurs, zone, until) ?? instant)),
  }
}
