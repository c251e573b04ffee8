// H17: old events are removed, and nothing that is decided afterwards depends on it.
import { describe, expect, test } from 'vitest'
import { Fold } from '../../runtime/fold.ts'
import { initialSettings } from '../../runtime/storage/control.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import type { Goal } from '../../shared/goal.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { event } from '../storage/build.ts'
import { draw, email } from '../support/trial.ts'
import { begin, type Deed, left, lived } from './retention/keeping.ts'

const viewed = (on: number, more: object = {}): Deed => [on, { event: 'Viewed', ...more }]
const asked: Deed[1] = { event: 'Asked' }
const every = (first: number, last: number, step: number): Deed[] =>
  Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, n) => viewed(first + n * step))

/** Whoever asks takes the path of the first condition that holds. */
const asking = (...conditions: Predicate[]): Workflow =>
  draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'branch-1' } },
      'branch-1': {
        kind: 'branch',
        settings: { paths: conditions.map((when, n) => ({ port: `path-${n + 1}`, when })) },
      },
    },
  })
const times = (op: 'atLeast' | 'exactly', value: number, more: object = {}): Predicate => ({
  test: 'event',
  event: 'Viewed',
  op,
  value,
  ...more,
})

describe('rule 33: decisions are the same whether old events were removed or not', () => {
  /** The decisions of a store that keeps everything, which one that keeps events for 60 days must come to. */
  async function decided(deeds: readonly Deed[]) {
    const [all, few] = [await lived(deeds, null), await lived(deeds, 60)]
    expect(few.lines).toEqual(all.lines)
    expect(few.messages).toEqual(all.messages)
    expect((await few.storage.pages.parked({ limit: 10 })).items).toEqual([])
    return few
  }

  test('how often somebody did something is known for ever, and so are the first time and the last ones', async () => {
    const ask = asking(times('exactly', 11), times('atLeast', 10), times('atLeast', 1, { within: 'P50D' }))
    const { storage, what } = await decided([[0, ask], ...every(1, 28, 3), [200, asked], viewed(201), [202, asked]])
    expect(what.filter((line) => line.startsWith('took branch'))).toEqual([
      'took branch-1 path-2',
      'took branch-1 path-1',
    ])
    // That of the 22nd was of the newest three until the last one came, and goes with the next one that is removed.
    expect(await left(storage, 'Viewed')).toEqual({ count: 11, days: [1, 22, 25, 28, 201], saying: 1 })
  })

  test('a run finds all that happened since it began, and the event that began it, however long it takes', async () => {
    const waits = draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'delay-1' } },
        'delay-1': { kind: 'delay', settings: { for: 'P200D' }, ports: { next: 'branch-1' } },
        'branch-1': {
          kind: 'branch',
          settings: {
            paths: [
              {
                port: 'both',
                when: {
                  all: [
                    times('atLeast', 5, { within: 'run', where: { property: 'sku', op: 'is', value: 'tea' } }),
                    { test: 'trigger', property: 'plan', op: 'is', value: 'gold' },
                  ],
                },
              },
            ],
          },
        },
      },
    })
    const tea = (on: number) => viewed(on, { properties: { sku: 'tea' } })
    const began: Deed = [5, { event: 'Asked', properties: { plan: 'gold' } }]
    const deeds = [[0, waits] as const, tea(1), tea(2), began, ...[6, 7, 8, 9, 10].map(tea)]
    const { storage, what } = await decided([...deeds, viewed(206)])
    expect(what).toContain('took branch-1 both')
    expect(await left(storage, 'Viewed')).toEqual({ count: 8, days: [1, 8, 9, 10, 206], saying: 1 })
    const before = await lived([...deeds, viewed(204)], 60)
    expect(await left(before.storage, 'Viewed')).toEqual({ count: 8, days: [1, 6, 7, 8, 9, 10, 204], saying: 6 })
  })

  test('a message that waits finds what its condition asks for until it is given up, though its run has ended', async () => {
    const gold: Predicate = { test: 'trigger', property: 'plan', op: 'is', value: 'gold' }
    const noCoffee = times('exactly', 0, { within: 'run', where: { property: 'sku', op: 'is', value: 'coffee' } })
    const mail = email('Tea?')
    const mails = draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'update-1' } },
        'update-1': {
          kind: 'update',
          settings: { set: [{ attribute: 'email', to: 'ada@example.com' }] },
          ports: { next: 'delay-1' },
        },
        'delay-1': { kind: 'delay', settings: { for: 'P80D' }, ports: { next: 'email-1' } },
        'email-1': {
          ...mail,
          settings: { ...mail.settings, purpose: 'transactional', if: { all: [gold, noCoffee] } },
        },
      },
    })
    const coffee = (on: number) => viewed(on, { properties: { sku: 'coffee' } })
    const deeds: Deed[] = [[0, mails], [1, { event: 'Asked', properties: { plan: 'gold' } }], viewed(82), viewed(83)]
    const soon = await decided([...deeds, coffee(83.5)])
    expect(soon.messages).toEqual(['cancelled conditionFalse'])
    // Nobody sent it within the three days after which it is given up: it is not asked any more, and what it asked for goes.
    const { storage, messages } = await decided([...deeds, viewed(86), coffee(88)])
    expect(messages).toEqual(['waiting '])
    expect(await left(storage, 'Asked')).toMatchObject({ saying: 0 })
  })

  test('a run that follows another still finds the event that began the other', async () => {
    const delay = (next?: string) => ({
      kind: 'delay' as const,
      settings: { for: 'P80D' },
      ...(next && { ports: { next } }),
    })
    const first = draw({
      id: 'first',
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'delay-1' } },
        'delay-1': delay(),
      },
    })
    const gold: Predicate = { test: 'trigger', property: 'plan', op: 'is', value: 'gold' }
    const second = draw({
      id: 'second',
      nodes: {
        'workflow-1': { kind: 'workflow', settings: { workflow: 'first', how: 'any' }, ports: { next: 'delay-1' } },
        'delay-1': delay('branch-1'),
        'branch-1': { kind: 'branch', settings: { paths: [{ port: 'gold', when: gold }] } },
      },
    })
    const began: Deed = [5, { event: 'Asked', properties: { plan: 'gold' } }]
    const { what } = await decided([[0, first], [0, second], began, viewed(90), viewed(150), viewed(166)])
    expect(what).toContain('took branch-1 gold')
  })

  test('a start that is planned finds the event that it rests on, and what came since', async () => {
    const reminds = draw({
      settings: { key: 'cart' },
      nodes: {
        'absence-1': {
          kind: 'absence',
          settings: {
            event: 'Cart Updated',
            without: { event: 'Viewed', where: { property: 'cart', op: 'is', value: { ref: 'trigger.cart' } } },
            deadline: { by: 'period', within: 'P150D' },
          },
          ports: { next: 'branch-1' },
        },
        'branch-1': {
          kind: 'branch',
          settings: {
            paths: [
              {
                port: 'both',
                when: {
                  all: [
                    times('exactly', 4, { within: 'run' }),
                    { test: 'trigger', property: 'cart', op: 'is', value: 'x' },
                  ],
                },
              },
            ],
          },
        },
      },
    })
    const { what } = await decided([
      [0, reminds],
      viewed(1),
      [2, { event: 'Cart Updated', properties: { cart: 'x' } }],
      ...every(3, 9, 2),
      viewed(100, { who: 'eva' }),
      viewed(155, { who: 'eva' }),
    ])
    expect(what).toContain('took branch-1 both')
  })

  test('a goal is judged by all that happened since its run began, also after its end', async () => {
    const wins = draw({
      settings: {
        goal: {
          title: 'Won',
          by: 'condition',
          when: times('atLeast', 6, { within: 'run' }),
          within: 'P180D',
          from: 'start',
          ends: false,
        },
      },
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'exit-1' } },
        'exit-1': { kind: 'exit', settings: { reason: 'Out' } },
      },
    })
    const { what } = await decided([
      [0, wins],
      viewed(1),
      [2, asked],
      ...every(3, 7, 1),
      viewed(120, { who: 'eva' }),
      viewed(150),
    ])
    expect(what.some((line) => line.startsWith('reached'))).toBe(true)
  })

  test('a version that is not out any more looks as far back as it ever did, as long as somebody is inside', async () => {
    const version = (within: string) =>
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'delay-1' } },
          'delay-1': { kind: 'delay', settings: { for: 'P30D' }, ports: { next: 'branch-1' } },
          'branch-1': {
            kind: 'branch',
            settings: { paths: [{ port: 'often', when: times('atLeast', 5, { within }) }] },
          },
        },
      })
    const { what } = await decided([
      [0, version('P150D')],
      ...every(1, 5, 1),
      [80, asked],
      [81, version('P20D')],
      viewed(100, { who: 'eva' }),
      viewed(111),
    ])
    expect(what).toContain('took branch-1 often')
  })

  test('two who turn out to be one have the history of both', async () => {
    const ask = asking(times('exactly', 12))
    const { storage, what } = await decided([
      [0, ask],
      ...every(3, 7, 1),
      ...every(1, 6, 1).map(([on]): Deed => viewed(on + 8, { who: '', alsoKnownAs: 'phone' })),
      viewed(100, { who: 'eva' }),
      viewed(101, { alsoKnownAs: 'phone' }),
      [102, asked],
    ])
    expect(what).toContain('took branch-1 path-1')
    expect(await left(storage, 'Viewed', 2)).toMatchObject({ count: 12, saying: 1 })
  })
})

const greeting = (from: Goal['from'] | null): Workflow =>
  draw({
    settings: from ? { goal: { by: 'event', event: 'Bought', title: 'Bought', within: 'P2D', from, ends: false } } : {},
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'email-2' } },
      'email-2': email('Hello', { next: 'exit-3' }),
      'exit-3': { kind: 'exit', settings: { reason: 'Out' } },
    },
  })

test.each(['start', 'message'] as const)(
  'rule 33: a goal that can no longer be reached, whose time begins with the %s, keeps no events',
  async (from) => {
    const deeds = (document: Workflow): Deed[] => [
      [0, document],
      [2, { event: 'Asked' }],
      ...Array.from({ length: 20 }, (_, n): Deed => [3 + n, { event: 'Viewed' }]),
      [300, { event: 'Viewed' }],
      [302, { event: 'Viewed' }],
    ]
    const without = await lived(deeds(greeting(null)), 60)
    const having = await lived(deeds(greeting(from)), 60)
    expect(having.what).toEqual(without.what)
    expect(await left(having.storage, 'Viewed')).toEqual(await left(without.storage, 'Viewed'))
    for (const { storage } of [without, having]) await storage.close()
  },
)

test('rule 33: what was removed of somebody passes no filter of the older run of the customer whom they join', async () => {
  const notAPot = { property: 'sku', op: 'isNot', value: 'pot' } as const
  const waits = draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'delay-1' } },
      'delay-1': { kind: 'delay', settings: { for: 'P150D' }, ports: { next: 'branch-1' } },
      'branch-1': {
        kind: 'branch',
        settings: {
          paths: [
            { port: 'tea', when: times('atLeast', 1, { within: 'run', where: notAPot }) },
            { port: 'any', when: times('atLeast', 1, { within: 'run' }) },
          ],
        },
      },
    },
  })
  const guest = { who: '', alsoKnownAs: 'phone', properties: { sku: 'tea' } }
  const deeds: Deed[] = [
    [0, waits],
    [1, asked],
    viewed(5, guest),
    viewed(100, { who: 'eva' }),
    [101, { event: 'Login', alsoKnownAs: 'phone' }],
    viewed(152, { who: 'eva' }),
  ]
  expect((await lived(deeds, null)).what).toContain('took branch-1 tea')
  expect((await lived(deeds, 60)).what).toContain('took branch-1 any')
})

test('rule 33: what is kept for ever stays, and what came late goes by its own time', async () => {
  const bought = (on: number, late = 0): Deed => [on, { event: 'Bought', late }]
  const deeds = [
    bought(1),
    ...[2, 3, 4, 5].map((on) => viewed(on)),
    bought(6),
    viewed(150, { late: 100 }),
    bought(150, 100),
    bought(152),
  ]
  const { storage } = await lived(deeds, 60, ['Bought'])
  expect(await left(storage, 'Bought')).toEqual({ count: 4, days: [1, 6, 50, 152], saying: 4 })
  expect(await left(storage, 'Viewed')).toEqual({ count: 5, days: [2, 4, 5, 50], saying: 0 })
})

test('events are removed a page at a time, and a process that stops in between is followed by one that goes on', async () => {
  const storage = openSqlite({ file: ':memory:', clock: 'data' })
  await storage.control({ do: 'advanceClock', to: begin }, 0)
  const retention = { days: 60, forEver: [] }
  const people = ['ada', 'bob', 'cem']
  const seen = (who: string, n: number) =>
    event(`${who}${n}`, {
      name: n % 2 ? 'Viewed' : 'Searched',
      time: begin + n,
      identities: [{ kind: 'userId', value: who }],
    })
  for (const who of people)
    await storage.append(
      Array.from({ length: 1_500 }, (_, n) => seen(who, n)),
      0,
    )
  await storage.control({ do: 'saveSettings', settings: { ...initialSettings, retention } }, 0)
  const process = async () => {
    const made = new Fold(storage, await storage.head(), () => {})
    await made.ready()
    return made
  }
  const first = await process()
  for (
    let entries = await storage.entries(0, 5_000);
    entries.length > 0;
    entries = await storage.entries(first.position, 5_000)
  )
    await first.entries(entries)
  await first.timers(begin + 100 * 86_400_000)
  const removed = async () => (await storage.pages.retention()).removed
  const steps: number[] = []
  for (;;) {
    const made = await process()
    await made.timers(begin + 100 * 86_400_000)
    const before = await removed()
    if (!(await made.retentionPage())) break
    steps.push((await removed()) - before)
  }
  expect(steps.reduce((sum, step) => sum + step, 0)).toBe(4_500)
  expect(Math.max(...steps)).toBeLessThanOrEqual(2_100)
  expect(await storage.pages.retention()).toMatchObject({ state: 'done', removed: 4_500, progress: null })
  for (const customer of [1, 1_501, 3_001])
    expect(await left(storage, 'Viewed', customer)).toMatchObject({ count: 750, days: [0, 0, 0, 0], saying: 0 })

  // Once a day, unless the setting changes.
  const later = await process()
  await later.timers(begin + 100.5 * 86_400_000)
  expect(await later.retentionPage()).toBe(false)
  await storage.control(
    { do: 'saveSettings', settings: { ...initialSettings, retention: { days: 61, forEver: [] } } },
    0,
  )
  expect(await (await process()).retentionPage()).toBe(true)
  const other = await process()
  while (await other.retentionPage());
  await other.timers(begin + 102 * 86_400_000)
  expect(await other.retentionPage()).toBe(true)
  await storage.close()
})

test('as long as nobody wants events to be removed, none is', async () => {
  const { storage } = await lived([viewed(1), viewed(2), viewed(3), viewed(4), viewed(5), viewed(900)], null)
  expect(await left(storage, 'Viewed')).toMatchObject({ count: 6, saying: 6 })
  expect(await storage.pages.retention()).toMatchObject({ state: 'never' })
})
