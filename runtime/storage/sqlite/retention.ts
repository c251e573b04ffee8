import { initialRetention, type Retention } from '../../../shared/retention.ts'
import type { OldHistories, RetentionPass } from '../removal.ts'
import type { Partition } from './partition.ts'

const settingNow = `select value ->> '$.retention' as setting from settings where id = 0`
const passNow = 'select begun, before, setting, cursor, name, removed from retention where id = 0'
const writePass = `
  insert or replace into retention (id, begun, before, setting, cursor, name, removed)
  values (0, @begun, @before, @setting, @cursor, @name, @removed)`
export const customersAfter = 'select id from customer where id > ? and joined_to is null order by id limit ?'
// Nearly all have nothing that is old, or nothing more than what stays: so much is found out for all of them by one statement.
const havingOld = `
  select distinct t.customer as id from total t join name n on n.id = t.name
  where t.customer in (select value from json_each(@customers)) and n.text not in (select value from json_each(@forEver))
    and exists (
      select 1 from history h where h.partition = 0 and h.customer = t.customer and h.name = t.name and h.time < @before
        and exists (select 1 from entry e where e.seq = h.seq))
  order by t.customer`
const namesOf = `
  select t.name, n.text from total t join name n on n.id = t.name where t.customer = ? and t.name > ? order by t.name`
const timesOf = `
  select name, min(coalesce(time, at)) as time from entry
  where seq in (select value from json_each(?)) and name is not null group by name`
const oldest = `
  select time, seq from history where partition = 0 and customer = @customer and name = @name and time < @before
  order by time, seq limit @limit`
// The newest three are what a decision names, so they stay, and with the first the time of the first: their entries go. One that is none of
// them any more goes with the next entry of its name.
const thirdNewest = `
  select time, seq from history where partition = 0 and customer = @customer and name = @name
  order by time desc, seq desc limit 1 offset 2`
const removeEntries = 'delete from entry where seq in (select value from json_each(?))'
const removeRows = `
  delete from history where partition = 0 and customer = @customer and name = @name
    and (time, seq) > (@first, @firstSeq) and (time, seq) <= (@last, @lastSeq) and (time, seq) < (@third, @thirdSeq)`

/** More than ever stay, so that each look goes on. */
const leastAtOnce = 100

interface Place {
  readonly time: number
  readonly seq: number
}

/** Removes old events, a page at a time, each page with how far it has come. */
export function retentionOf(partition: Partition) {
  const { db } = partition
  const statements = {
    setting: db.prepare<[], { setting: string | null }>(settingNow),
    pass: db.prepare<[], Omit<RetentionPass, 'setting'> & { setting: string }>(passNow),
    writePass: db.prepare<[Omit<RetentionPass, 'setting'> & { setting: string }]>(writePass),
    customersAfter: db.prepare<[number, number], { id: number }>(customersAfter),
    havingOld: db.prepare<[{ customers: string; forEver: string; before: number }], { id: number }>(havingOld),
    namesOf: db.prepare<[number, number], { name: number; text: string }>(namesOf),
    timesOf: db.prepare<[string], { name: number; time: number }>(timesOf),
    oldest: db.prepare<[{ customer: number; name: number; before: number; limit: number }], Place>(oldest),
    thirdNewest: db.prepare<[{ customer: number; name: number }], Place>(thirdNewest),
    removeEntries: db.prepare<[string]>(removeEntries),
    removeRows: db.prepare(removeRows),
  }

  /** Of one name; answers with how many were looked at and how many of their entries are gone. */
  function removeOf(customer: number, name: number, before: number, limit: number) {
    const old = statements.oldest.all({ customer, name, before, limit })
    const [first, last] = [old[0], old.at(-1)]
    if (!first || !last) return { looked: 0, removed: 0 }
    const { changes: removed } = statements.removeEntries.run(JSON.stringify(old.map(({ seq }) => seq)))
    const third = statements.thirdNewest.get({ customer, name })
    if (third)
      statements.removeRows.run({
        customer,
        name,
        first: first.time,
        firstSeq: first.seq,
        last: last.time,
        lastSeq: last.seq,
        third: third.time,
        thirdSeq: third.seq,
      })
    return { looked: old.length, removed }
  }

  function removePage(pass: RetentionPass, { upTo, customers }: OldHistories, limit: number): RetentionPass {
    let { removed } = pass
    let left = limit
    for (const { customer, before, needed, forEver } of customers) {
      let done = customer - 1 === pass.cursor ? pass.name : 0
      const times = new Map(
        needed.length > 0 ? statements.timesOf.all(JSON.stringify(needed)).map(({ name, time }) => [name, time]) : [],
      )
      for (const { name, text } of statements.namesOf.all(customer, done)) {
        if (left <= 0) return { ...pass, cursor: customer - 1, name: done, removed }
        if (!forEver.has(text)) {
          const most = Math.max(left, leastAtOnce)
          const of = removeOf(customer, name, Math.min(before, times.get(name) ?? before), most)
          left -= of.looked
          removed += of.removed
          if (of.looked === most) return { ...pass, cursor: customer - 1, name: done, removed }
        }
        done = name
      }
    }
    return { ...pass, cursor: upTo, name: 0, removed }
  }

  return {
    read(): { readonly setting: Retention; readonly pass: RetentionPass | null } {
      const row = statements.pass.get()
      return {
        setting: settingIn(statements.setting.get()?.setting ?? null),
        pass: row ? { ...row, setting: settingIn(row.setting) } : null,
      }
    },

    oldEvents({ cursor, before, setting }: RetentionPass, limit: number) {
      const all = statements.customersAfter.all(cursor ?? 0, limit).map(({ id }) => id)
      const [customers, forEver] = [JSON.stringify(all), JSON.stringify(setting.forEver)]
      const old = all.length > 0 ? statements.havingOld.all({ customers, forEver, before }) : []
      return { upTo: all.at(-1) ?? null, customers: old.map(({ id }) => id) }
    },

    removeOld(pass: RetentionPass, old: OldHistories, limit: number): RetentionPass {
      const after = removePage(pass, old, limit)
      statements.writePass.run({ ...after, setting: JSON.stringify(after.setting) })
      partition.hasRemoved = true
      return after
    },
  }
}

const settingIn = (text: string | null): Retention =>
  text === null ? initialRetention : (JSON.parse(text) as Retention)
