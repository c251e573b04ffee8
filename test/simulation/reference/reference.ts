import type { Workflow } from '../../../shared/workflow.ts'
import type { Assignment } from './assignments.ts'
import { join, newPerson, recognise, setAttributes, setConsent } from './customers.ts'
import { requestOf } from './enrolment.ts'
import { follow, judgeMails } from './follow.ts'
import { forget } from './goals.ts'
import { live } from './living.ts'
import type { EventPayload, GapPayload, LogEntry, OutcomePayload } from './log.ts'
import { learnOutcome } from './mails.ts'
import { applyMarker, letIn } from './markers.ts'
import { activeRuns, addressOf, nameOf, oldestFirst, type Person, type Pursuit, personOf } from './people.ts'
import { endRun, go } from './runs.ts'
import { Store } from './store.ts'
import type { Happened } from './truth.ts'

/**
 * What workflows mean, said a second time and as plainly as possible: one entry of the log after the other, one customer after the other,
 * one interesting instant after the other, with the whole history in arrays and every condition looked at whenever anything may have
 * changed. It shares types and the arithmetic of durations with the product, and nothing else. Numbers name the rules of semantics.md.
 */
export class Reference {
  readonly store: Store

  /** @param removed  old events that were removed, each with the number of the entry that had been taken last by then */
  constructor(
    documentOf: (workflow: string, version: number) => Workflow,
    removed: ReadonlyMap<number, number> = new Map(),
  ) {
    this.store = new Store(documentOf, removed)
  }

  /** Rule 21, H1: who is concerned by an entry first lives through the time until it. */
  take({ seq, at, depth, payload }: LogEntry): void {
    const { store } = this
    if (payload.type === 'enter' && payload.due !== undefined) store.schedules.entered(store, payload, at)
    else if (payload.type !== 'gap' && payload.type !== 'hold') store.schedules.reached(store, at)
    if (payload.type !== 'gap' && payload.type !== 'hold' && payload.type !== 'release') this.#look(at)
    if (payload.type === 'workflow' || payload.type === 'segment' || payload.type === 'settings') {
      this.until(at)
      store.begin(at, 0)
      applyMarker(store, payload)
    } else if (payload.type === 'gap' || payload.type === 'hold' || payload.type === 'release') {
      this.#pass(payload, at)
    } else if (payload.type === 'enter') {
      this.until(at)
      store.begin(at, 0)
      letIn(store, payload, seq)
    } else if (payload.type === 'event') {
      takeEvent(store, payload, seq, at, depth)
    } else if (payload.type === 'erase') {
      const person = store.customer(payload.customer)
      if (!person) return
      live(store, person, at)
      store.begin(at, depth)
      erase(store, person)
    } else {
      const person = payload.type === 'outcome' ? store.customer(payload.customer) : store.who(payload.identity)
      if (!person) return
      live(store, person, at)
      store.begin(at, depth)
      if (payload.type === 'outcome') takeOutcome(store, person, payload)
      else if (payload.type === 'start')
        follow(store, person, { request: requestOf(store, payload, seq), mayStart: true })
      else if (setConsent(person, payload.is, Math.min(payload.time, at))) {
        const cause = { time: Math.min(payload.time, at), imported: false }
        follow(store, person, { consents: true, mayStart: cause.time >= at - 86_400_000, cause })
      }
      judgeMails(store, person)
    }
  }

  /** Rule 21. */
  #pass(payload: GapPayload, at: number): void {
    const { gaps } = this.store
    const held = gaps.find(({ to }) => to === Number.POSITIVE_INFINITY)
    if (payload.type === 'release') {
      if (held) Object.assign(held, { to: at, skips: payload.overdue === 'skip' })
      return
    }
    this.#look(payload.from)
    this.until(payload.from)
    if (!held)
      gaps.push({
        from: payload.from,
        to: payload.type === 'gap' ? payload.to : Number.POSITIVE_INFINITY,
        skips: false,
      })
    // Rule 24: in another store runs went on being numbered.
    if (payload.type === 'hold' && payload.runsFrom !== undefined) this.store.runsFrom = payload.runsFrom
  }

  #look(until: number): void {
    this.store.winners.reach(this.store, until, (before) => this.until(before - 1))
  }

  /** Nothing more is in the log, and time has come so far. */
  end(at: number): void {
    this.#look(at)
    this.store.schedules.reached(this.store, at)
    this.until(at)
  }

  /** Everybody lives until then. */
  until(at: number): void {
    for (const person of this.store.people) if (!person.became) live(this.store, person, at)
  }

  consentOf(customer: number): string {
    return this.store.customer(customer)?.consent.value ?? 'unknown'
  }
}

function takeEvent(store: Store, event: EventPayload, seq: number, at: number, depth: number): void {
  const { people, claims } = recognise(event, (identity) => store.who(identity))
  if (people.length + claims.length === 0) return
  for (const person of people) live(store, person, at)
  store.begin(at, depth)
  const [oldest, ...others] = people.sort((a, b) => a.created - b.created || a.id - b.id)
  const person = oldest ?? newPerson(seq, at)
  if (!oldest) store.people.push(person)
  for (const claim of claims) {
    store.byName.set(claim, person)
    person.names.push(claim)
  }
  const learned: Learned = new Map()
  for (const other of others) takeIn(store, person, other, seq, learned)

  const said = JSON.parse(event.body) as { traits?: Record<string, unknown>; properties?: Record<string, unknown> }
  const properties = (event.kind === 'identify' ? said.traits : said.properties) ?? {}
  const time = Math.min(event.time, at)
  const happened: Happened = { seq, name: event.name, time, properties }
  person.events.push(happened)
  let consents = false
  let attributes: string[] = []
  if (event.kind === 'identify') {
    attributes = setAttributes(person, properties, time)
    const is = (properties.consent as { email?: string } | undefined)?.email
    if (is) consents = setConsent(person, is, time)
  } else if (event.name === 'Unsubscribed') consents = setConsent(person, 'denied', time)
  const mayStart = !event.historical && time >= at - 86_400_000
  follow(store, person, {
    event: happened,
    attributes,
    consents,
    all: !oldest || others.length > 0,
    ...(others.length > 0 && { learned }),
    mayStart,
    cause: { time, imported: event.historical },
  })
  judgeMails(store, person)
}

type Learned = Map<Pursuit | Assignment, Happened[]>

/** Rule 5. */
function takeIn(store: Store, person: Person, other: Person, seq: number, learned: Learned): void {
  for (const each of [person, other]) loseRemoved(store, each, seq)
  const learn = ({ pursuits, assigned }: Person, { events }: Person) => {
    for (const whose of [...pursuits, ...assigned.values()])
      learned.set(whose, [...(learned.get(whose) ?? []), ...events])
  }
  learn(person, other)
  learn(other, person)
  const own = activeRuns(person)
  const theirs = activeRuns(other)
  join(person, other)
  if (other.pursuits.length > 0) forget(person, store.now)
  // Of the runs that both had for one workflow and key the oldest stays.
  for (const name of new Set(theirs.map(nameOf))) {
    const both = [...own, ...theirs].filter((run) => nameOf(run) === name).sort(oldestFirst)
    if (own.some((run) => nameOf(run) === name)) for (const run of both.slice(1)) endRun(store, run, 'merged')
  }
}

/** Rule 33: nothing of one's own that was removed will be asked for, but the other may have runs that look further back. */
function loseRemoved({ removed }: Store, { events }: Person, seq: number): void {
  for (const [index, event] of events.entries())
    if ((removed.get(event.seq) ?? seq) < seq) events[index] = { ...event, properties: {}, isRemoved: true }
}

/** Rule 30: nobody counts them any more, and whoever comes by one of their names is somebody else. */
function erase(store: Store, person: Person): void {
  for (const run of activeRuns(person)) endRun(store, run, 'erased')
  for (const segment of person.segments)
    store.moves.push({ at: store.now, customer: person.id, segment, on: 'segmentLeft' })
  for (const [name, owner] of store.byName) if (personOf(owner) === person) store.byName.delete(name)
  const others = store.people.filter((each) => personOf(each) !== person)
  store.people.splice(0, store.people.length, ...others)
}

function takeOutcome(store: Store, person: Person, { message, outcome, detail, permanent }: OutcomePayload): void {
  const [id, node, visit] = message.split(':')
  const run = person.runs.find((each) => each.id === id)
  const mail = run?.mails.find(({ key }) => key === message)
  const refused = Boolean(permanent && mail && outcome !== 'notSent')
  const isFreed = mail ? learnOutcome(store, person, mail, outcome, detail) : false
  if (outcome !== 'notSent') {
    const isOlder = mail?.address !== addressOf(person) && person.refused?.address === addressOf(person)
    if (permanent && mail && !isOlder) person.refused = { address: mail.address, at: store.now }
    if (run && !run.ended && !run.held && run.node === node && run.visit === Number(visit) && run.awaits)
      go(store, person, run, outcome === 'sent' ? 'delivered' : 'failed', outcome)
  }
  follow(store, person, { freed: isFreed, refused, mayStart: outcome !== 'notSent' })
}
