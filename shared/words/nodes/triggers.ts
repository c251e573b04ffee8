import type { Moment } from '../../moment.ts'
import { filterPhrase } from '../conditions.ts'
import { sentence, showDuration, showName } from '../format.ts'
import { showList } from '../show.ts'
import { sameAsTrigger } from './timing.ts'
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

export const absenceWords: NodeWords<'absence'> = {
  name: 'Absence',
  hint: 'Begins when something should have followed and did not',
  summary({ event, without, deadline }) {
    if (!event || !without.event) return 'Choose what should follow what'
    const end =
      deadline.by === 'period'
        ? `within ${showDuration(deadline.within)}`
        : deadline.property
          ? `by ${momentPhrase(deadline, `the ${showName(deadline.property)}`)}`
          : 'by a date'
    return `${event}, and no ${without.event} ${end}`
  },
  detail({ where, without }, names) {
    const parts = [
      where && `where ${filterPhrase(where, names)}`,
      without.where &&
        (sameAsTrigger(without.where)
          ? `of the same ${sameAsTrigger(without.where)}`
          : `${without.event} where ${filterPhrase(without.where, names)}`),
    ].filter((part) => part !== undefined)
    return parts.length > 0 ? sentence(parts.join('; ')) : undefined
  },
}

export const dateWords: NodeWords<'date'> = {
  name: 'Date',
  hint: 'Begins on a date of the customer, such as a birthday',
  summary({ of, repeat, ...moment }) {
    const name = of.from === 'attribute' ? showName(of.attribute) : of.property ? showName(of.property) : of.event
    if (!name) return 'Choose a date'
    const which =
      of.from === 'attribute'
        ? `the ${name}`
        : of.property
          ? `the ${name} of the latest ${of.event}`
          : `the latest ${name}`
    return `${sentence(momentPhrase(moment, which, 'on '))}${repeat === 'yearly' ? ', every year' : ''}`
  },
}

export const requestWords: NodeWords<'request'> = {
  name: 'Request',
  hint: 'Begins when somebody asks for it, by hand or by the API',
  summary: () => 'Asked for by hand or by the API',
  detail: ({ properties = [] }) =>
    properties.length > 0 ? sentence(`with ${showList(properties.map(showName))}`) : undefined,
}

/** "3 days before the birthday at 09:00", and without an offset, after a preposition, "on the birthday". */
function momentPhrase({ offset, time }: Moment, name: string, on = ''): string {
  const day = offset ? `${showDuration(offset.by)} ${offset.to} ${name}` : `${on}${name}`
  return time ? `${day} at ${time}` : day
}
