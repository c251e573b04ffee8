import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { words } from '../../shared/words/editor.ts'
import type { Settings } from '../store/document.ts'
import { DurationField } from './DurationField.tsx'
import { EventNameField } from './NameField.tsx'
import { NumberField } from './NumberField.tsx'

interface Props {
  /** The schema whose plain fields are shown: texts, choices, numbers, yes or no, durations, event names, lines. */
  readonly schema: z.ZodObject
  readonly settings: Settings
  readonly onChange: (settings: Settings) => void
  readonly labels: { readonly [field: string]: FieldWords }
  /** Only these, in this order; else all. */
  readonly only?: readonly string[]
}

export interface FieldWords {
  readonly label: string
  readonly description?: string
  readonly choices?: { readonly [value: string]: string }
}

/** A form made from a schema: what is a plain value needs no hand-made field. */
export function SchemaFields({ schema, settings, onChange, labels, only }: Props) {
  const fields = only ?? Object.keys(schema.shape)
  return fields.map((name) => {
    const { inner, isOptional } = unwrapped(schema.shape[name] as z.ZodType)
    const change = (value: unknown) => {
      const { [name]: _, ...rest } = settings
      onChange(value === undefined || (isOptional && value === '') ? rest : { ...settings, [name]: value })
    }
    const { label = name, description, choices } = labels[name] ?? {}
    return (
      <Field
        key={name}
        schema={inner}
        isOptional={isOptional}
        value={settings[name]}
        onChange={change}
        words={{ label, ...(description ? { description } : {}), ...(choices ? { choices } : {}) }}
      />
    )
  })
}

interface FieldProps {
  readonly schema: z.ZodType
  readonly isOptional: boolean
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly words: FieldWords
}

function Field({ schema, isOptional, value, onChange, words: { label, description, choices } }: FieldProps): ReactNode {
  const id = z.globalRegistry.get(schema)?.id
  const text = typeof value === 'string' ? value : ''
  const about = { label, ...(description ? { description } : {}) }
  if (id === 'Duration')
    return <DurationField {...about} value={text || undefined} onChange={onChange} isOptional={isOptional} />
  if (id === 'EventName') return <EventNameField label={label} value={text} onChange={onChange} />
  if (schema instanceof z.ZodEnum)
    return (
      <Select
        {...about}
        data={schema.options.map((option) => ({
          value: String(option),
          label: choices?.[String(option)] ?? String(option),
        }))}
        value={text || null}
        clearable={isOptional}
        onChange={(next) => onChange(next ?? undefined)}
      />
    )
  if (schema instanceof z.ZodNumber)
    return <NumberField {...about} value={typeof value === 'number' ? value : undefined} onChange={onChange} />
  if (schema instanceof z.ZodBoolean)
    return <Checkbox {...about} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
  if (schema instanceof z.ZodArray)
    return (
      <Textarea
        {...about}
        autosize
        minRows={3}
        value={Array.isArray(value) ? value.join('\n') : ''}
        onChange={(event) =>
          onChange(event.currentTarget.value === '' && isOptional ? undefined : event.currentTarget.value.split('\n'))
        }
      />
    )
  const maxLength = schema instanceof z.ZodString ? (schema.maxLength ?? undefined) : undefined
  return (
    <TextInput
      {...about}
      value={text}
      {...(maxLength ? { maxLength } : {})}
      placeholder={isOptional ? words.fields.optional : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function unwrapped(schema: z.ZodType): { inner: z.ZodType; isOptional: boolean } {
  if (schema instanceof z.ZodOptional) return { inner: unwrapped(schema.unwrap() as z.ZodType).inner, isOptional: true }
  return { inner: schema, isOptional: false }
}
