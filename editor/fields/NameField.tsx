import { Autocomplete } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import { useVocabulary } from './useVocabulary.ts'

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | undefined
  readonly isLabelHidden?: boolean
  readonly onDone?: () => void
}

/** A name out of those that the store has seen; another may be typed, for what is yet to come. */
function NameField({
  names,
  placeholder,
  label,
  value,
  onChange,
  error,
  isLabelHidden,
  onDone,
}: Props & { readonly names: readonly string[]; readonly placeholder: string }) {
  return (
    <Autocomplete
      {...(isLabelHidden ? { 'aria-label': label } : { label })}
      placeholder={placeholder}
      value={value}
      data={[...new Set(names)]}
      limit={40}
      maxLength={200}
      error={error}
      onChange={onChange}
      onKeyDown={(event) => event.key === 'Enter' && onDone?.()}
      comboboxProps={{ withinPortal: !isLabelHidden, shadow: 'md' }}
      data-autofocus={isLabelHidden || undefined}
      openOnFocus
    />
  )
}

export function EventNameField(props: Props) {
  const { events } = useVocabulary()
  return <NameField {...props} names={events} placeholder={words.fields.eventExample} />
}

export function PropertyField({ event, ...props }: Props & { readonly event?: string | undefined }) {
  const { propertiesOf } = useVocabulary()
  return <NameField {...props} names={propertiesOf(event)} placeholder={words.fields.propertyExample} />
}

export function AttributeField(props: Props) {
  const { attributes } = useVocabulary()
  return <NameField {...props} names={attributes} placeholder={words.fields.attributeExample} />
}
