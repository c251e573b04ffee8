import type { EventKind } from '../../shared/event.ts'
import type { EventPayload, NewEntry } from '../commit/entry.ts'

/**
 * Events on their way to the engine's thread: one text with the lengths of its parts, and columns of numbers.
 * A thousand nested objects cost more to pass than to fold.
 */
export interface EventColumns {
  readonly count: number
  readonly text: string
  readonly lengths: Uint32Array<ArrayBuffer>
  /** Own time and clock, two numbers an event. */
  readonly times: Float64Array<ArrayBuffer>
  readonly flags: Uint8Array<ArrayBuffer>
  readonly identities: Uint16Array<ArrayBuffer>
}

export type NewEvent = NewEntry & { readonly payload: EventPayload }

export const isEvent = (entry: NewEntry): entry is NewEvent =>
  entry.payload.type === 'event' && entry.id !== undefined && entry.depth === undefined

const flag = { trusted: 1, historical: 2, idForEver: 4, clock: 8, previousId: 16 }

export function toColumns(entries: readonly NewEvent[]): EventColumns {
  const texts: string[] = []
  const times = new Float64Array(entries.length * 2)
  const flags = new Uint8Array(entries.length)
  const identities = new Uint16Array(entries.length)
  for (const [index, { id, idForEver, clock, payload }] of entries.entries()) {
    texts.push(id as string, payload.kind, payload.name, payload.source, payload.body, payload.previousId ?? '')
    for (const identity of payload.identities) texts.push(identity.kind, identity.value)
    times[index * 2] = payload.time
    times[index * 2 + 1] = clock ?? 0
    identities[index] = payload.identities.length
    flags[index] =
      (payload.trusted ? flag.trusted : 0) |
      (payload.historical ? flag.historical : 0) |
      (idForEver ? flag.idForEver : 0) |
      (clock === undefined ? 0 : flag.clock) |
      (payload.previousId === undefined ? 0 : flag.previousId)
  }
  return {
    count: entries.length,
    text: texts.join(''),
    lengths: Uint32Array.from(texts, ({ length }) => length),
    times,
    flags,
    identities,
  }
}

export function fromColumns(columns: EventColumns): NewEvent[] {
  let at = 0
  let part = 0
  const next = () => {
    const start = at
    at += columns.lengths[part]!
    part++
    return columns.text.slice(start, at)
  }
  return Array.from({ length: columns.count }, (_, index) => {
    const flags = columns.flags[index]!
    const [id, kind, name, source, body, previousId] = [next(), next() as EventKind, next(), next(), next(), next()]
    const identities = Array.from({ length: columns.identities[index]! }, () => ({ kind: next(), value: next() }))
    return {
      id,
      ...(flags & flag.idForEver ? { idForEver: true as const } : {}),
      ...(flags & flag.clock ? { clock: columns.times[index * 2 + 1]! } : {}),
      payload: {
        type: 'event',
        kind,
        name,
        time: columns.times[index * 2]!,
        identities,
        ...(flags & flag.previousId ? { previousId } : {}),
        source,
        trusted: (flags & flag.trusted) !== 0,
        historical: (flags & flag.historical) !== 0,
        body,
      },
    }
  })
}

/** The transferable parts, so that nothing but the text is copied. */
export const buffersOf = (columns: EventColumns): ArrayBuffer[] => [
  columns.lengths.buffer,
  columns.times.buffer,
  columns.flags.buffer,
  columns.identities.buffer,
]
