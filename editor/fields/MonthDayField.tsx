import { Group, Input, Select } from '@mantine/core'
import { type Weekday, weekdays } from '../../shared/nodes/delay.ts'
import { longest, type MonthDay, nths } from '../../shared/recurrence/rhythm.ts'
import { sentence } from '../../shared/words/format.ts'
import { monthDayPhrase, nthPhrase, showWeekdayName } from '../../shared/words/recurrence.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'

const { schedule: labels } = triggerForms

interface Props {
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
export function MonthDayField({ value, month, onChange }: Props) {
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
