import { filterPhrase } from '../conditions.ts'
import { sentence } from '../format.ts'
import type { NodeWords } from './words.ts'

export const eventWords: NodeWords<'event'> = {
  name: 'Event',
  hint: 'Begins when a customer does something',
  summary: ({ event }) => event || 'Choose an event',
  detail: ({ where }, names) => where && sentence(`where ${filterPhrase(where, names)}`),
}

export const segmentWords: NodeWords<'segment'> = {
  name: 'Segment',
  hint: 'Begins when a customer joins or leaves a segment',
  summary: ({ segment, on }, names) =>
    segment ? `${on === 'join' ? 'Joins' : 'Leaves'} ${names.segment(segment)}` : 'Choose a segment',
}
