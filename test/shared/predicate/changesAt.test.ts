import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, truthOf } from '../../../shared/predicate/evaluate.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { type Customer, durations, known, predicate, windowLeaf } from './arbitrary.ts'
import { factsOf } from './facts.ts'
import { at, date, later, naive, sooner } from './naive.ts'

const tenYears = 3650 * 86_400_000

/** Every instant at which time could change the condition about these facts, and the millisecond before it. */
function turningPoints(condition: Predicate, { events, attributes, now, zone }: Customer): number[] {
  const dates = [attributes?.renewal, ...events.flatMap(({ properties }) => at(properties, 'due'))]
  const times = [...events.map(({ time }) => time), ...dates.flatMap((value) => date(value, zone) ?? [])]
  const written = JSON.stringify(condition)
  const named = durations.filter((duration) => written.includes(`"${duration}"`))
  const near = times.flatMap((time) => [
    time,
    ...named.flatMap((duration) => [later(time, duration, zone), sooner(time, duration, zone)]),
  ])
  return [...near.flatMap((time) => [time - 1, time]), now + tenYears].filter((time) => time > now)
}

describe('changesAt', () => {
  test('while no fact changes, the truth is constant on [now, changesAt)', () => {
    fc.assert(
      fc.property(
        predicate,
        known,
        fc.array(fc.nat({ max: 1_000_000 }), { maxLength: 5 }),
        (condition, customer, parts) => {
          const { holds, changesAt } = evaluate(condition, factsOf(customer))
          if (changesAt !== null) expect(changesAt).toBeGreaterThan(customer.now)
          const end = changesAt ?? customer.now + tenYears
          const inside = parts.map((part) => customer.now + Math.floor(((end - customer.now - 1) * part) / 1_000_000))
          for (const now of new Set([
            ...inside,
            end - 1,
            ...turningPoints(condition, customer).filter((time) => time < end),
          ]))
            if (naive(condition, factsOf({ ...customer, now })) !== holds)
              expect.fail(
                `turned at ${new Date(now).toISOString()}, but was promised until ${new Date(end).toISOString()}`,
              )
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('a count in a window turns exactly at changesAt, or passes through one equal value at once', () => {
    fc.assert(
      fc.property(windowLeaf, known, (leaf, customer) => {
        const { holds, changesAt } = evaluate(leaf, factsOf(customer))
        if (changesAt === null) return
        const after = naive(leaf, factsOf({ ...customer, now: changesAt }))
        if (leaf.op !== 'exactly') expect(after).toBe(!holds)
        else if (holds) expect(after).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  test('looking again at each changesAt sees every turn and comes to an end', () => {
    fc.assert(
      fc.property(predicate, known, (condition, customer) => {
        let now: number | null = customer.now
        for (let looks = 0; now !== null; looks++) {
          if (looks > 500) expect.fail('looked 500 times')
          const found = truthOf(condition, factsOf({ ...customer, now }))
          expect(found.holds).toBe(naive(condition, factsOf({ ...customer, now })))
          now = found.changesAt
        }
      }),
      { numRuns: 500 },
    )
  })
})
