import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedFacts, type FactChange } from '../../../shared/predicate/factChange.ts'
import { leavesOf } from '../../../shared/predicate/leavesOf.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { smallestChange } from '../../../shared/predicate/smallestChange.ts'
import { known, leaf, predicate } from './arbitrary.ts'
import { factsOf, type Known } from './facts.ts'
import { naive } from './naive.ts'

const ordered = (value: number, within?: string): Predicate => ({
  test: 'event',
  event: 'Order Completed',
  op: 'atLeast',
  value,
  ...(within && { within }),
})
const spent = (value: number): Predicate => ({
  test: 'sum',
  event: 'Order Completed',
  property: 'total',
  op: 'atLeast',
  value,
})
const country = (value: string): Predicate => ({ test: 'attribute', attribute: 'country', op: 'is', value })
const vip: Predicate = { test: 'segment', segment: 'vip' }
const order = (time: string, properties = {}) => ({ name: 'Order Completed', time, properties })

const turning = (condition: Predicate, customer: Known = {}) => smallestChange(condition, factsOf(customer))
const said = (changes: readonly FactChange[] | null) => changes?.map(({ at, ...change }) => change)

describe('the smallest change', () => {
  test('is one more event where one is missing', () => {
    const customer = { events: [order('2026-04-20T00:00Z')] }
    expect(turning(ordered(2, 'P30D'), customer).changes).toMatchObject([
      { at: '', change: 'events', event: 'Order Completed', count: 1 },
    ])
  })
  test('is one event where one event turns several terms', () => {
    const where = { property: 'total', op: 'atLeast', value: 50 } as const
    const all: Predicate = { all: [ordered(1), ordered(1, 'P30D'), { test: 'last', event: 'Order Completed', where }] }
    expect(turning(all).changes).toMatchObject([{ change: 'events', count: 1, properties: { total: 50 } }])
  })
  test('is an event of long ago where a recent one would spoil the rest', () => {
    const lapsed: Predicate = { all: [ordered(1), { not: ordered(1, 'P60D') }] }
    const [change] = turning(lapsed, { now: '2026-05-01T12:00:00Z' }).changes ?? []
    expect(change).toMatchObject({ change: 'events', count: 1 })
    expect((change as { time: number }).time).toBeLessThan(Date.parse('2026-03-02T00:00Z'))
  })
  test('is what time does by itself, beside what somebody could do', () => {
    const lapsed: Predicate = { all: [ordered(1), { not: ordered(1, 'P60D') }] }
    const { byItself, changes } = turning(lapsed, { now: '2026-05-01T12:00:00Z', events: [order('2026-04-01T10:32Z')] })
    expect(byItself).toBe(Date.parse('2026-05-31T10:32Z'))
    expect(changes).toHaveLength(2)
  })
  test('is two events where one alone turns one term and spoils the other', () => {
    const times = (op: 'exactly' | 'atMost', value: number): Predicate => ({
      test: 'event',
      event: 'Order Completed',
      op,
      value,
    })
    const { changes } = smallestChange({ any: [times('exactly', 1), times('atMost', 0)] }, factsOf({}))
    expect(changes).toMatchObject([{ change: 'events', count: 2 }])
  })

  test('is the cheaper of several ways', () => {
    const any: Predicate = { any: [{ all: [country('IT'), vip, ordered(1)] }, { all: [country('IT'), ordered(3)] }] }
    expect(said(turning(any, { attributes: { country: 'FR' }, segments: ['vip'] }).changes)).toMatchObject([
      { change: 'attribute', attribute: 'country', to: 'IT' },
      { change: 'events', count: 1 },
    ])
  })
  test('says the amount that is missing of a sum', () => {
    const customer = { events: [order('2026-04-20T00:00Z', { total: 87.5 })] }
    expect(said(turning(spent(100), customer).changes)).toMatchObject([{ count: 1, properties: { total: 12.5 } }])
  })
  test('of a sum that is too large is the largest amounts left out, and not an event of less than nothing', () => {
    const events = [100, 30, 20].map((total, day) => order(`2026-04-2${day}T00:00Z`, { total }))
    expect(said(turning(spent(100), { events }).changes)).toEqual([
      { change: 'noEvents', event: 'Order Completed', events: [1] },
    ])
  })
  test('of a sum is an event of less than nothing where there was one before, or nothing else would do', () => {
    const events = [order('2026-04-20T00:00Z', { total: 170 }), order('2026-04-21T00:00Z', { total: -20 })]
    expect(turning(spent(100), { events }).changes).toMatchObject([{ count: 1, properties: { total: -50.01 } }])
    expect(turning(spent(0)).changes).toMatchObject([{ count: 1, properties: { total: -0.01 } }])
  })
  test('is found in a long history too', () => {
    const start = Date.parse('2026-01-01T00:00Z')
    const events = Array.from({ length: 10_000 }, (_, nth) => order(new Date(start + nth).toISOString(), { total: 1 }))
    const [change] = turning(spent(2_000), { events }).changes ?? []
    expect((change as { events: readonly number[] }).events).toHaveLength(8_001)
  })
  test('is none of what can be nothing else', () => {
    const always: Predicate = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 0 }
    expect(turning(always).changes).toBeNull()
    expect(turning({ ...ordered(1), within: 'run' } as Predicate).changes).toBeNull()
  })
})

describe('whatever the predicate and whatever is known', () => {
  test('the change turns the truth, and where there is none nobody else has another truth either', () => {
    const others = fc.sample(known, { numRuns: 300, seed: 7 })
    let missed = 0
    let runs = 0
    fc.assert(
      fc.property(fc.oneof(leaf, predicate), known, (condition, customer) => {
        const facts = factsOf(customer)
        const { holds, changes } = smallestChange(condition, facts)
        runs++
        expect(holds).toBe(naive(condition, facts))
        if (changes) expect(naive(condition, changedFacts(facts, changes))).toBe(!holds)
        else {
          const other = others.find(
            (one) => one.run?.triggerName === customer.run?.triggerName && naive(condition, factsOf(one)) !== holds,
          )
          if (other) missed++
        }
        expect(JSON.parse(JSON.stringify(changes))).toEqual(changes)
      }),
      { numRuns: Number(process.env.PERENNIAL_TURNS ?? 120) },
    )
    // Terms that contradict each other but for one form of the facts may be too much for it.
    expect(missed / runs).toBeLessThan(0.02)
  }, 600_000)

  test('time turns it at the instant named, and not before', () => {
    fc.assert(
      fc.property(predicate, known, (condition, customer) => {
        const { holds, byItself } = smallestChange(condition, factsOf(customer))
        if (byItself === null) return
        expect(naive(condition, factsOf({ ...customer, now: byItself }))).toBe(!holds)
        expect(naive(condition, factsOf({ ...customer, now: byItself - 1 }))).toBe(holds)
      }),
      { numRuns: 150 },
    )
  })

  test('of terms about different facts no fewer would do', () => {
    fc.assert(
      fc.property(independent, known, (condition, customer) => {
        const facts = factsOf(customer)
        const { holds, changes } = smallestChange(condition, facts)
        expect(changes).toHaveLength(fewestLeaves(condition, holds, facts))
      }),
      { numRuns: 300 },
    )
  })
})

/** A predicate whose terms each speak of another segment or event, at most nine of them. */
const independent: fc.Arbitrary<Predicate> = fc
  .letrec<{ shape: Predicate }>((tie) => ({
    shape: fc.oneof(
      { maxDepth: 3 },
      fc.constant<Predicate>(vip),
      fc.array(tie('shape'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('shape'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('shape').map((not) => ({ not })),
    ),
  }))
  .shape.filter((shape) => leavesOf(shape).length <= 9)
  .map((shape) => {
    let named = 0
    const name = (part: Predicate): Predicate => {
      if ('all' in part) return { all: part.all.map(name) }
      if ('any' in part) return { any: part.any.map(name) }
      if ('not' in part) return { not: name(part.not) }
      const nth = named++
      if (nth === 0) return vip
      return nth % 2 ? { test: 'segment', segment: `s${nth}` } : ({ ...ordered(nth), event: `e${nth}` } as Predicate)
    }
    return name(shape)
  })

/** The least number of leaves whose turning turns the whole: by trying every set of them. */
function fewestLeaves(condition: Predicate, holds: boolean, facts: ReturnType<typeof factsOf>): number {
  const leaves = leavesOf(condition)
  let fewest = Number.POSITIVE_INFINITY
  for (let set = 1; set < 1 << leaves.length; set++) {
    const turned = new Set(leaves.filter((_, index) => set & (1 << index)).map(({ at }) => at))
    if (turned.size < fewest && truth(condition, '', turned, facts) !== holds) fewest = turned.size
  }
  return fewest
}

function truth(part: Predicate, at: string, turned: ReadonlySet<string>, facts: ReturnType<typeof factsOf>): boolean {
  if ('all' in part) return part.all.every((term, index) => truth(term, `${at}/all/${index}`, turned, facts))
  if ('any' in part) return part.any.some((term, index) => truth(term, `${at}/any/${index}`, turned, facts))
  if ('not' in part) return !truth(part.not, `${at}/not`, turned, facts)
  return naive(part, facts) !== turned.has(at)
}
