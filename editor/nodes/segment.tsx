import { Select } from '@mantine/core'
import { nodes } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { SchemaFields } from '../fields/SchemaFields.tsx'
import { useVocabulary } from '../fields/useVocabulary.ts'
import type { Draft } from '../store/document.ts'
import type { NodeForm } from './form.ts'

const { segment: labels } = words.forms

interface SegmentSelectProps {
  readonly label: string
  readonly value: string | undefined
  readonly document: Draft
  readonly onChange: (segment: string) => void
}

/** A segment of the store, or one that the workflow carries. */
export function SegmentSelect({ label, value, document, onChange }: SegmentSelectProps) {
  const { segments } = useVocabulary()
  const own = Object.entries(document.segments ?? {}).map(([id, { title }]) => ({ id, title }))
  const known = new Map([...own, ...segments].map(({ id, title }) => [id, title]))
  if (value && !known.has(value)) known.set(value, value)
  return (
    <Select
      label={label}
      placeholder={labels.choose}
      searchable
      data={[...known].map(([id, title]) => ({ value: id, label: title }))}
      value={value || null}
      nothingFoundMessage={words.fields.noSegments}
      onChange={(id) => id && onChange(id)}
    />
  )
}

export const segment: NodeForm<'segment'> = ({ settings, onChange, document }) => (
  <>
    <SegmentSelect
      label={labels.segment}
      value={settings.segment}
      document={document}
      onChange={(id) => onChange({ ...settings, segment: id })}
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
