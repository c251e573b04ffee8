import type { Audience } from '../../shared/audience.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { evaluate, truthOf } from '../../shared/predicate/evaluate.ts'
import type { WorkflowNode } from '../../shared/workflow.ts'
import { titleOf } from '../chainOf.ts'
import type { Change } from '../change.ts'
import type { Run } from '../commit/run.ts'
import type { Entering } from '../commit/sweep.ts'
import { factsOf, zoneOf } from '../factsOf.ts'
import { runsFrom } from '../gaps.ts'
import type { Move, Why } from '../move.ts'
import type { Happened } from '../nodes/behaviour.ts'
import { behaviourOf } from '../nodes/index.ts'
import { count } from '../note.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'
import { beginningOf, keyOf } from './beginning.ts'
import { notEnrolled } from './notEnrolled.ts'
import { activeRuns, allActive, enrolledBefore, enrolledThisTurn, refusalOf } from './reentry.ts'

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
  const key = keyOf(plan, run)
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
  const number = Math.max(turn.customer.runs, runsFrom(turn.live.gaps))
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
  moves.push({
    move: 'begin',
    run: begun,
    ...(change.request && change.by && { asker: change.by }),
    why: {
      why: 'entered',
      params: paramsOf(turn, trigger, happened, change),
      ...(filtered && { because: filtered.because }),
    },
  })
  return moves
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
