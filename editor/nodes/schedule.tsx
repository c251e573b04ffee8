import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { nodes, type SettingsOf } from '../../shared/nodes/index.ts'
import { Missed } from '../../shared/nodes/schedule.ts'
import { isCron, nextOccurrences, Recurrence } from '../../shared/recurrence.ts'
import { sentence } from '../../shared/words/format.ts'
import { monthDayPhrase } from '../../shared/words/recurrence.ts'
import { showWeekday } from '../../shared/words/show.ts'
import { hasBegun } from '../../shared/words/storeTime.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { useRoute } from '../api/useRoute.ts'
import { useStoreNow } from '../api/useStoreNow.ts'
import { AudienceField } from '../fields/AudienceField.tsx'
import { WeekdaysField } from '../fields/WeekdaysField.tsx'
import type { Draft } from '../store/document.ts'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'

const { schedule: labels } = triggerForms
type Settings = SettingsOf<'schedule'>
const defaults = nodes.schedule.defaults() as Settings

export const schedule: NodeForm<'schedule'> = ({ settings, document, onChange }) => {
  const { recurs = defaults.recurs, audience = defaults.audience, missed = 'skip' } = settings
  const change = (next: Partial<Settings>) => onChange({ recurs, audience, ...settings, ...next })
  return (
    <>
      <RecurrenceFields value={recurs} onChange={(next) => change({ recurs: next })} />
      <NextDates recurs={recurs} document={document} />
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

interface RecurrenceProps {
  readonly value: Recurrence
  readonly onChange: (value: Recurrence) => void
}

const ways = ['day', 'week', 'month', 'cron'] as const
const monthDays = Array.from({ length: 31 }, (_, index) => ({
  value: String(index + 1),
  label: sentence(monthDayPhrase(index + 1)),
}))

function RecurrenceFields({ value, onChange }: RecurrenceProps) {
  return (
    <>
      <Select
        label={labels.every}
        allowDeselect={false}
        data={ways.map((every) => ({ value: every, label: labels.everyChoices[every] }))}
        value={value.every}
        onChange={(every) => every && every !== value.every && onChange(startedAs(every, value))}
      />
      {value.every === 'week' && (
        <WeekdaysField
          label={labels.on}
          value={value.on}
          onChange={(on) => onChange(on ? { ...value, on } : { every: 'day', time: value.time })}
        />
      )}
      {value.every === 'month' && (
        <Select
          label={labels.day}
          description={value.day > 28 && value.day < 31 ? labels.dayAbout : undefined}
          allowDeselect={false}
          data={monthDays}
          value={String(value.day)}
          onChange={(day) => day && onChange({ ...value, day: Number(day) })}
        />
      )}
      {value.every === 'cron' ? (
        <CronField value={value.cron} onChange={(cron) => onChange({ every: 'cron', cron })} />
      ) : (
        <TextInput
          type="time"
          label={labels.time}
          value={value.time}
          onChange={(event) => event.currentTarget.value && onChange({ ...value, time: event.currentTarget.value })}
        />
      )}
    </>
  )
}

/** What is written is kept as it is; only a pattern that can be read is saved. */
function CronField({ value, onChange }: { readonly value: string; readonly onChange: (cron: string) => void }) {
  const [written, setWritten] = useState(value)
  return (
    <TextInput
      label={labels.cron}
      description={labels.cronAbout}
      value={written}
      error={isCron(written) ? undefined : labels.cronWrong}
      onChange={(event) => {
        const cron = event.currentTarget.value
        setWritten(cron)
        if (isCron(cron)) onChange(cron)
      }}
    />
  )
}

function startedAs(every: Recurrence['every'], before: Recurrence): Recurrence {
  const time = before.every === 'cron' ? '10:00' : before.time
  const [hour, minute] = time.split(':').map(Number)
  const begins = {
    day: { every: 'day', time },
    week: { every: 'week', on: ['monday'], time },
    month: { every: 'month', day: 1, time },
    cron: { every: 'cron', cron: `${minute} ${hour} * * 1` },
  } satisfies { [Every in Recurrence['every']]: Recurrence }
  return begins[every]
}

function NextDates({ recurs, document }: { readonly recurs: Recurrence; readonly document: Draft }) {
  const now = useStoreNow()
  const store = useRoute('readSettings')
  const own = document.settings?.zone
  const zone = typeof own === 'string' && own ? own : store.data?.zone
  if (!zone || !Recurrence.safeParse(recurs).success) return null
  if (!hasBegun(now)) return <p className={css.about}>{labels.notBegun}</p>
  const dates = nextOccurrences(recurs, zone, new Date(now).getTime(), 3)
  if (dates.length === 0) return <p className={css.about}>{labels.never}</p>
  return (
    <div>
      <div className={css.label}>{labels.next}</div>
      <ul className={css.dates}>
        {dates.map((date) => (
          <li key={date}>{showWeekday(date, zone)}</li>
        ))}
      </ul>
      <p className={css.about}>{labels.nextIn(zone)}</p>
    </div>
  )
}
