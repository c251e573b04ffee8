import { Select, TextInput } from '@mantine/core'
import type { Moment } from '../../shared/moment.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { DurationField } from './DurationField.tsx'

const { moment: labels } = triggerForms

interface Props {
  readonly value: Moment
  readonly onChange: (value: Moment) => void
}

/** Where a moment lies from a date: before, on or after it, and at which time of day. */
export function MomentFields({ value: { offset, time }, onChange }: Props) {
  const change = (next: Moment) =>
    onChange({ ...(next.offset ? { offset: next.offset } : {}), ...(next.time ? { time: next.time } : {}) })
  return (
    <>
      <Select
        label={labels.offset}
        allowDeselect={false}
        data={Object.entries(labels.offsets).map(([value, label]) => ({ value, label }))}
        value={offset?.to ?? 'on'}
        onChange={(direction) =>
          change({
            offset:
              direction === 'before' || direction === 'after' ? { by: offset?.by ?? 'P1D', to: direction } : undefined,
            time,
          })
        }
      />
      {offset && (
        <DurationField
          label={labels.by}
          value={offset.by}
          onChange={(by) => by && change({ offset: { ...offset, by }, time })}
        />
      )}
      <TextInput
        type="time"
        label={labels.time}
        description={time ? undefined : labels.timeAbout}
        value={time ?? ''}
        onChange={(event) => change({ offset, time: event.currentTarget.value || undefined })}
      />
    </>
  )
}
