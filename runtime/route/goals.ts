import type { Goal } from '../../shared/goal.ts'
import { millionthsOf } from '../../shared/predicate/amount.ts'
import { evaluate } from '../../shared/predicate/evaluate.ts'
import type { Fact } from '../../shared/predicate/facts.ts'
import { aroundOf, matches } from '../../shared/predicate/filter.ts'
import { valueAt } from '../../shared/predicate/path.ts'
import { earlier } from '../../shared/predicate/truth.ts'
import { type Change, isRead } from '../change.ts'
import type { GoalReached, Pursuit } from '../commit/goal.ts'
import { eventsOfOthers, factsOf, runFactsOf, zoneOf } from '../factsOf.ts'
import { latestSince, oldestFirst } from '../history.ts'
import type { Move, Why } from '../move.ts'
import { count, note, remember } from '../note.ts'
import type { Plan } from '../plan.ts'
import { dropPursuit, hasCounted, pursuitsOf, windowsOf } from '../pursuits.ts'
import type { Turn } from '../turn.ts'

type EventGoal = Extract<Goal, { by: 'event' }>

/** What reaches a goal. */
interface Reaching {
  /** The event that counts for it; none counts for a condition. */
  readonly event: Fact | undefined
  readonly why: Why
  /** The event has counted for another run: this one leaves by it, and it counts once. */
  readonly hasCounted?: boolean
}

/**
 * Whether a change reaches a goal: judged at once (rule 15), before exit rules are, and also for runs that have ended and for those who
 * are held out. Of several runs of one workflow an event counts for the newest that may take it, so that no value is counted twice.
 * Answers with the runs that leave by it.
 */
export function* reachGoals(turn: Turn, change: Change): Generator<Move> {
  for (const pursuit of pursuitsOf(turn).toReversed()) {
    const plan = turn.reading.planOrWhy(pursuit.workflow, pursuit.version)
    if (plan instanceof Error || !plan.goal) continue
    const { goal } = plan.goal
    const reaching =
      goal.by === 'event'
        ? eventReaches(turn, plan, pursuit, goal, change)
        : conditionReaches(turn, plan, pursuit, change)
    if (!reaching) continue
    if (!reaching.hasCounted) record(turn, pursuit, goal, reaching)
    const run = turn.runs.get(pursuit.run)
    if (run && goal.ends)
      yield { move: 'leave', run, reason: { code: 'goalReached', detail: goal.title }, why: reaching.why }
  }
}

function eventReaches(turn: Turn, plan: Plan, pursuit: Pursuit, goal: EventGoal, change: Change): Reaching | null {
  const { workflow, trigger } = pursuit
  const windows = windowsOf(pursuit, turn.now)
  const [first] = windows
  if (!first) return null
  const before = pastOf(turn, pursuit, goal.event, first.from, change)
  const came = change.event?.name === goal.event ? [change.event] : []
  if (before.length + came.length === 0) return null
  const around = aroundOf(factsOf(turn, runFactsOf(turn, pursuit), zoneOf(turn, plan)))
  const reaches = (fact: Fact): boolean =>
    fact.seq !== trigger &&
    windows.some(({ from, until }) => fact.time >= from && fact.time < until) &&
    (!goal.where || matches(goal.where, fact.properties(oldestFirst(first.from)), around).holds)
  const found = [...before, ...came].filter(reaches)
  const event = found.find(({ seq }) => !hasCounted(turn, workflow, seq)) ?? found.find((one) => before.includes(one))
  if (!event) return null
  return {
    event,
    hasCounted: hasCounted(turn, workflow, event.seq),
    why: {
      why: 'goalReached',
      params: { goal: goal.title },
      ...(before.includes(event) && { because: [{ at: '/goal', holds: true, events: [event.seq] }] }),
    },
  }
}

/** What happened since the goal counts, and is news to the run: when it begins, and when the customer and another turn out to be one. */
function pastOf(turn: Turn, { run }: Pursuit, name: string, since: number, { pursued, joined, event }: Change): Fact[] {
  if (pursued === run) return latestSince(factsOf(turn).events(name), since)
  if (!joined) return []
  const owner = joined.find(({ pursuits }) => pursuits?.some((one) => one.run === run)) ?? turn.customer
  return latestSince(eventsOfOthers(turn, name, owner.id), since).filter(({ seq }) => seq !== event?.seq)
}

/** Time alone may bring it about: then the customer is woken. */
function conditionReaches(turn: Turn, plan: Plan, pursuit: Pursuit, change: Change): Reaching | null {
  const { window } = pursuit
  if (!plan.goal?.reads || !window || turn.now >= window.until) return null
  const { goal, reads } = plan.goal
  const isConcerned = (change.time && reads.time) || change.pursued === pursuit.run || isRead(reads, change)
  if (!isConcerned) return null
  const facts = factsOf(turn, runFactsOf(turn, pursuit), zoneOf(turn, plan))
  const { holds, changesAt, because } = evaluate(goal.when, facts, '/goal/when')
  if (holds) return { event: undefined, why: { why: 'goalReached', params: { goal: goal.title }, because } }
  if (changesAt !== null && changesAt < window.until)
    turn.customer = { ...turn.customer, wake: earlier(turn.customer.wake, changesAt) }
  return null
}

function record(turn: Turn, pursuit: Pursuit, goal: Goal, { event, why }: Reaching): void {
  const { run: id, workflow, version, entered, heldOut } = pursuit
  dropPursuit(turn, id)
  const worth = event && goal.by === 'event' && goal.value !== undefined ? worthOf(turn, goal.value, event) : {}
  turn.result.goals.push({
    customer: turn.customer.id,
    run: id,
    workflow,
    version,
    at: turn.now,
    time: event?.time ?? turn.now,
    seq: event?.seq ?? 0,
    heldOut: heldOut ?? false,
    value: worth.value ?? null,
    currency: worth.currency ?? null,
  })
  const place = { workflow, version }
  count(turn, place, entered, heldOut ? 'heldOutConverted' : 'converted')
  if (worth.value) count(turn, place, entered, `${heldOut ? 'heldOutValue' : 'value'}:${worth.currency}`, worth.value)
  remember(turn, 'goalReached', { workflow, goal: goal.title, heldOut: heldOut ?? false, ...worth })
  if (heldOut) return
  const run = turn.runs.get(id)
  const { node, visit } = run ?? { node: entered, visit: 0 }
  note(turn, { id }, { node, visit, what: 'reached', ...why, params: { ...why.params, ...worth } })
}

/** In millionths of the store's currency; an amount in another one counts only if the event says what it is worth in the store's. */
function worthOf(turn: Turn, path: string, event: Fact): Partial<Pick<GoalReached, 'value' | 'currency'>> {
  const properties = event.properties()
  const { currency } = turn.live.settings
  const said = properties.currency
  const isOwn = typeof said !== 'string' || said.toUpperCase() === currency
  const value = millionthsOf(isOwn ? valueAt(properties, path) : properties.storeValue)
  return value === undefined ? {} : { value, currency }
}
