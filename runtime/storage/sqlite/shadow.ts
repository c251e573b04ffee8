import { copyFileSync } from 'node:fs'
import SQLite, { type Database } from 'better-sqlite3'
import { type Problem, Refusal } from '../../../shared/problem.ts'
import { foldVersion } from '../../foldVersion.ts'
import { zoneData } from '../../zoneData.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './openDatabase.ts'
import { tablesOfControl, tablesOfDelivery, tablesOfTheLog } from './tables.ts'

interface Standing {
  readonly last: number
  readonly position: number
  readonly foldVersion: number
  readonly foldSince: number
  /** The release of the time zone database. */
  readonly zoneData: string | null
}

const standingOf = (schema: string) => `
  select last, position, fold_version as foldVersion, fold_since as foldSince,
    (select change ->> '$.release' from ${schema}.live where partition = 0 and kind = 'zoneData') as zoneData
  from ${schema}.partition where id = 0`
const asStore = 'update pulse set copied = 0 where id = 0'
const beginning = `
  update partition set version = 0, position = 0, clock = 0, customers = 0, rows = 0 where id = 0`
// Nothing in the log says by which one a store began.
const planningAsAtFirst = `insert into live select * from store.live where kind = 'zoneData' and seq = 0`
const goingOn = `
  update partition set (last, last_at, generation, boot, clock_kind) =
    (select last, last_at, generation, boot, clock_kind from store.partition where id = 0)
  where id = 0`
const addEntries = 'insert into entry select * from store.entry where seq > ? order by seq'
const countEntries = 'select count(*) as count from store.entry where seq > ?'
const newestShared = `
  select (e.at, e.depth, e.kind, e.name, e.time, e.source, e.flags, e.identities, e.body)
    is (b.at, b.depth, b.kind, b.name, b.time, b.source, b.flags, b.identities, b.body) as same
  from store.entry e left join entry b on b.seq = e.seq
  where e.seq > 0 and e.seq <= ? order by e.seq desc limit 1`
// What the base has of them would stay, for the store says that nothing of them is left; and without a base their part of the log is gone.
const newestErasure = `
  select max(seq) as seq from (
    select seq from store.entry where seq > ? and kind = 0 and body ->> '$.type' = 'erase'
    union all select seq from main.erasure where done is null)`
const otherNames = 'select 1 from name n left join store.name s on s.id = n.id where s.text is not n.text limit 1'
const parkedEntries = `
  select seq, why from store.parked
  where partition = 0 and customer = 0 and what <> 'turn' and seq > (select position from main.partition) order by seq`

export interface ShadowOptions {
  /** A backup of the store, of which the log and what people decided are taken. */
  readonly copy: string
  /** An older backup, from which is folded again; absent: from nothing. */
  readonly base?: string
  /** Where the shadow is made. */
  readonly shadow: string
}

/** An entry that the store passed over because it could not be folded, with the reason: it is passed over again. */
export interface PassedOver {
  readonly seq: number
  readonly why: string
}

/** Makes a backup stand for the store that it was made of: what it says of itself is for a store of its own. Brought to the newest version. */
export function standForStore(file: string): void {
  const db = new SQLite(file, { fileMustExist: true })
  try {
    migrate(db, file)
    db.exec(asStore)
  } finally {
    db.close()
  }
}

/**
 * Makes a store that has the log of another, and what people decided in it, with the fold's tables as a base has them, or empty. Throws
 * Refusal when what would be folded from there is not what the store folded.
 */
export function makeShadow({ copy, base, shadow }: ShadowOptions): readonly PassedOver[] {
  const db = base === undefined ? openNewest(shadow) : openBase(shadow, base)
  try {
    db.prepare('attach ? as store').run(copy)
    const from = base === undefined ? 0 : standing(db, 'main').last
    refuse(base === undefined ? problemsOfNothing(db) : problemsOfBase(db))
    db.transaction(() => {
      for (const table of [...tablesOfTheLog, ...tablesOfControl]) {
        db.exec(`delete from main.${table}`)
        db.exec(`insert into main.${table} select * from store.${table}`)
      }
      for (const table of tablesOfDelivery) db.exec(`delete from main.${table}`)
      db.prepare(addEntries).run(from)
      if (base === undefined) {
        db.exec('insert into main.partition select * from store.partition')
        db.exec(beginning)
        db.exec(planningAsAtFirst)
      } else db.exec(goingOn)
    })()
    return db.prepare<[], PassedOver>(parkedEntries).all()
  } finally {
    db.close()
  }
}

function openNewest(file: string): Database {
  const db = openDatabase(file)
  try {
    migrate(db, file)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function openBase(shadow: string, base: string): Database {
  copyFileSync(base, shadow)
  try {
    return openNewest(shadow)
  } catch (error) {
    const why = (error as Error).message.replaceAll(shadow, base)
    throw new Refusal([problem('baseUnreadable', { base, why })], 409)
  }
}

const standing = (db: Database, schema: 'main' | 'store'): Standing =>
  db.prepare<[], Standing>(standingOf(schema)).get()!

function problemsOfStore({ foldVersion: version, zoneData: release }: Standing): Problem[] {
  return [
    ...(version === foldVersion ? [] : [problem('foldedByOther', { version, ours: foldVersion })]),
    ...(release === zoneData ? [] : [problem('plannedByOther', { release: release ?? '', ours: zoneData })]),
  ]
}

function problemsOfNothing(db: Database): Problem[] {
  const store = standing(db, 'store')
  const problems = problemsOfStore(store)
  if (store.foldSince > 0) problems.push(problem('foldedByOtherFirst', { since: store.foldSince }))
  return [...problems, ...goneOf(db, { after: 0, position: 0, last: store.last })]
}

function problemsOfBase(db: Database): Problem[] {
  const [store, base] = [standing(db, 'store'), standing(db, 'main')]
  const problems = problemsOfStore(store)
  if (base.foldVersion !== store.foldVersion || base.foldSince !== store.foldSince)
    return [...problems, problem('baseOfOtherFold', { since: store.foldSince })]
  const shared = db.prepare<[number], { same: number }>(newestShared).get(base.last)
  const isOurs = base.last <= store.last && (base.last === 0 || shared?.same === 1)
  if (!isOurs || db.prepare(otherNames).get()) return [...problems, problem('baseOfOtherStore', {})]
  return [...problems, ...goneOf(db, { after: base.last, position: base.position, last: store.last })]
}

/** @param position  what the base has folded */
function goneOf(db: Database, { after, position, last }: Record<'after' | 'position' | 'last', number>): Problem[] {
  const { seq } = db.prepare<[number], { seq: number | null }>(newestErasure).get(position)!
  return seq === null ? missingEntries(db, after, last) : [problem('customersErased', { seq })]
}

/** Numbers have no holes but those that the removal of old events left, and erasures. */
function missingEntries(db: Database, after: number, last: number): Problem[] {
  const { count } = db.prepare<[number], { count: number }>(countEntries).get(after)!
  return count === last - after ? [] : [problem('entriesRemoved', { after, missing: last - after - count })]
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Refusal(problems, 409)
}

const problem = (code: string, params: NonNullable<Problem['params']>): Problem => ({ code, severity: 'error', params })
