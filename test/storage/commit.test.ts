// What a commit promises: whole or not at all, compared and swapped, and read back as it was written.
import { describe, expect, test } from 'vitest'
import { Conflict } from '../../runtime/storage/port.ts'
import { adapters } from './adapters.ts'
import { commit, customer, event, load, message, nothing, run } from './build.ts'

describe.each(adapters)('a commit, $name', ({ open }) => {
  test('moves the head, and raises the version by one', async () => {
    const storage = open()
    await storage.append([event('a')], 1_000)
    await storage.commit({ ...nothing, version: 0, position: 1, clock: 900 })
    expect(await storage.head()).toMatchObject({ version: 1, last: 1, lastAt: 1_000, position: 1, clock: 900 })
  })

  test('made for another version is a Conflict, writes nothing, and leaves what was appended', async () => {
    const storage = open()
    await commit(storage)
    await storage.append([event('a')], 1_000)
    const stale = { ...nothing, version: 0, position: 1, clock: 5_000, customers: [customer(1)] }
    await expect(storage.commit(stale)).rejects.toThrow(Conflict)
    expect(await load(storage, 1)).toEqual([])
    expect(await storage.head()).toMatchObject({ version: 1, last: 1, position: 0, clock: 0 })
    await commit(storage)
    expect(await storage.entries(0, 10)).toHaveLength(1)
  })

  test('that fails half-way leaves nothing of itself and everything that was appended', async () => {
    const storage = open()
    await storage.append([event('a')], 1_000)
    await storage.append([event('b')], 1_000)
    const failing = { customers: [customer(1)], runs: [run('1-0', { node: undefined as unknown as string })] }
    await expect(commit(storage, failing)).rejects.toThrow()
    expect(await load(storage, 1)).toEqual([])
    expect(await storage.head()).toMatchObject({ version: 0, last: 2, position: 0 })
    expect(await storage.append([event('a')], 2_000)).toMatchObject([{ duplicateOf: 1 }])
    await commit(storage, { customers: [customer(1)] })
    expect(await load(storage, 1)).toMatchObject([{ customer: { id: 1 } }])
    expect(await storage.entries(0, 10)).toMatchObject([{ seq: 1, at: 1_000 }, { seq: 2 }])
    expect(await storage.pages.counts()).toMatchObject({ events: 2 })
  })

  test('is read back as it was written', async () => {
    const storage = open()
    const reached = { customer: 1, workflow: 'welcome', version: 1, at: 60, time: 60, heldOut: false }
    await storage.append([event('a'), event('b', { time: 400 })], 1_000)
    const profile = {
      attributes: { name: { value: 'Ada Żółć', time: 5 }, tags: { value: ['a', { b: null }], time: 6 } },
      consents: { 'email:marketing': { value: 'granted', time: 7, source: 'shop', wording: 'Yes, please' } },
      undeliverable: { email: { address: 'ada@example.com', at: 8 } },
    } as const
    const ada = customer(1, { profile, runs: 2, swept: 4, wake: 77, derived: 2 })
    const made = { seq: -7, at: 1_000, depth: 1, name: 'Thanked', body: '{"properties":{"order":"o-1"}}' }
    const resting = run('1-0', {
      rest: { until: 5, events: ['x'] },
      due: 50,
      key: 'cart-1',
      causes: ['orders', 'welcome'],
    })
    const over = run('1-1', { ended: 90, reason: { code: 'exitRule', detail: 'Bought' } })
    const mail = message('1-0:email-1:2')
    await commit(storage, {
      customers: [ada],
      identities: [{ identity: { kind: 'userId', value: 'ada' }, customer: 1 }],
      history: [
        { customer: 1, name: 'Product Viewed', time: 1_000, seq: 1 },
        { customer: 1, name: 'Product Viewed', time: 400, seq: 2 },
      ],
      memberships: [
        { customer: 1, segment: 'at-risk', since: 9, how: 'joined' },
        { customer: 1, segment: 'vip', since: 9, how: 'initial' },
        { customer: 1, segment: 'vip', since: null },
      ],
      runs: [resting, over],
      enrolments: [{ customer: 1, workflow: 'welcome', key: 'cart-1', count: 2, last: 60 }],
      assignments: [{ customer: 1, workflow: 'welcome', node: 'split-2', as: 7, at: 60 }],
      goals: [
        { ...reached, run: '1-1', seq: 1, value: 5, currency: 'EUR' },
        // By a condition.
        { ...reached, run: '1-0', seq: 0, value: null, currency: null },
      ],
      messages: [mail],
      derived: [made, { seq: -6, at: 1_000, depth: 1, name: null, body: '{"properties":{}}' }],
    })
    // What a run made happen is no line of the log.
    expect(await storage.entries(0, 10)).toHaveLength(2)
    const loaded = await storage.load({
      identities: [
        { kind: 'userId', value: 'ada' },
        { kind: 'userId', value: 'nobody' },
      ],
      customers: [1, 2],
      runs: ['1-0', '1-1', '1-9'],
      history: [
        { customer: 1, name: 'Product Viewed', newest: 10 },
        { customer: 1, name: 'Never Seen', newest: 10 },
      ],
      bodies: [1, 99, -7, -6],
      enrolments: [
        { customer: 1, workflow: 'welcome', key: 'cart-1' },
        { customer: 1, workflow: 'welcome', key: 'other' },
      ],
      assignments: [
        { customer: 1, workflow: 'welcome', node: 'split-2' },
        { customer: 1, workflow: 'welcome', node: 'split-3' },
      ],
      messages: ['1-0:email-1:2', '1-0:email-1:3'],
      goals: [
        { customer: 1, workflow: 'welcome' },
        { customer: 1, workflow: 'other' },
      ],
    })
    expect(loaded).toEqual({
      identities: [{ identity: { kind: 'userId', value: 'ada' }, customer: 1 }],
      customers: [
        {
          customer: ada,
          identities: [{ kind: 'userId', value: 'ada' }],
          memberships: [{ segment: 'at-risk', since: 9 }],
          planned: [],
          runs: [resting],
        },
      ],
      runs: [resting, over],
      history: [
        {
          customer: 1,
          name: 'Product Viewed',
          count: 2,
          stored: 2,
          first: { time: 400, seq: 2 },
          rows: [
            { time: 400, seq: 2 },
            { time: 1_000, seq: 1 },
          ],
        },
        { customer: 1, name: 'Never Seen', count: 0, stored: 0, first: null, rows: [] },
      ],
      bodies: [
        { seq: 1, name: 'Product Viewed', body: event('a').payload.body },
        { seq: -7, name: made.name, body: made.body },
        { seq: -6, name: '', body: '{"properties":{}}' },
      ],
      enrolments: [{ customer: 1, workflow: 'welcome', key: 'cart-1', count: 2, last: 60 }],
      assignments: [{ customer: 1, workflow: 'welcome', node: 'split-2', as: 7, at: 60 }],
      tallies: [],
      goals: [{ customer: 1, workflow: 'welcome', seq: 1 }],
      hasRemoved: false,
      messages: [mail],
      versions: [],
    })
  })

  test('keeps the live state and unfinished sweeps', async () => {
    const storage = open()
    const when = { test: 'event', event: 'x', op: 'atLeast', value: 1 } as const
    const segment = { kind: 'segment', id: 'at-risk', definition: { title: 'At risk', when }, seq: 2 } as const
    const paused = { kind: 'workflow', id: 'welcome', version: 1, state: 'paused', seq: 3 } as const
    const sweep = { n: 2, at: 9, what: { kind: 'segment', segment: 'at-risk' }, cursor: 0 } as const
    const [zones] = (await storage.head()).live
    await commit(storage, { live: [{ ...paused, state: 'live', seq: 1 }, segment, paused], sweeps: [sweep] })
    expect(await storage.head()).toMatchObject({ live: [zones, segment, paused], sweeps: [sweep] })
    await commit(storage, { live: [{ ...segment, definition: null, seq: 4 }], sweeps: [{ ...sweep, cursor: null }] })
    expect(await storage.head()).toMatchObject({ live: [zones, paused], sweeps: [] })
  })

  test('gives a sweep its customers by id: those it has not reached, and who were there at its marker', async () => {
    const storage = open()
    await commit(storage, {
      customers: [
        customer(1),
        customer(2, { swept: 9 }),
        customer(3),
        customer(4, { joinedTo: 1 }),
        customer(5),
        customer(11, { swept: 9 }),
      ],
    })
    const sweep = { n: 9, at: 1, what: { kind: 'end', workflow: 'welcome' }, cursor: 0 } as const
    expect(await storage.sweepPage(sweep, 2)).toEqual([1, 3])
    expect(await storage.sweepPage({ ...sweep, cursor: 3 }, 2)).toEqual([5])
    expect(await storage.sweepPage({ ...sweep, cursor: null }, 2)).toEqual([])
  })

  test('gives timers of runs and customers in the order of (due, customer, run)', async () => {
    const storage = open()
    await commit(storage, {
      customers: [customer(1, { wake: 30 }), customer(2, { wake: 10 }), customer(3)],
      runs: [
        run('1-0', { due: 30 }),
        run('1-1', { due: 20 }),
        run('2-0', { due: 30 }),
        run('3-0', { due: 31 }),
        run('3-1'),
      ],
    })
    const due = (until: number, limit: number) => storage.dueTimers(until, limit)
    expect(await due(30, 10)).toEqual([
      { due: 10, customer: 2, run: '' },
      { due: 20, customer: 1, run: '1-1' },
      { due: 30, customer: 1, run: '' },
      { due: 30, customer: 1, run: '1-0' },
      { due: 30, customer: 2, run: '2-0' },
    ])
    expect(await due(30, 2)).toHaveLength(2)
    await commit(storage, { customers: [customer(2), customer(1, { wake: 35 })], runs: [run('1-1', { due: null })] })
    expect((await due(30, 10)).map((timer) => timer.run)).toEqual(['1-0', '2-0'])
    expect(await due(9, 10)).toEqual([])
  })
})
