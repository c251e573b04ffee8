import { Checkbox } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import { DurationField } from '../fields/DurationField.tsx'
import { TimeOfDayField } from '../fields/TimeOfDayField.tsx'
import type { NodeForm } from './form.ts'

const { delay: labels } = words.forms

export const delay: NodeForm<'delay'> = ({ settings, onChange }) => {
  const { for: duration, until } = settings
  const change = (next: typeof settings) =>
    onChange({ ...(next.for ? { for: next.for } : {}), ...(next.until ? { until: next.until } : {}) })
  return (
    <>
      <DurationField
        label={labels.for}
        value={duration}
        isOptional={until !== undefined}
        onChange={(next) => (next || until) && change({ for: next, until })}
      />
      <Checkbox
        label={labels.until}
        description={labels.untilAbout}
        checked={until !== undefined}
        disabled={until !== undefined && !duration}
        onChange={(event) =>
          change({ for: duration, until: event.currentTarget.checked ? { time: '10:00' } : undefined })
        }
      />
      {until && <TimeOfDayField value={until} onChange={(next) => change({ for: duration, until: next })} />}
    </>
  )
}
