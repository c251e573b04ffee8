import type { Audience } from '../../shared/audience.ts'
import { addDuration } from '../../shared/duration.ts'
import { limits } from '../../shared/limits.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { evaluate, truthOf } from '../../shared/predicate/evaluate.ts'
import type { Because, RunFacts } from '../../shared/predicate/facts.ts'
import { kept } from '../../shared/predicate/kept.ts'
import type { WorkflowNode } from '../../shared/workflow.ts'
import { chainOf, titleOf } from '../chainOf.ts'
import type { Change } from '../change.ts'
import type { Run } from '../commit/run.ts'
import type { Entering } from '../commit/sweep.ts'
import { factsOf, factsSince, zoneOf } from '../factsOf.ts'
import type { Move, Why } from '../move.ts'
import type { Happened } from '../nodes/behaviour.ts'
import { behaviourOf } from '../nodes/index.ts'
import { count, note, remember } from '../note.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'
import { beginsTooOften } from './pace.ts'

/** Whether something that happened lets the customer into a workflow: the moves that follow, none when it does not. */
export function enrol(turn: Turn, plan: Plan, happened: Happened, change: Change): Move[] {
  const run = beginningOf(turn, happened)
  const facts = factsOf(turn, run, zoneOf(turn, plan))
  const named = 'planned' in happened ? happened.planned : 'scheduled' in happened ? happened.scheduled : null
  const trigger = named
    ? plan.triggers.find(({ id }) => id === named.node)
    : plan.triggers.find((node) => behaviourOf(node.kind).begins?.(node.settings as never, happened, facts))
  if (!trigger) return []

  const { settings } = plan.document
  const key = 'planned' in happened ? happened.planned.key : keyOf(plan, run)
  if (key === undefined) return notEnrolled(turn, plan, change, 'keyMissing')
  const refused = refusalOf(turn, plan, key, change)
  if (refused) return notEnrolled(turn, plan, change, refused)
  const filtered = settings.filter && evaluate(settings.filter, facts, '/filter')
  // An audience and the filter say together who is meant: who is not was refused nothing.
  if (filtered && !filtered.holds && 'scheduled' in happened) return []
  if (filtered && !filtered.holds) return notEnrolled(turn, plan, change, 'filterFalse', filtered.because)
  const live = turn.live.workflows.get(plan.workflow)
  if (live?.state !== 'live') {
    // Last, so that those are counted who would have entered (rule 26).
    if (live?.pausedAt !== undefined) count(turn, plan, trigger.id, `keptOut:${live.pausedAt}`)
    return notEnrolled(turn, plan, change, 'workflowPaused')
  }

  const moves: Move[] = []
  if (settings.reentry.rule === 'startAgain')
    for (const active of activeRuns(turn, plan, key))
      moves.push({ move: 'leave', run: active, reason: { code: 'replaced' }, why: { why: 'replaced' } })
  const number = turn.customer.runs
  turn.customer = { ...turn.customer, runs: number + 1 }
  const begun: Run = {
    id: `${turn.customer.id}-${number}`,
    customer: turn.customer.id,
    workflow: plan.workflow,
    version: plan.version,
    key,
    node: trigger.id,
    visit: 0,
    rest: null,
    arrived: turn.now,
    due: null,
    since: run.since,
    trigger: run.triggerSeq,
    entered: trigger.id,
    started: turn.now,
    ended: null,
    reason: null,
    depth: change.by ? change.by.depth + 1 : turn.depth,
    ...(change.by && { causes: [...(change.by.causes ?? []), change.by.workflow] }),
  }
  const before = enrolledBefore(turn, plan, key)
  turn.result.enrolments.push({
    customer: turn.customer.id,
    workflow: plan.workflow,
    key,
    count: before.count + enrolledThisTurn(turn, plan, key).length + 1,
    last: turn.now,
  })
  if (change.request)
    tellAsker(turn, change, { why: 'started', params: { workflow: plan.document.title, run: begun.id } })
  moves.push({
    move: 'begin',
    run: begun,
    why: {
      why: 'entered',
      params: paramsOf(turn, trigger, happened, change),
      ...(filtered && { because: filtered.because }),
    },
  })
  return moves
}

/** What the run will know of its beginning. */
function beginningOf(turn: Turn, happened: Happened): RunFacts {
  if ('planned' in happened) {
    const { since, trigger } = happened.planned
    return factsSince(turn, since ?? turn.now, trigger)
  }
  if ('segment' in happened || 'scheduled' in happened) return factsSince(turn, turn.now, 0)
  if ('ended' in happened) return factsSince(turn, turn.now, happened.ended.trigger)
  if ('request' in happened) {
    const { seq, properties } = happened.request
    return { since: turn.now, triggerSeq: seq, triggerName: '', trigger: properties }
  }
  const { seq, time, name, properties } = happened.event
  return { since: time, triggerSeq: seq, triggerName: name, trigger: properties() }
}

/** The cart, the order: from the event that began it; empty without one, or when the workflow names no key; undefined when it is missing. */
export function keyOf({ document: { settings } }: Plan, run: RunFacts): string | undefined {
  return settings.key && run.triggerSeq !== 0 ? textAt(run.trigger, settings.key) : ''
}

/** What the trail says about how the customer entered. */
function paramsOf(turn: Turn, trigger: WorkflowNode, happened: Happened, change: Change): NonNullable<Why['params']> {
  if ('event' in happened) return { event: happened.event.name }
  if ('segment' in happened) return { ...happened }
  if ('request' in happened) return { request: true, ...(change.by && { by: titleOf(turn, change.by.workflow) }) }
  if ('ended' in happened) {
    const { workflow, how, detail } = happened.ended
    return { ended: titleOf(turn, workflow), how, ...(detail && { detail }) }
  }
  if ('scheduled' in happened) return { scheduled: new Date(happened.scheduled.due).toISOString() }
  return trigger.kind === 'absence'
    ? { event: trigger.settings.event, without: trigger.settings.without.event }
    : { date: trigger.kind === 'date' ? dateName(trigger.settings.of) : '' }
}

const dateName = (of: SettingsOf<'date'>['of']): string =>
  of.from === 'attribute' ? of.attribute : (of.property ?? of.event)

/** Members of the segments that trigger a workflow enter it as if they joined now, those who are inside left out (rule 29). */
export function enrolMembers(turn: Turn, plan: Plan): Move[] {
  const moves: Move[] = []
  for (const { kind, settings } of plan.triggers)
    if (kind === 'segment' && settings.on === 'join' && turn.memberships.has(settings.segment))
      if (moves.length === 0 && allActive(turn, plan) === 0)
        moves.push(...enrol(turn, plan, { segment: settings.segment, on: 'join', included: true }, { mayStart: true }))
  return moves
}

/** Whoever belongs to an audience enters, as of the instant that the sweep is for. Somebody who asked has the entry's number for theirs. */
export function enrolAudience(turn: Turn, plan: Plan, entering: Entering, n: number): Move[] {
  const { audience, node, due, properties = {} } = entering
  if (!isIn(turn, plan, audience)) return []
  const happened: Happened = due === undefined ? { request: { seq: n, properties } } : { scheduled: { node, due } }
  return enrol(turn, plan, happened, { mayStart: true })
}

function isIn(turn: Turn, plan: Plan, audience: Audience): boolean {
  if (audience.of === 'everyone') return true
  if (audience.of === 'segment') return turn.memberships.has(audience.segment)
  return truthOf(audience.when, factsOf(turn, undefined, zoneOf(turn, plan))).holds
}

/** Why the rule of re-entry or a limit keeps the customer out; `null` when none does (rule 8). */
function refusalOf(turn: Turn, plan: Plan, key: string, change: Change): string | null {
  if ((change.by?.depth ?? turn.depth) >= limits.causes) return 'chainTooLong'
  if (beginsTooOften(turn, plan.workflow)) return 'tooManyStarts'
  const { reentry } = plan.document.settings
  const active = activeRuns(turn, plan, key)
  if (reentry.rule === 'afterEnd' && active.length > 0) return 'reentryActive'
  if (reentry.rule !== 'startAgain' && allActive(turn, plan) >= limits.activeRuns) return 'tooManyRuns'
  if (reentry.rule !== 'once' && reentry.rule !== 'notBefore') return null
  const last = enrolledThisTurn(turn, plan, key).at(-1)?.last ?? enrolledBefore(turn, plan, key).last
  if (last === undefined) return null
  if (reentry.rule === 'once') return 'reentryOnce'
  return turn.now < addDuration(last, reentry.period, zoneOf(turn, plan)) ? 'reentryTooSoon' : null
}

/** How often before this turn, also as those who joined in it; never: no `last`. */
function enrolledBefore(turn: Turn, plan: Plan, key: string): { readonly count: number; readonly last?: number } {
  let before: { count: number; last?: number } = { count: 0 }
  for (const customer of [turn.customer.id, ...turn.joinedFrom]) {
    const known = turn.reading.enrolment(customer, plan.workflow, key)
    if (known) before = { count: before.count + known.count, last: Math.max(known.last, before.last ?? known.last) }
  }
  return before
}

const enrolledThisTurn = (turn: Turn, plan: Plan, key: string) =>
  turn.result.enrolments.filter((enrolment) => enrolment.workflow === plan.workflow && enrolment.key === key)

const activeRuns = (turn: Turn, plan: Plan, key: string): Run[] =>
  [...turn.runs.values()].filter((run) => run.workflow === plan.workflow && run.key === key)

const allActive = (turn: Turn, plan: Plan): number =>
  [...turn.runs.values()].filter((run) => run.workflow === plan.workflow).length

const endsChain = new Set(['chainTooLong', 'tooManyStarts'])

function notEnrolled(turn: Turn, plan: Plan, change: Change, why: string, because: readonly Because[] = []): [] {
  const { workflow } = plan
  const facts = because.length > 0 && { version: plan.version, ...kept(because) }
  const chain = change.by && endsChain.has(why) && { chain: [...chainOf(turn, change.by), plan.document.title] }
  remember(turn, 'notEnrolled', { workflow, why, ...(facts as object), ...chain })
  if (change.request || chain)
    tellAsker(turn, change, { why: 'notStarted', params: { workflow: plan.document.title, reason: why, ...chain } })
  return []
}

/** A run asks for a workflow that is not live, or that does not begin by request. */
export function noteNobodyListens(turn: Turn, workflow: string, change: Change): void {
  const state = turn.live.workflows.get(workflow)?.state ?? 'ended'
  const reason = state === 'ended' ? 'workflowNotLive' : 'noRequestTrigger'
  tellAsker(turn, change, { why: 'notStarted', params: { workflow: titleOf(turn, workflow), reason } })
}

/** What became of a start is written in the trail of the run that asked for it. */
function tellAsker(turn: Turn, { by }: Change, why: Why): void {
  if (by) note(turn, by, { node: by.node, visit: by.visit, what: 'asked', ...why })
}

/** The key as text: ids are text (rule 6). */
function textAt(properties: Readonly<Record<string, unknown>>, path: string): string | undefined {
  let value: unknown = properties
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined
}
