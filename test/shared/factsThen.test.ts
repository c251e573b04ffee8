// Facts of one customer as they were at a decision, from what is known today and what the decision kept.
import { expect, test } from 'vitest'
import type { DecidingCondition } from '../../shared/explain/decidingConditions.ts'
import { type Arrived, factsThen, type KnownToday } from '../../shared/explain/factsThen.ts'
import type { Because } from '../../shared/predicate/facts.ts'

const at = Date.parse('2026-01-01T10:00:00Z')
const asks: DecidingCondition = {
  at: '/when',
  predicate: {
    test: 'event',
    event: 'Ping',
    op: 'exactly',
    value: 1,
    where: { property: 'n', op: 'atLeast', value: 1 },
  },
}
const ping = (seq: number, n: number, when = at): Arrived => ({ seq, time: when, at: when, properties: () => ({ n }) })

function seen(
  events: readonly Arrived[],
  seq: number | undefined,
  because: readonly Because[],
  conditions = [asks],
): number[] {
  const today: KnownToday = {
    profile: { attributes: {}, consents: {}, undeliverable: {} },
    memberships: [],
    zone: 'UTC',
    events: (name) => (name === 'Ping' ? [...events].sort((a, b) => a.time - b.time || a.seq - b.seq) : []),
  }
  const facts = factsThen(today, { at, seq }, undefined, conditions, because)
  return Array.from({ length: facts.events('Ping').length }, (_, index) => facts.events('Ping').at(index)!.seq)
}
const kept = (...events: number[]): Because[] => [{ at: '/when', holds: events.length === 1, events }]

test('rule 28: of two that runs made happen at the instant of a decision, the first had happened before the other', () => {
  const [first, second] = [ping(-1_000_000, 1), ping(-999_999, 1)]
  expect(seen([first, second], 7, kept(first.seq))).toEqual([first.seq])
  expect(seen([first, second], 7, kept(second.seq, first.seq))).toEqual([first.seq, second.seq])
})

test('rule 28: what time alone led to knows no entry of its instant, what an entry led to knows it and those before', () => {
  const events = [ping(5, 1, at - 1), ping(6, 1), ping(7, 1), ping(8, 1)]
  expect(seen(events, undefined, kept(5))).toEqual([5])
  expect(seen(events, 7, kept(7, 6))).toEqual([5, 6, 7])
})

test('rule 28: what was due already when a late event asked for it knows that event, though time led to it', () => {
  const events = [ping(5, 1, at - 1), ping(6, 1), ping(7, 1)]
  expect(seen(events, undefined, kept(6, 5))).toEqual([5, 6])
  expect(seen(events, undefined, kept(7, 6))).toEqual([5, 6, 7])
  expect(seen(events, undefined, [])).toEqual([5])
})

test('rule 28: an event that a wait took had come, though time led there at the very instant', () => {
  const events = [ping(5, 1, at - 1), ping(6, 1), ping(7, 1)]
  const took: Because[] = [{ at: '/events/0', holds: true, events: [6] }]
  expect(seen(events, undefined, took, [])).toEqual([5, 6])
  expect(seen(events, undefined, [], [])).toEqual([5])
})

test('rule 28: what a run made happen may have followed from an entry of the same instant, or from time', () => {
  const [made, entry] = [ping(-1_000_000, 1), ping(6, 1)]
  expect(seen([made, entry], made.seq, kept(entry.seq, made.seq))).toEqual([made.seq, entry.seq])
  expect(seen([made, entry], made.seq, kept(made.seq))).toEqual([made.seq])
})
