import type { Json } from '../customer.ts'

/** What a leaf found, taken down while it looks, for its `because`. Without one nothing is taken down. */
export interface Note {
  value?: Json
  events: number[]
}

const mostEvents = 3
const longestText = 200

export function noteEvent(note: Note | undefined, seq: number): void {
  if (note && note.events.length < mostEvents) note.events.push(seq)
}

/** Takes down a scalar; of a list the first element. Long texts are cut, objects left out: a trail is kept for long. */
export function noteValue(note: Note | undefined, value: unknown): void {
  if (!note) return
  const scalar = Array.isArray(value) ? value[0] : value
  if (typeof scalar === 'string') note.value = scalar.length > longestText ? `${scalar.slice(0, longestText)}…` : scalar
  else if (typeof scalar === 'number' || typeof scalar === 'boolean') note.value = scalar
}
