// A long history is read from its newest end, as much of it as is asked for, and says the same as if it were all in memory.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byTime, KeptHistory, united } from '../../runtime/history.ts'
import { type Fact, type History, wholeOf } from '../../shared/predicate/facts.ts'

const factOf = ({ time, seq }: { time: number; seq: number }): Fact => ({ time, seq, properties: () => ({}) })
const facts = fc
  .uniqueArray(fc.record({ time: fc.nat(30), seq: fc.nat(1000) }), { maxLength: 40, selector: ({ seq }) => seq })
  .map((all) => all.map(factOf))

class Asked extends Error {
  readonly newest: number
  constructor(newest: number) {
    super(`asked for ${newest}`)
    this.newest = newest
  }
}

/** So many of the newest rows of what lies on the disk. */
function kept(all: readonly Fact[], newest: number): KeptHistory {
  const sorted = all.toSorted(byTime)
  return new KeptHistory(sorted.slice(-newest), sorted.length, sorted[0], (more) => {
    throw new Asked(more)
  })
}

/** Reads, and where more has to come from the disk, reads again once it has. */
function read<Found>(history: (newest: number) => History, look: (history: History) => Found): Found {
  for (let newest = 2, looks = 0; ; looks++)
    try {
      return look(history(newest))
    } catch (error) {
      if (!(error instanceof Asked) || error.newest <= newest || looks > 20) throw error
      newest = error.newest
    }
}

const seqs = (all: readonly (Fact | undefined)[]) => all.map((fact) => fact?.seq)

test('a history of which the newest rows are in memory reads like the whole, also with what is added late', () => {
  fc.assert(
    fc.property(facts, facts, (stored, added) => {
      const other = added.filter(({ seq }) => !stored.some((fact) => fact.seq === seq))
      const expected = [...stored, ...other].sort(byTime)
      const history = (newest: number) => {
        const made = kept(stored, newest)
        for (const fact of other) made.add(fact)
        return made
      }
      const places = Array.from({ length: 2 * expected.length + 4 }, (_, index) => index - expected.length - 2)
      for (const place of places) {
        const at = (from: { at(index: number): Fact | undefined }) => from.at(place)
        expect(read(history, at)?.seq).toBe(expected.at(place)?.seq)
      }
      expect(seqs(read(history, wholeOf))).toEqual(seqs(expected))
    }),
    { numRuns: 200 },
  )
})

test('several histories read like one', () => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 4 }), fc.array(fc.integer({ min: -60, max: 60 })), (parts, places) => {
      const distinct = parts.map((part, nth) => part.map(({ time, seq }) => factOf({ time, seq: seq * 10 + nth })))
      const expected = distinct.flat().sort(byTime)
      const history = (newest: number) => united(distinct.map((part) => kept(part, newest)))
      expect(seqs(read(history, (one) => places.map((place) => one.at(place))))).toEqual(
        seqs(places.map((place) => expected.at(place))),
      )
      expect(read(history, ({ length }) => length)).toBe(expected.length)
    }),
    { numRuns: 200 },
  )
})

test('what is near the newest end, and the first of all, asks for nothing', () => {
  const all = Array.from({ length: 1000 }, (_, n) => factOf({ time: n, seq: n }))
  const history = kept(all, 64)
  expect([history.length, history.at(-1)?.seq, history.at(-64)?.seq, history.at(0)?.seq]).toEqual([1000, 999, 936, 0])
  expect(() => history.at(-65)).toThrow(expect.objectContaining({ newest: 256 }))
})
