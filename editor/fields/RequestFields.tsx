import { Group, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import { NumberField } from './NumberField.tsx'
import type { Given } from './request.ts'

const { request: labels, condition } = words
const kinds = ['text', 'number', 'boolean'] as const

interface Props {
  /** The properties that the trigger names. */
  readonly names: readonly string[]
  /** The one without which nobody enters. */
  readonly needed: string | null
  readonly value: Given
  readonly onChange: (given: Given) => void
}

/** What a request gives for each property that its trigger names. */
export function RequestFields({ names, needed, value, onChange }: Props) {
  return names.map((name) => (
    <Property
      key={name}
      name={name}
      isNeeded={name === needed}
      value={value[name] ?? ''}
      onChange={(given) => onChange({ ...value, [name]: given })}
    />
  ))
}

interface PropertyProps {
  readonly name: string
  readonly isNeeded: boolean
  readonly value: Given[string]
  readonly onChange: (value: Given[string]) => void
}

function Property({ name, isNeeded, value, onChange }: PropertyProps) {
  const [kind, setKind] = useState<(typeof kinds)[number]>('text')
  const field = {
    label: name,
    withAsterisk: isNeeded,
    required: isNeeded,
    placeholder: isNeeded ? undefined : words.fields.optional,
    style: { flex: 1, minWidth: 0 },
  }
  return (
    <div>
      <Group gap={8} wrap="nowrap" align="end">
        {kind === 'text' && (
          <TextInput
            {...field}
            maxLength={1000}
            value={String(value)}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )}
        {kind === 'number' && (
          <NumberField
            {...field}
            value={typeof value === 'number' ? value : undefined}
            onChange={(next) => onChange(next ?? '')}
          />
        )}
        {kind === 'boolean' && (
          <Select
            {...field}
            clearable
            data={[
              { value: 'yes', label: condition.yes },
              { value: 'no', label: condition.no },
            ]}
            value={value === '' ? null : value ? 'yes' : 'no'}
            onChange={(said) => onChange(said === null ? '' : said === 'yes')}
          />
        )}
        <Select
          aria-label={labels.kindOf(name)}
          w={120}
          allowDeselect={false}
          // A key is text or a number.
          data={kinds
            .filter((one) => !isNeeded || one !== 'boolean')
            .map((one) => ({ value: one, label: condition.kinds[one] }))}
          value={kind}
          onChange={(next) => {
            setKind(next as typeof kind)
            onChange('')
          }}
        />
      </Group>
      {isNeeded && (
        <p className="quiet" style={{ fontSize: 12, marginTop: 4 }}>
          {labels.needed}
        </p>
      )}
    </div>
  )
}
