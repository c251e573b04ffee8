import { Button, Select } from '@mantine/core'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { DurationField } from '../fields/DurationField.tsx'
import { FilterField } from '../fields/FilterField.tsx'
import { MomentFields } from '../fields/MomentFields.tsx'
import { EventNameField, PropertyField } from '../fields/NameField.tsx'
import type { NodeForm } from './form.ts'

const { absence: labels } = triggerForms
type Deadline = SettingsOf<'absence'>['deadline']

export const absence: NodeForm<'absence'> = ({ settings, onChange, document }) => {
  const { event = '', where, without = { event: '' }, deadline = inDays } = settings
  const { key } = document.settings
  const change = (next: Partial<SettingsOf<'absence'>>) => onChange(present({ ...settings, ...next }))
  const changeWithout = (next: Partial<typeof without>) =>
    change({ without: present({ ...without, ...next }) as typeof without })
  return (
    <>
      <EventNameField label={labels.event} value={event} onChange={(name) => change({ event: name })} />
      <FilterField
        label={labels.where}
        filter={where}
        event={event}
        hasRun={false}
        empty={labels.whereEmpty}
        onChange={(next) => change({ where: next })}
      />
      <EventNameField
        label={labels.without}
        value={without.event}
        onChange={(name) => changeWithout({ event: name })}
      />
      <FilterField
        label={labels.withoutWhere}
        filter={without.where}
        event={without.event}
        hasRun
        empty={labels.whereEmpty}
        onChange={(next) => changeWithout({ where: next })}
      />
      {!without.where && key && (
        <Button
          variant="subtle"
          size="compact-sm"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => changeWithout({ where: { property: key, op: 'is', value: { ref: `trigger.${key}` } } })}
        >
          {labels.sameKey(key)}
        </Button>
      )}
      <Select
        label={labels.by}
        allowDeselect={false}
        data={Object.entries(labels.byChoices).map(([value, label]) => ({ value, label }))}
        value={deadline.by}
        onChange={(by) => by && by !== deadline.by && change({ deadline: by === 'period' ? inDays : byDate })}
      />
      <DeadlineFields value={deadline} event={event} onChange={(next) => change({ deadline: next })} />
    </>
  )
}

const inDays: Deadline = { by: 'period', within: 'P3D' }
const byDate: Deadline = { by: 'date', property: '', offset: { by: 'P1D', to: 'after' }, time: '09:00' }

interface DeadlineProps {
  readonly value: Deadline
  readonly event: string
  readonly onChange: (value: Deadline) => void
}

function DeadlineFields({ value, event, onChange }: DeadlineProps) {
  if (value.by === 'period')
    return (
      <DurationField
        label={labels.within}
        value={value.within}
        onChange={(within) => within && onChange({ ...value, within })}
      />
    )
  const { offset: _, time: __, ...rest } = value
  return (
    <>
      <PropertyField
        label={labels.property}
        event={event}
        value={value.property}
        onChange={(property) => onChange({ ...value, property })}
      />
      <MomentFields value={value} onChange={(moment) => onChange({ ...rest, ...moment })} />
      <DurationField
        label={labels.otherwise}
        description={value.otherwise ? labels.otherwiseSet : labels.otherwiseAbout}
        value={value.otherwise}
        isOptional
        onChange={(otherwise) => onChange(present({ ...value, otherwise }) as Deadline)}
      />
    </>
  )
}

/** A file holds no field that is empty. */
const present = (settings: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
