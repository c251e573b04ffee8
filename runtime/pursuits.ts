import { addDuration } from '../shared/duration.ts'
import type { Customer } from './commit/customer.ts'
import type { Pursuit, Window } from './commit/goal.ts'
import type { Run } from './commit/run.ts'
import { zoneOf } from './factsOf.ts'
import type { Plan } from './plan.ts'
import type { Turn } from './turn.ts'

const day = 86_400_000
/** More than these at once are forgotten, the oldest first. */
const mostPursuits = 100
/** So many times of one run that are over are kept for events that come late. */
const mostEarlier = 20
/** So many whose run was replaced: somebody who begins anew all day would otherwise lose the goals of other runs. */
const mostReplaced = 10

/** Those that may still be reached, in the order in which their runs began. */
export const pursuitsOf = ({ customer }: Turn): readonly Pursuit[] => customer.pursuits ?? []

/** Whether an event has counted for a goal of the workflow, also as somebody's who joined in this turn; what came just now has not before. */
export function hasCounted(turn: Turn, workflow: string, seq: number): boolean {
  if (turn.result.goals.some((goal) => goal.workflow === workflow && goal.seq === seq)) return true
  if (seq === turn.seq) return false
  return [turn.customer.id, ...turn.joinedFrom].some((id) => turn.reading.counted(id, workflow).has(seq))
}

/** Somebody begins a run of a workflow that has a goal, or is held out of it: from now on it is looked whether they reach it. */
export function beginPursuit(turn: Turn, plan: Plan, run: Run, heldOut: boolean): void {
  const goal = plan.goal?.goal
  if (!goal) return
  // Who is held out gets no message: their time begins with what would have been the run.
  const hasBegun = goal.from === 'start' || heldOut
  const pursuit: Pursuit = {
    run: run.id,
    workflow: run.workflow,
    version: run.version,
    entered: run.entered,
    trigger: run.trigger,
    since: run.since,
    window: hasBegun ? { from: run.since, until: addDuration(turn.now, goal.within, zoneOf(turn, plan)) } : null,
    ...(heldOut && { heldOut, ...(run.key && { key: run.key }) }),
  }
  setPursuits(turn, [...pursuitsOf(turn), pursuit])
  if (hasBegun && (goal.by === 'condition' || mayHaveMissed(turn, plan, run)))
    turn.queue.push({ mayStart: false, pursued: run.id })
}

/** Somebody is held out of what would have been a run of the same workflow and key, and their time for its goal goes on. */
export const isHeldOutStill = (turn: Turn, { workflow, key }: Run): boolean =>
  pursuitsOf(turn).some(
    (one) =>
      one.heldOut && one.workflow === workflow && (one.key ?? '') === key && turn.now < (one.window?.until ?? turn.now),
  )

/** What comes from outside may be older than what came before it; nothing else that begins a run is older than now. */
const mayHaveMissed = ({ now }: Turn, { nodes }: Plan, { since, entered, trigger }: Run): boolean =>
  since < now || (nodes.get(entered)?.kind === 'event' && trigger > 0)

/**
 * A message of the run goes out: the time in which the goal counts begins anew, where it begins with messages. The goal is that of the
 * version with which the run began, which counts it among those who started.
 *
 * @param giveUp  until then the message may come back, and go once more
 */
export function extendPursuit(turn: Turn, run: string, giveUp: number): void {
  const pursuit = pursuitsOf(turn).find((one) => one.run === run)
  if (!pursuit) return
  const plan = turn.reading.planOrWhy(pursuit.workflow, pursuit.version)
  if (plan instanceof Error) return
  const goal = plan.goal?.goal
  if (goal?.from !== 'message') return
  const before = pursuit.window
  const goesOn = before !== null && before.until > turn.now
  const from = goesOn ? before.from : turn.now
  const earlier = goesOn ? (pursuit.earlier ?? []) : windowsOf(pursuit, turn.now).slice(-mostEarlier)
  const window = { from, until: addDuration(turn.now, goal.within, zoneOf(turn, plan)) }
  const messagesUntil = Math.max(pursuit.messagesUntil ?? giveUp, giveUp)
  setPursuits(
    turn,
    pursuitsOf(turn).map((one) => (one === pursuit ? { ...pursuit, window, earlier, messagesUntil } : one)),
  )
  if (goal.by === 'condition') turn.queue.push({ mayStart: false, pursued: run })
}

export const dropPursuit = (turn: Turn, run: string): void => {
  const { pursuits } = turn.customer
  if (pursuits)
    setPursuits(
      turn,
      pursuits.filter((one) => one.run !== run),
    )
}

/** Another run goes on in its place, and a time of its own begins: what happened before may still come. */
export function cutPursuit(turn: Turn, run: string): void {
  const pursuit = pursuitsOf(turn).find((one) => one.run === run)
  if (!pursuit) return
  const plan = turn.reading.planOrWhy(pursuit.workflow, pursuit.version)
  const { messagesUntil: _, window, ...kept } = pursuit
  if (plan instanceof Error || plan.goal?.goal.by !== 'event' || !window) {
    dropPursuit(turn, run)
    return
  }
  const cut: Pursuit = { ...kept, window: { ...window, until: Math.min(window.until, turn.now) }, replaced: true }
  setPursuits(
    turn,
    pursuitsOf(turn).map((one) => (one === pursuit ? cut : one)),
  )
}

/** When what happened counts that comes now, the earliest first: a day is left for events that come late. */
export const windowsOf = (
  { window, earlier = [] }: Pick<Pursuit, 'window' | 'earlier'>,
  now: number,
): readonly Window[] => (window === null ? [] : [...earlier, window].filter(({ until }) => now < until + day))

/** It can't be reached as it stands. */
export const isOver = (pursuit: Pursuit, now: number): boolean =>
  pursuit.window !== null && windowsOf(pursuit, now).length === 0 && now >= (pursuit.messagesUntil ?? 0)

function setPursuits(turn: Turn, pursuits: readonly Pursuit[]): void {
  // While its run goes on, another message may begin its time anew.
  const reachable = pursuits.filter((one) => turn.runs.has(one.run) || !isOver(one, turn.now))
  const surplus = reachable.filter(({ replaced }) => replaced).slice(0, -mostReplaced)
  const kept = reachable.filter((one) => !surplus.includes(one)).slice(-mostPursuits)
  const { pursuits: _, ...customer } = turn.customer
  turn.customer = kept.length > 0 ? { ...customer, pursuits: kept } : customer
}

/** Those of somebody who turns out to be this customer; their runs are the turn's already. */
export function joinPursuits(turn: Turn, { pursuits: theirs = [] }: Customer): void {
  if (theirs.length === 0) return
  const both = [...pursuitsOf(turn), ...theirs]
  setPursuits(
    turn,
    both.sort((a, b) => a.since - b.since || (a.run < b.run ? -1 : 1)),
  )
}
