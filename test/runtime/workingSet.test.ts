// What the engine has in memory keeps its size, also where few customers do very much.
import { expect, test } from 'vitest'
import { liveOf } from '../../runtime/live.ts'
import { WorkingSet } from '../../runtime/workingSet.ts'
import { nothingLoaded } from '../support/nothingLoaded.ts'

const most = { customers: 10, messages: 10, identities: 10, perWorkflow: 10 }
const nothingLive = liveOf([])
const count = most.customers + 1
const times = <Value>(make: (n: number) => Value): Value[] => Array.from({ length: count }, (_, n) => make(n))

test.each([
  ['customers', { customers: times((n) => n) }],
  ['messages', { messages: times((n) => `m${n}`) }],
  ['names that nobody has', { identities: times((n) => ({ kind: 'email' as const, value: `${n}@example.com` })) }],
  ['orders of one customer', { enrolments: times((n) => ({ customer: 1, workflow: 'thanks', key: `order-${n}` })) }],
  [
    'splits that one customer came to',
    { assignments: times((n) => ({ customer: 1, workflow: 'w', node: `split-${n}` })) },
  ],
])('more %s than may be in memory are forgotten at the end of a batch', (_, wanted) => {
  const known = new WorkingSet(most)
  known.absorb({ customers: [1] }, nothingLoaded)
  known.absorb(wanted, nothingLoaded)
  expect(known.hasCustomer(1)).toBe(true)
  known.committed(nothingLive)
  expect(known.hasCustomer(1)).toBe(false)
})

test('what is no more than that stays', () => {
  const known = new WorkingSet(most)
  known.absorb(
    { customers: [1], identities: times((n) => ({ kind: 'userId', value: `u${n}` })).slice(1) },
    nothingLoaded,
  )
  known.committed(nothingLive)
  expect(known.hasCustomer(1)).toBe(true)
})
