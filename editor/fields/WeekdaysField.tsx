import { Button, Group, Input, VisuallyHidden } from '@mantine/core'
import { type Weekday, weekdays } from '../../shared/nodes/delay.ts'
import { words } from '../../shared/words/editor.ts'
import css from './Fields.module.css'

interface Props {
  readonly label?: string
  /** Absent: any day. */
  readonly value: readonly Weekday[] | undefined
  readonly onChange: (value: Weekday[] | undefined) => void
}

const workdays = weekdays.slice(0, 5)

/** The weekdays on which something holds; all of them is any day, and at least one stays. */
export function WeekdaysField({ label = words.fields.weekdays, value, onChange }: Props) {
  const days: readonly Weekday[] = value ?? weekdays
  const change = (next: readonly Weekday[]) =>
    next.length > 0 && onChange(next.length < 7 ? weekdays.filter((day) => next.includes(day)) : undefined)
  return (
    <Input.Wrapper label={label} size="sm" labelElement="div">
      <fieldset className={css.days} aria-label={label} style={{ border: 0, padding: 0, margin: '4px 0 0' }}>
        {weekdays.map((day) => (
          <button
            key={day}
            type="button"
            aria-pressed={days.includes(day)}
            onClick={() => change(days.includes(day) ? days.filter((one) => one !== day) : [...days, day])}
          >
            <span aria-hidden>{words.fields.weekdayShort[day]}</span>
            <VisuallyHidden>{words.fields.weekdayNames[day]}</VisuallyHidden>
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
  )
}
