import { Select } from '@mantine/core'
import { dayAt } from '../../shared/localTime.ts'
import { nodes, type SettingsOf } from '../../shared/nodes/index.ts'
import { Missed } from '../../shared/nodes/schedule.ts'
import { lastOccurrence, nextOccurrences, Recurrence } from '../../shared/recurrence.ts'
import { showWeekday } from '../../shared/words/show.ts'
import { hasBegun } from '../../shared/words/storeTime.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { useRoute } from '../api/useRoute.ts'
import { useStoreNow } from '../api/useStoreNow.ts'
import { AudienceField } from '../fields/AudienceField.tsx'
import { RecurrenceFields } from '../fields/RecurrenceFields.tsx'
import type { Draft } from '../store/document.ts'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'

const { schedule: labels } = triggerForms
type Settings = SettingsOf<'schedule'>
const defaults = nodes.schedule.defaults() as Settings

export const schedule: NodeForm<'schedule'> = ({ settings, document, onChange }) => {
  const { recurs = defaults.recurs, audience = defaults.audience, missed = 'skip' } = settings
  const change = (next: Partial<Settings>) => onChange({ recurs, audience, ...settings, ...next })
  const zone = useZone(document)
  const now = new Date(useStoreNow()).getTime()
  const today = dayAt(hasBegun(now) ? now : Date.now(), zone ?? 'UTC')
  return (
    <>
      <RecurrenceFields value={recurs} today={today} onChange={(next) => change({ recurs: next })} />
      <NextDates recurs={recurs} zone={zone} now={now} />
      <AudienceField
        label={labels.audience}
        value={audience}
        document={document}
        onChange={(next) => change({ audience: next })}
      />
      <Select
        label={labels.missed}
        description={labels.missedAbout}
        allowDeselect={false}
        data={Missed.options.map((value) => ({ value, label: labels.missedChoices[value] }))}
        value={missed}
        onChange={(next) => next && change({ missed: next })}
      />
    </>
  )
}

/** In which zone a schedule is kept; undefined until the store has answered. */
function useZone(document: Draft): string | undefined {
  const store = useRoute('readSettings')
  const own = document.settings?.zone
  return typeof own === 'string' && own ? own : store.data?.zone
}

interface NextProps {
  readonly recurs: Recurrence
  readonly zone: string | undefined
  readonly now: number
}

function NextDates({ recurs, zone, now }: NextProps) {
  if (!zone || !Recurrence.safeParse(recurs).success) return null
  if (!hasBegun(now)) return <p className={css.about}>{labels.notBegun}</p>
  const dates = nextOccurrences(recurs, zone, now, 5)
  if (dates.length === 0) {
    const last = lastOccurrence(recurs, zone, now)
    return <p className={css.about}>{last === null ? labels.never : labels.over(showWeekday(last, zone))}</p>
  }
  return (
    <div>
      <div className={css.label}>{labels.next}</div>
      <ul className={css.dates}>
        {dates.map((date) => (
          <li key={date}>{showWeekday(date, zone)}</li>
        ))}
      </ul>
      <p className={css.about}>
        {dates.length < 5 && `${labels.noMore} `}
        {labels.nextIn(zone)}
      </p>
    </div>
  )
}
