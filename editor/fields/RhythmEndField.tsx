import { Group, Input, NumberInput, Select } from '@mantine/core'
import { limits } from '../../shared/limits.ts'
import type { Rhythm } from '../../shared/recurrence/rhythm.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { DayField } from './DayField.tsx'

const { schedule: labels } = triggerForms

interface Props {
  readonly value: Rhythm
  readonly today: string
  readonly onChange: (value: Rhythm) => void
}

const ends = ['never', 'date', 'count'] as const

/** When a rhythm ends: never, on a day, or after so many times. */
export function RhythmEndField({ value, today, onChange }: Props) {
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
