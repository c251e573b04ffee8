import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../shared/predicate/evaluate.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { windowLeaf, zones } from './arbitrary.ts'
import { factsOf } from './facts.ts'
import { naive } from './naive.ts'

const hour = 3_600_000
const ordered = (value: number, within: string, op: 'atLeast' | 'exactly' = 'atLeast'): Predicate => ({
  test: 'event',
  event: 'Order Completed',
  op,
  value,
  within,
})
const orders = (...times: string[]) => times.map((time) => ({ name: 'Order Completed', time }))

describe('a window is measured forward from the event (rule 19)', () => {
  test('an event of 28 February counts for a month in Rome and leaves once (H8)', () => {
    const events = orders('2026-02-28T12:00:00+01:00')
    const truths: boolean[] = []
    for (let now = Date.parse('2026-02-28T11:00:00Z'); now < Date.parse('2026-04-03T00:00:00Z'); now += hour / 2)
      truths.push(evaluate(ordered(1, 'P1M'), factsOf({ now, zone: 'Europe/Rome', events })).holds)
    expect(truths.filter((holds, index) => holds !== truths[index - 1])).toEqual([true, false])
    const { changesAt } = evaluate(
      ordered(1, 'P1M'),
      factsOf({ now: '2026-03-01T00:00:00Z', zone: 'Europe/Rome', events }),
    )
    expect(changesAt).toBe(Date.parse('2026-03-28T12:00:00+01:00'))
  })

  test('it counts until just before its time plus the window, and no more at that instant', () => {
    const events = orders('2026-05-01T10:00:00Z')
    const at = (now: string) => evaluate(ordered(1, 'PT4H'), factsOf({ now, events }))
    expect(at('2026-05-01T13:59:59.999Z')).toMatchObject({ holds: true, changesAt: Date.parse('2026-05-01T14:00:00Z') })
    expect(at('2026-05-01T14:00:00Z')).toMatchObject({ holds: false, changesAt: null })
  })

  test('a day is a day of the customer, 23 or 25 hours long when clocks change', () => {
    const turn = (zone: string, time: string) =>
      evaluate(ordered(1, 'P1D'), factsOf({ now: time, zone, events: orders(time) })).changesAt! - Date.parse(time)
    expect(turn('America/New_York', '2026-03-07T12:00:00-05:00')).toBe(23 * hour)
    expect(turn('America/New_York', '2026-10-31T12:00:00-04:00')).toBe(25 * hour)
    expect(turn('Australia/Lord_Howe', '2026-04-04T12:00:00+11:00')).toBe(24.5 * hour)
    expect(turn('Asia/Kathmandu', '2026-03-28T12:00:00+05:45')).toBe(24 * hour)
    expect(turn('UTC', '2026-03-28T12:00:00Z')).toBe(24 * hour)
  })

  test('a local time that is skipped moves later, one that occurs twice is taken the first time', () => {
    const turn = (time: string) =>
      evaluate(ordered(1, 'P1D'), factsOf({ now: time, zone: 'Europe/Rome', events: orders(time) })).changesAt
    expect(turn('2026-03-28T02:30:00+01:00')).toBe(Date.parse('2026-03-29T03:30:00+02:00'))
    expect(turn('2026-10-24T02:30:00+02:00')).toBe(Date.parse('2026-10-25T02:30:00+02:00'))
  })

  test('at the end of a month an older event can outlive a newer one', () => {
    const events = orders('2026-01-29T15:00:00Z', '2026-01-31T09:00:00Z')
    const at = (now: string) => evaluate(ordered(1, 'P1M'), factsOf({ now, events }))
    expect(at('2026-02-01T00:00:00Z').changesAt).toBe(Date.parse('2026-02-28T15:00:00Z'))
    expect(at('2026-02-28T12:00:00Z')).toMatchObject({ holds: true, changesAt: Date.parse('2026-02-28T15:00:00Z') })
  })

  test('also one that is more than two days older: all last days of January end on 28 February', () => {
    const events = orders('2026-01-28T23:00:00Z', '2026-01-31T00:30:00Z')
    expect(evaluate(ordered(1, 'P1M'), factsOf({ now: '2026-02-28T12:00:00Z', events }))).toMatchObject({
      holds: true,
      changesAt: Date.parse('2026-02-28T23:00:00Z'),
    })
  })

  test('counts at the ends of months and at clock changes agree with counting one by one, at the exact instants', () => {
    const places = [
      '2026-01-27T00:00Z',
      '2026-03-28T00:00Z',
      '2026-03-07T00:00Z',
      '2026-10-24T00:00Z',
      '2026-04-04T00:00Z',
    ]
    const customer = fc.constantFrom(...places).chain((place) =>
      fc.record({
        now: fc.integer({ min: 0, max: 40 * 24 * 4 }).map((quarters) => Date.parse(place) + (quarters * hour) / 4),
        zone: fc.constantFrom(...zones),
        events: fc.array(
          fc.integer({ min: 0, max: 6 * 24 * 4 }).map((quarters) => ({
            name: 'Order Completed',
            time: Date.parse(place) + (quarters * hour) / 4,
          })),
          { maxLength: 8 },
        ),
      }),
    )
    fc.assert(
      fc.property(windowLeaf, customer, (leaf, facts) => {
        let now: number | null = facts.now
        while (now !== null) {
          const found = evaluate(leaf, factsOf({ ...facts, now }))
          expect(found.holds).toBe(naive(leaf, factsOf({ ...facts, now })))
          if (found.changesAt !== null) {
            expect(naive(leaf, factsOf({ ...facts, now: found.changesAt - 1 }))).toBe(found.holds)
            if (leaf.op !== 'exactly')
              expect(naive(leaf, factsOf({ ...facts, now: found.changesAt }))).toBe(!found.holds)
          }
          now = found.changesAt
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a count reads only what decides it', () => {
  const year = Array.from({ length: 10_000 }, (_, index) => ({
    name: 'Order Completed',
    time: Date.parse('2025-05-01T00:00:00Z') + index * 3_000_000,
    properties: { total: 5 },
  }))
  const read = (predicate: Predicate) => {
    const facts = factsOf({ now: '2026-05-01T00:00:00Z', zone: 'Europe/Rome', events: year })
    evaluate({ not: { not: predicate } }, facts)
    return facts.reads
  }

  test('at least one order with a filter in 60 days: the rows of four days, of ten thousand', () => {
    const where = { property: 'total', op: 'greater', value: 1 } as const
    const reads = read({ test: 'event', event: 'Order Completed', op: 'atLeast', value: 1, within: 'P60D', where })
    expect(reads.bodies).toBe(1)
    expect(reads.times).toBeLessThan(500)
  })

  test('the last and the first event: one row each', () => {
    expect(
      read({ test: 'last', event: 'Order Completed', where: { property: 'total', op: 'is', value: 5 } }).bodies,
    ).toBe(1)
    expect(
      read({ test: 'first', event: 'Order Completed', where: { property: 'total', op: 'is', value: 5 } }).bodies,
    ).toBe(1)
  })

  test('ever, with a filter: as many as are asked for', () => {
    const where = { property: 'total', op: 'is', value: 5 } as const
    expect(read({ test: 'event', event: 'Order Completed', op: 'atLeast', value: 3, where }).bodies).toBe(3)
  })
})
