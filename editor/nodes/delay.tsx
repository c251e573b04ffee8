import { Checkbox, SegmentedControl } from '@mantine/core'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { DurationField } from '../fields/DurationField.tsx'
import { MomentFields } from '../fields/MomentFields.tsx'
import { ReferenceForm } from '../fields/ReferenceForm.tsx'
import { TimeOfDayField } from '../fields/TimeOfDayField.tsx'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'

const { delay: labels } = words.forms
type DateSettings = NonNullable<SettingsOf<'delay'>['date']>

const firstDate: DateSettings = { of: { ref: 'customer.birthday' }, time: '10:00' }

export const delay: NodeForm<'delay'> = ({ settings, onChange }) => {
  const { for: duration, until, date } = settings
  const change = (next: typeof settings) =>
    onChange({ ...(next.for ? { for: next.for } : {}), ...(next.until ? { until: next.until } : {}) })
  return (
    <>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={labels.kind}
        value={date ? 'date' : 'time'}
        data={[
          { value: 'time', label: labels.kinds.time },
          { value: 'date', label: labels.kinds.date },
        ]}
        onChange={(kind) => onChange(kind === 'date' ? { date: firstDate } : { for: 'P1D' })}
      />
      {date ? (
        <UntilDate date={date} onChange={(next) => onChange({ date: next })} />
      ) : (
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
      )}
    </>
  )
}

function UntilDate({ date, onChange }: { readonly date: DateSettings; onChange(date: DateSettings): void }) {
  const { of, offset, time } = date
  return (
    <>
      <div>
        <div className={css.label}>{labels.of}</div>
        <ReferenceForm
          hasRun
          value={of}
          onChange={(next) => typeof next === 'object' && 'ref' in next && onChange({ ...date, of: next })}
        />
      </div>
      <MomentFields value={{ offset, time }} onChange={(moment) => onChange({ of, ...moment })} />
      <p className={css.about}>{labels.dateAbout}</p>
    </>
  )
}
