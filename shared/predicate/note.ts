import type { Json } from '../customer.ts'

/** What a leaf found, taken down while it looks, for its `because`. Without one nothing is taken down. */
export interface Note {
  value?: Json
  events: number[]
}

export const mostEvents = 3
const mostElements = 3
const longestText = 200

export function noteEvent(note: Note | undefined, seq: number): void {
  if (note && note.events.length < mostEvents) note.events.push(seq)
}

/** Takes down a value: of a list the first three. Long texts are cut, objects emptied: a trail is kept for long. */
export function noteValue(note: Note | undefined, value: unknown): void {
  if (!note || value === undefined || value === null) return
  note.value = Array.isArray(value) ? value.slice(0, mostElements).map(small) : small(value)
}

export function small(value: unknown): Json {
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value
  return typeof value === 'number' || typeof value === 'boolean' ? value : {}
}
