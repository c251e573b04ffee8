import { shareOf } from '../../../runtime/step/assignment.ts'
import { addDuration } from '../../../shared/duration.ts'
import type { WorkflowNode } from '../../../shared/workflow.ts'
import type { Change, Person, Run } from './people.ts'
import type { Store } from './store.ts'
import { passes, type View } from './truth.ts'

const day = 86_400_000

/** Rule 10: what a customer was assigned to at a node, or, with no node, in the whole workflow. */
export interface Assignment {
  /** The id that it was made with. */
  readonly as: number
  readonly at: number
  /** The path that it led to first, for which what becomes of them counts. */
  readonly exposed: { readonly version: number; readonly port: string } | null
  isConverted: boolean
}

/** Their share in [0, 1) and the id that it is of: as it was made first, else with the id that the run began with. */
export function shareFor(person: Person, run: Run, salt: string, workflow: string, node: string) {
  const as = person.assigned.get(`${workflow} ${node}`)?.as ?? Number.parseInt(run.id, 10)
  return { as, share: shareOf({ salt, workflow, node, customer: as }) }
}

/** The first is kept. Answers whether this is it. */
export function keep(person: Person, name: string, made: Omit<Assignment, 'isConverted'>): boolean {
  if (person.assigned.has(name)) return false
  person.assigned.set(name, { ...made, isConverted: false })
  return true
}

/** Paths lie side by side, each as wide as its percentage. */
export function pathAt(share: number, paths: readonly { readonly port: string; readonly percent: number }[]): string {
  let upTo = 0
  const path = paths.find(({ percent }) => {
    upTo += percent
    return share * 100 < upTo
  })
  return path?.port as string
}

/** Rule 5: of two the older stays; rule 10: whoever has converted for either is not counted again. */
export function joinAssignments(person: Person, other: Person): void {
  for (const [name, theirs] of other.assigned) {
    const own = person.assigned.get(name)
    const isOlder = !own || theirs.at < own.at || (theirs.at === own.at && theirs.as < own.as)
    const older = isOlder ? theirs : own
    older.isConverted ||= own?.isConverted || theirs.isConverted
    person.assigned.set(name, older)
  }
}

/** Whether a change is what an experiment's paths are for, so long after the assignment. */
export function isGoalOf(node: WorkflowNode, made: Assignment, change: Change, view: View): boolean {
  if (node.kind !== 'experiment' || node.settings.goal.by === 'workflow') return false
  const { goal } = node.settings
  const until = addDuration(made.at, goal.within, view.zone)
  if (goal.by === 'segment') return view.now < until && change.segment === goal.segment && change.on === 'join'
  const events = [...(change.learned?.get(made) ?? []), ...(change.event ? [change.event] : [])]
  return events.some(
    (event) =>
      event.name === goal.event &&
      event.time >= made.at &&
      event.time < until &&
      view.now < until + day &&
      (!goal.where || passes(goal.where, event, view)),
  )
}

/** Nodes for whose paths the workflow's own goal counts. */
export const countsWorkflowGoal = (node: WorkflowNode): boolean =>
  node.kind === 'split' || (node.kind === 'experiment' && node.settings.goal.by === 'workflow')

/** An experiment of a version that is out may have a goal of its own. */
export function convert(store: Store, person: Person, change: Change): void {
  for (const { workflow, version, document } of store.listening())
    for (const node of document.nodes) {
      const made = person.assigned.get(`${workflow} ${node.id}`)
      if (made?.exposed?.version === version && isGoalOf(node, made, change, store.view(person, undefined, document)))
        countConversion(store, person, workflow, node.id, made.at)
    }
}

/** What happened before a path was taken is no matter of that. */
export function countConversion(store: Store, person: Person, workflow: string, node: string, time: number): void {
  const made = person.assigned.get(`${workflow} ${node}`)
  if (!made?.exposed || made.isConverted || time < made.at) return
  made.isConverted = true
  store.tally(`${workflow} ${made.exposed.version} ${node} converted:${made.exposed.port}`)
}
