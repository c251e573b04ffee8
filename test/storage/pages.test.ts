// What pages read: lists newest first with cursors, one thing with all that belongs to it, numbers that are sums of counters.
import { describe, expect, test } from 'vitest'
import type { List, Pages, Paging } from '../../runtime/storage/pages.ts'
import { limits } from '../../shared/limits.ts'
import { adapters } from './adapters.ts'
import { commit, customer, event, message, run } from './build.ts'

const day = 86_400_000

/** All pages of a list, one after another. */
async function all<Item>(list: (paging: Paging) => Promise<List<Item>>, limit: number): Promise<Item[]> {
  const items: Item[] = []
  let after: string | undefined
  do {
    const page = await list({ limit, after })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    items.push(...page.items)
    after = page.next ?? undefined
  } while (after !== undefined)
  return items
}

const named = (id: number, attributes: Record<string, string>) =>
  customer(id, {
    profile: {
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { value, time: 5 }])),
      consents: {},
    },
  })
const document = JSON.stringify({
  nodes: [
    { id: 'event-1', settings: {}, ports: { next: 'email-1' } },
    { id: 'email-1', settings: { subject: 'Hello {{ customer.firstName }}' } },
  ],
})

describe.each(adapters)('pages, $name', ({ open }) => {
  async function published() {
    const storage = open()
    await storage.control(
      { do: 'saveDraft', workflow: 'welcome', title: 'Welcome series', document, revision: null },
      1,
    )
    await storage.control({ do: 'publish', workflow: 'welcome', document, revision: 1, compiled: [] }, 1)
    return storage
  }

  test('customers come newest first, page by page, with what a list shows', async () => {
    const storage = open()
    await commit(storage, {
      customers: [named(1, { firstName: 'Ada', email: 'Ada@Example.com' }), customer(2), customer(3), customer(4)],
      identities: [{ identity: { kind: 'anonymousId', value: 'a-2' }, customer: 2 }],
      history: [
        { customer: 1, name: 'a', time: 50, seq: 1 },
        { customer: 1, name: 'b', time: 40, seq: 2 },
      ],
      memberships: [{ customer: 1, segment: 'vip', since: 9, how: 'joined' }],
    })
    const items = await all((paging) => storage.pages.customers(paging), 3)
    expect(items.map(({ id, name }) => [id, name])).toEqual([
      ['4', '4'],
      ['3', '3'],
      ['2', 'a-2'],
      ['1', 'Ada'],
    ])
    expect(items[3]).toMatchObject({
      email: 'ada@example.com',
      segments: ['vip'],
      lastSeenAt: '1970-01-01T00:00:00.050Z',
    })
    expect(items[2]).toMatchObject({ email: null, lastSeenAt: null })
    expect((await storage.pages.customers({ limit: 9, segment: 'vip' })).items).toHaveLength(1)
  })

  test('a search finds the beginnings of names, addresses and identities, in any case', async () => {
    const storage = open()
    await commit(storage, {
      customers: [named(11, { name: 'Ödön Ada' }), named(12, { email: 'ada@example.com' }), customer(13)],
      identities: [
        { identity: { kind: 'userId', value: 'ada-7' }, customer: 13 },
        { identity: { kind: 'loyalty', value: 'L-1' }, customer: 11 },
      ],
    })
    const found = async (query: string) =>
      (await storage.pages.customers({ limit: 9, query })).items.map(({ id }) => id)
    expect(await found('ada')).toEqual(['13', '12'])
    expect(await found('öDÖN')).toEqual(['11'])
    expect(await found('L-1')).toEqual(['11'])
    expect(await found('12')).toEqual(['12'])
    expect(await found(`%_'"; drop table customer --`)).toEqual([])
  })

  test('a search in a segment finds its members, however many others fit', async () => {
    const storage = open()
    const many = Array.from({ length: 600 }, (_, n) =>
      named(n + 1, { name: 'Ada', email: `ada-${n + 1}@shop.example` }),
    )
    await commit(storage, {
      customers: many,
      identities: many.map(({ id }) => ({ identity: { kind: 'userId', value: `ada-${id}` }, customer: id })),
      memberships: [{ customer: 600, segment: 'vip', since: 9, how: 'joined' }],
    })
    const { items } = await storage.pages.customers({ limit: 9, query: 'ada', segment: 'vip' })
    expect(items.map(({ id }) => id)).toEqual(['600'])
  })

  test('one customer has identities, attributes, consents, memberships and runs', async () => {
    const storage = await published()
    const said = { value: 'denied', time: 8, source: 'page', wording: 'One-click' } as const
    const { profile } = named(1, { name: 'Ada', city: 'Turin' })
    await commit(storage, {
      customers: [customer(1, { profile: { ...profile, consents: { 'email:marketing': said } } })],
      identities: [{ identity: { kind: 'userId', value: 'ada' }, customer: 1 }],
      memberships: [{ customer: 1, segment: 'vip', since: 9, how: 'initial' }],
      runs: [run('1-0'), run('1-1', { started: 2_000, ended: 3_000, reason: { code: 'reachedEnd' } })],
    })
    expect(await storage.pages.customer('1')).toMatchObject({
      name: 'Ada',
      joinedTo: null,
      identities: [{ kind: 'userId', value: 'ada' }],
      attributes: [
        { name: 'city', value: 'Turin' },
        { name: 'name', value: 'Ada' },
      ],
      consents: [
        { channel: 'email', purpose: 'marketing', is: 'denied', source: 'page', wording: 'One-click' },
        { channel: 'email', purpose: 'tracking', is: 'unknown' },
      ],
      segments: [{ id: 'vip', how: 'initial' }],
      runs: [
        { id: '1-1', state: 'ended', reason: { code: 'reachedEnd' } },
        { id: '1-0', state: 'active', workflowTitle: 'Welcome series' },
      ],
    })
    expect(await storage.pages.customer('2')).toBeNull()
    expect(await storage.pages.customer('1 or 1=1')).toBeNull()
  })

  test('a timeline merges what happened, newest first, and loses nothing between pages', async () => {
    const storage = await published()
    const names = ['A', 'B', 'A', 'A', 'B']
    await storage.append(
      names.map((name, n) => event(`e${n}`, { name, time: 100 })),
      2_000,
    )
    await commit(storage, {
      customers: [customer(2)],
      history: names.map((name, n) => ({ customer: 2, name, time: 100, seq: n + 2 })),
      runs: [run('2-0', { started: 100, ended: 300, reason: { code: 'exitRule', detail: 'Bought' } })],
      messages: [message('2-0:email-1:2', { admitted: 100 })],
      timeline: [
        { customer: 2, at: 100, what: 'consentChanged', detail: { is: 'granted' } },
        { customer: 2, at: 100, what: 'segmentJoined', detail: { segment: 'vip' } },
        { customer: 2, at: 400, what: 'notEnrolled', detail: { workflow: 'welcome' } },
      ],
    })
    const whole = await all((paging) => storage.pages.timeline('2', paging), 50)
    expect(whole.map(({ what, title, seq }) => `${what} ${title}${seq ? ` ${seq}` : ''}`)).toEqual([
      'notEnrolled Welcome series',
      'runEnded Welcome series',
      'message Hello {{ customer.firstName }}',
      'runStarted Welcome series',
      'segmentJoined vip',
      'consentChanged ',
      'event B 6',
      'event A 5',
      'event A 4',
      'event B 3',
      'event A 2',
    ])
    expect(whole[2]).toMatchObject({ message: '2-0:email-1:2', values: { customer: { firstName: 'Ada' } } })
    expect(whole[6]).toMatchObject({ detail: { sku: 'tea' } })
    for (const limit of [1, 2, 3, 4])
      expect(await all((paging) => storage.pages.timeline('2', paging), limit)).toEqual(whole)
  })

  test('runs come newest first over all workflows, filtered by workflow, state, node and customer', async () => {
    const storage = await published()
    await storage.control({ do: 'saveDraft', workflow: 'other', title: 'Other', document, revision: null }, 1)
    await commit(storage, {
      customers: [customer(1), customer(2)],
      runs: [
        run('1-0', { started: 10 }),
        run('1-1', { started: 30, workflow: 'other' }),
        run('1-2', { started: 20, ended: 25, reason: { code: 'reachedEnd' } }),
        run('2-0', { started: 30, node: 'wait-1' }),
      ],
    })
    const ids = async (query: object = {}, limit = 2) =>
      (await all((paging) => storage.pages.runs({ ...paging, ...query }), limit)).map(({ id }) => id)
    for (const limit of [1, 2, 10]) expect(await ids({}, limit)).toEqual(['2-0', '1-1', '1-2', '1-0'])
    expect(await ids({ workflow: 'welcome' })).toEqual(['2-0', '1-2', '1-0'])
    expect(await ids({ state: 'ended' })).toEqual(['1-2'])
    expect(await ids({ node: 'wait-1', state: 'active' })).toEqual(['2-0'])
    for (const limit of [1, 2, 10]) expect(await ids({ customer: '1' }, limit)).toEqual(['1-1', '1-2', '1-0'])
    expect(await ids({ customer: '1', workflow: 'other' })).toEqual(['1-1'])
  })

  test('of a customer with very many runs none is lost, in the list, by its filters and in the timeline', async () => {
    const storage = await published()
    const ended = Array.from({ length: 1_200 }, (_, n) =>
      run(`1-${n + 1}`, { started: 20 + n, ended: 5_000 + n, reason: { code: 'reachedEnd' } }),
    )
    await commit(storage, { customers: [customer(1)], runs: [run('1-0', { started: 10, node: 'wait-1' }), ...ended] })
    const ids = async (query: object = {}) =>
      (await all((paging) => storage.pages.runs({ ...paging, customer: '1', ...query }), 200)).map(({ id }) => id)
    expect(await ids()).toEqual([...ended.map(({ id }) => id).reverse(), '1-0'])
    expect(await ids({ state: 'active' })).toEqual(['1-0'])
    expect(await ids({ node: 'wait-1' })).toEqual(['1-0'])
    const timeline = await all((paging) => storage.pages.timeline('1', paging), 200)
    expect(timeline.map(({ what, run }) => `${what} ${run}`)).toEqual([
      ...ended.map(({ id }) => `runEnded ${id}`).reverse(),
      ...ended.map(({ id }) => `runStarted ${id}`).reverse(),
      'runStarted 1-0',
    ])
  })

  test('a run has the document of its version and its trail in order', async () => {
    const storage = await published()
    const because = [{ at: '/all/0', holds: true, value: 2, events: [1, 2] }]
    await commit(storage, {
      customers: [customer(1)],
      runs: [run('1-0')],
      trail: [
        {
          customer: 1,
          run: '1-0',
          at: 5,
          decisions: [
            { node: 'event-1', visit: 1, what: 'entered', seq: 1 },
            { node: 'event-1', visit: 1, what: 'took', port: 'next', why: 'filter', because },
          ],
        },
        { customer: 1, run: '1-0', at: 9, decisions: [{ node: 'email-1', visit: 2, what: 'ended' }] },
      ],
    })
    expect(await storage.pages.run('1-0')).toMatchObject({
      run: { id: '1-0', customer: '1' },
      documents: { 1: document },
      trail: [{ what: 'entered', at: '1970-01-01T00:00:00.005Z' }, { what: 'took', because }, { what: 'ended' }],
    })
    expect(await storage.pages.run('9-9')).toBeNull()
  })

  test('a workflow has numbers: entered, inside, waiting at each node, left by each port', async () => {
    const storage = await published()
    const add = (node: string, counter: string, by: number, at = '1970-01-09') => ({
      workflow: 'welcome',
      version: 1,
      node,
      counter,
      day: at,
      by,
    })
    const counters = [
      add('event-1', 'started', 7),
      add('event-1', 'started', 3, '1970-01-01'),
      add('event-1', 'in', 10),
      add('event-1', 'out:next', 10),
      add('email-1', 'in', 10),
      add('email-1', 'sent', 4),
      // The port leads nowhere: three ended by it, and one by an exit rule.
      add('email-1', 'out:next', 3),
      add('email-1', 'ended', 3),
      add('email-1', 'ended', 1),
      add('event-1', 'endedBy:reachedEnd', 3),
      add('event-1', 'endedBy:exitRule:Ordered: twice', 1),
    ]
    await commit(storage, { counters: counters.slice(0, 4) })
    await commit(storage, { counters: counters.slice(4) })
    expect(await storage.pages.stats('welcome')).toEqual({
      workflow: 'welcome',
      paused: null,
      started: 10,
      active: 6,
      ended: 4,
      endings: [
        { code: 'reachedEnd', count: 3 },
        { code: 'exitRule', detail: 'Ordered: twice', count: 1 },
      ],
      goal: null,
      nodes: {
        'event-1': {
          entered: 10,
          waiting: 0,
          planned: 0,
          ports: { next: 10 },
          sent: 0,
          queued: 0,
          failed: 0,
          skipped: 0,
          opened: 0,
          clicked: 0,
          bounced: 0,
          complained: 0,
          ended: 0,
        },
        'email-1': {
          entered: 10,
          waiting: 6,
          planned: 0,
          ports: { next: 3 },
          sent: 4,
          queued: 0,
          failed: 0,
          skipped: 0,
          opened: 0,
          clicked: 0,
          bounced: 0,
          complained: 0,
          ended: 4,
        },
      },
    })
    expect((await storage.pages.workflows({ limit: 5, now: 9 * day })).items).toMatchObject([
      { id: 'welcome', title: 'Welcome series', state: 'live', version: 1, changed: false, entered7Days: 7, active: 6 },
    ])
    expect((await storage.pages.versions('welcome', { limit: 5 })).items).toMatchObject([
      { version: 1, active: 6, entered: 10 },
    ])
    expect(await storage.pages.stats('unknown')).toBeNull()
  })

  test('a segment has its members, who came and went in seven days, and how far a new definition is', async () => {
    const storage = open()
    const definition = { title: 'VIP', when: { test: 'event', event: 'x', op: 'atLeast', value: 1 } } as const
    await storage.control({ do: 'saveSegment', segment: 'vip', definition, revision: null }, 1)
    const moved = (row: number, at: number, what: 'segmentJoined' | 'segmentLeft') =>
      ({ customer: 1, row, at, what, detail: { segment: 'vip' } }) as const
    await commit(storage, {
      customers: [customer(1), customer(2), customer(3)],
      memberships: [1, 2].map((of) => ({ customer: of, segment: 'vip', since: 9, how: 'joined' as const })),
      timeline: [
        moved(0, 20 * day, 'segmentJoined'),
        moved(1, 21 * day, 'segmentLeft'),
        moved(2, 22 * day, 'segmentJoined'),
        moved(3, day, 'segmentJoined'),
      ],
      sweeps: [{ n: 9, at: 1, what: { kind: 'segment', segment: 'vip' }, cursor: 1 }],
    })
    expect(await storage.pages.segment('vip', 23 * day)).toMatchObject({
      segment: { id: 'vip', title: 'VIP', members: 2, revision: 1, progress: { done: 1, of: 3 } },
      definition,
      sample: [{ id: '2' }, { id: '1' }],
      joined7Days: 2,
      left7Days: 1,
    })
    expect((await storage.pages.segments({ limit: 5 })).items).toMatchObject([{ id: 'vip' }])
  })

  test('messages come newest first, with their state and the subject before rendering', async () => {
    const storage = await published()
    await commit(storage, {
      customers: [customer(1), customer(2)],
      messages: [
        message('1-0:email-1:2', { admitted: 10 }),
        message('2-0:hook-1:2', { admitted: 20, channel: 'webhook', address: 'https://shop.example/hook' }),
        message('1-1:email-1:2', { admitted: 30 }),
      ],
      messageStates: [{ key: '1-0:email-1:2', state: 'failed', at: 40, detail: '550', attempts: 1 }],
    })
    await storage.claim(50, 1, 'email')
    const states = async (query: object = {}) =>
      (await all((paging) => storage.pages.messages({ ...paging, ...query }), 1)).map(
        ({ key, state }) => `${key} ${state}`,
      )
    expect(await states()).toEqual(['1-1:email-1:2 sending', '2-0:hook-1:2 waiting', '1-0:email-1:2 failed'])
    expect(await states({ state: 'failed' })).toEqual(['1-0:email-1:2 failed'])
    expect(await states({ channel: 'webhook' })).toEqual(['2-0:hook-1:2 waiting'])
    expect(await states({ query: 'ADA@' })).toHaveLength(2)
    expect(await states({ customer: '1' })).toHaveLength(2)
    expect(await storage.pages.message('1-0:email-1:2')).toMatchObject({
      message: { subjectTemplate: 'Hello {{ customer.firstName }}', values: { customer: { firstName: 'Ada' } } },
      attempts: [{ attempt: 1, detail: '550', at: '1970-01-01T00:00:00.040Z' }],
    })
  })

  test('the numbers of a step tell how many of its messages have not begun to be sent', async () => {
    const storage = await published()
    await commit(storage, {
      customers: [customer(1)],
      messages: ['1-0:email-1:2', '1-1:email-1:2', '1-2:email-1:2'].map((key) => message(key, { admitted: 10 })),
      messageStates: [{ key: '1-2:email-1:2', state: 'cancelled', at: 40, detail: '', attempts: 0 }],
    })
    const queued = async () => (await storage.pages.stats('welcome'))?.nodes['email-1']?.queued
    expect(await queued()).toBe(2)
    await storage.claim(50, 1, 'email')
    expect(await queued()).toBe(1)
  })

  test('the vocabulary offers what the store has seen', async () => {
    const storage = open()
    await storage.append([event('a'), event('b', { name: 'Order Completed' }), event('c')], 1)
    await commit(storage, { customers: [named(1, { city: 'Turin' })] })
    expect(await storage.pages.vocabulary()).toEqual({
      events: [
        { name: 'Product Viewed', count: 2, properties: ['sku'] },
        { name: 'Order Completed', count: 1, properties: ['sku'] },
      ],
      attributes: ['city'],
      segments: [],
      workflows: [],
    })
    expect(await storage.pages.counts()).toMatchObject({ events: 3, customers: 1, last: 3, clock: 'wall' })
  })

  test('of a very long history come the newest events and the first', async () => {
    const storage = open()
    const count = limits.historyPerEvent + 5
    await storage.append(
      Array.from({ length: count }, (_, n) => event(`e${n}`)),
      2_000,
    )
    await commit(storage, {
      customers: [customer(1)],
      history: Array.from({ length: count }, (_, n) => ({
        customer: 1,
        name: 'Product Viewed',
        time: 1_000 + n,
        seq: n + 1,
      })),
    })
    const [facts] = await storage.pages.facts({ limit: 1, events: ['Product Viewed'] })
    const seqs = facts?.history[0]?.events.map(({ seq }) => seq)
    expect(seqs).toHaveLength(limits.historyPerEvent + 1)
    expect([seqs?.[0], seqs?.[1], seqs?.at(-1)]).toEqual([1, 6, count])
  })

  test('facts of customers come in the order of their ids, with the history that is asked for', async () => {
    const storage = open()
    await storage.append([event('a'), event('b')], 2_000)
    await commit(storage, {
      customers: [customer(1), customer(2)],
      history: [
        { customer: 1, name: 'Product Viewed', time: 1_000, seq: 1 },
        { customer: 1, name: 'Product Viewed', time: 900, seq: 2 },
      ],
    })
    const page = await storage.pages.facts({ limit: 1, events: ['Product Viewed', 'Other'] })
    expect(page).toMatchObject([{ id: '1', history: [{ events: [{ seq: 2 }, { seq: 1 }] }, { events: [] }] }])
    expect(await storage.pages.facts({ limit: 5, after: '1', events: [] })).toMatchObject([{ id: '2' }])
    expect(await storage.pages.facts({ customers: ['2', '9'], limit: 5, events: [] })).toHaveLength(1)
  })

  test('a cursor that is none is refused with the name of its place', async () => {
    const storage = open()
    const asking: ((pages: Pages) => Promise<unknown>)[] = [
      (pages) => pages.customers({ limit: 1, after: 'x' }),
      (pages) => pages.messages({ limit: 1, after: '~' }),
    ]
    for (const ask of asking)
      await expect(ask(storage.pages)).rejects.toMatchObject({
        status: 400,
        problems: [{ code: 'badCursor', path: '/after' }],
      })
  })
})
