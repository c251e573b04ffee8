import { addDuration, durationParts, longestOf } from '../duration.ts'
import type { Fact, Facts, History } from './facts.ts'
import type { Window } from './schema.ts'

const day = 86_400_000

/**
 * Calendar addition does not keep order: an event of 29 January 15:00 outlives one of 31 January 09:00 by six hours in a window of a
 * month. But an event this much older than an expired one has surely expired (H8).
 */
const calendarSlack = 4 * day

/** Which of a customer's events a window lets count, and until when. */
export interface Frame {
  /** No event before this instant counts. */
  readonly from: number
  /** The log number of an event that does not count. */
  readonly except: number
  /** The instant from which the event counts no more; Infinity: it always counts. */
  expiry(event: Fact): number
  /** No event that is this much older than one which has expired still counts. */
  readonly slack: number
}

const ever: Frame = {
  from: Number.NEGATIVE_INFINITY,
  except: 0,
  expiry: () => Number.POSITIVE_INFINITY,
  slack: 0,
}

/** The frame of a window; undefined if the window is a run's and no run asks. */
export function frameOf(window: Window | undefined, facts: Facts): Frame | undefined {
  if (window === undefined) return ever
  if (window === 'run') return facts.run && { ...ever, from: facts.run.since, except: facts.run.triggerSeq }
  return {
    ...ever,
    from: facts.now - reachOf(window),
    expiry: (event) => addDuration(event.time, window, facts.zone),
    slack: slackOf(window, facts.zone),
  }
}

/** An event this much older than now has surely left the window, whatever the calendar; milliseconds. */
export function reachOf(window: Window | undefined): number {
  if (window === undefined || window === 'run') return Number.POSITIVE_INFINITY
  return longestOf(window) + 3 * day
}

/** An event which is this much older than another leaves the window no later; milliseconds. */
export function slackOf(window: Window | undefined, zone: string): number {
  if (window === undefined || window === 'run') return 0
  const { years, months, weeks, days } = durationParts(window)
  return !(years || months) && (zone === 'UTC' || !(weeks || days)) ? 0 : calendarSlack
}

/**
 * Visits the events that count at `now`, newest first, until `visit` answers false, among the `most` newest. Reads no further back than
 * the frame asks.
 */
export function walkBack(
  events: History,
  frame: Frame,
  now: number,
  visit: (event: Fact, expiry: number) => boolean,
  most = events.length,
): void {
  let newestExpired = Number.NEGATIVE_INFINITY
  for (let back = 1; back <= most; back++) {
    const event = events.at(-back)
    if (!event) return
    if (event.time < frame.from || event.time < newestExpired - frame.slack) return
    if (event.seq === frame.except) continue
    const expiry = frame.expiry(event)
    if (expiry > now) {
      if (!visit(event, expiry)) return
    } else if (newestExpired === Number.NEGATIVE_INFINITY) newestExpired = event.time
  }
}
