import { Button, Group, Input, TextInput } from '@mantine/core'
import { weekdays } from '../../shared/nodes/delay.ts'
import { words } from '../../shared/words/editor.ts'
import css from './Fields.module.css'

type Weekday = (typeof weekdays)[number]

interface Props {
  readonly value: { readonly time: string; readonly weekdays?: readonly Weekday[] | undefined }
  readonly onChange: (value: { time: string; weekdays?: Weekday[] }) => void
}

const workdays = weekdays.slice(0, 5)

/** A local time of day and the weekdays on which it counts; all of them is any day. */
export function TimeOfDayField({ value: { time, weekdays: allowed }, onChange }: Props) {
  const days: readonly Weekday[] = allowed ?? weekdays
  const change = (next: readonly Weekday[]) =>
    next.length > 0 &&
    onChange({ time, ...(next.length < 7 ? { weekdays: weekdays.filter((day) => next.includes(day)) } : {}) })
  return (
    <>
      <TextInput
        type="time"
        label={words.fields.timeOfDay}
        value={time}
        onChange={(event) =>
          /^\d\d:\d\d$/.test(event.currentTarget.value) &&
          onChange({ time: event.currentTarget.value, ...(allowed ? { weekdays: [...allowed] } : {}) })
        }
      />
      <Input.Wrapper label={words.fields.weekdays} size="sm" labelElement="div">
        <fieldset
          className={css.days}
          aria-label={words.fields.weekdays}
          style={{ border: 0, padding: 0, margin: '4px 0 0' }}
        >
          {weekdays.map((day) => (
            <button
              key={day}
              type="button"
              aria-pressed={days.includes(day)}
              aria-label={words.fields.weekdayNames[day]}
              onClick={() => change(days.includes(day) ? days.filter((one) => one !== day) : [...days, day])}
            >
              {words.fields.weekdayShort[day]}
            </button>
          ))}
        </fieldset>
        <Group gap={4} mt={4}>
          <Button size="compact-xs" variant="subtle" onClick={() => change(weekdays)}>
            {words.fields.anyDay}
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => change(workdays)}>
            {words.fields.workdays}
          </Button>
        </Group>
      </Input.Wrapper>
    </>
  )
}
