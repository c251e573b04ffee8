// A decision, understood again from the version, the facts and what was kept with it (rule 28).
import { describe, expect, test } from 'vitest'
import { decidingConditions } from '../../shared/explain/decidingConditions.ts'
import { explainDecision } from '../../shared/explain/explainDecision.ts'
import { factsThen, type KnownToday } from '../../shared/explain/factsThen.ts'
import { evaluate } from '../../shared/predicate/evaluate.ts'
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

describe('rule 28: of a list that several leaves ask about, what each of them kept is known together', () => {
  const at = '/paths/0/when'
  const tag = (value: string): Predicate => ({ test: 'attribute', attribute: 'tags', op: 'is', value })
  test.each<[string, Predicate]>([
    ['when all found an element', { all: [tag('vip'), tag('gold')] }],
    ['when one found an element and another found none', { all: [{ not: tag('lapsed') }, tag('vip')] }],
    ['when one found an element before another found none', { all: [tag('vip'), { not: tag('lapsed') }] }],
  ])('%s', (_, when) => {
    const document = draw({
      nodes: {
        'branch-1': {
          kind: 'branch',
          settings: { paths: [{ port: 'yes', title: 'Yes', when }] },
          ports: { yes: 'exit-2', else: 'exit-2' },
        },
        'exit-2': exit,
      },
    })
    const { because } = evaluate(when, factsOf({ attributes: { tags: ['new', 'red', 'big', 'gold', 'vip'] } }), at)
    const took = { node: 'branch-1', what: 'took', port: 'yes', because } as const
    const { conditions } = decidingConditions(document, took)
    const facts = factsThen(nothingToday, { at: 0 }, undefined, conditions, because)
    const { same, removed, changes } = explainDecision(document, took, facts)
    expect({ same, removed }).toEqual({ same: true, removed: [] })
    expect(changes).toMatchObject([{ change: 'attribute', attribute: 'tags' }])
  })
})

describe('rule 28: a leaf that stood aside and was kept without its value', () => {
  const when: Predicate = { any: [one('b'), one('a')] }
  const because = [
    { at: '/when/any/0', holds: true, value: 1 },
    { at: '/when/any/1', holds: true, aside: true as const },
  ]
  const valueOfA = (today: number) => {
    const attributes = { a: { value: today, time: 0, seq: 0 } }
    const known = { ...nothingToday, profile: { ...nothingToday.profile, attributes } }
    return factsThen(known, { at: 0 }, undefined, [{ at: '/when', predicate: when }], because).attribute('a')
  }

  test('is as it is today, where it comes out as it did', () => expect(valueOfA(1)).toBe(1))
  test('had no value that is known, where today it does not', () => expect(valueOfA(2)).toBeUndefined())
})

const nothingToday: KnownToday = {
  profile: { attributes: {}, consents: {}, undeliverable: {} },
  memberships: [],
  events: () => [],
  zone: 'UTC',
}
