import { Group, Input, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { limits } from '../../shared/limits.ts'
import { type Weekday, weekdays } from '../../shared/nodes/delay.ts'
import { problemsOf } from '../../shared/problemsOf.ts'
import {
  longest,
  type MonthDay,
  needsStart,
  nths,
  type Rhythm,
  type RhythmDays,
  recurrenceOf,
  rhythmOf,
} from '../../shared/recurrence/rhythm.ts'
import { CronPattern, type Recurrence, RecurrenceRule } from '../../shared/recurrence.ts'
import { sentence } from '../../shared/words/format.ts'
import { sentenceOf } from '../../shared/words/problems.ts'
import { monthDayPhrase, nthPhrase, showWeekdayName } from '../../shared/words/recurrence.ts'
import { showMonth } from '../../shared/words/show.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { DayField } from './DayField.tsx'
import { WeekdaysField } from './WeekdaysField.tsx'

const { schedule: labels } = triggerForms

interface Props {
  readonly value: Recurrence
  /** The day to count from, unless another is chosen: `YYYY-MM-DD`. */
  readonly today: string
  readonly onChange: (value: Recurrence) => void
}

const units = ['day', 'week', 'month', 'year'] as const
type Way = (typeof units)[number] | 'rrule' | 'cron'

/** When something comes again and again: as one says it, or by a rule or a pattern that somebody brings along. */
export function RecurrenceFields({ value, today, onChange }: Props) {
  const rhythm = rhythmOf(value)
  const [isRule, setIsRule] = useState(rhythm === null)
  const way: Way = value.every === 'cron' ? 'cron' : isRule || !rhythm ? 'rrule' : rhythm.unit
  const isRhythm = way !== 'cron' && way !== 'rrule'
  const changeRhythm = (next: Rhythm) => onChange(recurrenceOf(next, today))
  const changeWay = (next: Way) => {
    setIsRule(next === 'rrule')
    if (next !== way) onChange(startedAs(next, value, today))
  }
  return (
    <>
      <Input.Wrapper label={isRhythm ? labels.every : labels.howOften} labelElement="div">
        <Group gap={8} wrap="nowrap" mt={4}>
          {isRhythm && rhythm && (
            <NumberInput
              aria-label={labels.howMany}
              w={72}
              min={1}
              max={limits.recurrenceInterval}
              allowDecimal={false}
              allowNegative={false}
              clampBehavior="strict"
              value={rhythm.every}
              onChange={(every) => Number(every) > 0 && changeRhythm({ ...rhythm, every: Number(every) })}
            />
          )}
          <Select
            aria-label={labels.unit}
            flex={1}
            allowDeselect={false}
            data={waysFor(rhythm?.every ?? 1)}
            value={way}
            onChange={(next) => next && changeWay(next as Way)}
          />
        </Group>
      </Input.Wrapper>
      {isRhythm && rhythm && <RhythmFields value={rhythm} today={today} onChange={changeRhythm} />}
      {value.every === 'rrule' && way === 'rrule' && <RuleFields value={value} onChange={onChange} />}
      {value.every === 'cron' && (
        <WrittenField
          schema={CronPattern}
          label={labels.cron}
          description={labels.cronAbout}
          value={value.cron}
          onChange={(cron) => onChange({ every: 'cron', cron })}
        />
      )}
    </>
  )
}

const waysFor = (every: number): { value: Way; label: string }[] => [
  ...units.map((unit) => ({ value: unit, label: labels.units(every)[unit] })),
  { value: 'rrule', label: labels.byRule },
  { value: 'cron', label: labels.byCron },
]

/** What a recurrence becomes when it is told another way: its time, and where it can be its end, stay. */
function startedAs(way: Way, before: Recurrence, today: string): Recurrence {
  const rhythm = rhythmOf(before)
  const time = before.every === 'cron' ? '10:00' : before.time
  const [hour, minute] = time.split(':').map(Number)
  if (way === 'cron') return { every: 'cron', cron: `${minute} ${hour} * * 1` }
  if (way === 'rrule') {
    if (before.every === 'rrule') return before
    return recurrenceOf({ ...(rhythm ?? { every: 1, unit: 'week', on: ['monday'], time }), start: today }, today)
  }
  const { every = 1, start, end } = rhythm ?? {}
  const next: Rhythm = { every, time, ...daysFor(way, today), ...(end && { end }) }
  return recurrenceOf({ ...next, ...(needsStart(next) && { start }) }, today)
}

function daysFor(unit: Rhythm['unit'], today: string): RhythmDays {
  const first = { day: 1 }
  const all: { [Unit in Rhythm['unit']]: RhythmDays } = {
    day: { unit: 'day' },
    week: { unit: 'week', on: ['monday'] },
    month: { unit: 'month', on: first },
    year: { unit: 'year', month: Number(today.slice(5, 7)), on: first },
  }
  return all[unit]
}

interface RhythmProps {
  readonly value: Rhythm
  readonly today: string
  readonly onChange: (value: Rhythm) => void
}

function RhythmFields({ value, today, onChange }: RhythmProps) {
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
      <EndField value={value} today={today} onChange={onChange} />
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

interface MonthDayProps {
  readonly value: MonthDay
  /** Absent: any. */
  readonly month: number | undefined
  readonly onChange: (value: MonthDay) => void
}

const onTheDay = 'day'
const places = [
  { value: onTheDay, label: labels.onTheDay },
  ...nths.map((nth) => ({ value: String(nth), label: sentence(nthPhrase(nth)) })),
]
const weekdayChoices = [...weekdays, 'workday' as const].map((day) => ({
  value: day,
  label: sentence(showWeekdayName(day)),
}))

/** A day of the month, or the first, second or last of a weekday. */
function MonthDayField({ value, month, onChange }: MonthDayProps) {
  const most = month === undefined ? 30 : Math.min(longest(month), 30)
  const days = Array.from({ length: most }, (_, index) => index + 1)
  const isSometimesShorter = 'day' in value && value.day > 28 && value.day < 31 && (month ?? 2) === 2
  const shorter = month === undefined ? labels.dayAbout : labels.leapDayAbout
  const place = 'day' in value ? onTheDay : String(value.nth)
  return (
    <Input.Wrapper
      label={labels.on}
      labelElement="div"
      description={isSometimesShorter ? shorter : undefined}
      inputWrapperOrder={['label', 'input', 'description']}
    >
      <Group gap={8} wrap="nowrap" mt={4} mb={isSometimesShorter ? 4 : 0}>
        <Select
          aria-label={labels.place}
          w={112}
          allowDeselect={false}
          data={places}
          value={place}
          onChange={(next) =>
            next &&
            next !== place &&
            onChange(
              next === onTheDay
                ? { day: 1 }
                : { nth: Number(next), weekday: 'weekday' in value ? value.weekday : 'monday' },
            )
          }
        />
        {'day' in value ? (
          <Select
            aria-label={labels.day}
            flex={1}
            allowDeselect={false}
            data={[...days, 31].map((day) => ({ value: String(day), label: dayLabel(day, month) }))}
            value={String(value.day)}
            onChange={(day) => day && onChange({ day: Number(day) })}
          />
        ) : (
          <Select
            aria-label={labels.weekday}
            flex={1}
            allowDeselect={false}
            data={weekdayChoices}
            value={value.weekday}
            onChange={(weekday) => weekday && onChange({ ...value, weekday: weekday as Weekday | 'workday' })}
          />
        )}
      </Group>
    </Input.Wrapper>
  )
}

const dayLabel = (day: number, month: number | undefined): string =>
  month === undefined || day > longest(month) ? sentence(monthDayPhrase(day)) : String(day)

const ends = ['never', 'date', 'count'] as const

/** Never, up to a day, or after so many times. */
function EndField({ value, today, onChange }: RhythmProps) {
  const { end, ...endless } = value
  const choose = (by: (typeof ends)[number]) => {
    if (by === 'never') return onChange(endless)
    onChange({ ...value, end: by === 'date' ? { by, date: yearAfter(value.start ?? today) } : { by, count: 10 } })
  }
  return (
    <Input.Wrapper label={labels.ends} labelElement="div">
      <Group gap={8} wrap="nowrap" align="flex-start" mt={4}>
        <Select
          aria-label={labels.ends}
          flex={1}
          allowDeselect={false}
          data={ends.map((by) => ({ value: by, label: labels.endChoices[by] }))}
          value={end?.by ?? 'never'}
          onChange={(by) => by && by !== (end?.by ?? 'never') && choose(by as (typeof ends)[number])}
        />
        {end?.by === 'date' && (
          <DayField
            name={labels.endDate}
            value={end.date}
            onChange={(date) => onChange({ ...value, end: { by: 'date', date } })}
          />
        )}
        {end?.by === 'count' && (
          <NumberInput
            aria-label={labels.endCount}
            w={136}
            suffix={labels.times(end.count)}
            min={1}
            max={limits.recurrenceCount}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            value={end.count}
            onChange={(count) =>
              Number(count) > 0 && onChange({ ...value, end: { by: 'count', count: Number(count) } })
            }
          />
        )}
      </Group>
    </Input.Wrapper>
  )
}

function yearAfter(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year + 1, month - 1, date)).toISOString().slice(0, 10)
}

interface RuleProps {
  readonly value: Extract<Recurrence, { every: 'rrule' }>
  readonly onChange: (value: Recurrence) => void
}

function RuleFields({ value, onChange }: RuleProps) {
  return (
    <>
      <WrittenField
        schema={RecurrenceRule}
        label={labels.rule}
        description={labels.ruleAbout}
        value={value.rrule}
        // Calendars write it with its name, behind the start.
        read={(written) => written.trim().replace(/^.*RRULE:/is, '')}
        onChange={(rrule) => onChange({ ...value, rrule })}
      />
      <TimeField value={value.time} onChange={(time) => onChange({ ...value, time })} />
      <DayField
        label={labels.start}
        description={labels.startAbout}
        value={value.start}
        onChange={(start) => onChange({ ...value, start })}
      />
    </>
  )
}

const TimeField = ({ value, onChange }: { readonly value: string; readonly onChange: (time: string) => void }) => (
  <TextInput
    type="time"
    label={labels.time}
    value={value}
    onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)}
  />
)

interface WrittenProps {
  readonly schema: typeof RecurrenceRule | typeof CronPattern
  readonly label: string
  readonly description: string
  readonly value: string
  /** What is meant by what is written. */
  readonly read?: (written: string) => string
  readonly onChange: (value: string) => void
}

/** What is written is kept as it is; only what can be read is saved. */
function WrittenField({ schema, label, description, value, read = (written) => written, onChange }: WrittenProps) {
  const [written, setWritten] = useState(value)
  const { error } = schema.safeParse(read(written))
  const [problem] = error ? problemsOf(error, read(written)) : []
  return (
    <TextInput
      label={label}
      description={description}
      value={written}
      spellCheck={false}
      error={problem && sentenceOf(problem)}
      onChange={(event) => {
        const next = event.currentTarget.value
        setWritten(next)
        if (schema.safeParse(read(next)).success) onChange(read(next))
      }}
    />
  )
}
