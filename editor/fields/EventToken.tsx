import { words } from '../../shared/words/editor.ts'
import { EventNameField } from './NameField.tsx'
import { Token } from './Token.tsx'

/** The name of an event in a sentence. */
export function EventToken({
  event,
  onChange,
}: {
  readonly event: string
  readonly onChange: (event: string) => void
}) {
  return (
    <Token label={event || words.condition.someEvent} title={words.fields.event} isEmpty={!event}>
      {(close) => (
        <EventNameField label={words.fields.event} isLabelHidden value={event} onChange={onChange} onDone={close} />
      )}
    </Token>
  )
}
