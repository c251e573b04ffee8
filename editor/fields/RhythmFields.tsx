import { Select } from '@mantine/core'
import { weekdays } from '../../shared/nodes/delay.ts'
import { longest, needsStart, type Rhythm } from '../../shared/recurrence/rhythm.ts'
import { showMonth } from '../../shared/words/show.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { DayField } from './DayField.tsx'
import { MonthDayField } from './MonthDayField.tsx'
import { RhythmEndField } from './RhythmEndField.tsx'
import { TimeField } from './TimeField.tsx'
import { WeekdaysField } from './WeekdaysField.tsx'

const { schedule: labels } = triggerForms

interface Props {
  readonly value: Rhythm
  readonly today: string
  readonly onChange: (value: Rhythm) => void
}

/** So many days, weeks, months or years apart: on which of their days, at what time, from when and until when. */
export function RhythmFields({ value, today, onChange }: Props) {
  return (
    <>
      {value.unit === 'week' && (
        <WeekdaysField
          label={labels.on}
          value={value.on}
          onChange={(on) =>
            onChange(on || value.every > 1 ? { ...value, on: on ?? weekdays } : { ...value, unit: 'day' })
          }
        />
      )}
      {value.unit === 'year' && (
        <Select
          label={labels.month}
          allowDeselect={false}
          data={months}
          value={String(value.month)}
          onChange={(month) => month && onChange(inMonth(value, Number(month)))}
        />
      )}
      {(value.unit === 'month' || value.unit === 'year') && (
        <MonthDayField
          value={value.on}
          month={value.unit === 'year' ? value.month : undefined}
          onChange={(on) => onChange({ ...value, on })}
        />
      )}
      <TimeField value={value.time} onChange={(time) => onChange({ ...value, time })} />
      {(value.start !== undefined || needsStart(value)) && (
        <DayField
          label={labels.start}
          description={labels.startAbout}
          value={value.start ?? today}
          onChange={(start) => onChange({ ...value, start })}
        />
      )}
      <RhythmEndField value={value} today={today} onChange={onChange} />
    </>
  )
}

const months = Array.from({ length: 12 }, (_, index) => ({ value: String(index + 1), label: showMonth(index + 1) }))

/** A day that the other month lacks becomes its last. */
const inMonth = (value: Rhythm & { unit: 'year' }, month: number): Rhythm => ({
  ...value,
  month,
  on: 'day' in value.on && value.on.day > longest(month) ? { day: 31 } : value.on,
})
