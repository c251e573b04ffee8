import { serialize } from 'node:v8'
import SQLite, { type Database, type Statement } from 'better-sqlite3'

/** What was called on a statement; `exec` on the database. */
export type Verb = 'run' | 'get' | 'all' | 'exec'

const layout = `
  create table statement (id integer primary key, sql text not null unique);
  create table execution (
    n integer primary key, statement integer not null, verb text not null, bound blob not null, changes integer not null
  )`

const pragma = /^\s*pragma\b/i

/** Writes down, into a file, every statement that this process executes on a store, with its values. What it returns ends that. */
export function recordStatements(store: string, into: string): () => void {
  const db = new SQLite(into)
  db.exec(layout)
  const addStatement = db.prepare<[string]>('insert into statement (sql) values (?)')
  const addExecution = db.prepare<[number, Verb, Buffer, number]>(
    'insert into execution (statement, verb, bound, changes) values (?, ?, ?, ?)',
  )
  const ids = new Map<string, number>()
  const statements = Object.getPrototypeOf(addStatement) as Pick<Statement, 'run' | 'get' | 'all'>
  const { run, get, all } = statements
  const { exec } = SQLite.prototype

  function note(verb: Verb, sql: string, bound: readonly unknown[], changes = 0): void {
    if (pragma.test(sql)) return
    let id = ids.get(sql)
    if (id === undefined) {
      id = Number(run.call(addStatement, sql).lastInsertRowid)
      ids.set(sql, id)
    }
    run.call(addExecution, id, verb, serialize(bound), changes)
  }

  statements.run = function (this: Statement, ...bound) {
    const result = run.apply(this, bound)
    if (this.database.name === store) note('run', this.source, bound, result.changes)
    return result
  }
  for (const [verb, original] of [
    ['get', get],
    ['all', all],
  ] as const)
    statements[verb] = function (this: Statement, ...bound: unknown[]) {
      const result = original.apply(this, bound)
      if (this.database.name === store) note(verb, this.source, bound)
      return result as never
    }
  SQLite.prototype.exec = function (this: Database, sql) {
    const result = exec.call(this, sql)
    if (this.name === store) note('exec', sql, [])
    return result
  }
  exec.call(db, 'begin')

  return () => {
    Object.assign(statements, { run, get, all })
    SQLite.prototype.exec = exec
    db.exec('commit')
    db.close()
  }
}
