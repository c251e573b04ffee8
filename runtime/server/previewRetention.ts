import type { RouteOf } from '../../shared/api/index.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import type { Retention } from '../../shared/retention.ts'
import { removedBefore } from '../retention.ts'
import type { Store } from './store.ts'

// Somebody may have done thousands of things, and a page that takes longer than a second is refused.
const pageSize = 100
const longest = 1_500

/**
 * How many events would go if they were kept so long from now on; a few less when a run still asks for some. Of a large store as many
 * customers are looked at as can be in the time; `complete` says whether all were.
 */
export async function previewRetention(
  store: Store,
  { days, forEver }: Retention,
): Promise<ResponseOf<RouteOf<'previewRetention'>>> {
  if (days === null) return { events: 0, before: null, complete: true }
  const { now } = await store.engine.standing()
  const before = removedBefore(now, days)
  const started = performance.now()
  let events = 0
  let after: number | null = 0
  while (after !== null && performance.now() - started < longest) {
    const page = await store.pages.oldEvents({ after, limit: pageSize, before, forEver })
    events += page.events
    after = page.last
  }
  return { events, before: new Date(before).toISOString(), complete: after === null }
}
