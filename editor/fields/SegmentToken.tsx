import { Select } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import { Token } from './Token.tsx'
import { useVocabulary } from './useVocabulary.ts'

/** A segment in a sentence, by its title. */
export function SegmentToken({
  segment,
  onChange,
}: {
  readonly segment: string
  readonly onChange: (segment: string) => void
}) {
  const { segments } = useVocabulary()
  const title = segments.find((one) => one.id === segment)?.title ?? segment
  return (
    <Token label={title || words.condition.someSegment} title={words.fields.segment} isEmpty={!segment}>
      {(close) => (
        <Select
          aria-label={words.fields.segment}
          searchable
          data-autofocus
          data={segments.map((one) => ({ value: one.id, label: one.title }))}
          value={segment || null}
          nothingFoundMessage={words.fields.noSegments}
          comboboxProps={{ withinPortal: false }}
          onChange={(next) => {
            if (next) onChange(next)
            close()
          }}
        />
      )}
    </Token>
  )
}
