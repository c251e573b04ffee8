// What conditions keep of a history from one question to the next says what reading all of it anew would say.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byTime, type Keeper, KeptHistory, united } from '../../runtime/history.ts'
import { limits } from '../../shared/limits.ts'
import type { ReadingLeaf } from '../../shared/predicate/digest.ts'
import { evaluate } from '../../shared/predicate/evaluate.ts'
import type { Because, Fact, Facts, History } from '../../shared/predicate/facts.ts'
import type { Leaf, LeafOf } from '../../shared/predicate/schema.ts'
import { durations, filter, zones } from '../shared/predicate/arbitrary.ts'
import { later, naive } from '../shared/predicate/naive.ts'

const hour = 3_600_000
const begin = Date.parse('2026-01-27T00:00:00Z')

const leaf: fc.Arbitrary<LeafOf<'event' | 'sum'>> = fc
  .record({
    isSum: fc.boolean(),
    op: fc.constantFrom('atLeast' as const, 'atMost' as const, 'exactly' as const, 'greater' as const, 'less' as const),
    value: fc.integer({ min: 0, max: 4 }),
    within: fc.option(fc.constantFrom(...durations), { nil: undefined }),
    where: fc.option(filter, { nil: undefined }),
  })
  .map(({ isSum, op, value, within, where }) => {
    const asked = { event: 'Order Completed', op, ...(within && { within }), ...(where && { where }) }
    return isSum ? { test: 'sum', property: 'total', value: value * 10, ...asked } : { test: 'event', value, ...asked }
  })

const happening = fc.record({
  /** Hours since the last one, and how late it comes. */
  after: fc.integer({ min: 0, max: 200 }),
  late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 900 }) }),
  properties: fc.record(
    {
      total: fc.oneof(fc.integer({ min: -30, max: 30 }), fc.constantFrom<unknown>('7.5', 'much', [], [1, 2.5])),
      sku: fc.constantFrom<unknown>('Tea', 'café', '12'),
    },
    { requiredKeys: [] },
  ),
})

const factsWith = (now: number, zone: string, history: History): Facts => ({
  now,
  zone,
  attribute: () => undefined,
  events: () => history,
  isMember: () => false,
  consent: () => 'unknown',
})

const reasons = ({ changesAt: _, ...leaf }: Because) => leaf

const keeper: Keeper = {
  ask() {
    throw new Error('everything is in memory')
  },
  grew() {},
}

test('a count or sum agrees with a naive reading after every event, on time or late, and keeps its promise of when it changes', () => {
  fc.assert(
    fc.property(leaf, fc.array(happening, { maxLength: 14 }), fc.constantFrom(...zones), (leaf, happenings, zone) => {
      const kept = new KeptHistory([], 0, undefined, keeper)
      const all: Fact[] = []
      let now = begin
      for (const [index, { after, late, properties }] of happenings.entries()) {
        now += after * hour
        const fact: Fact = { seq: index + 1, time: now - late * hour, properties: () => properties }
        all.push(fact)
        all.sort(byTime)
        const ofTurn = united([kept, [fact]], { history: kept, news: [fact] })
        const expected = evaluate(leaf, factsWith(now, zone, all)).because.map(reasons)
        const turns = all.flatMap(({ time }) => (leaf.within ? [later(time, leaf.within, zone)] : []))
        const agrees = (history: History) => {
          const { holds, changesAt, because } = evaluate(leaf, factsWith(now, zone, history))
          expect(holds).toBe(naive(leaf, factsWith(now, zone, all)))
          expect(because.map(reasons)).toEqual(expected)
          if (changesAt !== null) expect(changesAt).toBeGreaterThan(now)
          for (const then of turns.flatMap((turn) => [turn - 1, turn]))
            if (then > now && then < (changesAt ?? Number.POSITIVE_INFINITY))
              expect(naive(leaf, factsWith(then, zone, all))).toBe(holds)
        }
        agrees(ofTurn)
        kept.add(fact)
        agrees(united([kept], { history: kept, news: [] }))
      }
    }),
    { numRuns: 600 },
  )
})

test('a truth is the same, and so is when it is asked again, however much of the history its own turn has added', () => {
  const often = happening.map(({ after, late, ...rest }) => ({ ...rest, after: after % 4, late: late % 300 }))
  fc.assert(
    fc.property(
      leaf,
      fc.array(often, { minLength: 60, maxLength: 160 }),
      fc.constantFrom(...zones),
      fc.array(fc.nat(160), { minLength: 1, maxLength: 4 }),
      (leaf, happenings, zone, committed) => {
        let now = begin
        const all = happenings.map(({ after, late, properties }, index): Fact => {
          now += after * hour
          return { seq: index + 1, time: now - late * hour, properties: () => properties }
        })
        const read = evaluate(leaf, factsWith(now, zone, all.toSorted(byTime)))
        for (const count of committed) {
          const kept = new KeptHistory([], 0, undefined, keeper)
          for (const fact of all.slice(0, count)) kept.add(fact)
          const news = all.slice(count).sort(byTime)
          const history = united([kept, news], kept.keeping && { history: kept, news })
          expect(evaluate(leaf, factsWith(now, zone, history))).toEqual(read)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('no more than the newest ten thousand are looked at, whether they were kept or read, and the same decide', () => {
  const most = limits.historyPerEvent
  const all = Array.from(
    { length: most + 150 },
    (_, n): Fact => ({
      seq: n,
      time: begin + n * 1000,
      properties: () => ({ total: n, kind: n % 100 === 23 ? 'rare' : 'usual' }),
    }),
  )
  const sumAt = (size: number) => all.slice(size - most, size).reduce((sum, { seq }) => sum + seq, 0)
  const where = { property: 'kind', op: 'is', value: 'rare' } as const
  const asked: readonly Leaf[] = [
    { test: 'event', event: 'Viewed', op: 'atLeast', value: most / 100, where },
    { test: 'event', event: 'Viewed', op: 'greater', value: most / 100, where },
    { test: 'event', event: 'Viewed', op: 'less', value: 5, where, within: 'PT5M' },
    { test: 'sum', event: 'Viewed', property: 'total', op: 'atLeast', value: sumAt(most + 130) },
    { test: 'sum', event: 'Viewed', property: 'total', op: 'exactly', value: sumAt(most + 132) },
  ]
  let lines = 0
  const counting = {
    ...keeper,
    grew(by: number) {
      lines += by
    },
  }
  const kept = new KeptHistory(all.slice(0, most + 120), most + 120, all[0], counting)
  const truths = new Set<string>()
  for (let size = most + 122; size <= all.length; size += 2) {
    const news = all.slice(size - 2, size)
    const ofTurn = united([kept, news], { history: kept, news })
    for (const [nth, leaf] of asked.entries()) {
      const found = evaluate(leaf, factsWith(begin + size * 1000, 'UTC', ofTurn))
      expect(found).toEqual(evaluate(leaf, factsWith(begin + size * 1000, 'UTC', all.slice(0, size))))
      truths.add(`${nth} ${found.holds}`)
    }
    for (const fact of news) kept.add(fact)
  }
  expect(truths).toEqual(new Set(['0 true', '1 false', '2 true', '3 false', '3 true', '4 false', '4 true']))
  const inMemory = asked.map((leaf) => kept.digest(leaf as ReadingLeaf, 'UTC', () => expect.unreachable()).lines.length)
  expect(lines).toBe(inMemory.reduce((sum, size) => sum + size))
  expect(lines).toBeGreaterThan(2 * most)
})
