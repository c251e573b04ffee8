import { closeSync, fdatasyncSync, openSync } from 'node:fs'
import { deserialize } from 'node:v8'
import SQLite, { type Database, type Statement } from 'better-sqlite3'
import { perCpuSecond } from '../load/rateOf.ts'
import type { Measured } from '../trial.ts'
import type { Verb } from './recordStatements.ts'

/**
 * What the machine allows: the statements that an untimed round of a trial executed, executed again with the same values, in the same commits,
 * under the same indexes and pragmas, on disk as often as somebody waits for that; and nothing else: no parsing, no deciding.
 */

interface Execution {
  readonly sql: string
  readonly verb: Verb
  readonly bound: Buffer
}

const reading = 'select sql, verb, bound from execution join statement on id = statement order by n'

/**
 * How many of what was counted in `recorded` the machine allows a second: executes its statements on `file`, commit by commit. What was taken
 * in is on disk before the next commit, and all is in the end. Reading the statements is not timed.
 */
export function rawRate(count: number, file: string, recorded: string): Measured {
  const { db, sync, close } = openRaw(file)
  let [milliseconds, cpu] = [0, 0]
  for (const executions of executionsByCommit(db, recorded)) {
    const isWaitedFor = executions.some(takesIn)
    const [start, cpuBefore] = [performance.now(), process.cpuUsage()]
    for (const { execute } of executions) execute()
    if (isWaitedFor) sync()
    const { user, system } = process.cpuUsage(cpuBefore)
    milliseconds += performance.now() - start
    cpu += (user + system) / 1e6
  }
  const start = performance.now()
  sync()
  milliseconds += performance.now() - start
  close()
  return { value: count / (milliseconds / 1_000), also: { [perCpuSecond]: count / cpu } }
}

const takesIn = ({ sql }: Executable): boolean => /^\s*insert into entry\b/.test(sql)

export interface Executable {
  readonly sql: string
  readonly verb: Verb
  readonly execute: () => unknown
}

/** What was executed, ready to be executed again: what a commit holds, with what was read before it. */
export function* executionsByCommit(db: Database, recorded: string): Generator<readonly Executable[]> {
  const source = new SQLite(recorded, { readonly: true })
  const prepared = new Map<string, Statement<unknown[]>>()
  let executions: Executable[] = []
  for (const { sql, verb, bound } of source.prepare<[], Execution>(reading).iterate()) {
    executions.push({ sql, verb, execute: executionOf(db, prepared, sql, verb, deserialize(bound)) })
    if (verb !== 'run' || sql !== 'commit') continue
    yield executions
    executions = []
  }
  source.close()
}

function executionOf(
  db: Database,
  prepared: Map<string, Statement<unknown[]>>,
  sql: string,
  verb: Verb,
  bound: readonly unknown[],
): () => unknown {
  if (verb === 'exec') return () => db.exec(sql)
  const statement = prepared.get(sql) ?? db.prepare<unknown[]>(sql)
  prepared.set(sql, statement)
  return () => statement[verb](...bound)
}

/** How many rows of each table an untimed round wrote, each change counted. */
export function rowsWritten(recorded: string): { readonly [table: string]: number } {
  const db = new SQLite(recorded, { readonly: true })
  const written = db
    .prepare<[], { sql: string; rows: number }>(
      `select sql, sum(changes) as rows from execution join statement on id = statement where verb = 'run' group by id`,
    )
    .all()
  db.close()
  const rows: Record<string, number> = {}
  for (const { sql, rows: more } of written) {
    const table = /^\s*(?:insert(?: or \w+)? into|update|delete from) "?(\w+)/i.exec(sql)?.[1]
    if (table && more > 0) rows[table] = (rows[table] ?? 0) + more
  }
  return rows
}

export interface Raw {
  readonly db: Database
  /** Puts what was committed on disk. */
  sync(): void
  close(): void
}

/** With the pragmas of runtime/storage/sqlite/openDatabase.ts. */
export function openRaw(file: string): Raw {
  const db = new SQLite(file)
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = normal')
  db.pragma('wal_autocheckpoint = 20000')
  db.pragma('journal_size_limit = 268435456')
  db.pragma('cache_size = -65536')
  db.pragma('temp_store = memory')
  db.pragma('secure_delete = on')
  let log: number | undefined
  return {
    db,
    sync() {
      // It is there once something was committed.
      log ??= openSync(`${file}-wal`, 'r+')
      fdatasyncSync(log)
    },
    close() {
      if (log !== undefined) closeSync(log)
      db.close()
    },
  }
}
