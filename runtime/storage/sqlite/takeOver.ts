import { openDatabase } from './openDatabase.ts'
import { ofABackup } from './restored.ts'
import { tablesOfDelivery } from './tables.ts'

// A message bears another number in another store; what it is stays.
const pairs = `
  create temp table pair (theirs integer primary key, ours integer not null unique);
  insert into pair select s.n, m.n from store.message s join main.message m using (born, number, visit)`
const taking = {
  outbox:
    'insert into outbox select o.channel, o.ready, p.ours from store.outbox o join pair p on p.theirs = o.message',
  delivery: `
    insert into delivery select p.ours, d.attempt, d.boot, d.begun, d.ready
    from store.delivery d join pair p on p.theirs = d.message`,
  attempt: `
    insert into attempt select p.ours, a.attempt, a.at, a.detail from store.attempt a join pair p on p.theirs = a.message`,
  held: `
    insert into held select h.workflow, h.channel, h.ready, p.ours from store.held h join pair p on p.theirs = h.message`,
  link: 'insert into link select p.ours, l.id, l.url from store.link l join pair p on p.theirs = l.message',
} satisfies Record<(typeof tablesOfDelivery)[number], string>

const ofStore =
  'select s.state, s.state_at, s.detail from pair p join store.message s on s.n = p.theirs where p.ours = message.n'
// Of one whose outcome is known somebody said that it be sent again, or not: that is no entry of the log.
const decidedByPeople = `
  update message set (state, state_at, detail) = (${ofStore})
  where state in ('failed', 'uncertain') and n in (
    select p.ours from pair p join store.message s on s.n = p.theirs
    where s.state is null or s.state = 'cancelled')`
// Sending again makes an admission last longer, which the outcome of it does not undo.
const lastingLonger = `
  update message set send_before = (
    select s.send_before from pair p join store.message s on s.n = p.theirs where p.ours = message.n)
  where n in (
    select p.ours from pair p join store.message s on s.n = p.theirs join main.message m on m.n = p.ours
    where s.send_before > m.send_before and (m.state is not null or s.attempts > 0))`

// What has no outcome and is nowhere on its way was lost by the store, and nobody knows when.
const lost = `
  insert into delivery (message, attempt, boot, begun, ready)
  select n, attempts + 1, ${ofABackup}, place, place from message
  where state is null and n not in (
    select message from outbox union all select message from held union all select message from delivery)`

// Old events that the store has removed come back with a base that was made before. What a removal takes happened before it began.
const removedEntries = `
  delete from entry where seq not in (select seq from store.entry)
    and (seq > 0 or at < (select begun from store.retention where id = 0))`
const removedHistory = `
  delete from history where partition = 0 and time < (select begun from store.retention where id = 0)
    and seq not in (select seq from store.entry)
    and not exists (
      select 1 from store.history s
      where s.partition = 0 and s.customer = history.customer and s.name = history.name and s.time = history.time and s.seq = history.seq)`

/**
 * What the log does not say, a rebuilt store takes from the store whose log it folded: which messages are on their way, what people decided
 * about those that failed, and that old events were removed.
 */
export function takeOver(shadow: string, copy: string): void {
  const db = openDatabase(shadow)
  try {
    db.prepare('attach ? as store').run(copy)
    db.transaction(() => {
      db.exec(pairs)
      for (const table of tablesOfDelivery) {
        db.exec(`delete from main.${table}`)
        db.exec(taking[table])
      }
      for (const sql of [decidedByPeople, lastingLonger, lost]) db.exec(sql)
      if (db.prepare('select 1 from store.retention').get()) {
        db.exec(removedHistory)
        db.exec(removedEntries)
      }
    })()
  } finally {
    db.close()
  }
}
