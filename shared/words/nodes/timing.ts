import { weekdays } from '../../nodes/delay.ts'
import type { SettingsOf } from '../../nodes/index.ts'
import type { Filter } from '../../predicate/schema.ts'
import { conditionPhrase, filterPhrase, type Names } from '../conditions.ts'
import { showDuration, showName, showOperand } from '../format.ts'
import { showList } from '../show.ts'
import type { NodeWords } from './words.ts'

export const delayWords: NodeWords<'delay'> = {
  name: 'Delay',
  hint: 'Waits for a time, in the customer’s zone',
  summary(settings) {
    if (settings.date) return datePhrase(settings.date)
    const length = settings.for && showDuration(settings.for)
    const until = settings.until && `until ${settings.until.time}${dayPhrase(settings.until.weekdays)}`
    if (length && until) return `Wait ${length}, ${until}`
    return length || until ? `Wait ${length ?? until}` : 'Choose how long'
  },
  port: (port) => ({ past: 'Date has passed', missing: 'No date' })[port],
}

/** "Wait until 3 days before the customer's renewal date, at 10:00" */
function datePhrase({ of, offset, time }: NonNullable<SettingsOf<'delay'>['date']>): string {
  const away = offset ? `${showDuration(offset.by)} ${offset.to} ` : ''
  return `Wait until ${away}${showOperand(of)}${time ? `, at ${time}` : ''}`
}

export const waitWords: NodeWords<'wait'> = {
  name: 'Wait',
  hint: 'Waits for an event or until a condition holds',
  summary(settings, names) {
    const most = settings.timeout ? `, up to ${showDuration(settings.timeout)}` : ''
    if (settings.for === 'condition') return `Until ${conditionPhrase(settings.until, names)}${most}`
    const events = settings.events.filter(({ event }) => event)
    if (events.length === 0) return 'Choose an event'
    return `${showList(
      events.map((awaited) => awaitedPhrase(awaited, names)),
      'or',
    )}${most}`
  },
  detail: (settings) =>
    settings.for === 'event' && settings.since === 'run' ? 'Counts what happened since the run began' : undefined,
  port(port, settings, names) {
    if (port === 'timeout') return 'Timeout'
    if (settings.for === 'condition') return 'Holds'
    const awaited = settings.events.find((candidate) => candidate.port === port)
    if (!awaited) return undefined
    const isAlone = settings.events.every((other) => other === awaited || other.event !== awaited.event)
    return awaited.title ?? (isAlone ? awaited.event : awaitedPhrase(awaited, names))
  },
}

type Awaited = Extract<SettingsOf<'wait'>, { for: 'event' }>['events'][number]

const awaitedPhrase = ({ event, where }: Awaited, names: Names): string => {
  if (!where) return event
  const same = sameAsTrigger(where)
  return same ? `${event} of the same ${same}` : `${event} where ${filterPhrase(where, names)}`
}

/** The plain name of the key that a filter matches with the trigger: "cart" for `cart_id` is `trigger.cart_id`. */
export function sameAsTrigger(filter: Filter): string | undefined {
  if (!('property' in filter) || filter.op !== 'is') return undefined
  const { property, value } = filter
  if (typeof value !== 'object' || !('ref' in value) || value.ref !== `trigger.${property}`) return undefined
  return showName(property).replace(/ (id|number)$/i, '')
}

const working = weekdays.slice(0, 5)
const weekend = weekdays.slice(5)

function dayPhrase(days: readonly (typeof weekdays)[number][] | undefined): string {
  if (!days || days.length === 0 || days.length === weekdays.length) return ''
  const isExactly = (wanted: readonly string[]) =>
    days.length === wanted.length && days.every((day) => wanted.includes(day))
  if (isExactly(working)) return ' on a weekday'
  if (isExactly(weekend)) return ' at the weekend'
  const named = weekdays.filter((day) => days.includes(day)).map((day) => day.charAt(0).toUpperCase() + day.slice(1))
  return ` on ${showList(named, 'or')}`
}
