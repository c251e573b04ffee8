import type { Moment } from '../../moment.ts'
import type { SettingsOf } from '../../nodes/index.ts'
import { filterPhrase } from '../conditions.ts'
import { sentence, showDuration, showName } from '../format.ts'
import { audiencePhrase, recurrencePhrase } from '../recurrence.ts'
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
  summary: ({ event, without }) =>
    event && without.event ? `${event}, and no ${without.event}` : 'Choose what should follow what',
  detail({ where, without, deadline }, names) {
    const same = without.where && sameAsTrigger(without.where)
    const parts = [
      deadlinePhrase(deadline),
      same && `of the same ${same}`,
      without.where && !same && `${without.event} where ${filterPhrase(without.where, names)}`,
      where && `where ${filterPhrase(where, names)}`,
    ].filter((part) => typeof part === 'string')
    return sentence(parts.join(', '))
  },
}

function deadlinePhrase(deadline: SettingsOf<'absence'>['deadline']): string {
  if (deadline.by === 'period') return `within ${showDuration(deadline.within)}`
  return deadline.property ? `by ${momentPhrase(deadline, `the ${showName(deadline.property)}`)}` : 'by a date'
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

export const scheduleWords: NodeWords<'schedule'> = {
  name: 'Schedule',
  hint: 'Begins for many customers at once, such as every Monday',
  summary: ({ recurs }) => sentence(recurrencePhrase(recurs)),
  detail: ({ audience }, names) => `For ${audiencePhrase(audience, names)}`,
}

export const requestWords: NodeWords<'request'> = {
  name: 'Request',
  hint: 'Begins when another system or another workflow asks for it',
  summary: () => 'Asked for, over the API or by a workflow',
  detail: ({ properties = [] }) =>
    properties.length > 0 ? sentence(`with ${showList(properties.map(showName))}`) : undefined,
}

export const workflowWords: NodeWords<'workflow'> = {
  name: 'End of a workflow',
  hint: 'Begins when the customer’s way through another workflow ends',
  summary({ workflow, how, reason }, names) {
    if (!workflow) return 'Choose a workflow'
    const title = names.workflow(workflow)
    if (how === 'end') return `Reaches the end of ${title}`
    if (how === 'goal') return `Leaves ${title} with its goal`
    return how === 'exit' ? `Leaves ${title} by ${reason ?? 'an exit'}` : `Is through with ${title}`
  },
}

/** "3 days before the birthday at 09:00", and without an offset, after a preposition, "on the birthday". */
function momentPhrase({ offset, time }: Moment, name: string, on = ''): string {
  const day = offset ? `${showDuration(offset.by)} ${offset.to} ${name}` : `${on}${name}`
  return time ? `${day} at ${time}` : day
}
