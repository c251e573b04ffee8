import { subtractDuration } from '../../../shared/duration.ts'
import { mailsOf } from './admission.ts'
import { follow, judgeMails } from './follow.ts'
import { activeRuns, type Person, type Run } from './people.ts'
import { judge } from './runs.ts'
import type { Store } from './store.ts'
import { later } from './truth.ts'

/** Somebody lives through every instant until then at which something may happen. */
export function live(store: Store, person: Person, until: number): void {
  const reach = store.reach(until)
  for (let at = nextInstant(store, person); at <= reach; at = nextInstant(store, person)) {
    const gap = store.gapAround(at)
    const now = gap?.to ?? at
    person.lived = now
    store.begin(now, 0)
    // In the order in which they were due, where a gap's end fires several.
    const dueAt = ({ until, held }: Run) => (until !== null && !held ? Math.min(until, now) : now)
    const runs = activeRuns(person).sort((a, b) => dueAt(a) - dueAt(b))
    follow(store, person, { time: true, mayStart: !gap?.skips })
    for (const run of runs) {
      if (run.ended) continue
      store.followed = 0
      store.moved = 0
      judge(store, person, run, gap?.skips ? { missed: true, mayStart: false } : undefined)
      follow(store, person, { mayStart: true })
    }
    judgeMails(store, person)
  }
  person.lived = Math.max(person.lived, reach)
}

function nextInstant(store: Store, person: Person): number {
  let next = Number.POSITIVE_INFINITY
  const consider = (at: number) => {
    if (at > person.lived && at < next) next = at
  }
  const runs = activeRuns(person)
  for (const run of runs) if (run.until !== null && !run.held) consider(run.until)
  for (const { until, asks } of mailsOf(person)) if (until !== null && !asks) consider(until)
  for (const { due } of person.planned.values()) {
    // It may have been over when it was planned.
    if (due <= person.lived) return person.lived
    consider(due)
  }
  const zones = new Set([store.zone(person), ...runs.map((run) => store.zone(person, run))])
  for (const zone of zones)
    for (const duration of store.durations) {
      for (const { time } of person.events) consider(later(time, duration, zone))
      const date = Date.parse(String(person.attributes.renews?.value))
      if (Number.isNaN(date)) continue
      consider(later(date, duration, zone))
      consider(subtractDuration(date, duration, zone))
      consider(date)
    }
  return next
}
