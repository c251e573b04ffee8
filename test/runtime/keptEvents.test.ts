// A server's memory keeps its size, however many events it folds.
import { expect, test } from 'vitest'
import { KeptEvents } from '../../runtime/keptEvents.ts'
import { Missing } from '../../runtime/turn.ts'
import { truthOf } from '../../shared/predicate/evaluate.ts'
import type { Next } from '../../shared/predicate/facts.ts'
import { nothingLoaded } from '../support/nothingLoaded.ts'

const [ada, grace] = [1, 2]

/** Folds so many events of one customer, a thousand a batch. */
function foldInto(events: KeptEvents, count: number, customer = ada): void {
  for (let seq = 1; seq <= count; seq++) {
    const body = JSON.stringify({ properties: { n: seq } })
    events.addBody(seq, 'Product Viewed', body)
    events.addFact(customer, 'Product Viewed', { time: seq, seq, properties: () => JSON.parse(body).properties })
    if (seq % 1_000 === 0) events.committed()
  }
}

test('what an event said is in memory while it is among the latest, and is read back later', () => {
  const events = new KeptEvents(new Set([ada]))
  foldInto(events, 11_000)
  const history = events.history(ada, 'Product Viewed')
  expect(history).toHaveLength(11_000)
  expect(history.at(-1)?.properties()).toEqual({ n: 11_000 })
  const oldest = history.at(0)
  expect(() => oldest?.properties()).toThrow(Missing)
  const bodies = [{ seq: 1, name: 'Product Viewed', body: '{"properties":{"n":1}}' }]
  events.absorb({ bodies: [1] }, { ...nothingLoaded, bodies })
  expect(oldest?.properties()).toEqual({ n: 1 })
})

test('with its body those that will be asked next are asked for, of more the further somebody has read', () => {
  const events = new KeptEvents(new Set())
  const rows = Array.from({ length: 100 }, (_, n) => ({ time: n, seq: n + 1 }))
  const first = rows[0] ?? null
  const loaded = {
    ...nothingLoaded,
    history: [{ customer: ada, name: 'Product Viewed', count: 100, stored: 100, first, rows }],
  }
  events.absorb({ history: [{ customer: ada, name: 'Product Viewed', newest: 101 }] }, loaded)
  const history = events.history(ada, 'Product Viewed')
  const askedAt = (back: number, next?: Next) => bodiesAsked(() => history.at(-back)?.properties(next))
  expect(askedAt(1)).toEqual([100])
  expect(askedAt(1, { since: 0, most: 3 })).toEqual([97, 98, 99, 100])
  expect(askedAt(20, { since: 0, most: 3 })).toHaveLength(1 + 20)
  expect(askedAt(1, { since: 97, most: many })).toEqual([98, 99, 100])
  expect(askedAt(100, { since: 0, most: 3 })).toEqual([1])
  const newer = { since: 20, most: 3, oldestFirst: true } as const
  expect(askedAt(80, newer).toSorted()).toEqual([21, 22, 23, 24])
  expect(askedAt(40, newer)).toHaveLength(1 + 39)
  expect(askedAt(60, newer)).toHaveLength(1 + 20)
  expect(askedAt(1, newer)).toEqual([100])
})

test('a sum asks at once for what its window reaches back to', () => {
  const events = new KeptEvents(new Set())
  const day = 86_400_000
  const rows = Array.from({ length: 12 }, (_, n) => ({ time: n * day, seq: n + 1 }))
  const loaded = {
    ...nothingLoaded,
    history: [{ customer: ada, name: 'Order Completed', count: 12, stored: 12, first: rows[0] ?? null, rows }],
  }
  events.absorb({ history: [{ customer: ada, name: 'Order Completed', newest: 16 }] }, loaded)
  const facts = { ...nobody, now: 12 * day, events: () => events.history(ada, 'Order Completed') }
  const askedWithin = (within: string) =>
    bodiesAsked(() =>
      truthOf({ test: 'sum', event: 'Order Completed', property: 'total', op: 'atLeast', value: 1, within }, facts),
    )
  // Three days more than the window: no calendar makes it longer.
  expect(askedWithin('P2D')).toEqual([8, 9, 10, 11, 12])
  expect(askedWithin('P1Y')).toEqual(rows.map(({ seq }) => seq))
})

function bodiesAsked(read: () => unknown): readonly number[] {
  try {
    read()
  } catch (missing) {
    if (missing instanceof Missing) return missing.wanted.bodies ?? []
    throw missing
  }
  return []
}

const many = Number.POSITIVE_INFINITY

test('when histories have grown by too many events it is time to forget them', () => {
  const events = new KeptEvents(new Set([ada, grace]), { facts: 5_000, lines: many })
  foldInto(events, 4_000, ada)
  expect(events.isFull).toBe(false)
  foldInto(events, 1_001, grace)
  expect(events.isFull).toBe(true)
  events.forget()
  expect(events.isFull).toBe(false)
})

test('so it is when conditions keep too much of what they found in them', () => {
  const events = new KeptEvents(new Set([ada, grace]), { facts: many, lines: 5_000 })
  const sum = (customer: number, value: number) => {
    const facts = { ...nobody, now: 2_000, events: () => events.history(customer, 'Product Viewed') }
    truthOf({ test: 'sum', event: 'Product Viewed', property: 'n', op: 'atLeast', value }, facts)
  }
  foldInto(events, 1_000, ada)
  foldInto(events, 1_000, grace)
  for (const value of [1, 2, 3]) sum(ada, value)
  for (const value of [1, 2]) sum(grace, value)
  expect(events.isFull).toBe(false)
  sum(grace, 3)
  expect(events.isFull).toBe(true)
  events.forget()
  expect(events.isFull).toBe(false)
})

const nobody = { zone: 'UTC', attribute: () => undefined, isMember: () => false, consent: () => 'unknown' as const }
