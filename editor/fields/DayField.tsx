import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { StartDay } from '../../shared/recurrence.ts'

interface Props {
  readonly label?: string
  /** What it is called where no label is seen. */
  readonly name?: string
  readonly description?: string
  /** `YYYY-MM-DD` */
  readonly value: string
  readonly onChange: (day: string) => void
}

/** A day of the calendar. While it is being written it may be none; only a day is saved. */
export function DayField({ label, name, description, value, onChange }: Props) {
  const [written, setWritten] = useState<string>()
  return (
    <TextInput
      type="date"
      label={label}
      aria-label={name}
      description={description}
      min="1970-01-01"
      max="9999-12-31"
      value={written ?? value}
      onBlur={() => setWritten(undefined)}
      onChange={(event) => {
        const day = event.currentTarget.value
        setWritten(day)
        if (StartDay.safeParse(day).success) onChange(day)
      }}
    />
  )
}
