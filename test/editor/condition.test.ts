import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  leavesOf,
  nested,
  opposite,
  type Tree,
  withAnother,
  withGrouping,
  withItem,
  withoutItem,
} from '../../editor/fields/condition.ts'
import { durationOf, partsOf } from '../../editor/fields/duration.ts'
import { isDuration } from '../../shared/duration.ts'
import { Predicate } from '../../shared/predicate/schema.ts'

const leaf = (segment: string) => ({ test: 'segment' as const, segment })
const [a, b, c] = [leaf('a'), leaf('b'), leaf('c')]

describe('a condition', () => {
  test('grows from none to one to a group, and shrinks back', () => {
    const one = withAnother(undefined, a)
    expect(one).toEqual(a)
    const two = withAnother(one, b)
    expect(two).toEqual({ all: [a, b] })
    expect(withAnother(withGrouping(two, 'any'), c)).toEqual({ any: [a, b, c] })
    expect(withoutItem(two, 0)).toEqual(b)
    expect(withoutItem(one, 0)).toBeUndefined()
  })

  test('has an opposite, whose opposite is itself', () => {
    expect(opposite(a)).toEqual({ not: a })
    expect(opposite(opposite(a))).toEqual(a)
  })

  test('can be made a group inside a group, of the other kind', () => {
    const group = withAnother(withAnother<typeof a>(undefined, a), b)
    expect(withItem(group, 1, nested<typeof a>(b, c, 'all'))).toEqual({ all: [a, { any: [b, c] }] })
  })

  test('stays a predicate whatever is done to it, and keeps its other leaves', () => {
    const steps = fc.array(fc.record({ what: fc.constantFrom('add', 'not', 'switch', 'set'), at: fc.nat(5) }), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(steps, (list) => {
        let tree: Tree<typeof a> = a
        for (const { what, at } of list) {
          const before = leavesOf<typeof a>(tree).length
          if (what === 'add') tree = withAnother(tree, b)
          if (what === 'not') tree = opposite(tree)
          if (what === 'switch') tree = withGrouping(tree, at % 2 ? 'all' : 'any')
          if (what === 'set') tree = withItem(tree, 0, c)
          if (what === 'add') expect(leavesOf<typeof a>(tree)).toHaveLength(before + 1)
        }
        expect(Predicate.safeParse(tree).success).toBe(true)
      }),
      { seed: 3 },
    )
  })
})

describe('a duration', () => {
  test('is read as parts and written back', () => {
    expect(partsOf('P1DT4H')).toEqual([
      { amount: 1, unit: 'days' },
      { amount: 4, unit: 'hours' },
    ])
    expect(durationOf(partsOf('P1M2DT5M'))).toBe('P1M2DT5M')
    expect(durationOf([])).toBeUndefined()
  })

  test('of any parts is one that the schema takes', () => {
    const unit = fc.constantFrom('months', 'weeks', 'days', 'hours', 'minutes', 'seconds') as fc.Arbitrary<'days'>
    fc.assert(
      fc.property(
        fc.array(fc.record({ amount: fc.integer({ min: 1, max: 20 }), unit }), { minLength: 1, maxLength: 4 }),
        (parts) => {
          const duration = durationOf(parts)!
          expect(isDuration(duration)).toBe(true)
          expect(durationOf(partsOf(duration))).toBe(duration)
        },
      ),
      { seed: 5 },
    )
  })
})
