import { limits } from '../../../shared/limits.ts'
import type { ChangeContext, Changes } from './changeContext.ts'
import { refused, unknown } from './controlResults.ts'
import { type EntryRow, entryOf } from './entryRow.ts'
import { namedInText } from './namedInText.ts'

const addRefused = 'insert into refused (at, source, problems, body, historical) values (?, ?, ?, ?, ?)'
const dropRefused = 'delete from refused where id = ?'
const dropOldRefused = `
  delete from refused where id in (
    select id from (select id, row_number() over (partition by source order by id desc) as place from refused)
    where place > ?)`
const parkedEntry = `
  select e.seq, e.at, e.depth, e.kind, e.name, e.time, e.source, e.flags, e.identities, e.body from entry e
  where e.seq = ? and e.seq in (select seq from parked where partition = 0)
    and e.seq not in (select seq from folded_again)`
const noteFoldedAgain = 'insert into folded_again (seq, "as") values (?, ?)'

/** Looking for old ones goes through all of them, so it is done once for so many. */
const lookEvery = 1_000

/** What was not taken in: events that were refused, and entries that the fold set aside. */
export function refusedChanges({
  partition,
  done,
  append,
}: ChangeContext): Pick<Changes, 'refuseEvents' | 'dropRefused' | 'foldAgain'> {
  const { db, erased } = partition
  const statements = {
    addRefused: db.prepare<[number, string, string, string, 0 | 1]>(addRefused),
    dropRefused: db.prepare<[number]>(dropRefused),
    dropOldRefused: db.prepare<[number]>(dropOldRefused),
    parkedEntry: db.prepare<[number], EntryRow>(parkedEntry),
    noteFoldedAgain: db.prepare<[number, number]>(noteFoldedAgain),
  }

  return {
    refuseEvents({ refused }) {
      for (const { at, source, problems, body, historical } of refused) {
        if (erased.isAny(() => namedInText(body))) continue
        const why = JSON.stringify(problems)
        const { lastInsertRowid } = statements.addRefused.run(at, source, why, body, historical ? 1 : 0)
        if (Number(lastInsertRowid) % lookEvery === 0) statements.dropOldRefused.run(limits.refusedEvents)
      }
      return done()
    },

    dropRefused({ ids }) {
      for (const id of ids) statements.dropRefused.run(id)
      return done()
    },

    foldAgain({ seq }, wall) {
      const row = statements.parkedEntry.get(seq)
      if (!row) return unknown('parked', `${seq}`)
      const { payload } = entryOf(row, partition.names)
      if (payload.type !== 'event' && payload.type !== 'start' && payload.type !== 'consent')
        return refused(409, 'notFoldedAgain', { seq })
      // Without the id of then, which is taken. Its own time is kept, so that it is as late as it is.
      const [appended] = append([{ payload }], wall)
      const number = appended && 'entry' in appended ? appended.entry.seq : partition.standing.last
      statements.noteFoldedAgain.run(seq, number)
      return done()
    },
  }
}
