// Two customers turn out to be one: everything of the one becomes the other's.
import { describe, expect, test } from 'vitest'
import { adapters } from './adapters.ts'
import { commit, customer, event, load, message, run } from './build.ts'

const userId = { kind: 'userId', value: 'ada' }
const anonymousId = { kind: 'anonymousId', value: 'a-1' }

describe.each(adapters)('a join, $name', ({ open }) => {
  async function twoCustomers() {
    const storage = open()
    await storage.append([event('a'), event('b'), event('c')], 1_000)
    await commit(storage, {
      customers: [customer(1, {}), customer(2, { runs: 1, wake: 40 })],
      identities: [
        { identity: userId, customer: 1 },
        { identity: anonymousId, customer: 2 },
      ],
      history: [
        { customer: 1, name: 'Product Viewed', time: 10, seq: 1 },
        { customer: 2, name: 'Product Viewed', time: 5, seq: 2 },
      ],
      memberships: [
        { customer: 1, segment: 'vip', since: 20, how: 'joined' },
        { customer: 2, segment: 'vip', since: 10, how: 'joined' },
        { customer: 2, segment: 'new', since: 30, how: 'joined' },
      ],
      runs: [run('2-0', { due: 50 })],
      enrolments: [
        { customer: 1, workflow: 'welcome', key: '', count: 1, last: 15 },
        { customer: 2, workflow: 'welcome', key: '', count: 2, last: 12 },
        { customer: 2, workflow: 'other', key: 'k', count: 1, last: 9 },
      ],
      messages: [message('2-0:email-1:2')],
      trail: [{ customer: 2, run: '2-0', at: 11, decisions: [{ node: 'event-1', visit: 1, what: 'entered' }] }],
      timeline: [
        { customer: 1, at: 12, what: 'consentChanged', detail: {} },
        { customer: 2, at: 12, what: 'consentChanged', detail: {} },
      ],
    })
    return storage
  }
  const join = { from: 2, to: 1 }

  test('moves identities, history, memberships, runs, enrolments and messages', async () => {
    const storage = await twoCustomers()
    await commit(storage, { joins: [join], customers: [customer(1, {})] })
    const [ada, gone] = await load(storage, 1, 2)
    expect(ada).toMatchObject({
      identities: [anonymousId, userId],
      memberships: [
        { segment: 'vip', since: 10 },
        { segment: 'new', since: 30 },
      ],
      runs: [{ id: '2-0', customer: 1 }],
    })
    expect(gone).toMatchObject({ customer: { joinedTo: 1, wake: null }, identities: [], memberships: [], runs: [] })
    const loaded = await storage.load({
      identities: [anonymousId],
      history: [{ customer: 1, name: 'Product Viewed', newest: 10 }],
      enrolments: [
        { customer: 1, workflow: 'welcome', key: '' },
        { customer: 1, workflow: 'other', key: 'k' },
      ],
      messages: ['2-0:email-1:2'],
    })
    expect(loaded.identities).toMatchObject([{ customer: 1 }])
    expect(loaded.history[0]?.rows.map((row) => row.seq)).toEqual([2, 1])
    expect(loaded.enrolments).toMatchObject([
      { count: 3, last: 15 },
      { count: 1, last: 9 },
    ])
    expect(loaded.messages).toMatchObject([{ customer: 1 }])
    expect(await storage.dueTimers(100, 10)).toEqual([{ due: 50, customer: 1, run: '2-0' }])
  })

  test('keeps the trail and the timeline of both', async () => {
    const storage = await twoCustomers()
    await commit(storage, { joins: [join] })
    expect((await storage.pages.run('2-0'))?.trail).toMatchObject([{ what: 'entered' }])
    const { items } = await storage.pages.timeline('1', { limit: 50 })
    expect(items.filter(({ what }) => what === 'consentChanged')).toHaveLength(2)
  })

  test('redirects whoever joined before', async () => {
    const storage = await twoCustomers()
    await commit(storage, { customers: [customer(3)] })
    await commit(storage, { joins: [{ from: 3, to: 2 }] })
    await commit(storage, { joins: [join] })
    expect(await load(storage, 3)).toMatchObject([{ customer: { joinedTo: 1 } }])
  })

  test('moves what the same commit wrote down before it', async () => {
    const storage = await twoCustomers()
    await commit(storage, {
      customers: [customer(1), customer(2), customer(3)],
      history: [{ customer: 3, name: 'Product Viewed', time: 7, seq: 3 }],
      identities: [{ identity: { kind: 'anonymousId', value: 'a-3' }, customer: 3 }],
      memberships: [
        { customer: 1, segment: 'vip', since: null },
        { customer: 3, segment: 'fresh', since: 7, how: 'joined' },
        { customer: 1, segment: 'new', since: null },
      ],
      enrolments: [{ customer: 1, workflow: 'other', key: 'k', count: 1, last: 8 }],
      runs: [run('3-0')],
      trail: [{ customer: 3, run: '3-0', at: 7, decisions: [{ node: 'event-1', visit: 1, what: 'entered' }] }],
      joins: [
        { ...join, after: { memberships: 2, enrolments: 1 } },
        { from: 3, to: 1, after: { memberships: 2, enrolments: 1 } },
      ],
    })
    const [ada, , third] = await load(storage, 1, 2, 3)
    // Left by 1 before the join, which brings it back from 2; left by 1 after the join.
    expect(ada).toMatchObject({
      memberships: [{ segment: 'vip', since: 10 }, { segment: 'fresh' }],
      runs: [{ id: '2-0' }, { id: '3-0', customer: 1 }],
    })
    expect(third).toMatchObject({ customer: { joinedTo: 1 }, memberships: [], identities: [] })
    const loaded = await storage.load({
      history: [{ customer: 1, name: 'Product Viewed', newest: 10 }],
      enrolments: [{ customer: 1, workflow: 'other', key: 'k' }],
    })
    expect(loaded.history[0]?.rows.map((row) => row.seq)).toEqual([2, 3, 1])
    const [newest] = (
      await storage.load({ history: [{ customer: 1, name: 'Product Viewed', newest: 1, first: true }] })
    ).history
    expect(newest).toMatchObject({ count: 3, first: { seq: 2 }, rows: [{ seq: 1 }] })
    expect(loaded.enrolments).toMatchObject([{ count: 2, last: 9 }])
    expect((await storage.pages.run('3-0'))?.trail).toHaveLength(1)
  })
})
