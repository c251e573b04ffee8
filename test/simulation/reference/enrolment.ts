import { addDuration } from '../../../shared/duration.ts'
import type { Reentry, WorkflowNode } from '../../../shared/workflow.ts'
import { activeRuns, type Change, nameOf, type Person, type Run } from './people.ts'
import { passes, type View } from './truth.ts'

const day = 86_400_000

/** What a change may begin, with no node and no key yet. */
export function newRun(
  person: Person,
  workflow: string,
  version: number,
  { event, planned, request, ended, by }: Change,
  { now, depth }: { readonly now: number; readonly depth: number },
): Run {
  return {
    id: `${person.id}-${person.begun}`,
    number: person.begun,
    workflow,
    version,
    key: '',
    node: '',
    visit: 0,
    arrived: now,
    until: null,
    awaits: false,
    asks: false,
    message: null,
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
  if (reentry.rule === 'afterEnd' && active.some((other) => nameOf(other) === nameOf(run))) return true
  if (reentry.rule !== 'startAgain' && active.length >= 100) return true
  if (last === undefined) return false
  return reentry.rule === 'once' || (reentry.rule === 'notBefore' && now < addDuration(last, reentry.period, zone))
}
