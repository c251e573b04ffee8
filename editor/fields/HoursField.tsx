import { Group, TextInput } from '@mantine/core'
import type { Hours } from '../../shared/hours.ts'
import { words } from '../../shared/words/editor.ts'
import { WeekdaysField } from './WeekdaysField.tsx'

interface Props {
  readonly value: Hours
  readonly onChange: (value: Hours) => void
}

const { hours: labels } = words.fields

/** Hours of a day, perhaps past midnight, and the weekdays on which they begin. */
export function HoursField({ value, onChange }: Props) {
  const change = (part: 'from' | 'to', time: string) => /^\d\d:\d\d$/.test(time) && onChange({ ...value, [part]: time })
  return (
    <>
      <Group gap={8} grow align="flex-end">
        <TextInput
          type="time"
          label={labels.from}
          value={value.from}
          onChange={(event) => change('from', event.currentTarget.value)}
        />
        <TextInput
          type="time"
          label={value.to > value.from ? labels.to : labels.toNextDay}
          value={value.to}
          onChange={(event) => change('to', event.currentTarget.value)}
        />
      </Group>
      <WeekdaysField
        label={labels.weekdays}
        value={value.weekdays}
        onChange={(weekdays) => onChange({ from: value.from, to: value.to, ...(weekdays && { weekdays }) })}
      />
    </>
  )
}
