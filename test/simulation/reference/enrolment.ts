import { addDuration } from '../../../shared/duration.ts'
import type { Reentry, Workflow, WorkflowNode } from '../../../shared/workflow.ts'
import { keep, shareFor } from './assignments.ts'
import { announce, cutTime, pursue } from './goals.ts'
import { isInTime } from './lateness.ts'
import type { StartPayload } from './log.ts'
import { activeRuns, type Change, hasRequest, nameOf, type Person, type Run } from './people.ts'
import { endRun, go, leftByRule } from './runs.ts'
import { type Planner, takeDue } from './starts.ts'
import type { Store } from './store.ts'
import { isTrue, passes, type View } from './truth.ts'

const day = 86_400_000

/** What a change may begin, with no node and no key yet. */
export function newRun(
  person: Person,
  workflow: string,
  version: number,
  { event, planned, request, ended, by }: Change,
  { now, depth, runsFrom }: Pick<Store, 'now' | 'depth' | 'runsFrom'>,
): Run {
  const number = Math.max(person.begun, runsFrom)
  return {
    id: `${person.id}-${number}`,
    number,
    workflow,
    version,
    key: '',
    node: '',
    visit: 0,
    arrived: now,
    until: null,
    awaits: false,
    asks: null,
    message: null,
    rounds: {},
    ways: new Set(),
    held: null,
    since: event?.time ?? planned?.since ?? now,
    trigger: planned ? planned.trigger : (request?.trigger ?? (ended ? by?.trigger : event)),
    started: now,
    depth: by ? by.depth + 1 : depth,
    ended: false,
    left: null,
    mails: [],
  }
}

/** Rule 7: whether a trigger is what happened. */
export function begins(node: WorkflowNode, change: Change, view: View): boolean {
  const { event, planned, scheduled, request, ended, segment, on } = change
  if (scheduled) return node.id === scheduled
  if (planned) return node.id === planned.node
  if (node.kind === 'event')
    return event?.name === node.settings.event && (!node.settings.where || passes(node.settings.where, event, view))
  if (node.kind === 'request') return request !== undefined
  if (node.kind === 'segment') return node.settings.segment === segment && node.settings.on === on
  if (node.kind !== 'workflow' || node.settings.workflow !== ended?.workflow) return false
  return node.settings.how === 'any' || node.settings.how === ended.how
}

/** Rule 12: twenty causes in a chain, or a hundred starts in a day, of which those of somebody who joined are none. */
export function isTooLong(person: Person, run: Run, { by }: Change, now: number, depth: number): boolean {
  const own = person.runs.filter(({ id, workflow }) => workflow === run.workflow && id.startsWith(`${person.id}-`))
  return (by?.depth ?? depth) >= 20 || own.filter(({ started }) => started > now - day).length >= 100
}

/** Rule 8, for each customer and key. */
export function isKeptOut(person: Person, run: Run, reentry: Reentry, now: number, zone: string): boolean {
  const active = activeRuns(person).filter(({ workflow }) => workflow === run.workflow)
  const last = person.enrolled.get(nameOf(run))
  const isActive = active.some((other) => nameOf(other) === nameOf(run))
  if (reentry.rule === 'afterEnd' && isActive) return true
  if (active.length >= 100 && !(reentry.rule === 'startAgain' && isActive)) return true
  if (last === undefined) return false
  return reentry.rule === 'once' || (reentry.rule === 'notBefore' && now < addDuration(last, reentry.period, zone))
}

export function enterBy(store: Store, person: Person, change: Change): void {
  // What is due is taken also when it lets nobody in.
  for (const planned of change.time ? takeDue(person, store.now, plannersOf(store, person)) : [])
    if (change.mayStart)
      enrol(store, person, planned.workflow, store.versionOf(planned.workflow), { ...change, planned })
  if (change.time) return
  const { request } = change
  const asked = store
    .listening()
    .filter(
      ({ workflow, document }) =>
        isInTime(document, change, store.view(person, undefined, document)) &&
        (!request || (workflow === request.workflow && hasRequest(document))),
    )
  if (request?.at && asked.length === 0)
    store.decide(change.by as Run, { ...request.at, what: 'asked', why: 'notStarted' })
  for (const { workflow, version } of asked) enrol(store, person, workflow, version, change)
}

/** Rules 7, 8 and 9. */
export function enrol(store: Store, person: Person, workflow: string, version: number, change: Change): void {
  const document = store.documentOf(workflow, version)
  const { settings } = document
  const run = newRun(person, workflow, version, change, store)
  const view = store.view(person, run)
  const trigger = document.nodes.find((node) => begins(node, change, view))
  if (!trigger) return
  const key = settings.key && run.trigger ? run.trigger.properties[settings.key] : ''
  run.node = trigger.id
  run.key = String(key)
  const active = activeRuns(person).filter((other) => nameOf(other) === nameOf(run))
  const ofChain = key !== undefined && isTooLong(person, run, change, store.now, store.depth)
  const isRefused =
    key === undefined ||
    ofChain ||
    isKeptOut(person, run, settings.reentry, store.now, store.zone(person, run)) ||
    (settings.filter && !isTrue(settings.filter, view)) ||
    store.workflows.get(workflow)?.state !== 'live'
  const heldOut = !isRefused && isHeldOut(store, person, run, document)
  if (!isRefused && settings.reentry.rule === 'startAgain')
    for (const other of active) {
      endRun(store, other, 'replaced')
      cutTime(store, person, other)
    }
  const asker = change.by && (change.request || ofChain) ? change.by : undefined
  if (asker) {
    const at = change.request?.at ?? change.place ?? { node: asker.node, visit: asker.visit }
    const isOut = isRefused || heldOut
    if (isOut || change.request) store.decide(asker, { ...at, what: 'asked', why: isOut ? 'notStarted' : 'started' })
  }
  if (isRefused) return
  person.begun = run.number + 1
  person.enrolled.set(nameOf(run), store.now)
  if (heldOut && settings.reentry.rule === 'afterEnd' && isCounted(person, run, store.now)) return
  if (heldOut) store.goals.push(`${store.instant} customer ${person.id} is held out of ${workflow}`)
  else person.runs.push(run)
  store.rememberRun(run)
  if (!heldOut) store.decide(run, { what: 'entered', why: 'entered' })
  if (settings.goal) {
    if (settings.goal.by === 'condition') store.remember(settings.goal.when)
    pursue(person, run, settings.goal, view, heldOut)
    announce(store, person, run, change)
  }
  if (heldOut) return
  if (!leftByRule(store, person, run)) go(store, person, run, 'next', null)
}

/** The triggers of workflows that are out which plan starts: by what should follow an event, or by a date. */
export function plannersOf(store: Store, person: Person): Planner[] {
  return store.listening().flatMap(({ workflow, document }) => {
    const view = store.view(person, undefined, document)
    return document.nodes.flatMap((node) =>
      node.kind === 'absence' || node.kind === 'date' ? [{ workflow, document, node, view }] : [],
    )
  })
}

/** What somebody asks for. */
export function requestOf(
  store: Store,
  { workflow, properties }: Pick<StartPayload, 'workflow' | 'properties'>,
  seq: number,
) {
  return { workflow, trigger: { seq, name: '', time: store.now, properties } }
}

/** Rule 10: kept out on purpose, by the workflow's own share, or by the store's over all workflows that have a goal. */
function isHeldOut(store: Store, person: Person, run: Run, { settings }: Workflow): boolean {
  const isBelow = (percent: number, workflow: string) => {
    if (percent === 0) return false
    const { as, share } = shareFor(person, run, 'holdout', workflow, '')
    keep(person, `${workflow} `, { as, at: store.now, exposed: null })
    return share * 100 < percent
  }
  return isBelow(settings.holdout ?? 0, run.workflow) || isBelow(settings.goal ? store.settings.sending.holdout : 0, '')
}

/** Somebody held out who would still be inside. */
const isCounted = ({ pursuits }: Person, run: Run, now: number): boolean =>
  pursuits.some(
    (each) => each.isHeldOut && nameOf(each.run) === nameOf(run) && each.windows.some(({ until }) => now < until),
  )
