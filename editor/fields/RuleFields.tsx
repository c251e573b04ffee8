import { type Recurrence, RecurrenceRule } from '../../shared/recurrence.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { DayField } from './DayField.tsx'
import { TimeField } from './TimeField.tsx'
import { WrittenField } from './WrittenField.tsx'

const { schedule: labels } = triggerForms

interface Props {
  readonly value: Extract<Recurrence, { every: 'rrule' }>
  readonly onChange: (value: Recurrence) => void
}

/** A recurrence as calendars write it, with the time and the first day that its rule does not say. */
export function RuleFields({ value, onChange }: Props) {
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
