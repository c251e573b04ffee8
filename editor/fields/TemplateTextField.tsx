import { ActionIcon, Menu, Textarea, TextInput } from '@mantine/core'
import { Braces } from 'lucide-react'
import { useRef } from 'react'
import { words } from '../../shared/words/editor.ts'
import { useVocabulary } from './useVocabulary.ts'

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly description?: string
  readonly error?: string | undefined
  readonly maxLength?: number
  /** Several lines, in the type of code. */
  readonly isCode?: boolean
  readonly triggerEvent?: string | undefined
}

/** Text with variables: {{ customer.firstName }} and the like can be picked instead of known. */
export function TemplateTextField({
  label,
  value,
  onChange,
  description,
  error,
  maxLength,
  isCode,
  triggerEvent,
}: Props) {
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const { attributes, propertiesOf } = useVocabulary()
  const insert = (variable: string) => {
    const at = input.current?.selectionStart ?? value.length
    onChange(`${value.slice(0, at)}{{ ${variable} }}${value.slice(at)}`)
  }
  const menu = (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size={24} aria-label={words.fields.insertVariable}>
          <Braces size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        <Menu.Label>{words.fields.ofCustomer}</Menu.Label>
        {[...new Set(['firstName', 'email', ...attributes])].slice(0, 30).map((name) => (
          <Menu.Item key={name} onClick={() => insert(`customer.${name}`)}>
            {name}
          </Menu.Item>
        ))}
        <Menu.Label>{words.fields.ofTrigger}</Menu.Label>
        {propertiesOf(triggerEvent)
          .slice(0, 30)
          .map((name) => (
            <Menu.Item key={name} onClick={() => insert(`trigger.${name}`)}>
              {name}
            </Menu.Item>
          ))}
        <Menu.Label>{words.fields.ofStore}</Menu.Label>
        <Menu.Item onClick={() => insert('store.name')}>{words.fields.storeName}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
  const shared = { ref: input, label, description, error, value, maxLength, rightSection: menu }
  return isCode ? (
    <Textarea
      {...shared}
      autosize
      minRows={4}
      maxRows={16}
      styles={{
        input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 },
        section: { alignItems: 'flex-start', paddingTop: 4 },
      }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  ) : (
    <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value)} />
  )
}
