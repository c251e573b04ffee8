import { Select } from '@mantine/core'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { MomentFields } from '../fields/MomentFields.tsx'
import { AttributeField, EventNameField, PropertyField } from '../fields/NameField.tsx'
import type { NodeForm } from './form.ts'

const { date: labels } = triggerForms
type Of = SettingsOf<'date'>['of']

export const date: NodeForm<'date'> = ({ settings, onChange }) => {
  const { of = { from: 'attribute', attribute: '' }, repeat = 'yearly', offset: _, time: __, ...rest } = settings
  return (
    <>
      <Select
        label={labels.from}
        allowDeselect={false}
        data={Object.entries(labels.fromChoices).map(([value, label]) => ({ value, label }))}
        value={of.from}
        onChange={(from) =>
          from &&
          from !== of.from &&
          onChange({ ...settings, of: from === 'event' ? { from, event: '' } : { from, attribute: '' } })
        }
      />
      <OfFields of={of} onChange={(next) => onChange({ ...settings, of: next })} />
      <Select
        label={labels.repeat}
        description={labels.about}
        allowDeselect={false}
        data={Object.entries(labels.repeatChoices).map(([value, label]) => ({ value, label }))}
        value={repeat}
        onChange={(next) => next && onChange({ ...settings, repeat: next })}
      />
      <MomentFields value={settings} onChange={(moment) => onChange({ ...rest, of, repeat, ...moment })} />
    </>
  )
}

function OfFields({ of, onChange }: { readonly of: Of; readonly onChange: (of: Of) => void }) {
  if (of.from === 'attribute')
    return (
      <AttributeField
        label={labels.attribute}
        value={of.attribute}
        onChange={(attribute) => onChange({ ...of, attribute })}
      />
    )
  return (
    <>
      <EventNameField label={labels.event} value={of.event} onChange={(event) => onChange({ ...of, event })} />
      <div>
        <PropertyField
          label={labels.property}
          event={of.event}
          value={of.property ?? ''}
          onChange={(property) => onChange({ from: 'event', event: of.event, ...(property ? { property } : {}) })}
        />
        <p className="quiet" style={{ fontSize: 12, lineHeight: '16px', marginTop: 4 }}>
          {labels.propertyAbout}
        </p>
      </div>
    </>
  )
}
