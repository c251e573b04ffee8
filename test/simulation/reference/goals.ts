import { addDuration } from '../../../shared/duration.ts'
import type { Goal } from '../../../shared/goal.ts'
import { type Change, concerns, type Person, type Pursuit, type Run } from './people.ts'
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
  const { run, window } = pursuit
  if (!window || isForgotten(pursuit, view.now)) return false
  if (goal.by === 'condition')
    return (
      view.now < window.until && (change.pursued === pursuit || concerns(change, goal.when)) && isTrue(goal.when, view)
    )
  const { event } = change
  if (event?.name !== goal.event || event.seq === run.trigger?.seq) return false
  if (event.time < window.from || event.time >= window.until) return false
  return !goal.where || passes(goal.where, event, view)
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
