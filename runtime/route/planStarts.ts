import { zoneAttribute } from '../../shared/customer.ts'
import { limits } from '../../shared/limits.ts'
import { definitionOf } from '../../shared/nodes/index.ts'
import { type Fact, type Facts, type Next, type RunFacts, wholeOf } from '../../shared/predicate/facts.ts'
import { earlier } from '../../shared/predicate/truth.ts'
import type { WorkflowNode } from '../../shared/workflow.ts'
import type { Change } from '../change.ts'
import type { PlannedStart } from '../commit/plannedStart.ts'
import { factsOf, factsSince, zoneOf } from '../factsOf.ts'
import { latestSince, newestFirst, oldestFirst } from '../history.ts'
import { behaviourOf } from '../nodes/index.ts'
import { countPlanned, remember } from '../note.ts'
import { plannedKey, type Turn } from '../turn.ts'
import { keyOf } from './beginning.ts'
import { isInTime } from './inTime.ts'
import { lastEnrolled } from './reentry.ts'
import type { Planner, TriggerIndex } from './triggers.ts'

const month = 30 * 86_400_000

type NamedEvent = NonNullable<Change['event']>

/**
 * Triggers that plan a start ahead of time. One that rests on an event plans when it comes and forgets when another ends it; one that rests
 * on a date plans anew whenever the date may have changed, and moves what is planned when only the zone has. What is planned wakes the
 * customer, who then enters as of that instant.
 */
export function planStarts(turn: Turn, change: Change, triggers: TriggerIndex): void {
  const { planners } = triggers
  if (planners.all.length === 0) return
  const concerned = plannersConcerned(change, triggers)
  for (const planner of concerned) planBy(turn, planner, change)
  if (!change.attributes?.includes(zoneAttribute)) return
  for (const planner of planners.all) if (isByDate(planner) && !concerned.has(planner)) moveToZone(turn, planner)
}

/**
 * Plans what the triggers of one workflow would plan by all that is known now. No start stands that none of them would plan: its trigger is
 * gone, or the workflow has ended.
 */
export function planAnew(turn: Turn, workflow: string, triggers: TriggerIndex): void {
  const planners = triggers.planners.all.filter(({ plan }) => plan.workflow === workflow)
  for (const planned of [...turn.planned.values()])
    if (planned.workflow === workflow && !planners.some(({ node }) => node.id === planned.node)) drop(turn, planned)
  for (const planner of planners) planBy(turn, planner, { mayStart: false, all: true })
}

/** Takes the starts that are due, in order, and plans the next one of each date. */
export function takeDueStarts(turn: Turn, triggers: TriggerIndex): { planner: Planner; planned: PlannedStart }[] {
  const due = [...turn.planned.values()].filter((planned) => planned.due <= turn.now).sort(inOrder)
  return due.flatMap((planned) => {
    drop(turn, planned)
    const planner = triggers.planners.all.find(
      ({ plan, node }) => plan.workflow === planned.workflow && node.id === planned.node,
    )
    if (!planner) return []
    if (isByDate(planner)) planBy(turn, planner, { mayStart: false, time: true })
    return [{ planner, planned }]
  })
}

/** No start is to come. */
export function dropPlanned(turn: Turn): void {
  for (const planned of [...turn.planned.values()]) drop(turn, planned)
}

/** The customer's wake-up is moved to earlier, never to later: a look too many changes nothing. */
export function wakeForPlanned(turn: Turn): void {
  let { wake } = turn.customer
  for (const { due } of turn.planned.values()) wake = earlier(wake, due)
  if (wake !== turn.customer.wake) turn.customer = { ...turn.customer, wake }
}

function plannersConcerned(change: Change, { planners }: TriggerIndex): ReadonlySet<Planner> {
  if (change.all) return new Set(planners.all)
  const concerned = new Set(change.event && planners.byEvent(change.event.name))
  for (const name of change.attributes ?? []) for (const planner of planners.byAttribute(name)) concerned.add(planner)
  return concerned
}

const isByDate = ({ node }: Planner): boolean => !behaviourOf(node.kind).endsPlan

function planBy(turn: Turn, planner: Planner, change: Change): void {
  if (isByDate(planner)) planDate(turn, planner)
  else {
    endPlans(turn, planner, change)
    if (change.event && isInTime(turn, planner.plan, change)) planAfterEvent(turn, planner, change.event)
  }
}

function planDate(turn: Turn, planner: Planner): void {
  const { plan, node } = planner
  const facts = factsOf(turn, undefined, zoneOf(turn, plan))
  const planning = behaviourOf(node.kind).plans?.(node.settings as never, facts, null)
  const known = plannedBy(turn, planner)
  if (!planning || 'refused' in planning) {
    for (const planned of known) drop(turn, planned)
    return
  }
  const key = keyOf(plan, factsSince(turn, turn.now, planning.trigger)) ?? ''
  for (const planned of known) if (planned.key !== key) drop(turn, planned)
  set(turn, { customer: turn.customer.id, workflow: plan.workflow, node: node.id, key, ...planning })
}

/**
 * The date is the one that it was, and only the clocks are others: the time that is planned moves with them, and comes at once where it has
 * passed. Where none is planned it has come, or was past when it was learnt, whatever the clocks say now.
 */
function moveToZone(turn: Turn, planner: Planner): void {
  const { plan, node } = planner
  for (const planned of plannedBy(turn, planner)) {
    // Two zones are a day or so apart, and with months in the offset some days; the time before is a year away.
    const facts = { ...factsOf(turn, undefined, zoneOf(turn, plan)), now: planned.due - month }
    const planning = behaviourOf(node.kind).plans?.(node.settings as never, facts, null)
    if (!planning || 'refused' in planning) continue
    // What a hold keeps is due already.
    set(turn, { ...planned, due: Math.max(planning.due, Math.min(planned.due, turn.now)) })
  }
}

const plannedBy = (turn: Turn, { plan, node }: Planner): PlannedStart[] =>
  [...turn.planned.values()].filter((start) => start.workflow === plan.workflow && start.node === node.id)

/** What came may end plans for several keys, and of two who joined one may have what the other lacked. */
function endPlans(turn: Turn, planner: Planner, change: Change): void {
  const { plan, node } = planner
  const behaviour = behaviourOf(node.kind)
  for (const planned of plannedBy(turn, planner)) {
    const facts = factsOf(turn, factsSince(turn, planned.since ?? 0, planned.trigger), zoneOf(turn, plan))
    const events = change.all ? namedEvents(facts, node) : change.event ? [change.event] : []
    const isEnded = events.some((event) => behaviour.endsPlan?.(node.settings as never, event, facts))
    if (isEnded || (change.joined && isTold(turn, { plan, node }, planned))) drop(turn, planned)
  }
}

/** Of two who joined the other may have entered by a later event of the key: that is the one that was followed (rule 5). */
function isTold(turn: Turn, planner: Planner, { key, since, trigger }: PlannedStart): boolean {
  const entered = lastEnrolled(turn, planner.plan, key)
  if (entered === undefined) return false
  const { triggerName: name, since: time } = factsSince(turn, since ?? 0, trigger)
  return isOutdated(turn, planner, { name, time }, key, entered)
}

const namedEvents = (facts: Facts, { kind, settings }: WorkflowNode) =>
  (definitionOf(kind).plansBy?.(settings).events ?? []).flatMap((name) =>
    wholeOf(facts.events(name)).map((fact) => named(fact, name, oldestFirst(facts.run?.since ?? 0))),
  )

function planAfterEvent(turn: Turn, planner: Planner, event: NamedEvent): void {
  const { plan, node } = planner
  const run = runAfter(event)
  const planning = behaviourOf(node.kind).plans?.(node.settings as never, factsOf(turn, run, zoneOf(turn, plan)), event)
  const key = keyOf(plan, run)
  if (!planning || isOutdated(turn, planner, event, key)) return
  const start = { customer: turn.customer.id, workflow: plan.workflow, node: node.id, key: key ?? '' }
  const isTooMany = turn.planned.size >= limits.plannedStarts && !turn.planned.has(plannedKey(start))
  const refused =
    'refused' in planning ? planning.refused : key === undefined ? 'keyMissing' : isTooMany ? 'tooManyPlanned' : null
  if (refused || 'refused' in planning) remember(turn, 'notEnrolled', { workflow: plan.workflow, why: refused })
  else set(turn, { ...start, ...planning })
}

/**
 * The latest event of a key by own time is the one to be followed: what comes after it and is older plans nothing, also when the start of
 * the latest has been taken, or ended (rule 3). From the newest on, as a history is read.
 *
 * @param until  only events count that are not later
 */
function isOutdated(
  turn: Turn,
  { plan, node }: Planner,
  event: Pick<NamedEvent, 'name' | 'time'>,
  key: string | undefined,
  until = turn.now,
): boolean {
  const { restsOn } = behaviourOf(node.kind)
  const zone = zoneOf(turn, plan)
  const since = event.time + 1
  const followers = latestSince(factsOf(turn).events(event.name), since).reverse()
  return followers.some((fact) => {
    if (fact.time > until) return false
    const later = named(fact, event.name, newestFirst(since))
    const run = runAfter(later)
    return keyOf(plan, run) === key && restsOn?.(node.settings as never, later, factsOf(turn, run, zone))
  })
}

const named = (fact: Fact, name: string, next: Next): NamedEvent => ({
  name,
  time: fact.time,
  seq: fact.seq,
  properties: () => fact.properties(next),
})

const runAfter = (event: NamedEvent): RunFacts => ({
  since: event.time,
  triggerSeq: event.seq,
  triggerName: event.name,
  trigger: event.properties(),
})

function set(turn: Turn, start: PlannedStart): void {
  const known = turn.planned.get(plannedKey(start))
  if (known?.due === start.due && known.trigger === start.trigger) return
  turn.planned.set(plannedKey(start), start)
  turn.result.planned.push(start)
  if (!known) countPlanned(turn, start, 1)
}

function drop(turn: Turn, start: PlannedStart): void {
  const { customer, workflow, node, key } = start
  turn.planned.delete(plannedKey(start))
  turn.result.planned.push({ customer, workflow, node, key, due: null })
  countPlanned(turn, start, -1)
}

const inOrder = (a: PlannedStart, b: PlannedStart): number => a.due - b.due || (plannedKey(a) < plannedKey(b) ? -1 : 1)
