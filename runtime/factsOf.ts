import { attributeOf, type ConsentPurpose, consentKey, zoneAttribute } from '../shared/customer.ts'
import { isZone } from '../shared/duration.ts'
import { propertiesOf } from '../shared/event.ts'
import type { Fact, Facts, History, RunFacts } from '../shared/predicate/facts.ts'
import type { Channel, ConsentState } from '../shared/predicate/schema.ts'
import type { Run } from './commit/run.ts'
import { byTime, united } from './history.ts'
import type { Plan } from './plan.ts'
import type { Turn } from './turn.ts'

/** What conditions may know in a turn: the customer's profile, memberships and events, and the run's own beginning. */
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

function eventsOf(turn: Turn, name: string): History {
  const known = turn.reading.history(turn.customer.id, name)
  const news = turn.news.get(name)
  if (!news && turn.joinedFrom.length === 0) return known
  const others = turn.joinedFrom.map((customer) => turn.reading.history(customer, name))
  const added = news?.toSorted(byTime) ?? []
  const keeping = others.length === 0 ? known.keeping && { history: known.keeping.history, news: added } : undefined
  return united([known, ...others, added], keeping)
}

/** What the others had of it, as one of those sees it who joined in this turn. */
export function eventsOfOthers(turn: Turn, name: string, own: number): History {
  const others = [turn.customer.id, ...turn.joinedFrom].filter((customer) => customer !== own)
  const news = own === turn.customer.id ? [] : (turn.news.get(name)?.toSorted(byTime) ?? [])
  return united([...others.map((customer) => turn.reading.history(customer, name)), news])
}

/** An event enters the customer's history. */
export function addToHistory(turn: Turn, fact: Fact & { readonly name: string }): void {
  const { name, time, seq } = fact
  turn.result.history.push({ customer: turn.customer.id, name, time, seq })
  const news = turn.news.get(name)
  if (news) news.push(fact)
  else turn.news.set(name, [fact])
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

export function consentOf(turn: Turn, channel: Channel, purpose: ConsentPurpose): ConsentState {
  return turn.customer.profile.consents[consentKey(channel, purpose)]?.value ?? 'unknown'
}

/** The customer's zone, else the workflow's, else the installation's; one that is no zone falls back (rule 18). */
export function zoneOf(turn: Turn, plan?: Plan): string {
  const own = attributeOf(turn.customer.profile, zoneAttribute)
  if (typeof own === 'string' && isZone(own)) return own
  return plan?.document.settings.zone ?? turn.live.settings.zone
}
