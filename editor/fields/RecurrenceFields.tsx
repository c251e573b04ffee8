import { Group, Input, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { limits } from '../../shared/limits.ts'
import { needsStart, type Rhythm, type RhythmDays, recurrenceOf, rhythmOf } from '../../shared/recurrence/rhythm.ts'
import { CronPattern, type Recurrence } from '../../shared/recurrence.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { RhythmFields } from './RhythmFields.tsx'
import { RuleFields } from './RuleFields.tsx'
import { WrittenField } from './WrittenField.tsx'

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
