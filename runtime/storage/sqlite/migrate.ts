import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'

/** A step from one version of the database to the next. A step that was ever on main is never edited. */
export interface Migration {
  readonly version: number
  readonly sql: string
}

const applicationId = 0x50657265 // "Pere": marks the file as ours

/** The steps that lie beside this file, `0001-store.sql` first. */
export function shippedMigrations(): readonly Migration[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
    .map((name) => ({
      version: Number(name.slice(0, 4)),
      sql: readFileSync(join(import.meta.dirname, name), 'utf8'),
    }))
}

/** What the steps come to, at once. */
export const newestSchema = (): string => readFileSync(join(import.meta.dirname, 'schema.sql'), 'utf8')

/**
 * Brings a database to the newest version: an empty one at once, unless steps are named, an older one step by step, after a copy of it to
 * `<file>.v<version>`. A newer one, or one that is not Perennial's, is refused and left as it is.
 */
export function migrate(db: Database, file: string, named?: readonly Migration[]): void {
  const migrations = named ?? shippedMigrations()
  const newest = migrations.at(-1)?.version ?? 0
  const version = db.pragma('user_version', { simple: true }) as number
  if (version === 0 && !isEmpty(db))
    throw new Error(`${file} is a database, but not one of Perennial. Choose another data folder.`)
  if (version > 0 && db.pragma('application_id', { simple: true }) !== applicationId)
    throw new Error(`${file} is a database, but not one of Perennial. Choose another data folder.`)
  if (version > newest)
    throw new Error(
      `${file} has version ${version}, and this Perennial knows versions up to ${newest}. Start a newer Perennial.`,
    )
  if (version === newest) return
  if (version > 0) copyAside(db, `${file}.v${version}`)
  const steps = version === 0 && !named ? [{ version: newest, sql: newestSchema() }] : migrations
  for (const migration of steps.filter((step) => step.version > version))
    db.transaction(() => {
      db.exec(migration.sql)
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${migration.version}`)
    }).exclusive()
}

function isEmpty(db: Database): boolean {
  return db.prepare('select 1 from sqlite_schema limit 1').get() === undefined
}

// A copy that is there already is from an attempt that did not finish: it is the older state still. It has its name once it is whole.
function copyAside(db: Database, copy: string): void {
  if (existsSync(copy)) return
  const part = `${copy}.part`
  rmSync(part, { force: true })
  // Nobody else reads it: everything about every customer is in it.
  writeFileSync(part, '', { mode: 0o600 })
  db.prepare('vacuum into ?').run(part)
  renameSync(part, copy)
}
