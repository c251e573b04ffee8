import { attributeOf, type ConsentPurpose, consentKey, type Json, zoneAttribute } from '../shared/customer.ts'
import { isZone } from '../shared/duration.ts'
import { type Identity, propertiesOf } from '../shared/event.ts'
import type { Because, Fact, Facts, History, RunFacts } from '../shared/predicate/facts.ts'
import { kept } from '../shared/predicate/kept.ts'
import type { Reads } from '../shared/predicate/reads.ts'
import type { Channel, ConsentState } from '../shared/predicate/schema.ts'
import type { Assignment } from './commit/assignment.ts'
import type { TurnResult } from './commit/collect.ts'
import type { CounterDelta } from './commit/counter.ts'
import type { Customer } from './commit/customer.ts'
import type { Destination, Overdue } from './commit/entry.ts'
import type { Message } from './commit/message.ts'
import type { PlannedStart } from './commit/plannedStart.ts'
import type { EndReason, Run } from './commit/run.ts'
import type { TimelineRow } from './commit/timeline.ts'
import type { Decision } from './commit/trail.ts'
import { byTime, united } from './history.ts'
import type { Live } from './live.ts'
import type { Effect } from './nodes/behaviour.ts'
import type { Plan } from './plan.ts'
import type { Wanted } from './storage/port.ts'

/**
 * What a turn needs and is not in memory yet: it is loaded, and the turn is taken again. Thrown often and never shown to anybody, so it is
 * no Error: taking a stack would cost more than the turn.
 */
export class Missing {
  readonly wanted: Wanted
  constructor(wanted: Wanted) {
    this.wanted = wanted
  }
}

/** What a turn may read beside its own customer. Everything answers at once or throws `Missing`: what a turn lacks, it asks for. */
export interface Reading {
  history(customer: number, name: string): History
  /** The properties of the event with this log number. */
  properties(seq: number): Readonly<Record<string, unknown>>
  eventName(seq: number): string
  enrolment(
    customer: number,
    workflow: string,
    key: string,
  ): { readonly count: number; readonly last: number } | undefined
  assignment(customer: number, workflow: string, node: string): Assignment | undefined
  message(key: string): Message | undefined
  /** A run, also one that has ended. */
  run(id: string): Run | undefined
  /** Several of them, by id; one that does not exist is absent. */
  runs(ids: readonly string[]): ReadonlyMap<string, Run>
  plan(workflow: string, version: number): Plan
}

/** What changed for a customer: an event, time, or what a step did. Segments, waits, exit rules and triggers are judged by it. */
export interface Change {
  readonly event?: Fact & { readonly name: string }
  readonly attributes?: readonly string[]
  readonly segments?: readonly { readonly id: string; readonly on: 'join' | 'leave' }[]
  readonly consents?: true
  /** Everything may have changed: the customer is new, or another joined them. */
  readonly all?: true
  /** Somebody asks that the customer enter this workflow, with the entry that carries the properties; perhaps a run, at its present node. */
  readonly request?: {
    readonly workflow: string
    readonly properties: Readonly<Record<string, Json>>
    readonly seq: number
    readonly fromRun?: true
  }
  /** A run, the one that caused this, ended of its own accord. */
  readonly ended?: { readonly workflow: string; readonly how: 'end' | 'exit' | 'goal'; readonly detail: string }
  /** The customer's own wake-up: only time passed. */
  readonly time?: true
  /** A message does not count for caps any more: one that waits may go. */
  readonly freed?: true
  /** The time begins in which this run's goal counts. */
  readonly pursued?: string
  /** Late and historical events can end waits and runs; they never start any (rule 4). */
  readonly mayStart: boolean
  /** Not historical: a workflow's own limit says how late its event may come. */
  readonly isLive?: true
  /** The run that caused it, if one did. */
  readonly by?: Run
}

/**
 * One customer's next input and what follows from it: the values that the stages read and replace. Nothing outside changes until the
 * turn has ended well; a turn that throws leaves no trace.
 */
export interface Turn {
  readonly live: Live
  readonly reading: Reading
  /** The entry's `at`, or the timer's due time; never a clock (law 2). */
  now: number
  /** The log number of the entry; 0 when time is what came. */
  seq: number
  depth: number
  customer: Customer
  identities: readonly Identity[]
  /** Customers who became this one in this turn: storage still has their history under the old id. */
  joinedFrom: readonly number[]
  memberships: ReadonlyMap<string, number>
  /** Active runs, oldest first. */
  readonly runs: Map<string, Run>
  /** Starts to come, by `plannedKey`. */
  readonly planned: Map<string, PlannedStart>
  /** Events folded in this turn, newer than what `reading` knows. */
  readonly news: Map<string, Fact[]>
  readonly queue: Change[]
  /** Whether what is followed now may let anybody in; a run that ended by it lets others in only then. */
  mayStart: boolean
  /** Changes followed so far, for the bound on them. */
  followed: number
  /** Messages that want to go, by run: they are judged together once nothing else follows (H5). */
  readonly asks: Map<string, Ask>
  readonly result: TurnResult
}

/** Whether a change may have made something else of what is read. */
export function isRead(reads: Reads, change: Change): boolean {
  if (change.all) return true
  if (change.event && reads.events.has(change.event.name)) return true
  if (change.attributes?.some((name) => reads.attributes.has(name))) return true
  if (change.segments?.some(({ id }) => reads.segments.has(id))) return true
  return Boolean(change.consents && reads.consents)
}

/** A run that stands at a message and asks whether it may go. */
export interface Ask {
  readonly run: string
  readonly visit: number
  readonly effect: Extract<Effect, { kind: 'message' }>
  readonly port: string
  /** When it first asked, and when it gives up. */
  readonly asked: number
  readonly giveUp: number
  readonly priority: number
}

/** What a deferred message wrote down to rest. */
export interface Deferred {
  readonly asked: number
  readonly giveUp: number
  readonly until: number
  readonly why: string
}

/** Of a run that rests at a message that may not go yet: since when and until when; null: it rests for something else. */
export function deferredOf({ rest }: Run): Deferred | null {
  return rest !== null && typeof rest === 'object' && 'deferred' in rest ? (rest.deferred as unknown as Deferred) : null
}

/** Why, as a code of the catalogue with its parameters and the facts that decided. */
export interface Why {
  readonly why: string
  readonly params?: { readonly [name: string]: Json }
  readonly because?: readonly Because[]
}

/**
 * What happens to one run: it begins, hears an event, is judged, learns an outcome, has its message judged, goes on after a pause, changes
 * its version, or leaves.
 */
export type Move =
  | { readonly move: 'begin'; readonly run: Run; readonly why: Why }
  | { readonly move: 'hear'; readonly run: Run; readonly event: Fact & { readonly name: string } }
  /**
   * `asks`: a message that waits asks again though its time has not come.
   * `skips`: when its time has come, the run ends, because it came in a gap and somebody chose so.
   */
  | { readonly move: 'judge'; readonly run: Run; readonly asks?: boolean; readonly skips?: boolean }
  | {
      readonly move: 'outcome'
      readonly run: Run
      readonly outcome: 'sent' | 'failed' | 'uncertain'
      readonly detail: string
      readonly assumed: boolean
    }
  | { readonly move: 'resume'; readonly run: Run; readonly overdue: Overdue; readonly pausedAt: number }
  | {
      readonly move: 'change'
      readonly run: Run
      readonly version: number
      readonly destination: Destination
      readonly keepElapsed: boolean
    }
  | { readonly move: 'admit'; readonly run: Run; readonly ask: Ask }
  | { readonly move: 'leave'; readonly run: Run; readonly reason: EndReason; readonly why: Why }

export function factsOf(turn: Turn, run?: RunFacts, zone = zoneOf(turn)): Facts {
  return {
    now: turn.now,
    zone,
    ...(run && { run }),
    attribute: (name) => attributeOf(turn.customer.profile, name),
    events: (name) => eventsOf(turn, name),
    isMember: (segment) => turn.memberships.has(segment),
    consent: (channel, purpose) => consentOf(turn, channel, purpose),
  }
}

export function consentOf(turn: Turn, channel: Channel, purpose: ConsentPurpose): ConsentState {
  return turn.customer.profile.consents[consentKey(channel, purpose)]?.value ?? 'unknown'
}

/** The customer's zone, else the workflow's, else the installation's; one that is no zone falls back (rule 18). */
export function zoneOf(turn: Turn, plan?: Plan): string {
  const own = attributeOf(turn.customer.profile, zoneAttribute)
  if (typeof own === 'string' && isZone(own)) return own
  return plan?.document.settings.zone ?? turn.live.settings.zone
}

/** Of two runs that began at once the one with the smaller number. */
export function oldestFirst(a: Run, b: Run): number {
  return a.started - b.started || Number(a.id.split('-')[1]) - Number(b.id.split('-')[1]) || (a.id < b.id ? -1 : 1)
}

export const runFactsOf = (turn: Turn, run: Pick<Run, 'trigger' | 'since'>): RunFacts =>
  factsSince(turn, run.since, run.trigger)

/** What a run that began with an event, or with none (0), may know of it. */
export const factsSince = (turn: Turn, since: number, trigger: number): RunFacts =>
  trigger === 0 ? { since, triggerSeq: 0, triggerName: '', trigger: {} } : new FactsOfBeginning(turn, since, trigger)

/** Its event is read only when somebody asks, which most steps never do. A class, because an object with getters of its own is dear to make. */
class FactsOfBeginning implements RunFacts {
  readonly #turn: Turn
  readonly since: number
  readonly triggerSeq: number

  constructor(turn: Turn, since: number, triggerSeq: number) {
    this.#turn = turn
    this.since = since
    this.triggerSeq = triggerSeq
  }

  get triggerName(): string {
    const derived = derivedNow(this.#turn, this.triggerSeq)
    return derived ? (derived.name ?? '') : this.#turn.reading.eventName(this.triggerSeq)
  }

  get trigger(): RunFacts['trigger'] {
    const derived = derivedNow(this.#turn, this.triggerSeq)
    return derived ? propertiesOf(derived.body) : this.#turn.reading.properties(this.triggerSeq)
  }
}

/** Nobody but the turn knows yet what was derived in it. */
const derivedNow = (turn: Turn, seq: number) =>
  seq < 0 ? turn.result.derived.find((entry) => entry.seq === seq) : undefined

/** An event enters the customer's history. */
export function addToHistory(turn: Turn, fact: Fact & { readonly name: string }): void {
  const { name, time, seq } = fact
  turn.result.history.push({ customer: turn.customer.id, name, time, seq })
  const news = turn.news.get(name)
  if (news) news.push(fact)
  else turn.news.set(name, [fact])
}

/** The workflows that led to a run and its own, by title, the first cause first. */
export const chainOf = (turn: Turn, { causes = [], workflow }: Pick<Run, 'causes' | 'workflow'>): string[] =>
  [...causes, workflow].map((id) => titleOf(turn, id))

/** What a workflow is called now; its id when it was never published. */
export function titleOf(turn: Turn, workflow: string): string {
  const live = turn.live.workflows.get(workflow)
  return live ? turn.reading.plan(workflow, live.version).document.title : workflow
}

function eventsOf(turn: Turn, name: string): History {
  const known = turn.reading.history(turn.customer.id, name)
  const news = turn.news.get(name)
  if (!news && turn.joinedFrom.length === 0) return known
  const others = turn.joinedFrom.map((customer) => turn.reading.history(customer, name))
  const added = news?.toSorted(byTime) ?? []
  const keeping = others.length === 0 ? known.keeping && { history: known.keeping.history, news: added } : undefined
  return united([known, ...others, added], keeping)
}

export const plannedKey = ({ workflow, node, key }: Pick<PlannedStart, 'workflow' | 'node' | 'key'>): string =>
  `${workflow} ${node} ${key}`

/** Adds a decision to the run's trail: one row for each step, that is for each run and instant of a turn. */
export function note(turn: Turn, run: Pick<Run, 'id'>, decision: Decision): void {
  const { trail } = turn.result
  const last = trail[trail.length - 1]
  const withSeq = {
    ...decision,
    ...(decision.because && kept(decision.because)),
    ...(turn.seq && decision.seq === undefined && decision.what !== 'rested' && { seq: turn.seq }),
  }
  if (last && last.run === run.id && last.at === turn.now) {
    // The row was made in this turn, and nobody else has seen it.
    const decisions = last.decisions as Decision[]
    decisions.push(withSeq)
    return
  }
  trail.push({ customer: turn.customer.id, run: run.id, at: turn.now, decisions: [withSeq] })
}

export function remember(turn: Turn, what: TimelineRow['what'], detail: Json): void {
  turn.result.timeline.push({ customer: turn.customer.id, at: turn.now, what, detail })
}

export function count(turn: Turn, run: Pick<Run, 'workflow' | 'version'>, node: string, counter: string, by = 1): void {
  const delta: Omit<CounterDelta, 'day'> & { at: number } = {
    workflow: run.workflow,
    version: run.version,
    node,
    counter,
    by,
    at: turn.now,
  }
  turn.result.counters.push(delta)
}

/** How many starts a trigger has planned: a number that comes and goes, whatever version planned them. */
export function countPlanned(
  turn: Turn,
  { workflow, node }: Pick<PlannedStart, 'workflow' | 'node'>,
  by: number,
): void {
  const version = turn.live.workflows.get(workflow)?.version ?? 0
  count(turn, { workflow, version }, node, 'planned', by)
}
