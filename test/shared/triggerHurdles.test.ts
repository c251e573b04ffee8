// What a trigger waits for, told to somebody who is not inside (rule 28).
import { describe, expect, test } from 'vitest'
import { hurdlesTo } from '../../shared/explain/entering.ts'
import type { Hurdle } from '../../shared/explain/hurdle.ts'
import type { Filter } from '../../shared/predicate/schema.ts'
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
