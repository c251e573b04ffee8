import type { Json } from '../../../shared/customer.ts'
import type { Fact, Facts, RunFacts } from '../../../shared/predicate/facts.ts'

export interface Happened {
  readonly name: string
  readonly time: number | string
  readonly seq?: number
  readonly properties?: Readonly<Record<string, unknown>>
}

/** What the tests say about a customer; everything may be left out. */
export interface Known {
  readonly now?: number | string
  readonly zone?: string
  readonly events?: readonly Happened[]
  readonly attributes?: Readonly<Record<string, Json>>
  readonly segments?: readonly string[]
  readonly consent?: 'granted' | 'denied'
  readonly run?: RunFacts
}

export const instant = (at: number | string): number => (typeof at === 'number' ? at : Date.parse(at))

/** Facts in the order that evaluation is promised; `read` counts the events whose time was looked at. */
export function factsOf(known: Known): Facts & { readonly reads: { times: number; bodies: number } } {
  const reads = { times: 0, bodies: 0 }
  const all = (known.events ?? [])
    .map((event, index) => ({ ...event, time: instant(event.time), seq: event.seq ?? index + 1 }))
    .sort((a, b) => a.time - b.time || a.seq - b.seq)
  const byName = Map.groupBy(all, (event) => event.name)
  const facts = new Map<string, readonly Fact[]>()
  for (const [name, events] of byName)
    facts.set(
      name,
      events.map((event) => ({
        seq: event.seq,
        get time() {
          reads.times++
          return event.time
        },
        properties() {
          reads.bodies++
          return event.properties ?? {}
        },
      })),
    )
  return {
    now: instant(known.now ?? '2026-05-01T12:00:00Z'),
    zone: known.zone ?? 'UTC',
    ...(known.run && { run: known.run }),
    attribute: (name) => known.attributes?.[name],
    events: (name) => facts.get(name) ?? [],
    isMember: (segment) => known.segments?.includes(segment) ?? false,
    consent: () => known.consent ?? 'unknown',
    reads,
  }
}
