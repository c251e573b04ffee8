import { TextInput } from '@mantine/core'
import type { Weekday } from '../../shared/nodes/delay.ts'
import { words } from '../../shared/words/editor.ts'
import { WeekdaysField } from './WeekdaysField.tsx'

interface Props {
  readonly value: { readonly time: string; readonly weekdays?: readonly Weekday[] | undefined }
  readonly onChange: (value: { time: string; weekdays?: Weekday[] }) => void
}

/** A local time of day and the weekdays on which it counts; all of them is any day. */
export function TimeOfDayField({ value: { time, weekdays }, onChange }: Props) {
  return (
    <>
      <TextInput
        type="time"
        label={words.fields.timeOfDay}
        value={time}
        onChange={(event) =>
          /^\d\d:\d\d$/.test(event.currentTarget.value) &&
          onChange({ time: event.currentTarget.value, ...(weekdays && { weekdays: [...weekdays] }) })
        }
      />
      <WeekdaysField value={weekdays} onChange={(next) => onChange({ time, ...(next && { weekdays: next }) })} />
    </>
  )
}
