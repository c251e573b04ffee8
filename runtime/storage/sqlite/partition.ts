import type { Database } from 'better-sqlite3'
import type { Identity } from '../../../shared/event.ts'
import type { NewEntry } from '../../commit/entry.ts'
import type { LiveChange } from '../../commit/live.ts'
import { foldVersion } from '../../foldVersion.ts'
import { zoneData } from '../../zoneData.ts'
import { Conflict, DiskFull } from '../port.ts'
import { AddressesAhead } from './addressesAhead.ts'
import { BesideStore } from './besideStore.ts'
import { ErasedNames, type ErasedPerson } from './erasedNames.ts'
import { JoinsAhead } from './joinsAhead.ts'
import { Names } from './names.ts'
import { RunNumbers } from './runNumbers.ts'
import { entriesOf, type Withdrawal, withdrawalsFile, withoutNames } from './withdrawals.ts'

/** Where the log and the fold stand, as a row and in memory. */
export interface Standing {
  version: number
  position: number
  clock: number
  clockKind: 'wall' | 'data'
  last: number
  lastAt: number
  generation: number
  customers: number
  /** Trail and timeline rows that there ever were: the next one's number. */
  rows: number
  /** The number of this opening, committed before anything that bears it. */
  boot: number
  /** The version of the fold that decides what comes after the entry `foldSince`, by one release of the time zone database. */
  foldVersion: number
  foldSince: number
}

const beginning = `
  insert or ignore into partition
    (id, version, position, clock, clock_kind, last, last_at, generation, customers, boot, fold_version)
  values (0, 0, 0, 0, ?, 0, 0, 0, 0, 0, ?)`
const planningBy = `insert into live (partition, kind, id, seq, change) values (0, 'zoneData', 'zoneData', 0, ?)`
const bornWith: LiveChange = { kind: 'zoneData', id: 'zoneData', release: zoneData, seq: 0 }
const reading = `
  select version, position, clock, clock_kind as clockKind, last, last_at as lastAt, generation, customers, rows, boot,
    fold_version as foldVersion, fold_since as foldSince
  from partition where id = 0`
const writing = `
  update partition set version = @version, position = @position, clock = @clock, last = @last, last_at = @lastAt,
    generation = @generation, customers = @customers, rows = @rows, boot = @boot, fold_version = @foldVersion, fold_since = @foldSince
  where id = 0`
const swapping = 'update partition set version = version + 1 where id = 0 and version = ?'
const timing = 'select at from entry where seq = ?'
const tallying = `
  insert into tally (partition, source, name, events, last_at, last_seq) values (0, @source, @name, @events, @at, @seq)
  on conflict (partition, source, name) do update set
    events = events + excluded.events, last_at = excluded.last_at, last_seq = excluded.last_seq`

export interface Tally {
  readonly source: number
  readonly name: number
  events: number
  at: number
  seq: number
}

/** What entries say besides themselves, written when they are committed. */
export interface Noted {
  /** By source and name. */
  readonly tallies: Map<string, Tally>
  readonly withdrawals: Withdrawal[]
  readonly erased: ErasedPerson[]
}
export const nothingNoted = (): Noted => ({ tallies: new Map(), withdrawals: [], erased: [] })

/**
 * The one write transaction and what it has changed of the partition.
 *
 * - idle: what `standing` says is committed. The first write opens the transaction.
 * - open: entered by `write`. Appended entries and the fold's results gather; `flush` commits them and goes back to idle.
 *   Work that throws is undone alone, what was gathered before stays: it is done again. When the disk is full everything since the last
 *   flush is gone.
 *
 * There is no savepoint: in one, SQLite copies each page before it is changed, which costs a run some 6 % of its time.
 */
export class Partition {
  readonly db: Database
  readonly names: Names
  readonly runs: RunNumbers
  readonly addressesAhead: AddressesAhead
  readonly joinsAhead: JoinsAhead
  standing: Standing
  /** Of this opening. */
  commits = 0
  /** Old events were removed once: a history may have fewer rows than there ever were. */
  hasRemoved: boolean
  readonly #statements
  readonly erased: ErasedNames
  readonly #withdrawals: BesideStore<Withdrawal>
  readonly #erasedPeople: BesideStore<ErasedPerson>
  /** What was done since the last flush; each gives the same rows and numbers when it is done again. */
  #gathered: (() => unknown)[] = []
  #noted = nothingNoted()
  #isWriting = false

  /** @param namesKey  under which names are hashed that are not to come back */
  constructor(db: Database, clock: 'wall' | 'data', namesKey: Uint8Array) {
    this.db = db
    this.names = new Names(db)
    this.runs = new RunNumbers(db)
    this.addressesAhead = new AddressesAhead(db, this.names)
    this.joinsAhead = new JoinsAhead(db)
    this.erased = new ErasedNames(db, namesKey)
    this.#withdrawals = new BesideStore(db.name, withdrawalsFile)
    this.#erasedPeople = new BesideStore(db.name, 'erased.jsonl')
    if (db.prepare(beginning).run(clock, foldVersion).changes > 0) db.prepare(planningBy).run(JSON.stringify(bornWith))
    this.#statements = {
      read: db.prepare<[], Standing>(reading),
      write: db.prepare(writing),
      swap: db.prepare(swapping),
      timeOf: db.prepare<[number], { at: number }>(timing),
      tally: db.prepare(tallying),
      begin: db.prepare('begin immediate'),
      commit: db.prepare('commit'),
      rollback: db.prepare('rollback'),
    }
    this.standing = this.#statements.read.get()!
    this.standing.boot++
    this.hasRemoved = db.prepare('select 1 from retention').get() !== undefined
  }

  /** Does `work` in the open transaction, whole or not at all. It changes nothing but the database, so that it can be done again. */
  write<Result>(work: () => Result): Result {
    if (this.#isWriting) return work()
    this.#isWriting = true
    try {
      if (!this.db.inTransaction) this.#statements.begin.run()
      const result = work()
      this.#gathered.push(work)
      return result
    } catch (error) {
      throw this.#undone(error)
    } finally {
      this.#isWriting = false
    }
  }

  note({ tallies, withdrawals, erased }: Noted): void {
    for (const [key, tally] of tallies) {
      const events = tally.events + (this.#noted.tallies.get(key)?.events ?? 0)
      this.#noted.tallies.set(key, { ...tally, events })
    }
    this.#noted.withdrawals.push(...withdrawals)
    this.#noted.erased.push(...erased)
  }

  /** Withdrawals of consent which another store accepted after the backup that this one was: their numbers are others' here, or nobody's. */
  withdrawn(): NewEntry[] {
    return this.#missingWithdrawals().flatMap(entriesOf)
  }

  /** Names of somebody who is erased stand in no withdrawal beside the store either. */
  hideNames(isHidden: (name: Identity) => boolean): void {
    this.#withdrawals.change((withdrawal) => withoutNames(withdrawal, isHidden))
  }

  /**
   * Customers who were erased after this store was copied by a backup, or after its file, put back as it was, had ended; and withdrawals by names
   * of which only hashes are left.
   */
  erasedSince(isCopied: boolean): {
    readonly people: readonly ErasedPerson[]
    readonly withdrawals: readonly Withdrawal[]
  } {
    const { clockKind, lastAt } = this.standing
    const isLater = (at: number) => clockKind === 'wall' && lastAt > 0 && at > lastAt
    return {
      people: this.#erasedPeople.read().filter((person) => this.#isMissing(person) && (isCopied || isLater(person.at))),
      withdrawals: isCopied ? this.#missingWithdrawals().filter(({ who }) => who !== undefined) : [],
    }
  }

  #missingWithdrawals(): Withdrawal[] {
    return this.#withdrawals.read().filter(this.#isMissing)
  }

  readonly #isMissing = ({ seq, at }: { seq: number; at: number }): boolean =>
    this.#statements.timeOf.get(seq)?.at !== at

  /** Commits everything since the last flush. */
  flush(): void {
    if (!this.db.inTransaction) return
    try {
      for (const tally of this.#noted.tallies.values()) this.#statements.tally.run(tally)
      this.#statements.write.run(this.standing)
      this.#withdrawals.add(this.#noted.withdrawals)
      this.#erasedPeople.add(this.#noted.erased)
      this.#statements.commit.run()
      this.commits++
      this.#noted = nothingNoted()
      this.#gathered = []
    } catch (error) {
      throw this.#lost(error)
    }
  }

  /** The fold's compare-and-swap: another version means that somebody else folded. */
  swap(version: number): void {
    if (this.#statements.swap.run(version).changes === 0)
      throw new Conflict(`The fold stands at version ${this.standing.version}, and the commit was made for ${version}.`)
    this.standing.version = version + 1
  }

  /** What was undone may have given out numbers. */
  #forget(): void {
    this.names.forget()
    this.runs.forget()
    this.addressesAhead.forget()
    this.joinsAhead.forget()
    this.erased.forget()
  }

  #undone(error: unknown): unknown {
    const [gathered, noted] = [this.#gathered, this.#noted]
    const isGone = isFull(error) || !this.db.inTransaction
    const reason = this.#lost(error)
    if (isGone || gathered.length === 0) return reason
    try {
      this.#statements.begin.run()
      for (const work of gathered) work()
    } catch (again) {
      return this.#lost(again)
    }
    this.#gathered = gathered
    this.#noted = noted
    return reason
  }

  #lost(error: unknown): unknown {
    if (this.db.inTransaction) this.#statements.rollback.run()
    this.#forget()
    this.#gathered = []
    this.#noted = nothingNoted()
    this.standing = { ...this.#statements.read.get()!, boot: this.standing.boot }
    return classified(error)
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? ''
export const isFull = (error: unknown): boolean => ['SQLITE_FULL', 'ENOSPC'].includes(codeOf(error))

function classified(error: unknown): unknown {
  if (isFull(error))
    return new DiskFull('The disk has no room for the database. Nothing since the last commit was stored.', {
      cause: error,
    })
  if (codeOf(error).startsWith('SQLITE_BUSY'))
    return new Conflict('Another process is writing to the database.', { cause: error })
  return error
}
