import { Input } from '@mantine/core'
import type { Leaf, Predicate } from '../../shared/predicate/schema.ts'
import { words } from '../../shared/words/editor.ts'
import { AudiencePreview } from './AudiencePreview.tsx'
import type { Tree } from './condition.ts'
import { GroupField } from './GroupField.tsx'
import { LeafSentence } from './LeafSentence.tsx'

interface Props {
  readonly label: string
  readonly value: Predicate | undefined
  readonly onChange: (value: Predicate | undefined) => void
  readonly description?: string
  /** Without a condition there is nothing to judge: the last one can't be removed. */
  readonly isRequired?: boolean
  /** Whether a run asks, so that its trigger and "since it began" can be named. */
  readonly hasRun?: boolean
  /** Shows how many customers satisfy it now. */
  readonly hasAudience?: boolean
  readonly empty?: string
  readonly error?: string | undefined
}

const newLeaf = (): Leaf => ({ test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 })

/** The predicate as an editable sentence, with how many customers satisfy it now, and some of them by name. */
export function ConditionField({
  label,
  value,
  onChange,
  description,
  isRequired,
  hasRun,
  hasAudience,
  empty,
  error,
}: Props) {
  return (
    <Input.Wrapper label={label} description={description} error={error} size="sm" labelElement="div">
      <GroupField<Leaf>
        tree={value as Tree<Leaf> | undefined}
        onChange={(tree) => onChange(tree as Predicate | undefined)}
        newLeaf={newLeaf}
        leaf={(leaf, change) => <LeafSentence leaf={leaf} onChange={change} hasRun={hasRun ?? false} />}
        addLabel={words.condition.add}
        {...(empty === undefined ? {} : { empty })}
        {...(isRequired ? { isRequired } : {})}
      />
      {hasAudience && value !== undefined && <AudiencePreview when={value} />}
    </Input.Wrapper>
  )
}
