import { Select } from '@mantine/core'
import { nodes } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { SchemaFields } from '../fields/SchemaFields.tsx'
import { useVocabulary } from '../fields/useVocabulary.ts'
import type { NodeForm } from './form.ts'

const { segment: labels } = words.forms

export const segment: NodeForm<'segment'> = ({ settings, onChange, document }) => {
  const { segments } = useVocabulary()
  const own = Object.entries(document.segments ?? {}).map(([id, { title }]) => ({ id, title }))
  const known = new Map([...own, ...segments].map(({ id, title }) => [id, title]))
  if (settings.segment && !known.has(settings.segment)) known.set(settings.segment, settings.segment)
  return (
    <>
      <Select
        label={labels.segment}
        placeholder={labels.choose}
        searchable
        data={[...known].map(([value, label]) => ({ value, label }))}
        value={settings.segment || null}
        nothingFoundMessage={words.fields.noSegments}
        onChange={(id) => id && onChange({ ...settings, segment: id })}
      />
      <SchemaFields
        schema={nodes.segment.settings}
        only={['on']}
        settings={settings}
        onChange={onChange}
        labels={{ on: { label: labels.on, choices: labels.choices } }}
      />
    </>
  )
}
