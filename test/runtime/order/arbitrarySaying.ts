import fc from 'fast-check'
import { mailEvents } from '../../../shared/mailEvents.ts'
import { name } from './arbitraryCondition.ts'
import { zones } from './arbitraryWorkflow.ts'
import { begin, type Doing } from './deeds.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

// Few people with fewer devices: they meet, and join.
export const userId = fc.constantFrom('ann', 'bob', 'cleo')
const anonymousId = fc.constantFrom('phone', 'laptop', 'kiosk')
const person = fc.oneof(
  { weight: 4, arbitrary: fc.record({ userId }) },
  { weight: 3, arbitrary: fc.record({ anonymousId }) },
  { weight: 2, arbitrary: fc.record({ userId, anonymousId }) },
)

const promisedDay = fc
  .integer({ min: -2, max: 40 })
  .map((days) => new Date(begin + days * day).toISOString().slice(0, 10))
const track = fc
  .tuple(
    person,
    name,
    fc.record({ cart: fc.constantFrom('x', 'y'), total: fc.nat(3), promised: promisedDay }, { requiredKeys: [] }),
  )
  .map(([who, event, properties]) => ({ type: 'track', event, ...who, properties }))
// What a provider says came back of a mail, of one of these people's runs or of none.
const response = fc
  .record({
    userId,
    event: fc.constantFrom(...Object.values(mailEvents)),
    properties: fc.record(
      {
        email_id: fc
          .tuple(
            fc.integer({ min: 1, max: 12 }),
            fc.nat(2),
            fc.integer({ min: 2, max: 4 }),
            fc.integer({ min: 1, max: 3 }),
          )
          .map(([born, number, node, visit]) => `${born}-${number}:email-${node}:${visit}`),
        bounce_type: fc.constantFrom('hard', 'soft'),
        machine: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  })
  .map((said) => ({ type: 'track', ...said }))
const identify = fc
  .tuple(
    person,
    fc.record(
      {
        plan: fc.constantFrom('gold', 'silver'),
        renews: fc.integer({ min: -5, max: 40 }).map((days) => new Date(begin + days * day).toISOString()),
        timezone: fc.constantFrom(...zones),
        email: fc.constantFrom('ann@example.com', 'bob@example.com', 'cleo@example.com'),
        consent: fc.record(
          { email: fc.constantFrom('granted', 'denied'), tracking: fc.constantFrom('granted', 'denied') },
          { requiredKeys: ['email'] },
        ),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([who, traits]) => ({ type: 'identify', ...who, traits }))
const alias = fc
  .tuple(userId, fc.oneof(userId, anonymousId))
  .map(([to, from]) => ({ type: 'alias', userId: to, previousId: from }))

export const say: fc.Arbitrary<Doing> = fc.record({
  do: fc.constant('say' as const),
  item: fc.oneof(
    { weight: 10, arbitrary: track },
    { weight: 3, arbitrary: identify },
    { weight: 1, arbitrary: alias },
    { weight: 1, arbitrary: response },
  ) as fc.Arbitrary<Record<string, unknown>>,
  late: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constantFrom(minute, hour, 20 * hour) },
    { weight: 1, arbitrary: fc.constantFrom(day, 2 * day, 40 * day) },
  ),
  import: fc.nat(9).map((n) => n === 0),
})
