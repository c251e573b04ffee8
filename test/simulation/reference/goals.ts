import { addDuration } from '../../../shared/duration.ts'
import type { Goal } from '../../../shared/goal.ts'
import { countConversion, countsWorkflowGoal } from './assignments.ts'
import { type Change, concerns, type Person, type Pursuit, placeOf, type Run } from './people.ts'
import { endRun } from './runs.ts'
import type { Store } from './store.ts'
import { type Happened, isTrue, passes, type View } from './truth.ts'

const day = 86_400_000
const mostAtOnce = 100

/** Rule 15: from now on it is looked whether a run, or somebody who is held out of one, reaches the workflow's goal; also after its end. */
export function pursue(person: Person, run: Run, goal: Goal, { now, zone }: View, isHeldOut: boolean): void {
  const until = addDuration(now, goal.within, zone)
  // Who is held out gets no message: their time begins with what would have been the run.
  const window = goal.from === 'start' || isHeldOut ? { from: run.since, until } : null
  person.pursuits = [...person.pursuits, { run, version: run.version, entered: run.node, window, isHeldOut }]
  forget(person, now)
}

/** While its run goes on, another message may begin its time anew. */
export function forget(person: Person, now: number): void {
  const kept = person.pursuits.filter((pursuit) => !pursuit.run.ended || !isForgotten(pursuit, now))
  person.pursuits = kept.slice(-mostAtOnce)
}

/** A message of the run went out: the time in which its goal counts goes on, or begins anew. */
export function messageSent(pursuit: Pursuit, goal: Goal, { now, zone }: View): void {
  const from = pursuit.window && pursuit.window.until > now ? pursuit.window.from : now
  pursuit.window = { from, until: addDuration(now, goal.within, zone) }
}

/** An event counts by its own time, when it comes no later than a day after the window; a condition when it holds within the window. */
export function isReached(goal: Goal, pursuit: Pursuit, change: Change, view: View): boolean {
  const { window } = pursuit
  if (!window || isForgotten(pursuit, view.now)) return false
  if (goal.by === 'condition')
    return (
      view.now < window.until && (change.pursued === pursuit || concerns(change, goal.when)) && isTrue(goal.when, view)
    )
  return change.event !== undefined && isMet(goal, pursuit, change.event, view)
}

function isMet(goal: Goal & { by: 'event' }, { run, window }: Pursuit, event: Happened, view: View): boolean {
  if (!window || event.name !== goal.event || event.seq === run.trigger?.seq) return false
  if (event.time < window.from || event.time >= window.until) return false
  return !goal.where || passes(goal.where, event, view)
}

/** Rule 15: what happened before it was looked, when a run begins and when two customers turn out to be one. */
function pastOf(goal: Goal, pursuit: Pursuit, { pursued, learned }: Change, view: View): Happened[] {
  if (goal.by === 'condition' || !pursuit.window || isForgotten(pursuit, view.now)) return []
  const past = pursued === pursuit ? view.events : (learned?.get(pursuit) ?? [])
  return past.filter((event) => isMet(goal, pursuit, event, view)).sort((a, b) => a.time - b.time || a.seq - b.seq)
}

const isForgotten = ({ window }: Pursuit, now: number): boolean => window !== null && now >= window.until + day

/** In millionths of the store's currency; in another one it counts only where the event says what it is worth in the store's. */
export function worthOf(goal: Goal, event: Happened | undefined, currency: string): number | null {
  if (goal.by === 'condition' || !goal.value || !event) return null
  const said = event.properties.currency
  const isOwn = typeof said !== 'string' || said.toUpperCase() === currency
  const amount = event.properties[isOwn ? goal.value : 'storeValue']
  return typeof amount === 'number' ? Math.round(amount * 1_000_000) : null
}

/** A condition that holds when its time begins is reached then, and so is an event of the past, where a run began with one. */
export function announce(store: Store, person: Person, run: Run, began?: Change): void {
  const pursued = person.pursuits.find((pursuit) => pursuit.run === run)
  if (!pursued?.window) return
  const hasPast = began && (run.since < store.now || (began.event && !began.by))
  if (hasPast || goalOf(store, pursued).goal?.by === 'condition') store.queue.push({ pursued, mayStart: false })
}

/** Of several runs of one workflow an event counts for the newest that may take it. */
export function reachGoals(store: Store, person: Person, change: Change): void {
  const reached: Pursuit[] = []
  for (const pursuit of person.pursuits.toReversed()) {
    const { run, version, entered, isHeldOut } = pursuit
    const { goal, viewOf } = goalOf(store, pursuit)
    if (!goal) continue
    const view = viewOf(person)
    const nameOf = (event: Happened | undefined) => `${run.workflow} ${event?.seq}`
    const past = pastOf(goal, pursuit, change, view)
    const hasCounted = goal.by === 'event' && person.counted.has(nameOf(change.event))
    const isNow = isReached(goal, pursuit, change, view) && !hasCounted
    const event = past.find((each) => !person.counted.has(nameOf(each))) ?? (isNow ? change.event : undefined)
    if (!event && !isNow) {
      // What another run has counted ends this one all the same.
      if (past.length > 0 && !run.ended && !isHeldOut && goal.ends) endRun(store, run, 'goalReached')
      continue
    }
    if (goal.by === 'event') person.counted.add(nameOf(event))
    person.pursuits = person.pursuits.filter((other) => other !== pursuit)
    const worth = worthOf(goal, event, store.settings.currency)
    const whose = `customer ${person.id}${isHeldOut ? ', who is held out' : ''}`
    store.goals.push(`${store.instant} run ${run.id} of ${run.workflow} ${version}, ${whose}: ${worth}`)
    if (isHeldOut) continue
    const place = run.ended ? { node: entered, visit: 0 } : placeOf(run)
    store.decide(run, { ...place, what: 'reached', why: 'goalReached' })
    if (!run.ended && goal.ends) endRun(store, run, 'goalReached')
    reached.push(pursuit)
  }
  for (const pursuit of reached)
    for (const node of goalOf(store, pursuit).document.nodes.filter(countsWorkflowGoal))
      countConversion(store, person, pursuit.run.workflow, node.id)
}

/** That of the version with which the run began. */
export function goalOf(store: Store, { run, version }: Pursuit) {
  const document = store.documentOf(run.workflow, version)
  const viewOf = (person: Person) => store.view(person, run, document)
  return { document, goal: document.settings.goal, viewOf }
}
