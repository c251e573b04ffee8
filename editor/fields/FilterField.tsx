import { Input } from '@mantine/core'
import type { Filter, Operator } from '../../shared/predicate/schema.ts'
import { words } from '../../shared/words/editor.ts'
import { ChoiceToken } from './ChoiceToken.tsx'
import type { Tree } from './condition.ts'
import { GroupField } from './GroupField.tsx'
import { operatorChoices } from './operators.ts'
import { PropertyToken } from './PropertyToken.tsx'
import { ValueToken, valueFor } from './ValueToken.tsx'

type FilterLeaf = Extract<Filter, { property: string }> | Extract<Filter, { element: string }>

interface GroupProps {
  readonly filter: Filter | undefined
  readonly event: string | undefined
  readonly hasRun: boolean
  readonly onChange: (filter: Filter | undefined) => void
  readonly isRequired?: boolean
  readonly empty?: string
}

interface Props extends GroupProps {
  readonly label: string
  readonly description?: string
}

/** What an event's own properties must satisfy, under a label. */
export function FilterField({ label, description, ...group }: Props) {
  return (
    <Input.Wrapper label={label} description={description} size="sm" labelElement="div">
      <FilterGroup {...group} />
    </Input.Wrapper>
  )
}

const newLeaf = (): FilterLeaf => ({ property: '', op: 'is', value: '' })

/** A filter as an editable sentence, inside another or on its own. */
export function FilterGroup({ filter, event, hasRun, onChange, isRequired, empty }: GroupProps) {
  return (
    <GroupField<FilterLeaf>
      tree={filter as Tree<FilterLeaf> | undefined}
      onChange={(tree) => onChange(tree as Filter | undefined)}
      newLeaf={newLeaf}
      leaf={(leaf, change) => <FilterSentence leaf={leaf} event={event} hasRun={hasRun} onChange={change} />}
      addLabel={words.condition.addFilter}
      {...(empty === undefined ? {} : { empty })}
      {...(isRequired ? { isRequired } : {})}
    />
  )
}

function FilterSentence({
  leaf,
  event,
  hasRun,
  onChange,
}: {
  leaf: FilterLeaf
  event: string | undefined
  hasRun: boolean
  onChange: (leaf: FilterLeaf) => void
}) {
  const kind = 'element' in leaf ? 'element' : 'property'
  const begin = (
    <ChoiceToken
      isPlain
      title={words.condition.test}
      value={kind}
      label={words.condition.filterBegin[kind]}
      choices={(['property', 'element'] as const).map((one) => ({
        value: one,
        label: words.condition.filterKinds[one],
      }))}
      onChange={(next) =>
        next !== kind && onChange(next === 'element' ? { element: 'products', where: newLeaf() } : newLeaf())
      }
    />
  )
  const about = event === undefined ? {} : { event }
  if ('element' in leaf)
    return (
      <>
        {begin}{' '}
        <PropertyToken property={leaf.element} {...about} onChange={(element) => onChange({ ...leaf, element })} />{' '}
        {words.condition.has}
        <FilterGroup
          filter={leaf.where}
          event={event}
          hasRun={hasRun}
          isRequired
          onChange={(where) => where && onChange({ ...leaf, where })}
        />
      </>
    )
  const compare = (op: Operator) => {
    const { value: before, ...rest } = leaf
    const value = valueFor(op, before)
    onChange({ ...rest, op, ...(value === undefined ? {} : { value }) })
  }
  return (
    <>
      {begin}{' '}
      <PropertyToken property={leaf.property} {...about} onChange={(property) => onChange({ ...leaf, property })} />{' '}
      <ChoiceToken title={words.condition.operator} value={leaf.op} choices={operatorChoices} onChange={compare} />{' '}
      <ValueToken op={leaf.op} value={leaf.value} hasRun={hasRun} onChange={(value) => onChange({ ...leaf, value })} />
    </>
  )
}
