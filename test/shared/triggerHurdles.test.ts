// What a trigger waits for, told to somebody who is not inside (rule 28).
import { describe, expect, test } from 'vitest'
import type { Json } from '../../shared/customer.ts'
import { hurdlesTo } from '../../shared/explain/entering.ts'
import type { Hurdle } from '../../shared/explain/hurdle.ts'
import type { Filter } from '../../shared/predicate/schema.ts'
import { hurdleSentence } from '../../shared/words/explain.ts'
import { type Drawn, draw } from '../support/trial.ts'
import { factsOf, type Known } from './predicate/facts.ts'

/** What stands in the way of a customer whom this trigger of a draft would let in. */
function hurdleOf(trigger: Drawn, known: Known): Hurdle {
  const exit = { kind: 'exit', settings: { reason: 'Done' } } as const
  const workflow = draw({ nodes: { 'start-1': { ...trigger, ports: { next: 'exit-2' } }, 'exit-2': exit } })
  const hurdles = hurdlesTo({
    workflow,
    state: 'draft',
    facts: factsOf(known),
    runs: [],
    planned: [],
    zone: 'UTC',
    segments: {},
    enrolled: null,
    holdouts: [],
    undeliverable: undefined,
    marketingToUnknown: false,
    waits: null,
  })
  return hurdles.find(({ of }) => of === 'trigger') as Hurdle
}

describe('rule 28: an event that begins a run is told', () => {
  const paid = (where?: Filter) =>
    hurdleOf(
      { kind: 'event', settings: { event: 'Order Paid', ...(where && { where }) } },
      { events: [{ name: 'Order Paid', time: '2026-04-20T00:00Z', properties: { total: 70 } }] },
    )

  test('as it must be to let somebody in', () => {
    expect(paid({ property: 'total', op: 'atLeast', value: 500 })).toMatchObject({
      code: 'eventDidNotFit',
      changes: [{ at: '/where', change: 'events', event: 'Order Paid', count: 1, properties: { total: 500 } }],
    })
    expect(paid().changes).toEqual([expect.objectContaining({ change: 'events', properties: {} })])
  })
  test('as nothing that could happen where none fits', () => {
    const two = [70, 500].map((value): Filter => ({ property: 'total', op: 'is', value }))
    expect(paid({ all: two })).toMatchObject({ code: 'eventDidNotFit', changes: null })
  })
})

describe('rule 28: a date that begins a run is told', () => {
  const asked = (attribute: string, repeat: 'once' | 'yearly', known: Known) =>
    hurdleOf({ kind: 'date', settings: { of: { from: 'attribute', attribute }, repeat } }, known)
  const codes = (repeat: 'once' | 'yearly', ...values: Json[]) =>
    values.map((value) => asked('renews', repeat, { attributes: { renews: value } }).code)

  test('as still to come, or as past, by whether it is', () => {
    expect(codes('once', '2026-05-02', '2026-04-30')).toEqual(['dateAhead', 'dateGone'])
    const offset = { by: 'P3D', to: 'after' } as const
    const of = { from: 'attribute', attribute: 'renews' } as const
    const after = { kind: 'date', settings: { of, repeat: 'once', offset } } as const
    expect(hurdleOf(after, { attributes: { renews: '2026-04-30' } }).code).toBe('dateAhead')
  })
  test('as still to come when it comes every year', () => {
    expect(codes('yearly', '1990-02-03')).toEqual(['dateAhead'])
  })
  test('as unknown when what is there cannot be read as a date', () => {
    expect(codes('yearly', 'soon', true, [])).toEqual(['dateUnknown', 'dateUnknown', 'dateUnknown'])
    const ofEvent = { from: 'event', event: 'Order Paid', property: 'due' } as const
    const events = [{ name: 'Order Paid', time: '2026-04-20T00:00Z', properties: { due: 'soon' } }]
    const due = { kind: 'date', settings: { of: ofEvent, repeat: 'once' } } as const
    expect(hurdleOf(due, { events })).toMatchObject({ code: 'dateUnknown', params: { date: 'due' } })
  })
  test('by a path into what is known of the customer', () => {
    const known = { attributes: { profile: { birthday: '1990-05-17' } } }
    expect(asked('profile.birthday', 'yearly', known).code).toBe('dateAhead')
    expect(asked('profile.birthday', 'once', known).code).toBe('dateGone')
  })
  test('in a sentence of its own', () => {
    const { code, params } = asked('birthday', 'yearly', { attributes: { birthday: '1990-05-17' } })
    expect(hurdleSentence(code, params)).toBe('birthday begins it, and is still to come')
  })
})
