// What is in the fold's tables is what the log says: folded again from nothing, or from a backup, it comes out the same.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import SQLite from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payload } from '../../runtime/commit/entry.ts'
import type { Message } from '../../runtime/commit/message.ts'
import { Fold } from '../../runtime/fold.ts'
import { foldVersion } from '../../runtime/foldVersion.ts'
import { migrate } from '../../runtime/storage/sqlite/migrate.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { tablesOfTheFold, unknownTables } from '../../runtime/storage/sqlite/tables.ts'
import { event } from '../storage/build.ts'
import { foldFileAgain } from '../support/foldAgain.ts'
import { draw, email, openTrial } from '../support/trial.ts'
import { history, historyWith } from './order/arbitraryHistory.ts'
import { lagging, type Reopening, working } from './order/lagging.ts'
import { lookingBackAWeek } from './order/lookingBackAWeek.ts'
import { rehearsed } from './order/rehearsed.ts'
import { whims } from './order/whims.ts'

let folder = ''
let stores = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-rebuild-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Kept extends Reopening {
  readonly file: string
  readonly base: string
}

/** A store on a file, of which a backup is made after so many commits. */
function kept(after: number): Kept {
  const own = join(folder, String(stores++))
  mkdirSync(own)
  const [file, base] = [join(own, 'perennial.db'), join(own, 'base.db')]
  let commits = 0
  const open = () => {
    const storage = openSqlite({ file, clock: 'data' })
    return {
      ...storage,
      async commit(value: Parameters<typeof storage.commit>[0]) {
        await storage.commit(value)
        if (commits++ === after) await storage.backUp(base, () => {})
      },
    }
  }
  return { file, base, open }
}

/** A closed store against its own log, folded again. */
const compared = ({ file }: { readonly file: string }, base?: string) =>
  foldFileAgain(file, base && existsSync(base) ? base : undefined)

// PERENNIAL_REBUILDS tries more.
const runs = { numRuns: Number(process.env.PERENNIAL_REBUILDS ?? 2), endOnFailure: 'PERENNIAL_REBUILDS' in process.env }

describe('law 1: the truth is a base and the log after it', () => {
  test.each([
    ['a fold that lags, forgets and starts anew', lagging],
    ['an engine with batches of any size, closed and opened between them', working],
  ] as const)(
    'what %s has made of a log is made of it again, from nothing and from a backup of any moment',
    async (_, scheduled) => {
      await fc.assert(
        fc.asyncProperty(history, whims, fc.nat(60), async (history, whims, after) => {
          const expected = await rehearsed(history, openSqlite({ file: ':memory:', clock: 'data' }))
          const store = kept(after)
          await scheduled(store, expected, whims)
          expect(await compared(store)).toEqual([])
          expect(await compared(store, store.base)).toEqual([])
        }),
        runs,
      )
    },
    600_000,
  )
})

test('so is what a store has made whose messages are claimed, answered and left behind', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(60), async (history, after) => {
      const store = kept(after)
      await rehearsed(history, store.open())
      expect(await compared(store)).toEqual([])
      expect(await compared(store, store.base)).toEqual([])
    }),
    runs,
  )
}, 7_200_000)

test('a store that removed old events is made again from a backup after which none is gone, and from no other', async () => {
  const removing = whims.map((all) => [...all, ...all.map(({ size }) => ({ does: 'remove' as const, size }))])
  await fc.assert(
    fc.asyncProperty(historyWith(1, 30).map(lookingBackAWeek), removing, fc.nat(60), async (history, whims, after) => {
      const expected = await rehearsed(history, openSqlite({ file: ':memory:', clock: 'data' }))
      const store = kept(after)
      await lagging(store, expected, whims)
      for (const base of [undefined, store.base]) {
        const gone = missingAfter(store.file, base)
        const found = await compared(store, base).catch(({ problems }) => problems)
        expect(found).toEqual(gone > 0 ? [expect.objectContaining({ code: 'entriesRemoved' })] : [])
      }
    }),
    runs,
  )
}, 7_200_000)

function missingAfter(file: string, base: string | undefined): number {
  const after = base && existsSync(base) ? lastIn(base) : 0
  const db = new SQLite(file, { readonly: true })
  const { count } = db
    .prepare<[number], { count: number }>('select count(*) as count from entry where seq > ?')
    .get(after)!
  db.close()
  return lastIn(file) - after - count
}

function lastIn(file: string): number {
  const db = new SQLite(file, { readonly: true })
  const { last } = db.prepare<[], { last: number }>('select last from partition').get()!
  db.close()
  return last
}

const shop = draw({
  settings: {
    goal: { title: 'Bought', by: 'event', event: 'Bought', value: 'total', within: 'P9D', from: 'start', ends: false },
  },
  segments: { keen: { test: 'event', event: 'Asked', op: 'atLeast', value: 1, within: 'P5D' } },
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'split-2' } },
    'absence-9': {
      kind: 'absence',
      settings: { event: 'Paid', without: { event: 'Shipped' }, deadline: { by: 'period', within: 'P30D' } },
      ports: { next: 'delay-5' },
    },
    'split-2': {
      kind: 'split',
      settings: {
        paths: [
          { port: 'a', percent: 50 },
          { port: 'b', percent: 50 },
        ],
      },
      ports: { a: 'emit-3', b: 'emit-3' },
    },
    'emit-3': { kind: 'emit', settings: { event: 'Noted', properties: [] }, ports: { next: 'email-4' } },
    'email-4': email('Hello', { next: 'delay-5' }),
    'delay-5': { kind: 'delay', settings: { for: 'P3D' } },
  },
})

/** A small shop in which every table of the fold has rows. */
async function openShop() {
  const own = join(folder, String(stores++))
  mkdirSync(own)
  const [file, base] = [join(own, 'perennial.db'), join(own, 'base.db')]
  const trial = await openTrial([shop], '2026-01-01', file)
  for (const user of ['ada', 'bob', 'cyd']) {
    await trial.identify(user, '2026-01-02')
    await trial.track(user, 'Paid', '2026-01-02')
    await trial.track(user, 'Asked', '2026-01-02')
  }
  const claimed = await trial.messages()
  await trial.track('ada', 'Bought', '2026-01-03', { total: 12, currency: 'EUR' })
  return { trial, file, base, claimed }
}

const outcomeOf = ({ key, customer }: Message, outcome: 'sent' | 'failed'): Payload => ({
  type: 'outcome',
  message: key,
  customer,
  outcome,
  detail: '',
  attempts: 1,
})

test('whatever somebody changes in the tables past the fold is found, and named', async () => {
  const { trial, file } = await openShop()
  await trial.until('2026-01-20')
  await trial.close()
  expect(await compared({ file })).toEqual([])
  const changes = {
    customer: 'update customer set runs = runs + 1 where id = (select min(id) from customer)',
    profile: `update profile set profile = json_set(profile, '$.x', 1) where customer = (select max(id) from customer)`,
    directory: `update directory set name = 'Eve' where customer = (select min(id) from customer)`,
    identity: `update identity set customer = customer + 1 where value = 'ada'`,
    history: 'delete from history where seq = (select max(seq) from history)',
    total: 'update total set count = count - 1 where customer = (select min(customer) from total)',
    membership: `insert into membership values (0, (select max(id) from customer), (select id from name where text = 'keen'), 1, 'joined')`,
    movement: 'update movement set joins = joins + 1',
    run: `update run set node = (select id from name where text = 'emit-3') where n = 1`,
    trail: 'delete from trail where run = 2 and row = (select max(row) from trail where run = 2)',
    enrolment: 'update enrolment set count = 7 where customer = (select min(customer) from enrolment)',
    assignment: 'delete from assignment where customer = (select max(customer) from assignment)',
    planned_start: 'update planned_start set due = due + 1 where customer = (select min(customer) from planned_start)',
    message: `update message set address = 'eve@example.com' where n = 1`,
    goal: 'update goal set value = value * 2',
    timeline: 'delete from timeline where row = (select max(row) from timeline)',
    counter: `update counter set total = total + 1 where counter = 'started'`,
    entry: 'update entry set body = body || 1 where seq = (select min(seq) from entry)',
    live: `update live set change = json_set(change, '$.state', 'paused') where kind = 'workflow'`,
    parked: `insert into parked values (0, 3, 3, 'turn', 'planted')`,
    partition: 'update partition set customers = customers + 1',
  }
  const db = new SQLite(file)
  for (const [table, sql] of Object.entries(changes)) expect(db.prepare(sql).run().changes, table).toBeGreaterThan(0)
  db.close()
  const found = await compared({ file })
  expect(found.map(({ table }) => table)).toEqual(
    tablesOfTheFold.map(({ table }) => table).filter((table) => table !== 'sweep'),
  )
  expect(found.map(({ table }) => table).sort()).toEqual(Object.keys(changes).sort())
  const run = found.find(({ table }) => table === 'run')!
  expect(run).toMatchObject({
    rows: 3,
    differing: 1,
    examples: [{ store: { node: 'emit-3' }, rebuilt: { node: 'delay-5' } }],
  })
})

test('what only delivery and people know of a message is no difference', async () => {
  const { trial, file, base, claimed } = await openShop()
  const [first, second] = claimed
  expect(claimed).toHaveLength(3)
  await trial.append(outcomeOf(first!, 'failed'), '2026-01-03T01:00')
  await trial.append(outcomeOf(second!, 'failed'), '2026-01-03T02:00')
  await trial.storage.backUp(base, () => {})
  await trial.change({ do: 'retryMessage', key: first!.key, choice: 'send' })
  await trial.change({ do: 'retryMessage', key: second!.key, choice: 'drop' })
  expect(await trial.messages()).toMatchObject([{ key: first!.key }])
  // Two are on their way while their runs end, which cancels what is not.
  await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'ended' })
  await trial.close()
  expect(await compared({ file })).toEqual([])
  expect(await compared({ file }, base)).toEqual([])
})

test('rule 30: a store that erased somebody is made again from a backup made when nothing was left, and from no other', async () => {
  const { trial, file, base } = await openShop()
  await trial.close()
  const storage = openSqlite({ file, clock: 'data' })
  const bases: string[] = []
  const backUp = async () => {
    const name = `${base}.${bases.length}`
    await storage.backUp(name, () => {})
    bases.push(name)
  }
  await backUp()
  expect((await storage.control({ do: 'eraseCustomer', customer: 1 }, 0)).ok).toBe(false)
  const bob = (await storage.load({ identities: [{ kind: 'userId', value: 'bob' }] })).identities[0]!.customer
  expect((await storage.control({ do: 'eraseCustomer', customer: bob }, 0)).ok).toBe(true)
  await backUp()
  const fold = new Fold(storage, await storage.head(), () => {})
  await fold.ready()
  await fold.entries(await storage.entries(fold.position, 10))
  await backUp()
  while (await fold.erasurePage());
  await backUp()
  await storage.close()
  for (const refused of [undefined, ...bases.slice(0, 3)])
    await expect(compared({ file }, refused)).rejects.toMatchObject({ problems: [{ code: 'customersErased' }] })
  expect(await compared({ file }, bases[3])).toEqual([])
})

test('an entry that was passed over is passed over again', async () => {
  const { trial, file } = await openShop()
  await trial.storage.append([event('bad', { name: 'Asked' })], 0)
  const fold = new Fold(trial.storage, await trial.storage.head(), () => {})
  const [bad] = await trial.storage.entries(fold.position, 1)
  await fold.park(bad!, new Error('it killed three processes'))
  await trial.storage.append([event('good', { name: 'Asked' })], 0)
  await fold.ready()
  await fold.entries(await trial.storage.entries(fold.position, 9))
  await trial.storage.close()
  expect(await compared({ file })).toEqual([])
  const db = new SQLite(file)
  db.exec('delete from parked')
  db.close()
  expect((await compared({ file })).map(({ table }) => table)).toEqual(['history', 'total'])
})

describe('a store is not made again', () => {
  const refusal = async (file: string, base?: string) =>
    compared({ file }, base).then(
      () => 'made',
      ({ problems }) => problems[0].code,
    )

  test('from what another version of the fold decided', async () => {
    const { trial, file, base } = await openShop()
    await trial.storage.backUp(base, () => {})
    await trial.append({ type: 'fold', version: foldVersion }, '2026-01-05')
    await trial.close()
    expect(await refusal(file)).toBe('foldedByOtherFirst')
    expect(await refusal(file, base)).toBe('baseOfOtherFold')
    const db = new SQLite(file)
    db.exec('update partition set fold_version = 99')
    db.close()
    expect(await refusal(file)).toBe('foldedByOther')
  })

  test("from another store's backup, or from one that went on otherwise", async () => {
    const [one, other] = [await openShop(), await openShop()]
    await one.trial.storage.backUp(one.base, () => {})
    await other.trial.track('ada', 'Asked', '2026-01-05')
    await other.trial.storage.backUp(other.base, () => {})
    await one.trial.track('bob', 'Asked', '2026-01-05')
    for (const { trial } of [one, other]) await trial.close()
    expect(await refusal(one.file, other.base)).toBe('baseOfOtherStore')
    expect(await refusal(one.file, one.base)).toBe('made')
  })
})

// When this fails, what was changed decides otherwise: raise foldVersion and make stores of it by rebuild/make.ts, or mend the change.
test('within one version of the fold the log of an old store comes out as it did', async () => {
  const kept = readdirSync(join(import.meta.dirname, 'rebuild')).filter((name) =>
    name.startsWith(`fold${foldVersion}-`),
  )
  expect(kept.length).toBeGreaterThan(0)
  for (const name of kept) {
    const own = join(folder, String(stores++))
    mkdirSync(own)
    const file = join(own, 'perennial.db')
    writeFileSync(file, gunzipSync(readFileSync(join(import.meta.dirname, 'rebuild', name))))
    expect(await compared({ file }), name).toEqual([])
  }
})

/** Where rows lie, and what is of the log, of a process or of pace: docs/why.md says why none of it is a decision. */
const notCompared: { readonly [table: string]: readonly string[] } = {
  customer: ['swept'],
  run: ['n'],
  message: ['n'],
  trail: ['run', 'row'],
  timeline: ['row'],
  entry: ['source', 'flags', 'identities'],
  live: ['seq'],
  partition: [
    'version',
    'clock',
    'clock_kind',
    'last',
    'last_at',
    'generation',
    'boot',
    'rows',
    'fold_version',
    'fold_since',
  ],
}

test('every column of a table of the fold is compared, or it is said here that it is not', () => {
  const db = new SQLite(':memory:')
  migrate(db, ':memory:')
  for (const { table, rows } of tablesOfTheFold) {
    const compared = db
      .prepare(rows)
      .columns()
      .map(({ name }) => name)
    const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
    const left = columns.filter((name) => name !== 'partition' && !compared.includes(name))
    expect(left, table).toEqual(notCompared[table] ?? [])
  }
  db.close()
})

test('every table of a store is of the log, of control, of delivery or of the fold', () => {
  const db = new SQLite(':memory:')
  migrate(db, ':memory:')
  expect(unknownTables(db)).toEqual([])
  db.close()
})
