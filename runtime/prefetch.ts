import type { Identity } from '../shared/event.ts'
import type { Entry, EventPayload } from './commit/entry.ts'
import type { Run } from './commit/run.ts'
import { firstLook } from './history.ts'
import type { Live } from './live.ts'
import type { TriggerIndex } from './route/triggers.ts'
import type { Wanted } from './storage/port.ts'
import type { WorkingSet } from './workingSet.ts'

/** Of more that a batch will ask for its turns ask themselves, or memory would be full before the first of them. */
const mostHistories = 20_000
/** How large they are is known when they are read. */
const bodiesAtOnce = 250

export interface Foreseeing {
  readonly known: WorkingSet
  readonly live: Live
  readonly triggers: TriggerIndex
  load(wanted: Wanted): Promise<void>
}

/** What a batch will ask for, as far as it can be foreseen, in a few looks for the whole batch. */
export async function prefetch(entries: readonly Entry[], { known, live, triggers, load }: Foreseeing): Promise<void> {
  const events = entries
    .map((entry) => entry.payload)
    .filter((payload): payload is EventPayload => payload.type === 'event')
  const identities = events.flatMap(identitiesOf).filter((identity) => !known.hasIdentity(identity))
  if (identities.length > 0) await load({ identities: distinct(identities) })
  const concerned = new Map<EventPayload, number>()
  for (const event of events)
    for (const identity of event.identities) {
      const id = known.who(identity)
      if (id !== null) concerned.set(event, id)
    }
  const outcomes = entries.map((entry) => entry.payload).filter((payload) => payload.type === 'outcome')
  const customers = [...new Set([...concerned.values(), ...outcomes.map((outcome) => outcome.customer)])].filter(
    (id) => !known.hasCustomer(id),
  )
  const messages = outcomes.map((outcome) => outcome.message)
  if (customers.length > 0 || messages.length > 0) await load({ customers, messages })
  await prefetchFacts(concerned, { known, live, triggers, load })
}

async function prefetchFacts(
  concerned: ReadonlyMap<EventPayload, number>,
  { known, live, triggers, load }: Foreseeing,
): Promise<void> {
  const history = new Map<string, { customer: number; name: string; newest: number }>()
  const bodies = new Set<number>()
  const enrolments: { customer: number; workflow: string; key: string }[] = []
  for (const [event, customer] of concerned) {
    for (const segment of live.segmentsByEvent.get(event.name) ?? [])
      for (const name of segment.reads.events)
        if (!known.hasHistory(customer, name)) history.set(`${customer} ${name}`, { customer, name, newest: firstLook })
    for (const run of known.customer(customer)?.runs.values() ?? [])
      if (asksForTrigger(run, known)) bodies.add(run.trigger)
    for (const plan of triggers.byEvent(event.name)) {
      const goal = plan.goal?.goal
      // A run that begins looks back for it.
      if (goal?.by === 'event' && !known.hasHistory(customer, goal.event))
        history.set(`${customer} ${goal.event}`, { customer, name: goal.event, newest: firstLook })
      if (!plan.document.settings.key && !known.hasEnrolment(customer, plan.workflow, ''))
        enrolments.push({ customer, workflow: plan.workflow, key: '' })
    }
  }
  if (history.size + enrolments.length > 0)
    await load({ history: [...history.values()].slice(0, mostHistories), enrolments })
  await prefetchBodies([...bodies], { known, load })
}

async function prefetchBodies(
  bodies: readonly number[],
  { known, load }: Pick<Foreseeing, 'known' | 'load'>,
): Promise<void> {
  for (let from = 0; from < bodies.length && known.hasRoomAhead; from += bodiesAtOnce)
    await load({ bodies: bodies.slice(from, from + bodiesAtOnce) })
}

/** The same for timers: who they belong to, and what began the runs that go on. */
export async function prefetchTimers(
  customers: readonly number[],
  until: number,
  { known, load }: Pick<Foreseeing, 'known' | 'load'>,
): Promise<void> {
  const unknown = customers.filter((id) => !known.hasCustomer(id))
  if (unknown.length > 0) await load({ customers: unknown })
  const bodies = new Set<number>()
  for (const id of customers)
    for (const run of known.customer(id)?.runs.values() ?? [])
      if (run.due !== null && run.due <= until && asksForTrigger(run, known)) bodies.add(run.trigger)
  await prefetchBodies([...bodies], { known, load })
}

const asksForTrigger = ({ trigger, workflow, version }: Run, known: WorkingSet): boolean =>
  trigger !== 0 &&
  !known.hasBody(trigger) &&
  known.hasPlan(workflow, version) &&
  known.plan(workflow, version).readsTrigger

const identitiesOf = (event: EventPayload): readonly Identity[] =>
  event.previousId
    ? [
        ...event.identities,
        { kind: 'userId', value: event.previousId },
        { kind: 'anonymousId', value: event.previousId },
      ]
    : event.identities

function distinct(identities: readonly Identity[]): Identity[] {
  return [...new Map(identities.map((identity) => [`${identity.kind}\0${identity.value}`, identity])).values()]
}
