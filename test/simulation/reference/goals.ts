import { addDuration } from '../../../shared/duration.ts'
import type { Goal } from '../../../shared/goal.ts'
import { countConversion, countsWorkflowGoal } from './assignments.ts'
import { type Change, concerns, type Person, type Pursuit, placeOf, type Run } from './people.ts'
import { endRun } from './runs.ts'
import type { Store } from './store.ts'
import { type Happened, isTrue, passes, type View } from './truth.ts'

const day = 86_400_000
const mostAtOnce = 100
const mostBefore = 20
const mostReplaced = 10

/** Rule 15: from now on it is looked whether a run, or somebody who is held out of one, reaches the workflow's goal; also after its end. */
export function pursue(person: Person, run: Run, goal: Goal, { now, zone }: View, isHeldOut: boolean): void {
  const until = addDuration(now, goal.within, zone)
  // Who is held out gets no message: their time begins with what would have been the run.
  const windows = goal.from === 'start' || isHeldOut ? [{ from: run.since, until }] : []
  person.pursuits = [
    ...person.pursuits,
    { run, version: run.version, entered: run.node, windows, mailsUntil: 0, isHeldOut },
  ]
  forget(person, now)
}

/** While its run goes on, or a message of it may still go, that may begin its time anew. */
export function forget(person: Person, now: number): void {
  const kept = person.pursuits.filter(
    (pursuit) => !pursuit.run.ended || !isOver(pursuit, now) || now < pursuit.mailsUntil,
  )
  const replaced = kept.filter(({ run }) => run.left === 'replaced').slice(0, -mostReplaced)
  person.pursuits = kept.filter((pursuit) => !replaced.includes(pursuit)).slice(-mostAtOnce)
}

/** Another run goes on in its place: only what happened before that may still come. */
export function cutTime(store: Store, person: Person, run: Run): void {
  const pursuit = person.pursuits.find((each) => each.run === run)
  const last = pursuit?.windows.at(-1)
  if (pursuit && last && goalOf(store, pursuit).goal?.by === 'event') {
    last.until = Math.min(last.until, store.now)
    pursuit.mailsUntil = 0
  } else person.pursuits = person.pursuits.filter((each) => each !== pursuit)
  forget(person, store.now)
}

/** A message of the run went out: the time in which its goal counts goes on, or begins anew. */
export function messageSent(pursuit: Pursuit, goal: Goal, giveUp: number, { now, zone }: View): void {
  const { windows } = pursuit
  const until = addDuration(now, goal.within, zone)
  const last = windows.at(-1)
  if (last && last.until > now) last.until = until
  else windows.push({ from: now, until })
  windows.splice(0, windows.length - mostBefore - 1)
  pursuit.mailsUntil = Math.max(pursuit.mailsUntil, giveUp)
}

/** An event counts by its own time, when it comes no later than a day after the window; a condition when it holds within the window. */
export function isReached(goal: Goal, pursuit: Pursuit, change: Change, view: View): boolean {
  const last = pursuit.windows.at(-1)
  if (!last) return false
  if (goal.by === 'condition')
    return (
      view.now < last.until && (change.pursued === pursuit || concerns(change, goal.when)) && isTrue(goal.when, view)
    )
  return change.event !== undefined && isMet(goal, pursuit, change.event, view)
}

function isMet(goal: Goal & { by: 'event' }, { run, windows }: Pursuit, event: Happened, view: View): boolean {
  if (event.name !== goal.event || event.seq === run.trigger?.seq) return false
  const isWithin = windows.some(({ from, until }) => event.time >= from && event.time < until && view.now < until + day)
  if (!isWithin) return false
  return !goal.where || passes(goal.where, event, view)
}

/** Rule 15: what happened before it was looked, when a run begins and when two customers turn out to be one. */
function pastOf(goal: Goal, pursuit: Pursuit, { pursued, learned }: Change, view: View): Happened[] {
  if (goal.by === 'condition') return []
  const past = pursued === pursuit ? view.events : (learned?.get(pursuit) ?? [])
  return past.filter((event) => isMet(goal, pursuit, event, view)).sort((a, b) => a.time - b.time || a.seq - b.seq)
}

const isOver = ({ windows }: Pursuit, now: number): boolean =>
  windows.length > 0 && windows.every(({ until }) => now >= until + day)

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
  if (!pursued?.windows.length) return
  const hasPast = began && (run.since < store.now || (began.event && !began.by))
  if (hasPast || goalOf(store, pursued).goal?.by === 'condition') store.queue.push({ pursued, mayStart: false })
}

/** Of several runs of one workflow an event counts for the newest that may take it. */
export function reachGoals(store: Store, person: Person, change: Change): void {
  const reached: { pursuit: Pursuit; time: number }[] = []
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
    reached.push({ pursuit, time: (goal.by === 'event' && event?.time) || store.now })
  }
  // Whoever was moved may have met those of either version.
  for (const { pursuit, time } of reached)
    for (const { nodes } of [goalOf(store, pursuit).document, store.document(pursuit.run)])
      for (const node of nodes.filter(countsWorkflowGoal))
        countConversion(store, person, pursuit.run.workflow, node.id, time)
}

/** That of the version with which the run began. */
export function goalOf(store: Store, { run, version }: Pursuit) {
  const document = store.documentOf(run.workflow, version)
  const viewOf = (person: Person) => store.view(person, run, document)
  return { document, goal: document.settings.goal, viewOf }
}
