import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../shared/predicate/evaluate.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { factsOf } from './facts.ts'

const city = (value: string): Predicate => ({ test: 'attribute', attribute: 'city', op: 'is', value })
const vip: Predicate = { test: 'segment', segment: 'vip' }
const facts = factsOf({ attributes: { city: 'Rome', long: 'x'.repeat(5000), tags: ['a', 'b'] }, segments: ['vip'] })
const decided = (predicate: Predicate) =>
  evaluate(predicate, facts)
    .because.filter((leaf) => !leaf.aside)
    .map(({ at, holds }) => [at, holds])

describe('because names the leaves that decided', () => {
  test('all that holds: every one', () => {
    expect(decided({ all: [city('Rome'), vip] })).toEqual([
      ['/all/0', true],
      ['/all/1', true],
    ])
  })

  test('all that fails: the first that fails, and nothing of those before it', () => {
    expect(decided({ all: [vip, { any: [vip, city('Bonn')] }, city('Bonn'), city('Rome')] })).toEqual([
      ['/all/2', false],
    ])
  })

  test('any that holds: the first that holds', () => {
    expect(decided({ any: [city('Bonn'), vip, city('Rome')] })).toEqual([['/any/1', true]])
  })

  test('any that fails: every one', () => {
    expect(decided({ any: [city('Bonn'), { not: vip }] })).toEqual([
      ['/any/0', false],
      ['/any/1/not', true],
    ])
  })

  test('a value that is missing or of another type is unknown', () => {
    expect(evaluate({ test: 'attribute', attribute: 'age', op: 'greater', value: 3 }, facts).because).toEqual([
      { at: '', holds: false, unknown: true },
    ])
    expect(evaluate({ test: 'attribute', attribute: 'city', op: 'greater', value: 3 }, facts).because).toEqual([
      { at: '', holds: false, unknown: true, value: 'Rome' },
    ])
  })

  test('it carries the scalar, cut where long, and at most three event numbers', () => {
    expect(
      JSON.stringify(evaluate({ test: 'attribute', attribute: 'long', op: 'known' }, facts).because).length,
    ).toBeLessThan(300)
    const events = [1, 2, 3, 4, 5].map((day) => ({ name: 'Order Completed', time: `2026-04-0${day}T00:00:00Z` }))
    const condition: Predicate = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 4, within: 'P90D' }
    expect(evaluate(condition, factsOf({ events })).because).toEqual([
      { at: '', holds: true, value: 5, events: [5, 4, 3], changesAt: Date.parse('2026-07-01T00:00:00Z') },
    ])
  })

  test('consent carries what the customer said', () => {
    const denied: Predicate = { test: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' }
    expect(evaluate(denied, factsOf({ consent: 'denied' })).because).toEqual([
      { at: '', holds: false, value: 'denied' },
    ])
  })
})
