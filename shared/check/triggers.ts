import { edgesFrom, triggersOf } from '../graph.ts'
import { localOf } from '../localTime.ts'
import { isTrigger } from '../nodes/index.ts'
import { pointer } from '../pointer.ts'
import type { Problem } from '../problem.ts'
import { lastOccurrence, nextOccurrence, nextOccurrences, type Recurrence } from '../recurrence.ts'
import { type Concern, error, hasTriggerEvent, type ReadableNode, type Subject, warning } from './subject.ts'

/** How a workflow begins: at least one trigger, each leading somewhere, none led to. */
export const triggers: Concern = (subject) => {
  const { workflow, nodes } = subject
  const found = triggersOf({ nodes })
  if (found.length === 0) return [error('noTrigger', { path: '/nodes' })]

  const ids = new Set(found.map((node) => node.id))
  const leadNowhere = found
    .filter((node) => edgesFrom(node).length === 0)
    .map((node) => error('triggerLeadsNowhere', { node: node.id, path: pointer(['nodes', nodes.indexOf(node)]) }))
  const ledTo = nodes.flatMap((node, index) =>
    edgesFrom(node)
      .filter(({ to }) => ids.has(to))
      .map(({ port, to }) =>
        error('edgeIntoTrigger', { node: node.id, path: pointer(['nodes', index, 'ports', port]), params: { to } }),
      ),
  )
  const { key } = workflow.settings
  const onlySegments = key !== undefined && nodes.some((node) => isTrigger(node.kind)) && !hasTriggerEvent(subject)
  const keyless = onlySegments ? [warning('keyWithoutEvent', { path: '/settings/key', params: { key } })] : []
  return [
    ...leadNowhere,
    ...ledTo,
    ...keyless,
    ...subject.readable.flatMap((readable) => [...dates(subject, readable), ...schedules(subject, readable)]),
  ]
}

const hour = 3_600_000
const day = 24 * hour
/** Patterns are judged from here on, in UTC, so that the verdict is the same on every day. */
const anyDay = Date.UTC(2024, 0, 1)

/** A schedule that never comes, one that has ended, and one that asks everyone more than once an hour. */
function schedules(subject: Subject, { node, definition, path }: ReadableNode): Problem[] {
  const schedule = definition.schedule?.(node.settings)
  if (schedule?.recurs.every === 'rrule')
    return ended(schedule.recurs, subject, { node: node.id, path: `${path}/recurs/rrule` })
  if (schedule?.recurs.every !== 'cron') return []
  const { recurs, audience } = schedule
  const where = { node: node.id, path: `${path}/recurs/cron`, params: { pattern: recurs.cron } }
  const dates = nextOccurrences(recurs, 'UTC', anyDay, 100)
  if (dates.length === 0) return [error('scheduleNever', where)]
  const isOften = dates.some((date, index) => index > 0 && date - (dates[index - 1] as number) < hour)
  return isOften && audience.of === 'everyone' ? [warning('scheduleOften', where)] : []
}

/** A rule is judged from its own first day on, and whether it has ended by the store's time, where that is known. */
function ended(
  recurs: Extract<Recurrence, { every: 'rrule' }>,
  { workflow, world }: Subject,
  where: { readonly node: string; readonly path: string },
): Problem[] {
  const zone = workflow.settings.zone ?? 'UTC'
  if (nextOccurrence(recurs, zone, Date.parse(recurs.start) - 2 * day) === null)
    return [error('scheduleNever', { ...where, params: { pattern: recurs.rrule } })]
  if (world.now === null || nextOccurrence(recurs, zone, world.now) !== null) return []
  const last = lastOccurrence(recurs, zone, world.now)
  return [error('scheduleOver', { ...where, ...(last !== null && { params: { last: localOf(last, zone) } }) })]
}

/** Dates that a trigger reads where none was ever seen, and an absence that another cart or order would end. */
function dates({ workflow, world }: Subject, { node, path }: ReadableNode): Problem[] {
  const unseen = (at: string, name: string) =>
    warning('dateNeverSeen', { node: node.id, path: path + at, params: { name } })
  const isUnseen = (event: string, property: string) => world.events.get(event)?.has(property.split('.')[0]!) === false
  if (node.kind === 'date') {
    const { of } = node.settings
    if (of.from === 'event')
      return of.property && isUnseen(of.event, of.property) ? [unseen('/of/property', of.property)] : []
    const isKnown = world.attributes.size === 0 || world.attributes.has(of.attribute.split('.')[0]!)
    return isKnown ? [] : [unseen('/of/attribute', of.attribute)]
  }
  if (node.kind !== 'absence') return []
  const { event, without, deadline } = node.settings
  const { key } = workflow.settings
  return [
    ...(key && !without.where
      ? [
          warning('absenceWithoutKey', {
            node: node.id,
            path: `${path}/without`,
            params: { event, without: without.event, key },
          }),
        ]
      : []),
    ...(deadline.by === 'date' && isUnseen(event, deadline.property)
      ? [unseen('/deadline/property', deadline.property)]
      : []),
  ]
}
