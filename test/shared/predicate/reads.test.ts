import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../shared/predicate/evaluate.ts'
import { type Facts, wholeOf } from '../../../shared/predicate/facts.ts'
import { readsOf, readsOfFilter } from '../../../shared/predicate/reads.ts'
import { known, predicate } from './arbitrary.ts'
import { factsOf } from './facts.ts'

describe('what a predicate reads', () => {
  test('is named, with the zone wherever the calendar matters', () => {
    expect(
      readsOf({
        all: [
          { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1, within: 'P60D' },
          { not: { test: 'segment', segment: 'vip' } },
          {
            test: 'last',
            event: 'Cart Viewed',
            where: { property: 'id', op: 'is', value: { ref: 'trigger.cart_id' } },
          },
          { test: 'attribute', attribute: 'address.city', op: 'is', value: { ref: 'customer.home' } },
        ],
      }),
    ).toEqual({
      events: new Set(['Order Completed', 'Cart Viewed']),
      bodies: new Set(['Cart Viewed']),
      attributes: new Set(['timezone', 'address.city', 'address', 'home']),
      segments: new Set(['vip']),
      consents: false,
      time: true,
      run: true,
      trigger: true,
    })
    expect(readsOfFilter({ property: 'due', op: 'withinNext', value: 'P1D' })).toMatchObject({ time: true, run: false })
  })

  test('without a window or a relative date time changes nothing', () => {
    expect(readsOf({ test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 }).time).toBe(false)
    expect(readsOf({ test: 'attribute', attribute: 'born', op: 'before', value: '2026-01-01' }).time).toBe(false)
  })

  test('evaluating touches nothing else, and time changes it only where that is said', () => {
    fc.assert(
      fc.property(predicate, known, (condition, customer) => {
        const reads = readsOf(condition)
        const facts = factsOf(customer)
        const allowed = <Value>(isAllowed: boolean, value: Value): Value => {
          expect(isAllowed).toBe(true)
          return value
        }
        const watched: Facts = {
          now: facts.now,
          zone: facts.zone,
          get run() {
            return allowed(reads.run, facts.run) as NonNullable<Facts['run']>
          },
          attribute: (name) => allowed(reads.attributes.has(name), facts.attribute(name)),
          events: (name) =>
            wholeOf(allowed(reads.events.has(name), facts.events(name))).map((event) => ({
              seq: event.seq,
              time: event.time,
              properties: () => allowed(reads.bodies.has(name), event.properties()),
            })),
          isMember: (segment) => allowed(reads.segments.has(segment), facts.isMember(segment)),
          consent: (channel, purpose) => allowed(reads.consents, facts.consent(channel, purpose)),
        }
        const { changesAt } = evaluate(condition, watched)
        if (!reads.time) expect(changesAt).toBeNull()
      }),
      { numRuns: 1000 },
    )
  })
})
