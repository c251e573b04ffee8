import type { z } from 'zod'
import type { RouteOf } from '../../shared/api/index.ts'
import type { CustomerSummary } from '../../shared/api/models/customer.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import { attributeOf, consentKey, zoneAttribute } from '../../shared/customer.ts'
import { isZone } from '../../shared/duration.ts'
import { propertiesOf } from '../../shared/event.ts'
import { truthOf } from '../../shared/predicate/evaluate.ts'
import { type Fact, type Facts, historyOf, type RunFacts } from '../../shared/predicate/facts.ts'
import { readsOf } from '../../shared/predicate/reads.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { CustomerFacts, MembersOutside } from '../storage/pages.ts'
import type { Store } from './store.ts'

type Preview = ResponseOf<RouteOf<'previewAudience'>>

const pageSize = 200
const longest = 1_500
const sampleSize = 5

/** How many customers satisfy a condition now. Of a large store as many are asked as can be in the time; `complete` says whether all were. */
export const previewAudience = (store: Store, when: Predicate): Promise<Preview> => countMatching(store, [when])

interface Among {
  /** What a run that would begin now knows of its beginning. */
  readonly run?: RunFacts | undefined
  /** Only these are asked. */
  readonly members?: MembersOutside
  /** For customers who have no zone; absent: the store's. */
  readonly zone?: string | undefined
}

/** How many customers satisfy all of these; of none, everybody. */
export async function countMatching(
  store: Store,
  conditions: readonly Predicate[],
  { run, members, zone = store.settings().zone }: Among = {},
): Promise<Preview> {
  const events = [...new Set(conditions.flatMap((when) => [...readsOf(when).events]))]
  const { now } = await store.engine.standing()
  const { customers: of } = await store.pages.counts()
  const started = performance.now()
  const sample: z.infer<typeof CustomerSummary>[] = []
  let matching = 0
  let after: string | undefined
  for (;;) {
    const page = await store.pages.facts({ after, limit: pageSize, events, members })
    for (const customer of page) {
      const facts = { ...factsOf(customer, now, zone), ...(run && { run }) }
      if (!conditions.every((when) => truthOf(when, facts).holds)) continue
      matching++
      if (sample.length < sampleSize) sample.push(...(await summaryOf(store, customer.id)))
    }
    after = page.at(-1)?.id
    if (page.length < pageSize) return { matching, of, sample, complete: true }
    if (performance.now() - started > longest) return { matching, of, sample, complete: false }
  }
}

function factsOf({ profile, memberships, history }: CustomerFacts, now: number, zoneOfOthers: string): Facts {
  const zone = attributeOf(profile, zoneAttribute)
  return {
    now,
    zone: typeof zone === 'string' && isZone(zone) ? zone : zoneOfOthers,
    attribute: (name) => attributeOf(profile, name),
    events(name) {
      const { events = [], count = 0 } = history.find((of) => of.name === name) ?? {}
      return historyOf(events.map(factOf), count)
    },
    isMember: (segment) => memberships.includes(segment),
    consent: (channel, purpose) => profile.consents[consentKey(channel, purpose)]?.value ?? 'unknown',
  }
}

function factOf({ seq, time, body }: { seq: number; time: number; body: string | null }): Fact {
  let properties: Readonly<Record<string, unknown>> | undefined
  return { seq, time, properties: () => (properties ??= body === null ? {} : propertiesOf(body)) }
}

async function summaryOf(store: Store, id: string): Promise<z.infer<typeof CustomerSummary>[]> {
  const { items } = await store.pages.customers({ query: id, limit: pageSize })
  return items.filter((customer) => customer.id === id)
}
