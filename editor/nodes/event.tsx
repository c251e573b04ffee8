import { words } from '../../shared/words/editor.ts'
import { FilterField } from '../fields/FilterField.tsx'
import { EventNameField } from '../fields/NameField.tsx'
import type { NodeForm } from './form.ts'

const { event: labels } = words.forms

export const event: NodeForm<'event'> = ({ settings, onChange }) => (
  <>
    <EventNameField
      label={labels.event}
      value={settings.event ?? ''}
      onChange={(name) => onChange({ ...settings, event: name })}
    />
    <FilterField
      label={labels.where}
      filter={settings.where}
      event={settings.event}
      hasRun={false}
      empty={labels.whereEmpty}
      onChange={(where) => {
        const { where: _, ...rest } = settings
        onChange(where ? { ...rest, where } : rest)
      }}
    />
  </>
)
