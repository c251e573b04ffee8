// A decision, understood again from the version, the facts and what was kept with it (rule 28).
import { expect, test } from 'vitest'
import { explainDecision } from '../../shared/explain/explainDecision.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { draw } from '../support/trial.ts'
import { factsOf } from './predicate/facts.ts'

const one = (attribute: string): Predicate => ({ test: 'attribute', attribute, op: 'is', value: 1 })
const exit = { kind: 'exit', settings: { reason: 'Done' } } as const

test('rule 28: of two exit rules with one title, the one that ended the run is told', () => {
  const exits = ['a', 'b'].map((attribute) => ({ title: 'Bought', when: one(attribute) }))
  const document = draw({ settings: { exits }, nodes: { 'exit-1': exit } })
  const because = [{ at: '/exits/1/when', holds: true, value: 1 }]
  const ended = { node: 'exit-1', what: 'ended', why: 'exitRule', params: { rule: 'Bought' } } as const
  const facts = factsOf({ attributes: { a: 2, b: 1 } })
  expect(explainDecision(document, { ...ended, because }, facts)).toMatchObject({
    same: true,
    removed: [],
    because,
    changes: [{ at: '/exits/1/when', change: 'attribute', attribute: 'b' }],
  })
  expect(explainDecision(document, ended, facts).because).toMatchObject([{ at: '/exits/0/when', holds: false }])
})
