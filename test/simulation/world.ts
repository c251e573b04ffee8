import type { Overdue, RunsMove } from '../../runtime/commit/entry.ts'
import type { Audience } from '../../shared/audience.ts'
import type { Json } from '../../shared/customer.ts'
import type { Identity } from '../../shared/event.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { Retention } from '../../shared/retention.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import type { Sending } from '../../shared/sending.ts'
import { Chance } from './chance.ts'
import { randomBackups } from './random/backups.ts'
import { eventNames, randomPredicate, segmentIds } from './random/conditions.ts'
import { randomErasures } from './random/erasures.ts'
import { workflowIds } from './random/nodes.ts'
import { randomRefusals } from './random/refusals.ts'
import { keepingFor, randomRetention } from './random/retention.ts'
import { randomSending } from './random/sending.ts'
import { randomTravels } from './random/travels.ts'
import { randomAudience } from './random/triggers.ts'
import { type Document, randomMove, randomWorkflow, storeZones, zones } from './random/workflows.ts'

/** A store's life from one seed: who its customers are, what is published, what happens and what goes wrong. Plain data. */
export interface World {
  readonly seed: number
  readonly clock: 'wall' | 'data'
  readonly begin: number
  /** Who is away for longer is asked how to go on. */
  readonly holdAfter: number
  readonly deeds: readonly Deed[]
  readonly faults: readonly Fault[]
}

export type Deed = { readonly at: number } & Doing

export type Doing =
  /** A request to the ingest route. The client repeats it until it is answered. */
  | { readonly do: 'say'; readonly items: readonly Item[]; readonly from: 'server' | 'browser' | 'import' }
  | {
      readonly do: 'consent'
      readonly by: { readonly kind: string; readonly value: string }
      readonly is: 'granted' | 'denied'
      readonly id: string
    }
  /** Somebody lets a customer in, or everybody of an audience. */
  | {
      readonly do: 'start'
      readonly workflow: string
      readonly identity: Identity
      readonly properties: Properties
      readonly id: string
    }
  | { readonly do: 'enter'; readonly workflow: string; readonly audience: Audience; readonly properties: Properties }
  | {
      readonly do: 'publish'
      readonly workflow: string
      readonly document: Document
      readonly move?: RunsMove
      readonly include?: true
    }
  | {
      readonly do: 'state'
      readonly workflow: string
      readonly state: 'live' | 'paused' | 'ended'
      readonly overdue?: Overdue
    }
  | { readonly do: 'segment'; readonly segment: string; readonly definition: SegmentDefinition | null }
  | { readonly do: 'erase'; readonly by: Identity }
  /** The store is copied as it stands. */
  | { readonly do: 'backUp' }
  /** The machine is lost; so long after, another one begins with the newest backup. */
  | { readonly do: 'restore'; readonly after: number }
  /** Somebody sets the machine's clock, so many milliseconds ahead of time or behind. */
  | { readonly do: 'clock'; readonly ahead: number }
  | {
      readonly do: 'settings'
      readonly marketingToUnknown: boolean
      readonly sending: Sending
      readonly zone?: string
      readonly retention?: Retention
    }

type Properties = Readonly<Record<string, Json>>

/** As Segment's clients say it. */
export type Item = Readonly<Record<string, unknown>> & { readonly messageId: string }

/**
 * What goes wrong at the `nth` call of a verb after `at`, or at the nth message that a receiver has, the nth answer that a client has:
 *
 * - `killed`: the process is gone before the call, after it, or in the middle of a write, of which a part is on disk
 * - `powerCut`: the machine is gone, after the call or in the middle of a sync, with what was not durable, or a part of that
 * - `failed`: the call throws; what it wrote is undone alone, or with everything since the last commit; or it throws though all is on disk
 * - `full`:   the disk is full for a while
 */
export interface Fault {
  readonly at: number
  readonly verb: 'append' | 'commit' | 'claim' | 'settle' | 'control' | 'load' | 'durable' | 'received' | 'answered'
  readonly nth: number
  readonly what:
    | 'killedBefore'
    | 'killedAfter'
    | 'killedWriting'
    | 'powerCut'
    | 'failedAlone'
    | 'failedAll'
    | 'failedAfter'
    | 'full'
  /** How long the process stays away, or the disk is full. */
  readonly lasts: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Clocks change, months end. */
const begins = ['2026-03-16T08:00:00Z', '2026-10-12T08:00:00Z', '2026-01-22T08:00:00Z']

export function worldOf(seed: number): World {
  const chance = new Chance(seed, 'world')
  const begin = Date.parse(chance.pick(begins))
  const people = peopleOf(chance)
  const deeds: Deed[] = []
  // The process is up by then: what people change by hand they do not repeat.
  const opened = begin + second
  const isCrowded = chance.maybe(0.3)
  if (isCrowded || chance.maybe(0.6)) deeds.push({ at: opened, ...randomSettings(chance, isCrowded) })
  for (const [index, segment] of segmentIds.entries())
    if (chance.maybe(0.85)) deeds.push({ at: opened, do: 'segment', segment, definition: randomSegment(chance, index) })
  for (const workflow of workflowIds.slice(0, chance.pick([1, 3, 3])))
    deeds.push({ at: opened, do: 'publish', workflow, document: randomWorkflow(chance, workflow, isCrowded) })

  for (const [index, person] of people.entries())
    if (chance.maybe(0.85))
      deeds.push({
        at: opened + index * second,
        do: 'say',
        from: 'server',
        items: [introduction(chance, person, opened + index * second)],
      })

  const { retention, rest } = randomRetention(new Chance(seed, 'retention'))
  let now = begin + minute
  const said: (Deed & { do: 'say' })[] = []
  const count = chance.between(10, 60)
  for (let left = count; left > 0; left--) {
    now += gap(chance) + (left === Math.ceil(count / 2) ? rest : 0)
    const deed: Deed = { at: now, ...randomDoing(chance, { people, now, begin, said, isCrowded }) }
    if (deed.do === 'say') said.push(deed)
    deeds.push(deed)
  }
  const users = people.map(({ userId }) => userId)
  const asked = [...deeds, ...randomRefusals(new Chance(seed, 'refusals'), deeds, users)]
  const clock = chance.maybe(0.75) ? 'wall' : 'data'
  return {
    seed,
    clock,
    begin,
    holdAfter: chance.pick([2 * hour, day]),
    deeds: [
      ...(retention ? keepingFor(retention, asked, opened) : asked),
      // One with a clock of its own is a trial, and a trial is begun anew.
      ...(clock === 'wall' ? randomBackups(new Chance(seed, 'backups'), deeds) : []),
      ...randomErasures(new Chance(seed, 'erasures'), deeds, users),
      ...randomTravels(new Chance(seed, 'travels'), deeds, users),
    ],
    faults: [
      ...chance.times(chance.pick([0, 2, 4, 8]), () => randomFault(chance, begin, now)),
      ...randomPowerCuts(new Chance(seed, 'power'), begin, now),
      ...randomCutsOutside(new Chance(seed, 'outside'), begin, now),
    ],
  }
}

interface Person {
  readonly userId: string
  readonly devices: readonly string[]
  readonly email: string
  readonly zone: string | undefined
}

/** Devices are shared, and so are addresses: people meet, and join. */
function peopleOf(chance: Chance): Person[] {
  const names = ['ann', 'bob', 'cleo', 'dan', 'eve', 'finn', 'gus', 'hal'].slice(0, chance.between(2, 8))
  return names.map((userId) => ({
    userId,
    devices: chance.times(chance.between(1, 2), () =>
      chance.maybe(0.8) ? `${userId}-phone` : chance.pick(['kiosk', 'tablet']),
    ),
    email: chance.maybe(0.8) ? `${userId}@example.com` : 'family@example.com',
    zone: chance.maybe(0.6) ? chance.pick(zones) : undefined,
  }))
}

function gap(chance: Chance): number {
  const size = chance.weighed({ none: 3, same: 4, odd: 3, day: 2, long: 1 })
  if (size === 'none') return chance.pick([0, 0, 1, second])
  if (size === 'same') return chance.pick([30 * minute, hour, 4 * hour])
  if (size === 'odd') return chance.between(1, 3 * hour)
  return size === 'day' ? day : chance.pick([2 * day, 3 * day])
}

function introduction(chance: Chance, person: Person, at: number): Item {
  return {
    type: 'identify',
    messageId: `m${chance.between(0, 1e12)}`,
    userId: person.userId,
    timestamp: new Date(at).toISOString(),
    traits: {
      ...(chance.maybe(0.9) && { email: person.email }),
      ...(chance.maybe(0.9) && { consent: { email: 'granted' } }),
      ...(person.zone && { timezone: person.zone }),
    },
  }
}

interface Around {
  readonly people: readonly Person[]
  readonly now: number
  readonly begin: number
  readonly said: readonly (Deed & { do: 'say' })[]
  readonly isCrowded: boolean
}

function randomDoing(chance: Chance, around: Around): Doing {
  const what = chance.weighed({
    say: 40,
    again: 4,
    consent: 1,
    start: 2,
    enter: 0.7,
    publish: 2,
    state: 3,
    segment: 1.5,
    settings: 0.5,
    clock: 1,
  })
  switch (what) {
    case 'say': {
      if (around.isCrowded && chance.maybe(0.2))
        return { do: 'say', from: 'browser', items: guestWhoIsKnown(chance, around) }
      const from = chance.weighed({ server: 16, browser: 4, import: 2 })
      return {
        do: 'say',
        from,
        items: chance.times(chance.maybe(0.8) ? 1 : chance.between(2, 5), () => randomItem(chance, around, from)),
      }
    }
    case 'again': {
      const first = around.said.length > 0 ? chance.pick(around.said) : undefined
      // Ids are known for thirty days at least.
      if (!first || around.now - first.at > 29 * day) return randomSettings(chance)
      const isOther = chance.maybe(0.3)
      return { ...first, items: first.items.map((item) => (isOther ? { ...item, changed: true } : item)) }
    }
    case 'consent': {
      const person = chance.pick(around.people)
      const by = chance.maybe(0.5) ? { kind: 'userId', value: person.userId } : { kind: 'email', value: person.email }
      return { do: 'consent', by, is: chance.maybe(0.8) ? 'denied' : 'granted', id: `page:${chance.between(0, 1e9)}` }
    }
    case 'start': {
      const person = chance.pick(around.people)
      const identity: Identity = chance.maybe(0.8)
        ? { kind: 'userId', value: person.userId }
        : { kind: 'anonymousId', value: chance.pick(person.devices) }
      return {
        do: 'start',
        workflow: chance.pick(workflowIds),
        identity,
        properties: randomProperties(chance),
        id: `start:${chance.between(0, 1e9)}`,
      }
    }
    case 'enter':
      return {
        do: 'enter',
        workflow: chance.pick(workflowIds),
        audience: randomAudience(chance),
        properties: randomProperties(chance),
      }
    case 'publish': {
      const workflow = chance.pick(workflowIds)
      const document = randomWorkflow(chance, workflow)
      return {
        do: 'publish',
        workflow,
        document,
        ...(chance.maybe(0.6) && { move: randomMove(chance, document) }),
        ...(chance.maybe(0.3) && { include: true }),
      }
    }
    case 'state':
      return {
        do: 'state',
        workflow: chance.pick(workflowIds),
        state: chance.weighed({ paused: 4, live: 4, ended: 1 }),
        ...(chance.maybe(0.6) && { overdue: chance.pick(['run', 'skip', 'shift'] as const) }),
      }
    case 'segment': {
      const index = chance.between(0, segmentIds.length - 1)
      const segment = segmentIds[index] as string
      return { do: 'segment', segment, definition: chance.maybe(0.85) ? randomSegment(chance, index) : null }
    }
    case 'settings':
      return randomSettings(chance)
    case 'clock':
      return {
        do: 'clock',
        ahead: chance.pick([0, 0, 1, -1, 2, -2]) * chance.pick([2 * minute, 20 * minute, 5 * hour, day]),
      }
  }
}

const randomProperties = (chance: Chance): Properties => ({
  ...(chance.maybe(0.8) && { cart: chance.pick(['x', 'y', 'z']) }),
  ...(chance.maybe(0.7) && { total: chance.between(0, 4) }),
})

const randomSettings = (chance: Chance, isCrowded = false): Doing => ({
  do: 'settings',
  marketingToUnknown: isCrowded || chance.maybe(0.5),
  sending: randomSending(chance, isCrowded),
  ...(chance.maybe(0.4) && { zone: chance.pick(storeZones) }),
})

/** A segment may name those before it, so that joining one may mean joining another. */
function randomSegment(chance: Chance, index: number): SegmentDefinition {
  const when: Predicate = randomPredicate(chance, 'segment', segmentIds.slice(0, index))
  return { title: segmentIds[index] as string, when }
}

/** A guest types an address and fills a cart, turns out to be somebody else, and fills another: what was sent to the guest counts for both. */
function guestWhoIsKnown(chance: Chance, { people, now }: Around): Item[] {
  const person = chance.pick(people)
  const guest = { anonymousId: `guest-${chance.between(0, 1e6)}` }
  const timestamp = new Date(now).toISOString()
  const messageId = () => `m${chance.between(0, 1e12)}`
  const filled = (who: object): Item => ({
    type: 'track',
    event: 'Cart Updated',
    messageId: messageId(),
    timestamp,
    ...who,
    properties: { cart: chance.pick(['x', 'y', 'z']), total: chance.between(0, 4) },
  })
  return [
    {
      type: 'identify',
      messageId: messageId(),
      timestamp,
      ...guest,
      traits: { email: person.email, consent: { email: 'granted' } },
    },
    filled(guest),
    filled({ ...guest, userId: person.userId }),
  ]
}

function randomItem(chance: Chance, { people, now, begin }: Around, from: 'server' | 'browser' | 'import'): Item {
  const person = chance.pick(people)
  const device = chance.pick(person.devices)
  const who = chance.weighed({ user: 6, device: 2, both: 3 })
  const late = chance.weighed({ no: 7, little: 2, much: from === 'import' ? 6 : 1 })
  const lateness =
    late === 'no'
      ? 0
      : late === 'little'
        ? chance.pick([second, minute, hour, 20 * hour])
        : chance.pick([day, 2 * day, 25 * day])
  const common = {
    messageId: `m${chance.between(0, 1e12)}`,
    ...(who !== 'device' && { userId: person.userId }),
    ...(who !== 'user' && { anonymousId: device }),
    // Anybody can type another person's address into a form.
    ...(from === 'browser' && chance.maybe(0.3) && { externalIds: { email: chance.pick(people).email } }),
    timestamp: new Date(Math.max(begin - 40 * day, now - lateness)).toISOString(),
  }
  const type = chance.weighed({ track: 12, identify: 4, alias: 0.6, unsubscribe: 0.4 })
  if (type === 'unsubscribe') return { type: 'track', event: 'Unsubscribed', ...common }
  if (type === 'alias') {
    const other = chance.pick(people)
    return {
      type: 'alias',
      ...common,
      userId: person.userId,
      previousId: chance.maybe(0.5) ? other.userId : chance.pick(other.devices),
    }
  }
  if (type === 'identify')
    return {
      type: 'identify',
      ...common,
      traits: {
        ...(chance.maybe(0.7) && { email: person.email }),
        ...(chance.maybe(0.4) && { plan: chance.pick(['gold', 'silver']) }),
        ...(chance.maybe(0.2) && { renews: new Date(begin + chance.between(-5, 40) * day).toISOString() }),
        ...(chance.maybe(0.2) && { birthday: `1992-${chance.pick(['02-29', '03-29', '10-25', '11-05'])}` }),
        ...(chance.maybe(0.3) && person.zone && { timezone: person.zone }),
        ...(chance.maybe(0.5) && { consent: { email: chance.maybe(0.8) ? 'granted' : 'denied' } }),
      },
    }
  return {
    type: 'track',
    event: chance.pick(eventNames),
    ...common,
    properties: {
      ...randomProperties(chance),
      ...(chance.maybe(0.2) && { currency: chance.pick(['eur', 'USD']) }),
      ...(chance.maybe(0.2) && { storeValue: 2.5 }),
      ...(chance.maybe(0.3) && { promised: new Date(now + chance.between(-1, 6) * day).toISOString() }),
    },
  }
}

function randomPowerCuts(chance: Chance, begin: number, end: number): Fault[] {
  return chance.times(chance.pick([0, 1, 3]), () => ({
    at: chance.between(begin, end),
    verb: chance.weighed({ durable: 4, commit: 3, claim: 2, append: 1, settle: 1, control: 1 }),
    nth: chance.between(1, 4),
    what: 'powerCut',
    lasts: chance.pick(absences),
  }))
}

/** Somebody outside knows already what the machine may have forgotten. */
function randomCutsOutside(chance: Chance, begin: number, end: number): Fault[] {
  return chance.times(chance.pick([0, 1, 2]), () => ({
    at: chance.between(begin, end),
    verb: chance.pick(['received', 'received', 'answered']),
    nth: chance.between(1, 3),
    what: 'powerCut',
    lasts: chance.pick(absences),
  }))
}

const absences = [second, 10 * second, minute, hour, 5 * hour, 30 * hour]

function randomFault(chance: Chance, begin: number, end: number): Fault {
  const verb = chance.weighed({ commit: 5, append: 3, claim: 2, settle: 1, control: 1, load: 1 })
  const writes = verb !== 'load'
  const what = chance.weighed({
    killedBefore: 2,
    killedAfter: 3,
    killedWriting: verb === 'commit' || verb === 'claim' ? 3 : 0,
    // A retry that can't be written down alone is given up by delivery.
    failedAlone: writes && verb !== 'settle' ? 1 : 0,
    failedAll: verb === 'commit' ? 2 : 0,
    failedAfter: verb === 'commit' ? 1 : 0,
    full: writes ? 2 : 0,
  })
  const lasts = chance.pick(absences)
  return { at: chance.between(begin, end), verb, nth: chance.between(1, 4), what, lasts }
}
