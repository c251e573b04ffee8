import { Temporal } from 'temporal-polyfill'
import { durationParts } from '../../shared/duration.ts'
import { momentFrom } from '../../shared/moment.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { triggerDate } from '../../shared/triggerDate.ts'
import { defineBehaviour } from './behaviour.ts'

type Settings = SettingsOf<'date'>

/** The start is planned at the next time that the date comes; when it has come, at the one after. */
export const date = defineBehaviour<'date'>({
  plans(settings, facts) {
    const found = triggerDate(settings.of, facts)
    const due = found && nextOccurrence(settings, found.date, facts.now, facts.zone)
    return found && due ? { due, since: null, trigger: found.trigger } : null
  },

  arrive: () => ({ do: 'take', port: 'next', why: 'entered', told: true }),
})

/**
 * The first time after `after` at which a date comes, with its offset and time of day; `null` when it is past for ever. Yearly, it comes
 * first on the date itself; 29 February is the 28th in years without it.
 */
export function nextOccurrence(
  settings: Pick<Settings, 'repeat' | 'offset' | 'time'>,
  date: number,
  after: number,
  zone: string,
): number | null {
  const first = momentFrom(date, settings, zone)
  if (settings.repeat === 'once' || first > after) return first > after ? first : null
  const local = Temporal.Instant.fromEpochMilliseconds(date).toZonedDateTimeISO(zone)
  const { year } = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(zone)
  const reach = settings.offset ? yearsIn(settings.offset.by) : 0
  const from = Math.max(local.year + 1, settings.offset?.to === 'after' ? year - reach : year)
  for (let next = from; next <= from + 2 * reach + 2; next++) {
    const due = momentFrom(local.with({ year: next }).epochMilliseconds, settings, zone)
    if (due > after) return due
  }
  return null
}

/** A whole number of years that is not shorter. */
function yearsIn(duration: string): number {
  const { years, months, weeks, days, hours } = durationParts(duration)
  return years + Math.ceil(months / 12) + Math.ceil((weeks * 7 + days + hours / 24) / 365) + 1
}
