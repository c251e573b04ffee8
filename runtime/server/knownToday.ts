import { attributeOf, zoneAttribute } from '../../shared/customer.ts'
import { isZone } from '../../shared/duration.ts'
import { propertiesOf } from '../../shared/event.ts'
import type { Arrived, KnownToday } from '../../shared/explain/factsThen.ts'
import { definitionOf } from '../../shared/nodes/index.ts'
import { removed } from '../../shared/predicate/facts.ts'
import { type Reads, readsOf } from '../../shared/predicate/reads.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { found } from './api/changed.ts'
import type { Store } from './store.ts'

/** What is known of a customer now, with the events of these names as they came. */
export async function knownToday(
  store: Store,
  customer: string,
  events: readonly string[],
  document: Workflow,
): Promise<KnownToday> {
  const [facts] = await store.pages.facts({ customers: [customer], limit: 1, events })
  const { profile, memberships, history } = found(facts ?? null, 'customer', customer)
  const byName = new Map(history.map(({ name, events }) => [name, events.map(arrived)]))
  const gone = new Map(history.map(({ name, events, count }) => [name, count - events.length]))
  const own = attributeOf(profile, zoneAttribute)
  const zone = document.settings.zone ?? store.settings().zone
  return {
    profile,
    memberships,
    events: (name) => byName.get(name) ?? [],
    removed: (name) => gone.get(name) ?? 0,
    zone: typeof own === 'string' && isZone(own) ? own : zone,
  }
}

function arrived({ seq, time, at, body }: { seq: number; time: number; at: number; body: string | null }): Arrived {
  let properties: Readonly<Record<string, unknown>> | undefined
  if (body === null) return { seq, time, at, properties: () => removed }
  return { seq, time, at, properties: () => (properties ??= propertiesOf(body)) }
}

/** All conditions of a workflow. */
export function predicatesIn(document: Workflow): Predicate[] {
  const { filter, exits = [], goal } = document.settings
  return [
    ...(filter ? [filter] : []),
    ...exits.map(({ when }) => when),
    ...(goal?.by === 'condition' ? [goal.when] : []),
    ...document.nodes.flatMap(({ kind, settings }) =>
      (definitionOf(kind).predicates?.(settings) ?? []).map(({ predicate }) => predicate),
    ),
  ]
}

/** The names of the events that a workflow is about, or that conditions read. */
export function eventsOf(document: Workflow, predicates: readonly Predicate[]): string[] {
  const { goal } = document.settings
  const named = document.nodes.flatMap(({ kind, settings }) => definitionOf(kind).events?.(settings) ?? [])
  if (goal?.by === 'event') named.push(goal.event)
  return [...new Set([...named, ...predicates.flatMap((predicate) => [...(readsOf(predicate) as Reads).events])])]
}
