import { limits } from '../../shared/limits.ts'
import { truthOf } from '../../shared/predicate/evaluate.ts'
import { type Change, latenessOf } from '../change.ts'
import { factsOf } from '../factsOf.ts'
import type { Live, LiveSegment } from '../live.ts'
import { remember } from '../note.ts'
import type { Turn } from '../turn.ts'
import { earlier } from './joinCustomers.ts'

/**
 * Judges the segments that read what changed, and answers with what was joined and left: a change of the customer like any other. Each is
 * judged after those that it reads, so that nobody leaves one only to join it again. The customer's one wake-up moves only to earlier, except
 * when it fires: then every segment that time can change says when next (H9).
 */
export function judgeSegments(turn: Turn, change: Change): Change[] {
  const { live } = turn
  const concerned = [...segmentsConcerned(turn, change)]
  if (change.time) turn.customer = { ...turn.customer, wake: null }
  if (concerned.length === 0) return []
  const facts = factsOf(turn)
  const moved: { id: string; on: 'join' | 'leave' }[] = []
  for (const segment of concerned) {
    const { holds, changesAt } = truthOf(segment.definition.when, facts)
    const wake = earlier(turn.customer.wake, changesAt)
    if (wake !== turn.customer.wake) turn.customer = { ...turn.customer, wake }
    if (holds !== turn.memberships.has(segment.id)) {
      setMembership(turn, segment.id, holds, 'joined')
      remember(turn, holds ? 'segmentJoined' : 'segmentLeft', { segment: segment.id })
      moved.push({ id: segment.id, on: holds ? 'join' : 'leave' })
      for (const reader of live.segmentsBySegment.get(segment.id) ?? []) insert(concerned, reader, segment, live)
    }
  }
  return moved.map((segment) => ({
    segments: [segment],
    ...latenessOf(change),
    ...(change.by && { by: change.by }),
  }))
}

/** A reader is judged when its turn comes; where a circle made it come before, the change that follows tells it. */
function insert(concerned: LiveSegment[], reader: LiveSegment, read: LiveSegment, { placeOf }: Live): void {
  const place = placeOf(reader)
  if (place <= placeOf(read)) return
  const next = concerned.findIndex((segment) => placeOf(segment) >= place)
  if (concerned[next] !== reader) concerned.splice(next < 0 ? concerned.length : next, 0, reader)
}

/**
 * A new, changed or deleted definition finds its members, and with them those of the segments that read it: they are members, and have not
 * joined (rule 29). Each is looked at after those that it reads, so that nobody is a member anew who stays one. Runs that stand on it hear of
 * it, and nobody enters. A circle of segments is left after so many looks.
 */
export function findMembers(turn: Turn, segment: string): Change {
  const { live } = turn
  const moved = new Map<string, 'join' | 'leave'>()
  const looking = [segment]
  const placeOf = (id: string) => live.placeOf(live.segments.get(id) as LiveSegment)
  for (let looks = 0; looking.length > 0 && looks < limits.consequences + live.segments.size; looks++) {
    const id = looking.shift() as string
    const wasMember = turn.memberships.has(id)
    const isMember = isFound(turn, live.segments.get(id))
    if (isMember === wasMember) continue
    setMembership(turn, id, isMember, 'initial')
    moved.set(id, isMember ? 'join' : 'leave')
    for (const reader of live.segmentsBySegment.get(id) ?? []) if (!looking.includes(reader.id)) looking.push(reader.id)
    looking.sort((a, b) => placeOf(a) - placeOf(b))
  }
  return { mayStart: false, found: true, segments: [...moved].map(([id, on]) => ({ id, on })) }
}

function isFound(turn: Turn, segment: LiveSegment | undefined): boolean {
  if (!segment) return false
  const { holds, changesAt } = truthOf(segment.definition.when, factsOf(turn))
  turn.customer = { ...turn.customer, wake: earlier(turn.customer.wake, changesAt) }
  return holds
}

export function setMembership(turn: Turn, segment: string, isMember: boolean, how: 'joined' | 'initial'): void {
  const customer = turn.customer.id
  const memberships = new Map(turn.memberships)
  if (isMember) memberships.set(segment, turn.now)
  else memberships.delete(segment)
  turn.memberships = memberships
  turn.result.memberships.push(
    isMember ? { customer, segment, since: turn.now, how } : { customer, segment, since: null },
  )
}

function segmentsConcerned(turn: Turn, change: Change): readonly LiveSegment[] {
  const { live } = turn
  if (change.all) return live.segmentsInOrder
  if (change.time) return live.segmentsByTime
  const byEvent = (change.event && live.segmentsByEvent.get(change.event.name)) ?? []
  if (!change.attributes && !change.segments && !change.consents) return byEvent
  const concerned = new Set(byEvent)
  for (const name of change.attributes ?? []) {
    for (const segment of live.segmentsByAttribute.get(name) ?? []) concerned.add(segment)
    if (name === 'timezone') for (const segment of live.segmentsByTime) concerned.add(segment)
  }
  for (const { id } of change.segments ?? [])
    for (const segment of live.segmentsBySegment.get(id) ?? []) concerned.add(segment)
  if (change.consents) for (const segment of live.segmentsByConsent) concerned.add(segment)
  return [...concerned].sort((a, b) => live.placeOf(a) - live.placeOf(b))
}
