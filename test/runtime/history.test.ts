// A long history is read from its newest end, as much of it as is asked for, and says the same as if it were all in memory.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byTime, type Keeper, KeptHistory, united } from '../../runtime/history.ts'
import { type Fact, type History, wholeOf } from '../../shared/predicate/facts.ts'

const factOf = ({ time, seq }: { time: number; seq: number }): Fact => ({ time, seq, properties: () => ({}) })
const facts = fc
  .uniqueArray(fc.record({ time: fc.nat(30), seq: fc.nat(1000) }), { maxLength: 40, selector: ({ seq }) => seq })
  .map((all) => all.map(factOf))

type Loaded = Parameters<Keeper['ask']>[0]

class Asked extends Error {
  readonly more: Loaded
  constructor(more: Loaded) {
    super(`asked for ${more.newest}${more.first ? ' and the first' : ''}`)
    this.more = more
  }
}

/** So many of the newest rows of what lies on the disk. */
function kept(all: readonly Fact[], { newest, first }: Loaded): KeptHistory {
  const sorted = all.toSorted(byTime)
  const oldest = first || newest >= sorted.length ? sorted[0] : undefined
  return new KeptHistory(sorted.slice(-newest), sorted.length, oldest, {
    ask(more) {
      throw new Asked(more)
    },
    grew() {},
  })
}

/** Reads, and where more has to come from the disk, reads again once it has. */
function read<Found>(history: (loaded: Loaded) => History, look: (history: History) => Found): Found {
  for (let [loaded, looks] = [{ newest: 2, first: false }, 0]; ; looks++)
    try {
      return look(history(loaded))
    } catch (error) {
      const isMore =
        error instanceof Asked && (error.more.newest > loaded.newest || (error.more.first && !loaded.first))
      if (!isMore || looks > 20) throw error
      loaded = error.more
    }
}

const seqs = (all: readonly (Fact | undefined)[]) => all.map((fact) => fact?.seq)

test('a history of which the newest rows are in memory reads like the whole, also with what is added late', () => {
  fc.assert(
    fc.property(facts, facts, (stored, added) => {
      const other = added.filter(({ seq }) => !stored.some((fact) => fact.seq === seq))
      const expected = [...stored, ...other].sort(byTime)
      const history = (loaded: Loaded) => {
        const made = kept(stored, loaded)
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
      const history = (loaded: Loaded) => united(distinct.map((part) => kept(part, loaded)))
      expect(seqs(read(history, (one) => places.map((place) => one.at(place))))).toEqual(
        seqs(places.map((place) => expected.at(place))),
      )
      expect(read(history, ({ length }) => length)).toBe(expected.length)
    }),
    { numRuns: 200 },
  )
})

test('what is near the newest end asks for nothing', () => {
  const all = Array.from({ length: 1000 }, (_, n) => factOf({ time: n, seq: n }))
  const history = kept(all, { newest: 64, first: false })
  expect([history.length, history.at(-1)?.seq, history.at(-64)?.seq]).toEqual([1000, 999, 936])
  expect(() => history.at(-65)).toThrow(expect.objectContaining({ more: { newest: 256, first: false } }))
})

test('the first of a long history is asked for once', () => {
  const all = Array.from({ length: 1000 }, (_, n) => factOf({ time: n + 1, seq: n + 1 }))
  const history = kept(all, { newest: 64, first: false })
  expect(() => history.at(0)).toThrow(expect.objectContaining({ more: { newest: 64, first: true } }))
  const again = kept(all, { newest: 64, first: true })
  expect(again.at(0)?.seq).toBe(1)
  expect(() => again.at(-65)).toThrow(expect.objectContaining({ more: { newest: 256, first: true } }))
  again.add(factOf({ time: 0, seq: 2000 }))
  expect(again.at(0)?.seq).toBe(2000)
})
