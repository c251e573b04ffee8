import fc from 'fast-check'
import type { Hours } from '../../../shared/hours.ts'
import type { Cap, Sending } from '../../../shared/sending.ts'
import { shortly } from './arbitraryCondition.ts'

export const hours: fc.Arbitrary<Hours> = fc.record(
  {
    from: fc.constantFrom('08:00', '20:00', '23:30'),
    to: fc.constantFrom('07:00', '10:00', '21:00'),
    weekdays: fc.constantFrom(['monday', 'tuesday', 'friday'], ['saturday', 'sunday']),
  },
  { requiredKeys: ['from', 'to'] },
)
export const cap: fc.Arbitrary<Cap> = fc.oneof(
  fc.constantFrom('day' as const, 'week' as const).map((per) => ({ per, atMost: 1 })),
  fc.record({ per: fc.constant('rolling' as const), atMost: fc.constantFrom(1, 2), period: shortly }),
)
export const sending: fc.Arbitrary<Sending> = fc.record({
  quietHours: fc.array(hours, { maxLength: 2 }),
  quietForTransactional: fc.boolean(),
  caps: fc.array(cap, { maxLength: 2 }).map((caps) => caps.map((each) => ({ channel: 'email' as const, cap: each }))),
  giveUpAfter: fc.constantFrom('PT4H', 'P1D', 'P3D'),
  holdout: fc.constantFrom(0, 0, 30),
})
