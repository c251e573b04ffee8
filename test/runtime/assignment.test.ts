import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { itemAt, shareOf } from '../../runtime/step/assignment.ts'

/** `PERENNIAL_ASSIGNED=1000000` for the whole check. */
const customers = Number(process.env.PERENNIAL_ASSIGNED ?? 50_000)
const bins = 100
vi.setConfig({ testTimeout: 60_000 })

/** Chi-square with many degrees of freedom, as a standard normal (Wilson and Hilferty, 1931). */
function deviation(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  const freedom = counts.length - 1
  const spread = 2 / (9 * freedom)
  return (Math.cbrt(chiSquare / freedom) - (1 - spread)) / Math.sqrt(spread)
}

const split = { salt: 'split', workflow: 'welcome', node: 'split-2' }

describe('rule 10: assignments', () => {
  test('rule 10: shares are fair over customers whose ids follow one another', () => {
    const counts = new Array<number>(bins).fill(0)
    for (let customer = 1; customer <= customers; customer++)
      counts[Math.floor(shareOf({ ...split, customer }) * bins)]!++
    expect(Math.abs(deviation(counts))).toBeLessThan(3.3)
  })

  test.each([
    ['two nodes', { node: 'split-3' }],
    ['two workflows', { workflow: 'win-back' }],
    ['a split and a holdout', { salt: 'holdout' }],
  ])('rule 10: the shares of %s tell nothing of one another', (_, other) => {
    const side = 10
    const counts = new Array<number>(side * side).fill(0)
    for (let customer = 1; customer <= customers; customer++) {
      const row = Math.floor(shareOf({ ...split, customer }) * side)
      const column = Math.floor(shareOf({ ...split, ...other, customer }) * side)
      counts[row * side + column]!++
    }
    expect(Math.abs(deviation(counts))).toBeLessThan(3.3)
  })

  test('rule 10: a share is for ever the same', () => {
    expect(shareOf({ ...split, customer: 1 })).toBe(0.5898207515521258)
    expect(shareOf({ ...split, customer: 9_007_199_254_740_991 })).toBe(0.18013750545595242)
  })

  test('rule 10: no two assignments hash the same bytes', () => {
    expect(shareOf({ salt: 'a', workflow: 'b,c', node: '', customer: 1 })).not.toBe(
      shareOf({ salt: 'a', workflow: 'b', node: 'c,', customer: 1 }),
    )
  })
})

describe('weights', () => {
  const weights = fc.array(fc.nat({ max: 100 }), { minLength: 2, maxLength: 6 }).filter((all) => all.some((one) => one))

  test('every share lies on an item that has a weight', () => {
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (all, share) => {
        const index = itemAt(
          share,
          all.map((_, at) => at),
          (at) => all[at]!,
        )
        expect(all[index]).toBeGreaterThan(0)
      }),
    )
  })

  test('a change from 50 and 50 to 60 and 40 moves a tenth of the customers, all the same way', () => {
    const pathOf = (share: number, a: number) => itemAt(share, ['a', 'b'], (port) => (port === 'a' ? a : 100 - a))
    const moved: string[] = []
    for (let customer = 1; customer <= 10_000; customer++) {
      const share = shareOf({ ...split, customer })
      const [before, after] = [pathOf(share, 50), pathOf(share, 60)]
      if (before !== after) moved.push(`${before} to ${after}`)
    }
    expect(new Set(moved)).toEqual(new Set(['b to a']))
    expect(moved.length / 10_000).toBeCloseTo(0.1, 1)
  })
})
