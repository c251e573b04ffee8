import { join } from 'node:path'
import SQLite from 'better-sqlite3'

/** What the database of a data folder says, read from beside. */
export interface Message {
  readonly key: string
  readonly channel: 'email' | 'webhook'
  readonly state: string | null
  /** What the mail says in its subject, as `shop.ts` names it; empty for a webhook. */
  readonly mail: string
  /** From when its run began to when it was admitted. */
  readonly waited: number
}

const events = `select json_extract(body, '$.messageId') as id from entry where kind > 0`
const key = `m.born || '-' || m.number || ':' || o.text || ':' || m.visit as key`
const messages = `
  select ${key}, c.text as channel, m.state, m.admitted - r.started as waited,
    case when c.text = 'webhook' then ''
      when w.text = 'after-order' then 'Order ' || json_extract(m."values", '$.trigger.order_id')
      else 'Welcome ' || json_extract(m."values", '$.trigger.list_id') end as mail
  from message m join run r on r.born = m.born and r.number = m.number
  join name c on c.id = m.channel join name w on w.id = m.workflow join name o on o.id = m.node`
const claimedMails = `
  select ${key} from delivery d join message m on m.n = d.message
  join name c on c.id = m.channel join name o on o.id = m.node
  where d.boot is not null and c.text = 'email'`
const unfinished = `
  select
    (select count(*) from outbox) as outbox,
    (select count(*) from delivery) as deliveries,
    (select count(*) from run where ended is null) as runs,
    (select last - position from partition where id = 0) as behind`
const odd = `select (select count(*) from parked) as parked, (select count(*) from refused) as refused`
const runs =
  'select w.text as workflow, count(*) as count from run r join name w on w.id = r.workflow group by r.workflow'

export interface Unfinished {
  readonly outbox: number
  readonly deliveries: number
  readonly runs: number
  readonly behind: number
}

function reading<Result>(folder: string, read: (db: SQLite.Database) => Result): Result {
  const db = new SQLite(join(folder, 'perennial.db'), { readonly: true, fileMustExist: true })
  try {
    return read(db)
  } finally {
    db.close()
  }
}

/** Mails that were claimed and have no outcome: at a kill, what nobody can know of. */
export const claimedMailsIn = (folder: string): string[] =>
  reading(folder, (db) =>
    db
      .prepare<[], { key: string }>(claimedMails)
      .all()
      .map(({ key }) => key),
  )

export const unfinishedIn = (folder: string): Unfinished =>
  reading(folder, (db) => db.prepare<[], Unfinished>(unfinished).get()!)

/** Everything, once all has come to its end. */
export const bookOf = (folder: string) =>
  reading(folder, (db) => ({
    eventIds: db
      .prepare<[], { id: string }>(events)
      .all()
      .map(({ id }) => id),
    messages: db.prepare<[], Message>(messages).all(),
    runs: new Map(
      db
        .prepare<[], { workflow: string; count: number }>(runs)
        .all()
        .map(({ workflow, count }) => [workflow, count]),
    ),
    ...db.prepare<[], { parked: number; refused: number }>(odd).get()!,
  }))
export type Book = ReturnType<typeof bookOf>
