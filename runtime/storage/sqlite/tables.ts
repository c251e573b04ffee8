import type { Database } from 'better-sqlite3'
import type { Names } from './names.ts'
import { unpackDecisions } from './trailRow.ts'

export type Row = readonly (string | number | null)[]

/** Written when an entry is accepted. With the log itself, of which `entry` holds what runs made as well, below its first number. */
export const tablesOfTheLog = ['name', 'seen_even', 'seen_odd', 'seen_for_ever', 'tally', 'veto'] as const

/** What people change in Perennial, and what a process says of itself. */
export const tablesOfControl = [
  'workflow',
  'version',
  'segment',
  'source',
  'settings',
  'refused',
  'folded_again',
  'pulse',
  'retention',
  'erasure',
  'erased_name',
] as const

/** Messages on their way. The fold puts them into the outbox, and all else is delivery's. */
export const tablesOfDelivery = ['outbox', 'delivery', 'attempt', 'held', 'link'] as const

export interface FoldTable {
  readonly table: string
  /** So many columns say which row it is; the others are what it says. */
  readonly key: number
  /** What is there, in the order of the key. */
  readonly rows: string
  /** What the rows mean, where that is not what they hold: other rows, with the columns that they have. */
  readonly meaning?: {
    readonly columns: readonly string[]
    read(rows: Iterable<Row>, names: Names): Generator<Row>
  }
}

/**
 * What the fold makes of the log, by meaning: rows without the numbers that tell in which batch they were written. What is left out is no
 * decision: `run.n`, `message.n` and `row` are places in a table; `customer.swept` says which sweeps need not look at a customer again;
 * `seq` of what is live says when it was last written. Two lines of one instant of a timeline may be in either order, because before a join
 * they were of two customers. A trail is its decisions, one after another: those of one instant are one row or two, as they were of one turn or two.
 */
export const tablesOfTheFold: readonly FoldTable[] = [
  {
    table: 'customer',
    key: 1,
    rows: 'select id, created, runs, derived, wake, joined_to, ledger, pursuits from customer order by id',
  },
  { table: 'profile', key: 1, rows: 'select customer, profile from profile order by customer' },
  {
    table: 'directory',
    key: 1,
    rows: 'select customer, name, name_key, email from directory where partition = 0 order by customer',
  },
  {
    table: 'identity',
    key: 2,
    rows: 'select kind, value, customer from identity where partition = 0 order by kind, value',
  },
  {
    table: 'history',
    key: 4,
    rows: 'select customer, name, time, seq from history where partition = 0 order by customer, name, time, seq',
  },
  { table: 'total', key: 2, rows: 'select customer, name, count from total order by customer, name' },
  {
    table: 'membership',
    key: 2,
    rows: 'select customer, segment, since, how from membership where partition = 0 order by customer, segment',
  },
  {
    table: 'movement',
    key: 2,
    rows: 'select segment, day, joins, leaves from movement where partition = 0 order by segment, day',
  },
  {
    table: 'run',
    key: 2,
    rows: `
      select born, number, customer, workflow, version, key, node, visit, rest, arrived, due, since, trigger, entered, started, ended,
        reason, depth, repeats, causes
      from run order by born, number`,
  },
  {
    table: 'trail',
    key: 3,
    rows: `
      select r.born, r.number, t.at, t.seq, t.decisions
      from run r join trail t on t.run = r.n order by r.born, r.number, t.row`,
    meaning: { columns: ['born', 'number', 'step', 'at', 'decision'], read: decisionsIn },
  },
  {
    table: 'enrolment',
    key: 3,
    rows: 'select customer, workflow, key, count, last from enrolment order by customer, workflow, key',
  },
  {
    table: 'assignment',
    key: 3,
    rows: `
      select customer, workflow, node, "as", at, version, port, converted from assignment order by customer, workflow, node`,
  },
  {
    table: 'planned_start',
    key: 4,
    rows: `
      select customer, workflow, node, key, due, since, trigger from planned_start order by customer, workflow, node, key`,
  },
  {
    table: 'message',
    key: 3,
    rows: `
      select born, number, visit, node, customer, workflow, version, channel, purpose, address, admitted, place, send_before, depth,
        state, state_at, detail, attempts, "values", not_before, give_up, opened, clicked, bounced, complained
      from message order by born, number, visit`,
  },
  {
    table: 'goal',
    key: 2,
    rows: `
      select customer, run, workflow, version, at, seq, held_out, value, currency from goal order by customer, run`,
  },
  {
    table: 'timeline',
    key: 4,
    rows: 'select customer, at, what, detail from timeline where partition = 0 order by customer, at, what, detail',
  },
  {
    table: 'counter',
    key: 5,
    rows: `
      select workflow, version, node, counter, day, total from counter
      where partition = 0 order by workflow, version, node, counter, day`,
  },
  {
    table: 'entry',
    key: 1,
    rows: 'select seq, at, depth, kind, name, time, body from entry where seq < 0 order by seq',
  },
  {
    table: 'live',
    key: 2,
    rows: `select kind, id, json_remove(change, '$.seq') as change from live where partition = 0 order by kind, id`,
  },
  { table: 'sweep', key: 1, rows: 'select n, at, what, cursor from sweep where partition = 0 order by n' },
  {
    table: 'parked',
    key: 3,
    rows: 'select seq, customer, what, why from parked where partition = 0 order by seq, customer, what',
  },
  { table: 'partition', key: 1, rows: 'select id, position, customers from partition' },
]

function* decisionsIn(rows: Iterable<Row>, names: Names): Generator<Row> {
  let [run, step] = ['', 0]
  for (const [born, number, at, seq, decisions] of rows as Iterable<[number, number, number, number | null, string]>) {
    if (run !== `${born}-${number}`) [run, step] = [`${born}-${number}`, 0]
    for (const decision of unpackDecisions({ seq, decisions }, names))
      yield [born, number, ++step, at, JSON.stringify(decision)]
  }
}

/** Tables that no list names: where another migration adds one, it must be said here what it is. */
export function unknownTables(db: Database): string[] {
  const known = new Set<string>([
    ...tablesOfTheLog,
    ...tablesOfControl,
    ...tablesOfDelivery,
    ...tablesOfTheFold.map(({ table }) => table),
  ])
  return db
    .prepare<[], { name: string }>(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`)
    .all()
    .map(({ name }) => name)
    .filter((name) => !known.has(name))
}
