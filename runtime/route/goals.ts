import type { Goal } from '../../shared/goal.ts'
import { millionthsOf } from '../../shared/predicate/amount.ts'
import { evaluate } from '../../shared/predicate/evaluate.ts'
import { aroundOf, matches } from '../../shared/predicate/filter.ts'
import { valueAt } from '../../shared/predicate/path.ts'
import { earlier } from '../../shared/predicate/truth.ts'
import { type Change, isRead } from '../change.ts'
import type { GoalReached, Pursuit } from '../commit/goal.ts'
import { factsOf, runFactsOf, zoneOf } from '../factsOf.ts'
import type { Move, Why } from '../move.ts'
import { count, note, remember } from '../note.ts'
import type { Plan } from '../plan.ts'
import { dropPursuit, isOver, pursuitsOf } from '../pursuits.ts'
import type { Turn } from '../turn.ts'

type EventGoal = Extract<Goal, { by: 'event' }>

/**
 * Whether a change reaches a goal: judged at once (rule 15), before exit rules are, and also for runs that have ended and for those who
 * are held out. Of several runs of one workflow an event counts for the newest that may take it, so that no value is counted twice.
 * Answers with the runs that leave by it.
 */
export function* reachGoals(turn: Turn, change: Change): Generator<Move> {
  const taken = new Set<string>()
  for (const pursuit of [...pursuitsOf(turn)].reverse()) {
    const plan = turn.reading.plan(pursuit.workflow, pursuit.version)
    if (!plan.goal || taken.has(pursuit.workflow)) continue
    const { goal } = plan.goal
    const why =
      goal.by === 'event'
        ? eventReaches(turn, plan, pursuit, goal, change)
        : conditionReaches(turn, plan, pursuit, change)
    if (!why) continue
    if (goal.by === 'event') taken.add(pursuit.workflow)
    record(turn, pursuit, goal, change, why)
    const run = turn.runs.get(pursuit.run)
    if (run && goal.ends) yield { move: 'leave', run, reason: { code: 'goalReached', detail: goal.title }, why }
  }
}

function eventReaches(turn: Turn, plan: Plan, pursuit: Pursuit, goal: EventGoal, { event }: Change): Why | null {
  const { window } = pursuit
  if (!event || event.name !== goal.event || event.seq === pursuit.trigger || !window || isOver(pursuit, turn.now))
    return null
  if (event.time < window.from || event.time >= window.until) return null
  const around = aroundOf(factsOf(turn, runFactsOf(turn, pursuit), zoneOf(turn, plan)))
  if (goal.where && !matches(goal.where, event.properties(), around).holds) return null
  return { why: 'goalReached', params: { goal: goal.title } }
}

/** Time alone may bring it about: then the customer is woken. */
function conditionReaches(turn: Turn, plan: Plan, pursuit: Pursuit, change: Change): Why | null {
  const { window } = pursuit
  if (!plan.goal?.reads || !window || turn.now >= window.until) return null
  const { goal, reads } = plan.goal
  const isConcerned = (change.time && reads.time) || change.pursued === pursuit.run || isRead(reads, change)
  if (!isConcerned) return null
  const facts = factsOf(turn, runFactsOf(turn, pursuit), zoneOf(turn, plan))
  const { holds, changesAt, because } = evaluate(goal.when, facts, '/goal/when')
  if (holds) return { why: 'goalReached', params: { goal: goal.title }, because }
  if (changesAt !== null && changesAt < window.until)
    turn.customer = { ...turn.customer, wake: earlier(turn.customer.wake, changesAt) }
  return null
}

function record(turn: Turn, pursuit: Pursuit, goal: Goal, change: Change, why: Why): void {
  const { run: id, workflow, version, entered, heldOut } = pursuit
  dropPursuit(turn, id)
  const worth = goal.by === 'event' && goal.value !== undefined ? worthOf(turn, goal.value, change) : {}
  turn.result.goals.push({
    customer: turn.customer.id,
    run: id,
    workflow,
    version,
    at: turn.now,
    seq: change.event?.seq ?? 0,
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
function worthOf(turn: Turn, path: string, { event }: Change): Partial<Pick<GoalReached, 'value' | 'currency'>> {
  const properties = event?.properties() ?? {}
  const { currency } = turn.live.settings
  const said = properties.currency
  const isOwn = typeof said !== 'string' || said.toUpperCase() === currency
  const value = millionthsOf(isOwn ? valueAt(properties, path) : properties.storeValue)
  return value === undefined ? {} : { value, currency }
}
