import { Temporal } from 'temporal-polyfill'
import { addDuration } from '../../../shared/duration.ts'
import type { NodeOf, Workflow } from '../../../shared/workflow.ts'
import { isInTime } from './lateness.ts'
import type { Change, Person } from './people.ts'
import { dateAt, instantIn, momentAround } from './time.ts'
import { type Happened, passes, type View } from './truth.ts'

/** A start that a trigger planned ahead of time: the customer enters as of then, by the rules that hold then. */
export interface Planned {
  readonly workflow: string
  readonly node: string
  readonly key: string
  readonly due: number
  /** The event that it is to follow; undefined: none, as with a date of an attribute. */
  readonly trigger: Happened | undefined
  /** The run will look back so far; null: no farther than its beginning. */
  readonly since: number | null
}

export const nameOfPlanned = ({ workflow, node, key }: Pick<Planned, 'workflow' | 'node' | 'key'>): string =>
  `${workflow} ${node} ${key}`

/** A trigger of a workflow that is out which plans starts, and what it sees of the customer. */
export interface Planner {
  readonly workflow: string
  readonly document: Workflow
  readonly node: NodeOf<'absence'> | NodeOf<'date'>
  readonly view: View
}

/** A trigger that is gone with its version, or its workflow, takes what it planned along. */
export function dropPlanned(person: Person, of: string, planners: readonly Planner[]): void {
  for (const [name, { workflow, node }] of person.planned)
    if (workflow === of && !planners.some((planner) => planner.workflow === of && planner.node.id === node))
      person.planned.delete(name)
}

/**
 * An event plans what should follow it, and ends what it is that should; a date is planned anew whenever it may have changed, and moves with
 * the clocks.
 */
export function plan(person: Person, change: Change, planners: readonly Planner[]): void {
  for (const { node, ...planner } of planners)
    if (node.kind === 'absence') planAbsence(person, change, { ...planner, node })
    else if (isDateConcerned(node, change)) planDate(person, { ...planner, node })
    else if (change.attributes?.includes('timezone')) moveDate(person, { ...planner, node })
}

/** Takes what is due, in order, and plans each date for when it comes next. */
export function takeDue(person: Person, now: number, planners: readonly Planner[]): Planned[] {
  const due = [...person.planned.values()]
    .filter((planned) => planned.due <= now)
    .sort((a, b) => a.due - b.due || (nameOfPlanned(a) < nameOfPlanned(b) ? -1 : 1))
  return due.filter((planned) => {
    person.planned.delete(nameOfPlanned(planned))
    const planner = planners.find(({ workflow, node }) => workflow === planned.workflow && node.id === planned.node)
    if (planner?.node.kind === 'date') planDate(person, { ...planner, node: planner.node })
    return planner !== undefined
  })
}

function planAbsence(
  person: Person,
  change: Change,
  { workflow, document, node, view }: Planner & { readonly node: NodeOf<'absence'> },
): void {
  const { event } = change
  const came = change.all ? person.events : event ? [event] : []
  const { key: keyName } = document.settings
  const keyOf = ({ properties }: Happened) => (keyName ? properties[keyName] : '')
  const isOfKey = (each: Happened, key: unknown) =>
    !each.isRemoved && String(keyOf(each)) === String(key) && isAwaiting(node, each, view)
  for (const planned of plannedBy(person, workflow, node.id)) {
    const run = { since: planned.since ?? 0, trigger: planned.trigger }
    const entered = person.enrolled.get(`${workflow} ${planned.key}`) ?? 0
    // Rule 5: who joins may have entered by a later one.
    const isTold = person.events.some(
      (each) => run.since < each.time && each.time <= entered && isOfKey(each, planned.key),
    )
    if (
      (change.learned && isTold) ||
      came.some((each) => isFollowedBy(node.settings.without, run.trigger, run.since, each, { ...view, run }))
    )
      person.planned.delete(nameOfPlanned(planned))
  }
  if (!event || !isInTime(document, change, view)) return
  const due = absenceDue(node, event, view)
  const key = keyOf(event)
  if (due === null || key === undefined) return
  // Rule 3: whatever became of a later one, this is not news.
  if (person.events.some((each) => each.time > event.time && isOfKey(each, key))) return
  const planned = { workflow, node: node.id, key: String(key), due, trigger: event, since: event.time }
  person.planned.set(nameOfPlanned(planned), planned)
}

function planDate(
  person: Person,
  { workflow, document, node, view }: Planner & { readonly node: NodeOf<'date'> },
): void {
  for (const planned of plannedBy(person, workflow, node.id)) person.planned.delete(nameOfPlanned(planned))
  const found = dateOf(node, view)
  const due = found && nextDue(node, found.date, view)
  if (!found || due === null) return
  const { trigger } = found
  const { key: keyName } = document.settings
  const key = keyName && trigger ? (trigger.properties[keyName] ?? '') : ''
  const planned = { workflow, node: node.id, key: String(key), due, trigger, since: null }
  person.planned.set(nameOfPlanned(planned), planned)
}

/** Rule 18: what has not come yet comes by the new clocks, at once where it is past there. */
function moveDate(
  person: Person,
  { workflow, node, view }: Pick<Planner, 'workflow' | 'view'> & { readonly node: NodeOf<'date'> },
): void {
  const found = dateOf(node, view)
  if (!found) return
  for (const planned of plannedBy(person, workflow, node.id)) {
    const [nearest] = duesAround(node, found.date, planned.due, view.zone).sort(
      (a, b) => Math.abs(a - planned.due) - Math.abs(b - planned.due),
    )
    const atOnce = Math.min(planned.due, view.now)
    person.planned.set(nameOfPlanned(planned), { ...planned, due: Math.max(nearest as number, atOnce) })
  }
}

const plannedBy = (person: Person, workflow: string, node: string): Planned[] =>
  [...person.planned.values()].filter((planned) => planned.workflow === workflow && planned.node === node)

/** Rule 5: of two the one of the newer event is followed. */
export function joinPlanned(person: Person, other: Person): void {
  for (const [name, theirs] of other.planned) {
    const own = person.planned.get(name)
    if (!own || (theirs.since ?? 0) > (own.since ?? 0)) person.planned.set(name, theirs)
  }
}

/** Something happened, and what should have followed did not: the instant at which that is so, if nothing comes; null: nobody enters by it. */
function absenceDue(node: NodeOf<'absence'>, event: Happened, around: View): number | null {
  if (!isAwaiting(node, event, around)) return null
  const { settings } = node
  const view = { ...around, run: { since: event.time, trigger: event } }
  if (view.events.some((other) => isFollowedBy(settings.without, event, event.time, other, view))) return null
  const after = (period: string) => Math.max(view.now + 1, addDuration(event.time, period, view.zone))
  const { deadline } = settings
  if (deadline.by === 'period') return after(deadline.within)
  const promised = Date.parse(String(event.properties[deadline.property]))
  const due = Number.isNaN(promised) ? Number.NEGATIVE_INFINITY : momentAround(promised, deadline, view.zone)
  if (due > view.now) return due
  return deadline.otherwise ? after(deadline.otherwise) : null
}

/** Whether something should follow the event. */
const isAwaiting = ({ settings }: NodeOf<'absence'>, event: Happened, view: View): boolean =>
  event.name === settings.event &&
  (!settings.where || passes(settings.where, event, { ...view, run: { since: event.time, trigger: event } }))

/** Whether one event is what should have followed another: by own time not before it, whenever it arrives. */
function isFollowedBy(
  { event: name, where }: NodeOf<'absence'>['settings']['without'],
  trigger: Happened | undefined,
  since: number,
  event: Happened,
  view: View,
): boolean {
  if (event.name !== name || event.seq === trigger?.seq || event.time < since) return false
  return !where || passes(where, event, view)
}

/** A date of the customer and the event that it is of. */
function dateOf({ settings: { of } }: NodeOf<'date'>, view: View): { date: number; trigger?: Happened } | null {
  if (of.from === 'attribute') {
    const date = instantIn(view.attributes[of.attribute]?.value, view.zone)
    return date === null ? null : { date }
  }
  const latest = view.events
    .filter(({ name }) => name === of.event)
    .sort((a, b) => a.time - b.time || a.seq - b.seq)
    .at(-1)
  if (!latest) return null
  const date = of.property ? instantIn(latest.properties[of.property], view.zone) : latest.time
  return date === null ? null : { date, trigger: latest }
}

/** Whether a change may have made another date of it. */
const isDateConcerned = ({ settings: { of } }: NodeOf<'date'>, { all, event, attributes = [] }: Change): boolean =>
  Boolean(all) || (of.from === 'event' ? event?.name === of.event : attributes.includes(of.attribute))

function nextDue(node: NodeOf<'date'>, date: number, { now, zone }: View): number | null {
  return duesAround(node, date, now, zone).find((due) => due > now) ?? null
}

/** When the date comes about then: on the date itself, or also in each later year, where 29 February is the 28th at need. */
function duesAround({ settings }: NodeOf<'date'>, date: number, around: number, zone: string): number[] {
  const local = dateAt(date, zone)
  const plainTime = Temporal.Instant.fromEpochMilliseconds(date).toZonedDateTimeISO(zone).toPlainTime()
  const last = dateAt(around, zone).year - local.year
  const years = settings.repeat === 'once' ? [] : [last - 1, last, last + 1, last + 2].filter((year) => year > 0)
  const dates = years.map(
    (each) => local.add({ years: each }).toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds,
  )
  return [date, ...dates].map((each) => momentAround(each, settings, zone))
}
