// What concerns many customers is brought to them page by page (H2).
import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import type { Commit } from '../../runtime/commit/commit.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import { startEngine } from '../../runtime/engine.ts'
import { Fold } from '../../runtime/fold.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import type { Identity } from '../../shared/event.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { event } from '../storage/build.ts'
import { draw } from '../support/trial.ts'

const start = Date.parse('2026-01-01T10:00:00Z')
const hour = 3_600_000
const people = ['ada', 'bob', 'cem', 'dee', 'eva']
const viewed = (who: string, sku: string, n = 0) =>
  event(`${who}${n}`, {
    time: start + n,
    identities: [{ kind: 'userId', value: who }],
    body: JSON.stringify({ type: 'track', event: 'Product Viewed', properties: { sku } }),
  })
const teas: Predicate = {
  test: 'event',
  event: 'Product Viewed',
  op: 'atLeast',
  value: 1,
  within: 'PT1H',
  where: { property: 'sku', op: 'is', value: 'tea' },
}

/** A store with five customers, of whom the second and the fifth have looked at tea, and what was committed since. */
async function store() {
  const inner = openSqlite({ file: ':memory:', clock: 'wall' })
  const commits: Commit[] = []
  const storage: Storage = {
    ...inner,
    async commit(value) {
      await inner.commit(value)
      commits.push(value)
    },
    close: async () => {},
  }
  const engine = await startEngine({ storage, clock: simulatedClock(start), changed: () => {} })
  await engine.append(people.map((who) => viewed(who, who === 'bob' || who === 'eva' ? 'tea' : 'pot')))
  await engine.close()
  const definition = { title: 'Tea', when: teas }
  await inner.control({ do: 'saveSegment', segment: 'teas', definition, revision: null }, start + 10)
  const fold = async (pageSize = 2) => {
    const made = new Fold(storage, await inner.head(), () => {}, { pageSize })
    await made.ready()
    return made
  }
  const members = async () => {
    const { customers } = await inner.load({ customers: [1, 2, 3, 4, 5] })
    return customers.filter(({ memberships }) => memberships.length > 0).map(({ customer }) => customer.id)
  }
  return { inner, commits, fold, members }
}

test('a sweep writes those whom it changes, and no others', async () => {
  const { inner, commits, fold, members } = await store()
  const made = await fold()
  await made.entries(await inner.entries(made.position, 10))
  const before = commits.length
  while (await made.sweepPage());
  expect(commits.slice(before).map(({ customers }) => customers.map(({ id }) => id))).toEqual([[2], [], [5]])
  expect(await members()).toEqual([2, 5])
})

test('after a restart in its middle it goes on, and finds nobody twice, whatever they did since', async () => {
  const { inner, fold, members } = await store()
  const before = await fold()
  await before.entries(await inner.entries(before.position, 10))
  await before.sweepPage()
  // Ada is behind the sweep, cem before it: both join by looking at tea, and leave an hour later.
  await inner.append([viewed('ada', 'tea', 20), viewed('cem', 'tea', 20)], start + 20)
  const after = await fold()
  await after.entries(await inner.entries(after.position, 10))
  expect(await members()).toEqual([1, 2, 3])
  await after.timers(start + 2 * hour)
  await inner.append([viewed('ada', 'pot', 2 * hour), viewed('cem', 'pot', 2 * hour)], start + 2 * hour)
  const last = await fold()
  await last.entries(await inner.entries(last.position, 10))
  while (await last.sweepPage());
  await last.timers(start + 2 * hour)
  expect(await members()).toEqual([])
  const moves = async (id: string) =>
    (await inner.pages.timeline(id, { limit: 10 })).items.map(({ what }) => what).filter((what) => what !== 'event')
  expect(await moves('1')).toEqual(['segmentLeft', 'segmentJoined'])
  expect(await moves('3')).toEqual(['segmentLeft', 'segmentJoined'])
  expect(await moves('2')).toEqual(['segmentLeft'])
})

test('rule 8: whoever joins in the middle of a sweep may have entered after it let in whom they join', async () => {
  const { inner, fold } = await store()
  const schedule = { recurs: { every: 'day', time: '10:30' }, audience: { of: 'everyone' } } as const
  const workflow = draw({
    settings: { reentry: { rule: 'notBefore', period: 'PT1H' } },
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'exit-3' } },
      'schedule-2': { kind: 'schedule', settings: schedule, ports: { next: 'exit-3' } },
      'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
    },
  })
  const document = JSON.stringify(workflow)
  const minutes = (n: number) => start + n * 60_000
  await inner.control({ do: 'saveDraft', workflow: 'trial', title: 'Trial', document, revision: null }, start + 20)
  await inner.control({ do: 'publish', workflow: 'trial', document, revision: 1, compiled: [] }, start + 20)
  const made = await fold()
  const foldAll = async () => made.entries(await inner.entries(made.position, 10))
  await foldAll()
  while (await made.sweepPage());

  const due = minutes(30)
  const enter = { type: 'enter', workflow: 'trial', node: 'schedule-2', audience: schedule.audience, due } as const
  const cart = (n: number, ...identities: readonly Identity[]) =>
    event(`cart${n}`, { name: 'Cart', time: minutes(n), identities })
  const guest = { kind: 'anonymousId', value: 'phone' } as const
  await inner.append([{ payload: enter }], due)
  await inner.append([cart(80, guest)], minutes(80))
  await inner.append([cart(100, { kind: 'userId', value: 'eva' }, guest)], minutes(100))
  await foldAll()
  while (await made.sweepPage());
  const { items } = await inner.pages.runs({ limit: 20 })
  expect(items.filter(({ customer }) => customer === '5').map(({ startedAt }) => Date.parse(startedAt))).toEqual([
    minutes(80),
    due,
  ])
})

test('a change that many timers come before waits for them, page by page', async () => {
  const { inner, fold } = await store()
  const document = JSON.stringify(
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: 'PT1H' }, ports: { next: 'exit-3' } },
        'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
      },
    }),
  )
  await inner.control({ do: 'saveDraft', workflow: 'trial', title: 'Trial', document, revision: null }, start + 20)
  await inner.control({ do: 'publish', workflow: 'trial', document, revision: 1, compiled: [] }, start + 20)
  const cart = (who: string) =>
    event(`cart ${who}`, { name: 'Cart', time: start + 30, identities: [{ kind: 'userId', value: who }] })
  await inner.append(people.map(cart), start + 30)
  const made = await fold(1)
  const foldOn = async () => made.entries(await inner.entries(made.position, 10))
  for (await foldOn(); made.waits || made.position < 12; await foldOn()) while (made.waits) await made.carry()

  await inner.control({ do: 'setWorkflowState', workflow: 'trial', state: 'ended' }, start + 2 * hour)
  const { last, position } = await inner.head()
  expect(last).toBe(position + 1)
  await foldOn()
  expect([made.waits, made.position]).toEqual([true, position])
  let pages = 0
  for (; made.waits; pages++) await made.carry()
  expect(pages).toBeGreaterThan(2)
  await foldOn()
  expect([made.waits, made.position]).toEqual([false, last])
  const { items } = await inner.pages.runs({ limit: 20 })
  expect(items.map(({ reason }) => reason?.code)).toEqual(people.map(() => 'exitNode'))
})

describe('while a sweep goes on for which a second change waits', () => {
  const customers = 40
  const withdrawal: NewEntry = {
    payload: {
      type: 'consent',
      identity: { kind: 'userId', value: 'c1' },
      channel: 'email',
      purpose: 'marketing',
      is: 'denied',
      source: 'page',
      time: start,
    },
  }

  /** A store whose sweeps have a page for each of its customers, and two segments that are new to it. */
  async function sweeping() {
    const inner = openSqlite({ file: ':memory:', clock: 'wall' })
    const swept: number[] = []
    const process = { isDead: false }
    const storage: Storage = {
      ...inner,
      async sweepPage(sweep, limit) {
        if (process.isDead) await new Promise(() => {})
        swept.push(sweep.n)
        return inner.sweepPage(sweep, limit)
      },
    }
    const clock = simulatedClock(start)
    const engine = await startEngine({ storage, clock, changed: () => {}, pageSize: 1 })
    const daily = {
      kind: 'schedule',
      settings: { recurs: { every: 'day', time: '10:30' }, audience: { of: 'everyone' } },
      ports: { next: 'exit-2' },
    } as const
    const workflow = draw({ nodes: { 'schedule-1': daily, 'exit-2': { kind: 'exit', settings: { reason: 'Done' } } } })
    const document = JSON.stringify(workflow)
    await engine.append(Array.from({ length: customers }, (_, n) => viewed(`c${n}`, 'tea')))
    await engine.control({ do: 'saveDraft', workflow: 'trial', title: 'Trial', document, revision: null })
    await engine.control({ do: 'publish', workflow: 'trial', document, revision: 1, compiled: [] })
    await engine.idle()
    const definition = { title: 'Tea', when: teas }
    for (const segment of ['one', 'two', 'three'])
      await engine.control({ do: 'saveSegment', segment, definition, revision: null })
    const members = async (customer: number) => {
      const { customers } = await inner.load({ customers: [1, customer] })
      return customers.map(({ memberships }) => memberships.map(({ segment }) => segment).toSorted())
    }
    return { inner, engine, clock, swept, members, process }
  }

  test('events, claims and withdrawals are answered at once', async () => {
    const { engine, swept, members } = await sweeping()
    expect(await engine.append([viewed('new', 'tea', 1)])).toMatchObject([{ entry: {} }])
    expect(await engine.append([withdrawal])).toMatchObject([{ entry: {} }])
    expect(await engine.claim(start, 1, 'email')).toMatchObject({ claimed: [] })
    const { behind, last } = await engine.standing()
    expect(behind).toBeGreaterThan(0)
    expect(swept.length).toBeLessThan(20)
    await engine.idle()
    expect(await engine.reached(last, 0)).toBe(0)
    // Each once, and whoever came between two definitions has been brought them too.
    expect(swept.length).toBeLessThan(3 * (customers + 3))
    expect(await members(last - 1)).toEqual([
      ['one', 'three', 'two'],
      ['one', 'three', 'two'],
    ])
    await engine.close()
  })

  test('a schedule that comes due is in the log before anything later, once', async () => {
    const { inner, engine, clock } = await sweeping()
    clock.advanceTo(start + hour)
    await engine.append([viewed('c1', 'pot', hour)])
    expect((await engine.standing()).behind).toBeGreaterThan(0)
    await engine.idle()
    const late = (await inner.entries(customers, 20)).filter(({ at }) => at > start)
    expect(late.map(({ at, payload }) => [at - start, payload.type])).toEqual([
      [hour / 2, 'enter'],
      [hour, 'event'],
    ])
    await engine.close()
  })

  test('a clock that is set is told of once, and nothing that comes due fires for it', async () => {
    const { inner, engine, clock } = await sweeping()
    clock.setTo(start + 9 * 24 * hour)
    await engine.append([viewed('c1', 'pot', hour)])
    await engine.idle()
    expect((await engine.standing()).held).toMatchObject({ why: 'clockAhead' })
    const types = (await inner.entries(customers, 20)).map(({ payload }) => payload.type)
    expect(types.filter((type) => type === 'hold' || type === 'enter')).toEqual(['hold'])
    await engine.close()
  })

  test('what comes in is not refused, however long it takes', async () => {
    const { engine, clock } = await sweeping()
    await engine.append([viewed('c1', 'pot', 1)])
    clock.advanceTo(start + 10 * 60_000)
    expect((await engine.standing()).behind).toBeGreaterThan(0)
    expect(await engine.append([viewed('c2', 'pot', 2)])).toMatchObject([{ entry: {} }])
    await engine.idle()
    await engine.close()
  })

  test('whoever starts the store again in its middle comes to the same end', async () => {
    const { inner, engine, members, process } = await sweeping()
    await engine.append([viewed('new', 'tea', 1)])
    process.isDead = true
    await new Promise((resolve) => setTimeout(resolve, 20))
    const head = await inner.head()
    expect(head.position).toBeLessThan(head.last)
    const next = await startEngine({ storage: inner, clock: simulatedClock(start + 1), changed: () => {}, pageSize: 7 })
    await next.idle()
    expect(await members(head.last)).toEqual([
      ['one', 'three', 'two'],
      ['one', 'three', 'two'],
    ])
    await next.close()
  })
})
