import SQLite, { type Database } from 'better-sqlite3'
import { Names } from './names.ts'
import { type FoldTable, type Row, tablesOfTheFold } from './tables.ts'

/** How one table of the fold differs between a store and what was made anew of its log. */
export interface Difference {
  readonly table: string
  /** Rows that either of the two has. */
  readonly rows: number
  readonly differing: number
  readonly examples: readonly Example[]
}

/** One row that differs: which, and what differs of it. A side that has no such row is null. */
export interface Example {
  readonly row: Readonly<Record<string, unknown>>
  readonly store: Readonly<Record<string, unknown>> | null
  readonly rebuilt: Readonly<Record<string, unknown>> | null
}

const mostExamples = 3

/**
 * Compares the fold's tables of two stores that have the same log and the same numbers for names, by meaning, row by row. Only tables that
 * differ are in the answer.
 */
export function compareStores(store: string, rebuilt: string): readonly Difference[] {
  const [ours, theirs] = [readOnly(store), readOnly(rebuilt)]
  try {
    const names = new Names(ours)
    const other = new Names(theirs)
    return tablesOfTheFold
      .map((table) => compareTable(table, { ours, theirs, names, other }))
      .filter(({ differing }) => differing > 0)
  } finally {
    ours.close()
    theirs.close()
  }
}

interface Compared {
  readonly ours: Database
  readonly theirs: Database
  readonly names: Names
  readonly other: Names
}

function compareTable(table: FoldTable, { ours, theirs, names, other }: Compared): Difference {
  const { key } = table
  const columns = columnsOf(table, ours)
  const [mine, yours] = [rowsOf(table, ours, names), rowsOf(table, theirs, other)]
  const found: { readonly store: Row | null; readonly rebuilt: Row | null }[] = []
  let [rows, differing] = [0, 0]
  let [one, two] = [next(mine), next(yours)]
  while (one || two) {
    const order = !one ? 1 : !two ? -1 : compareKeys(one, two, key)
    const pair = { store: order <= 0 ? one : null, rebuilt: order >= 0 ? two : null }
    if (order <= 0) one = next(mine)
    if (order >= 0) two = next(yours)
    rows++
    if (pair.store && pair.rebuilt && isSame(pair.store, pair.rebuilt)) continue
    differing++
    if (found.length < mostExamples) found.push(pair)
  }
  const told = (row: Row, at: readonly number[], names: Names) =>
    Object.fromEntries(at.map((index) => [columns[index]!, shown(columns, row, index, names)]))
  const examples = found.map(({ store, rebuilt }): Example => {
    const all = columns.map((_, index) => index)
    const differs = all.filter((index) => index >= key && store?.[index] !== rebuilt?.[index])
    return {
      row: told((store ?? rebuilt)!, all.slice(0, key), store ? names : other),
      store: store && told(store, differs, names),
      rebuilt: rebuilt && told(rebuilt, differs, other),
    }
  })
  return { table: table.table, rows, differing, examples }
}

const columnsOf = ({ rows, meaning }: FoldTable, db: Database): readonly string[] =>
  meaning?.columns ??
  db
    .prepare(rows)
    .columns()
    .map(({ name }) => name)

function rowsOf({ rows, meaning }: FoldTable, db: Database, names: Names): IterableIterator<Row> {
  const all = db.prepare<[], Row>(rows).raw().iterate()
  return meaning ? meaning.read(all, names) : all
}

function readOnly(file: string): Database {
  const db = new SQLite(file, { readonly: true, fileMustExist: true })
  db.pragma('cache_size = -65536')
  return db
}

const next = (rows: IterableIterator<Row>): Row | null => {
  const { value, done } = rows.next()
  return done ? null : value
}

const isSame = (one: Row, two: Row): boolean => one.every((value, index) => value === two[index])

/** As SQLite orders keys: numbers by size, texts by their bytes. */
function compareKeys(one: Row, two: Row, key: number): number {
  for (let index = 0; index < key; index++) {
    const [a, b] = [one[index]!, two[index]!]
    if (a === b) continue
    if (typeof a === 'number' && typeof b === 'number') return a - b
    return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
  }
  return 0
}

const named = new Set(['name', 'segment', 'workflow', 'node', 'entered', 'channel', 'purpose', 'port'])

/** A value as people read it: names in place of their numbers. */
function shown(columns: readonly string[], row: Row, index: number, names: Names): unknown {
  const [column, value] = [columns[index]!, row[index]!]
  if (typeof value === 'number' && named.has(column)) return names.textOf(value)
  if (column === 'decision') return JSON.parse(String(value))
  return value
}
