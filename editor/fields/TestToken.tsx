import type { Leaf, LeafOf, LeafTest } from '../../shared/predicate/schema.ts'
import { words } from '../../shared/words/editor.ts'
import { ChoiceToken } from './ChoiceToken.tsx'

interface Props {
  readonly leaf: Leaf
  readonly onChange: (leaf: Leaf) => void
  readonly hasRun: boolean
  readonly label?: string
}

/** Which kind of question is asked: the first words of the sentence. */
export function TestToken({ leaf, onChange, hasRun, label }: Props) {
  const tests = (Object.keys(starts) as LeafTest[]).filter(
    (test) => hasRun || test !== 'trigger' || leaf.test === 'trigger',
  )
  return (
    <ChoiceToken
      isPlain
      title={words.condition.test}
      value={leaf.test}
      label={label ?? words.condition.begin[leaf.test]}
      choices={tests.map((test) => ({ value: test, label: words.condition.tests[test] }))}
      onChange={(test) => test !== leaf.test && onChange(startOf(test, leaf))}
    />
  )
}

/** What a kind of question begins with. What the one before named is kept where both name it. */
const starts: { readonly [Test in LeafTest]: () => LeafOf<Test> } = {
  event: () => ({ test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 }),
  attribute: () => ({ test: 'attribute', attribute: '', op: 'is', value: '' }),
  sum: () => ({ test: 'sum', event: 'Order Completed', property: 'total', op: 'atLeast', value: 100 }),
  first: () => ({ test: 'first', event: 'Order Completed', where: { property: '', op: 'is', value: '' } }),
  last: () => ({ test: 'last', event: 'Order Completed', where: { property: '', op: 'is', value: '' } }),
  orderNumber: () => ({ test: 'orderNumber', op: 'exactly', value: 1 }),
  segment: () => ({ test: 'segment', segment: '' }),
  consent: () => ({ test: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' }),
  trigger: () => ({ test: 'trigger', property: '', op: 'is', value: '' }),
}

function startOf(test: LeafTest, before: Leaf): Leaf {
  const start = starts[test]() as Leaf
  return 'event' in before && 'event' in start ? { ...start, event: before.event } : start
}
