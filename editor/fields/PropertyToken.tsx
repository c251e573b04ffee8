import { words } from '../../shared/words/editor.ts'
import { PropertyField } from './NameField.tsx'
import { Token } from './Token.tsx'

/** The name of a property in a sentence: one that an event of this name had, or any. */
export function PropertyToken({
  property,
  event,
  onChange,
}: {
  readonly property: string
  readonly event?: string
  readonly onChange: (property: string) => void
}) {
  return (
    <Token label={property || words.condition.someProperty} title={words.fields.property} isEmpty={!property}>
      {(close) => (
        <PropertyField
          label={words.fields.property}
          isLabelHidden
          event={event}
          value={property}
          onChange={onChange}
          onDone={close}
        />
      )}
    </Token>
  )
}
