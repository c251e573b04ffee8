import { TextInput } from '@mantine/core'
import { triggerForms } from '../../shared/words/triggerForms.ts'

const { schedule: labels } = triggerForms

/** The time of day at which something comes again. A field that was cleared keeps the time before. */
export const TimeField = ({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (time: string) => void
}) => (
  <TextInput
    type="time"
    label={labels.time}
    value={value}
    onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)}
  />
)
