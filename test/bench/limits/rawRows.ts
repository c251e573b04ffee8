import SQLite, { type Database } from 'better-sqlite3'
import { perCpuSecond } from '../load/rateOf.ts'
import type { Measured } from '../trial.ts'

/**
 * What the machine allows: the rows that an untimed round of a trial wrote, written again by prepared statements alone. Triggers note every
 * row as it changes, with the columns that changed and the commit that it belongs to; so the raw run writes the same rows in the same
 * commits under the same indexes and pragmas, and does nothing else: no parsing, no reading, no deciding.
 */

interface Column {
  readonly name: string
  readonly isKey: boolean
}

type Value = string | number | null | Buffer

interface Noted {
  readonly n: number
  readonly op: 'insert' | 'update' | 'delete' | 'commit'
  readonly name: string
  readonly was: string | null
  readonly is: string | null
}

const reading = 'select n, op, name, was, "is" from noted order by n'

const quoted = (row: 'old' | 'new', columns: readonly Column[]) =>
  `json_array(${columns.map(({ name }) => `quote(${row}."${name}")`).join(', ')})`

/** Lays triggers on a store that nobody has open. */
export function noteWrites(file: string): void {
  const db = new SQLite(file)
  db.exec(`create table noted (n integer primary key, op text not null, name text not null, was text, "is" text)`)
  const note = (table: string, event: string, op: string, was: string, is: string) =>
    `create trigger "noted_${table}_${op}" after ${event} on "${table}" begin
       insert into noted (op, name, was, "is") values ('${op}', '${table}', ${was}, ${is});
     end;`
  for (const table of tablesOf(db)) {
    const columns = columnsOf(db, table)
    if (table === 'partition') continue
    db.exec(note(table, 'insert', 'insert', 'null', quoted('new', columns)))
    db.exec(note(table, 'update', 'update', quoted('old', columns), quoted('new', columns)))
    db.exec(note(table, 'delete', 'delete', quoted('old', columns), 'null'))
  }
  // The last thing that a commit writes is where the log and the fold stand.
  db.exec(note('partition', 'update of position', 'commit', 'null', quoted('new', columnsOf(db, 'partition'))))
  db.close()
}

/**
 * How many of what was counted in `recorded` the machine allows a second: writes its rows into `file`, commit by commit. Reading the notes
 * is not timed.
 */
export function rawRate(count: number, file: string, recorded: string): Measured {
  const source = new SQLite(recorded, { readonly: true })
  const db = openRaw(file)
  const statements = new Statements(db)
  const begin = db.prepare('begin immediate')
  const end = db.prepare('commit')
  let writes: (() => unknown)[] = []
  let [milliseconds, cpu] = [0, 0]
  for (const noted of source.prepare<[], Noted>(reading).iterate()) {
    const write = statements.writeOf(noted)
    if (write) writes.push(write)
    if (noted.op !== 'commit') continue
    const [start, cpuBefore] = [performance.now(), process.cpuUsage()]
    begin.run()
    for (const one of writes) one()
    end.run()
    const { user, system } = process.cpuUsage(cpuBefore)
    milliseconds += performance.now() - start
    cpu += (user + system) / 1e6
    writes = []
  }
  db.close()
  source.close()
  return { value: count / (milliseconds / 1_000), also: { [perCpuSecond]: count / cpu } }
}

export interface CommitWrites {
  readonly writes: readonly (() => unknown)[]
  /** Writes where the log and the fold stand. */
  readonly stands: () => unknown
}

/** The noted writes of each commit, ready to be made. */
export function writesByCommit(db: Database, recorded: string): CommitWrites[] {
  const source = new SQLite(recorded, { readonly: true })
  const statements = new Statements(db)
  const commits: CommitWrites[] = []
  let writes: (() => unknown)[] = []
  for (const noted of source.prepare<[], Noted>(reading).iterate()) {
    const write = statements.writeOf(noted)
    if (noted.op !== 'commit') {
      if (write) writes.push(write)
      continue
    }
    commits.push({ writes, stands: write! })
    writes = []
  }
  source.close()
  return commits
}

/** How many rows of each table an untimed round wrote, each change counted. */
export function rowsNoted(recorded: string): { readonly [table: string]: number } {
  const db = new SQLite(recorded, { readonly: true })
  const found = db
    .prepare<[], { name: string; rows: number }>(
      `select name, count(*) as rows from noted where op = 'commit' or was is null or "is" is null or was <> "is" group by name`,
    )
    .all()
  db.close()
  return Object.fromEntries(found.map(({ name, rows }) => [name, rows]))
}

/** The pragmas of runtime/storage/sqlite/openDatabase.ts. */
export function openRaw(file: string): Database {
  const db = new SQLite(file)
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = full')
  db.pragma('wal_autocheckpoint = 20000')
  db.pragma('journal_size_limit = 268435456')
  db.pragma('cache_size = -65536')
  db.pragma('temp_store = memory')
  db.pragma('secure_delete = on')
  return db
}

/** One prepared statement for each table and set of columns. */
export class Statements {
  readonly #db: Database
  readonly #columns = new Map<string, readonly Column[]>()
  readonly #prepared = new Map<string, SQLite.Statement<Value[]>>()

  constructor(db: Database) {
    this.#db = db
  }

  /** A row to write, with its values ready; nothing for one that did not change. */
  writeOf({ op, name, was, is }: Noted): (() => unknown) | undefined {
    const columns = this.#columnsOf(name)
    const before = was === null ? [] : valuesOf(was)
    const after = is === null ? [] : valuesOf(is)
    if (op === 'insert') {
      const into = this.#prepare(`insert into "${name}" values (${columns.map(() => '?').join(', ')})`)
      return () => into.run(...after)
    }
    const keyed = columns.flatMap(({ isKey }, index) => (isKey ? [index] : []))
    const where = keyed.map((index) => `"${columns[index]!.name}" = ?`).join(' and ')
    if (op === 'delete') {
      const from = this.#prepare(`delete from "${name}" where ${where}`)
      const key = keyed.map((index) => before[index]!)
      return () => from.run(...key)
    }
    const changed = columns.flatMap((_, index) =>
      op === 'commit' ? (keyed.includes(index) ? [] : [index]) : isSame(before[index]!, after[index]!) ? [] : [index],
    )
    if (changed.length === 0) return undefined
    const set = changed.map((index) => `"${columns[index]!.name}" = ?`).join(', ')
    const update = this.#prepare(`update "${name}" set ${set} where ${where}`)
    const values = [...changed.map((index) => after[index]!), ...keyed.map((index) => (before[index] ?? after[index])!)]
    return () => update.run(...values)
  }

  #columnsOf(table: string): readonly Column[] {
    let columns = this.#columns.get(table)
    if (!columns) {
      columns = columnsOf(this.#db, table)
      this.#columns.set(table, columns)
    }
    return columns
  }

  #prepare(sql: string): SQLite.Statement<Value[]> {
    let statement = this.#prepared.get(sql)
    if (!statement) {
      statement = this.#db.prepare(sql)
      this.#prepared.set(sql, statement)
    }
    return statement
  }
}

const isSame = (a: Value, b: Value): boolean => (Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : a === b)

const tablesOf = (db: Database): readonly string[] =>
  db
    .prepare<[], { name: string }>(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`)
    .all()
    .map(({ name }) => name)
    .filter((name) => name !== 'noted')

const columnsOf = (db: Database, table: string): readonly Column[] =>
  (db.pragma(`table_info("${table}")`) as { name: string; pk: number }[]).map(({ name, pk }) => ({
    name,
    isKey: pk > 0,
  }))

/** SQL literals, as `quote` writes them. */
function valuesOf(literals: string): Value[] {
  return (JSON.parse(literals) as string[]).map((literal) => {
    if (literal === 'NULL') return null
    if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll("''", "'")
    if (literal.startsWith("X'")) return Buffer.from(literal.slice(2, -1), 'hex')
    return Number(literal)
  })
}
