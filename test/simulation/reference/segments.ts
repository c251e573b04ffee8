import { type Change, concerns, type Person } from './people.ts'
import type { Store } from './store.ts'
import { isTrue } from './truth.ts'

export function judgeSegments(store: Store, person: Person, change: Change): Change[] {
  const moved: Change[] = []
  for (const [segment, when] of [...store.segments].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // One that reads another comes after it.
    if (![change, ...moved].some((each) => concerns(each, when))) continue
    const holds = isTrue(when, store.view(person))
    if (holds === person.segments.has(segment)) continue
    if (holds) person.segments.add(segment)
    else person.segments.delete(segment)
    store.moves.push({ at: store.now, customer: person.id, segment, on: holds ? 'segmentJoined' : 'segmentLeft' })
    moved.push({
      segment,
      on: holds ? 'join' : 'leave',
      mayStart: change.mayStart,
      cause: change.cause,
      by: change.by,
      place: change.place,
    })
  }
  return moved
}

/** Rule 29: those whom a definition finds are members, and have not joined; nor have those of the segments that read it. */
export function findMembers(store: Store, person: Person, segment: string): string[] {
  const found: string[] = []
  for (const id of [segment, ...[...store.segments.keys()].sort()]) {
    const when = store.segments.get(id)
    const text = JSON.stringify(when)
    // One that reads another comes after it.
    if (id === segment ? found.length > 0 : !found.some((each) => text.includes(`"segment":"${each}"`))) continue
    const holds = when !== undefined && isTrue(when, store.view(person))
    if (holds === person.segments.has(id)) continue
    if (holds) person.segments.add(id)
    else person.segments.delete(id)
    found.push(id)
  }
  return found
}
