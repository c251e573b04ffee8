import { enrol, plannersOf, requestOf } from './enrolment.ts'
import { follow, judgeMails } from './follow.ts'
import type { EnterPayload, MarkerPayload, RunsMove } from './log.ts'
import { activeRuns, type Person, type Run } from './people.ts'
import { arrive, comeTo, endRun, go, goOn, judge, leftByRule } from './runs.ts'
import { findMembers } from './segments.ts'
import { dropPlanned, plan } from './starts.ts'
import type { Store } from './store.ts'
import { isTrue } from './truth.ts'

/** Rules 26 and 29: what somebody changes for everybody. */
export function applyMarker(store: Store, marker: MarkerPayload): void {
  if (marker.type === 'settings') {
    const { zone } = store.settings
    Object.assign(store.settings, marker.settings)
    if (marker.settings.zone === zone) return
    store.schedules.moved(store, zone, store.now)
    eachPerson(store, (person) => follow(store, person, { attributes: ['timezone'], mayStart: true }))
  } else if (marker.type === 'workflow') {
    const { workflow, version, state, move, include, overdue } = marker
    const before = store.workflows.get(workflow)
    store.workflows.set(workflow, marker)
    if (state === 'paused' && before?.state !== 'paused') store.pausedAt.set(workflow, store.now)
    const pausedAt = store.pausedAt.get(workflow) ?? store.now
    const resumes = state === 'live' && before?.state === 'paused'
    const isOther = before?.version !== version
    if (state !== 'ended' && (before?.version !== version || before.state === 'ended'))
      store.schedules.begin({ workflow, document: store.documentOf(workflow, version) }, store.now)
    eachPerson(store, (person) => {
      const planners = plannersOf(store, person).filter((planner) => planner.workflow === workflow)
      dropPlanned(person, workflow, planners)
      if (resumes || isOther || move || include) plan(person, { all: true, mayStart: false }, planners)
      for (const run of activeRuns(person)) {
        // One that went on just now may have stopped it.
        if (run.ended || run.workflow !== workflow) continue
        if (state === 'ended') endRun(store, run, 'workflowEnded')
        else if (resumes) resumeRun(store, person, run, overdue ?? 'run', store.now - pausedAt)
        else if (move) moveRun(store, person, run, version, move)
      }
      if (include) includeMembers(store, person, workflow, version)
    })
  } else {
    if (marker.definition) {
      store.segments.set(marker.segment, marker.definition.when)
      store.remember(marker.definition.when)
    } else store.segments.delete(marker.segment)
    for (const person of store.people)
      if (!person.became) settle(store, person, findMembers(store, person, marker.segment))
  }
}

/** Everyone of an audience enters, as of the instant of the schedule or of who asked. */
export function letIn(
  store: Store,
  { workflow, node, audience, due, skipped, properties = {} }: EnterPayload,
  seq: number,
): void {
  const version = store.workflows.get(workflow)?.version
  if (skipped || version === undefined) return
  const document = store.documentOf(workflow, version)
  eachPerson(store, (person) => {
    const view = store.view(person, undefined, document)
    const isIn =
      audience.of === 'everyone' ||
      (audience.of === 'segment' ? person.segments.has(audience.segment) : isTrue(audience.when, view))
    const change = due ? { scheduled: node } : { request: requestOf(store, { workflow, properties }, seq) }
    if (isIn) enrol(store, person, workflow, version, { ...change, mayStart: true })
  })
}

/** Rule 26: what came for a run in the pause happens now; where only its time came, that is a choice. */
function resumeRun(store: Store, person: Person, run: Run, overdue: 'run' | 'skip' | 'shift', pause: number): void {
  const { held } = run
  if (held?.isOverdue && overdue === 'skip') {
    endRun(store, run, 'skipped')
    return
  }
  run.held = null
  const isTimed = ['delay', 'wait'].includes(store.node(run).kind)
  if (held?.isArriving) {
    run.arrived = store.now
    goOn(store, person, run, arrive(store, person, run))
  } else if (overdue === 'shift' && isTimed && (!held || held.isOverdue)) {
    run.arrived += pause
    // A date stays where it is.
    const node = store.node(run)
    const stays = !held && node.kind === 'delay' && node.settings.date !== undefined
    if (run.until !== null && !stays) goOn(store, person, run, arrive(store, person, run, 'shifted'))
  } else if (held?.isOverdue) judge(store, person, run)
  else if (held && held.port === null) run.asks = leftByRule(store, person, run) ? null : store.startsFollow
  else if (held?.port) go(store, person, run, held.port, held.why)
}

/** Rule 25: a run comes to another version, at a node of it as a new visit; one that waits for an outcome goes on waiting for it. */
function moveRun(store: Store, person: Person, run: Run, version: number, { nodes, keepElapsed }: RunsMove): void {
  const destination = nodes[run.node]
  if (!destination || run.version === version) return
  if ('end' in destination) {
    endRun(store, run, 'movedOut')
    return
  }
  const from = store.node(run)
  const to = store.documentOf(run.workflow, version).nodes.find(({ id }) => id === destination.to)
  if (!to) return
  const isSame = from.id === to.id && to.kind === 'webhook' && from.kind === to.kind
  if (isSame && to.settings.answer !== 'wait') return
  const keeps = keepElapsed && from.kind === to.kind && ['delay', 'wait'].includes(to.kind)
  run.version = version
  store.rememberRun(run)
  if (!isSame) {
    comeTo(run, to.id, keeps ? run.arrived : store.now)
    run.held = null
  }
  store.decide(run, { what: 'moved', why: 'moved' })
  if (leftByRule(store, person, run) || isSame) return
  if (store.isPaused(run) && !keeps) {
    run.held = { port: null, why: 'moved', isOverdue: false, isArriving: true }
    return
  }
  const next = arrive(store, person, run)
  if (next && store.isPaused(run)) {
    run.until = store.now
    go(store, person, run, next.port, next.why)
  } else goOn(store, person, run, next)
}

/** Rule 29: members of the segment that lets customers in enter too, who are not inside. */
function includeMembers(store: Store, person: Person, workflow: string, version: number): void {
  for (const { kind, settings } of store.documentOf(workflow, version).nodes) {
    if (kind !== 'segment' || settings.on !== 'join' || !person.segments.has(settings.segment)) continue
    if (activeRuns(person).some((run) => run.workflow === workflow)) return
    enrol(store, person, workflow, version, { segment: settings.segment, on: 'join', mayStart: true })
  }
}

function eachPerson(store: Store, act: (person: Person) => void): void {
  for (const person of store.people) {
    if (person.became) continue
    act(person)
    settle(store, person)
  }
}

function settle(store: Store, person: Person, found: readonly string[] = []): void {
  store.followed = 0
  store.moved = 0
  follow(store, person, { found, mayStart: false })
  judgeMails(store, person)
}
