import { UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Filter, Leaf, LeafOf, LeafTest, Window } from '../../shared/predicate/schema.ts'
import { isNone } from '../../shared/words/conditions.ts'
import { words } from '../../shared/words/editor.ts'
import { ChoiceToken } from './ChoiceToken.tsx'
import { CountToken, NumberToken } from './CountToken.tsx'
import { EventToken } from './EventToken.tsx'
import css from './Fields.module.css'
import { FilterGroup } from './FilterField.tsx'
import { AttributeField } from './NameField.tsx'
import { operatorChoices } from './operators.ts'
import { PropertyToken } from './PropertyToken.tsx'
import { SegmentToken } from './SegmentToken.tsx'
import { TestToken } from './TestToken.tsx'
import { Token } from './Token.tsx'
import { ValueToken, valueFor } from './ValueToken.tsx'
import { WindowToken } from './WindowToken.tsx'

interface Props<L extends Leaf> {
  readonly leaf: L
  readonly onChange: (leaf: Leaf) => void
  readonly hasRun: boolean
}

/** One condition as a sentence whose parts can be changed. */
export function LeafSentence({ leaf, onChange, hasRun }: Props<Leaf>) {
  const Sentence = sentences[leaf.test] as (props: Props<Leaf>) => ReactNode
  return <Sentence leaf={leaf} onChange={onChange} hasRun={hasRun} />
}

const sentences: { readonly [Test in LeafTest]: (props: Props<LeafOf<Test>>) => ReactNode } = {
  event: ({ leaf, onChange, hasRun }) => (
    <>
      <EventDone leaf={leaf} onChange={onChange} hasRun={hasRun} />
      <WindowToken within={leaf.within} hasRun={hasRun} onChange={(within) => onChange(withWindow(leaf, within))} />
      <Where
        where={leaf.where}
        event={leaf.event}
        hasRun={hasRun}
        onChange={(where) => onChange(withWhere(leaf, where))}
      />
    </>
  ),
  sum: ({ leaf, onChange, hasRun }) => (
    <>
      <TestToken leaf={leaf} onChange={onChange} hasRun={hasRun} />{' '}
      <PropertyToken
        property={leaf.property}
        event={leaf.event}
        onChange={(property) => onChange({ ...leaf, property })}
      />{' '}
      {words.condition.over} <EventToken event={leaf.event} onChange={(event) => onChange({ ...leaf, event })} />{' '}
      {words.condition.is}{' '}
      <NumberToken op={leaf.op} value={leaf.value} onChange={(op, value) => onChange({ ...leaf, op, value })} />{' '}
      <WindowToken within={leaf.within} hasRun={hasRun} onChange={(within) => onChange(withWindow(leaf, within))} />
      <Where
        where={leaf.where}
        event={leaf.event}
        hasRun={hasRun}
        onChange={(where) => onChange(withWhere(leaf, where))}
      />
    </>
  ),
  first: (props) => <EndOfHistory {...props} />,
  last: (props) => <EndOfHistory {...props} />,
  attribute: ({ leaf, onChange, hasRun }) => (
    <>
      <TestToken leaf={leaf} onChange={onChange} hasRun={hasRun} />{' '}
      <Token
        label={leaf.attribute || words.condition.someAttribute}
        title={words.fields.attribute}
        isEmpty={!leaf.attribute}
      >
        {(close) => (
          <AttributeField
            label={words.fields.attribute}
            isLabelHidden
            value={leaf.attribute}
            onChange={(attribute) => onChange({ ...leaf, attribute })}
            onDone={close}
          />
        )}
      </Token>{' '}
      <ChoiceToken
        title={words.condition.operator}
        value={leaf.op}
        choices={operatorChoices}
        onChange={(op) => onChange(compared(leaf, op))}
      />{' '}
      <ValueToken op={leaf.op} value={leaf.value} hasRun={hasRun} onChange={(value) => onChange({ ...leaf, value })} />
    </>
  ),
  trigger: ({ leaf, onChange, hasRun }) => (
    <>
      <TestToken leaf={leaf} onChange={onChange} hasRun={hasRun} />{' '}
      <PropertyToken property={leaf.property} onChange={(property) => onChange({ ...leaf, property })} />{' '}
      <ChoiceToken
        title={words.condition.operator}
        value={leaf.op}
        choices={operatorChoices}
        onChange={(op) => onChange(compared(leaf, op))}
      />{' '}
      <ValueToken op={leaf.op} value={leaf.value} hasRun={hasRun} onChange={(value) => onChange({ ...leaf, value })} />
    </>
  ),
  orderNumber: ({ leaf, onChange, hasRun }) => (
    <>
      <TestToken leaf={leaf} onChange={onChange} hasRun={hasRun} />{' '}
      <NumberToken op={leaf.op} value={leaf.value} isWhole onChange={(op, value) => onChange({ ...leaf, op, value })} />
    </>
  ),
  segment: ({ leaf, onChange, hasRun }) => (
    <>
      <TestToken leaf={leaf} onChange={onChange} hasRun={hasRun} />{' '}
      <SegmentToken segment={leaf.segment} onChange={(segment) => onChange({ ...leaf, segment })} />
    </>
  ),
  consent: ({ leaf, onChange, hasRun }) => (
    <>
      <TestToken leaf={leaf} onChange={onChange} hasRun={hasRun} />{' '}
      <ChoiceToken
        title={words.condition.consent}
        value={leaf.is}
        choices={(['granted', 'denied', 'unknown'] as const).map((is) => ({
          value: is,
          label: words.condition.consents[is],
        }))}
        onChange={(is) => onChange({ ...leaf, is })}
      />
    </>
  ),
}

/**
 * "Has done Order Completed at least 2 times", but "Has not done Order Completed". The number keeps its key where it moves, so
 * that it stays open while somebody types.
 */
function EventDone({ leaf, onChange, hasRun }: Props<LeafOf<'event'>>) {
  const none = isNone(leaf.op, leaf.value)
  const { has, done } = words.condition.hasDone
  const event = <EventToken key="event" event={leaf.event} onChange={(event) => onChange({ ...leaf, event })} />
  const count = (
    <CountToken
      key="count"
      op={leaf.op}
      value={leaf.value}
      onChange={(op, value) => onChange({ ...leaf, op, value })}
    />
  )
  return (
    <>
      <TestToken leaf={leaf} onChange={onChange} hasRun={hasRun} {...(none ? { label: has } : {})} />{' '}
      {none ? [count, ` ${done} `, event, ' '] : [event, ' ', count, ' ']}
    </>
  )
}

function EndOfHistory({ leaf, onChange, hasRun }: Props<LeafOf<'first'> | LeafOf<'last'>>) {
  return (
    <>
      <TestToken leaf={leaf} onChange={onChange} hasRun={hasRun} />{' '}
      <EventToken event={leaf.event} onChange={(event) => onChange({ ...leaf, event })} /> {words.condition.has}
      <FilterGroup
        filter={leaf.where}
        event={leaf.event}
        hasRun={hasRun}
        isRequired
        onChange={(where) => where && onChange({ ...leaf, where })}
      />
    </>
  )
}

/** "where …": what each event's own properties must satisfy. */
function Where({
  where,
  event,
  hasRun,
  onChange,
}: {
  where: Filter | undefined
  event: string
  hasRun: boolean
  onChange: (where: Filter | undefined) => void
}) {
  if (!where)
    return (
      <>
        {' '}
        <UnstyledButton className={css.addWhere} onClick={() => onChange({ property: '', op: 'is', value: '' })}>
          {words.condition.addWhere}
        </UnstyledButton>
      </>
    )
  return (
    <>
      {' '}
      {words.condition.where}
      <FilterGroup filter={where} event={event} hasRun={hasRun} onChange={onChange} />
    </>
  )
}

type Compared = LeafOf<'attribute'> | LeafOf<'trigger'>

function compared<L extends Compared>(leaf: L, op: L['op']): L {
  const { value, ...rest } = leaf
  const next = valueFor(op, value)
  return { ...rest, op, ...(next === undefined ? {} : { value: next }) } as L
}

function withWindow<L extends { within?: Window | undefined }>(
  { within: _, ...leaf }: L,
  within: Window | undefined,
): L {
  return { ...leaf, ...(within === undefined ? {} : { within }) } as L
}

function withWhere<L extends { where?: Filter | undefined }>({ where: _, ...leaf }: L, where: Filter | undefined): L {
  return { ...leaf, ...(where === undefined ? {} : { where }) } as L
}
