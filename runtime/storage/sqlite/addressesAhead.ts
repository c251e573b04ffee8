import type { Database, Statement } from 'better-sqlite3'
import type { Identity } from '../../../shared/event.ts'
import type { EventPayload } from '../../commit/entry.ts'
import { believedOf } from '../../customers/recognise.ts'
import { type EntryRow, entryOf } from './entryRow.ts'
import type { Names } from './names.ts'

// Only an identify (kind 1) says an address beside its names, and the first name decides whom an event is about.
const reading = `
  select seq, json_extract(identities, '$[0]') || char(10) || json_extract(identities, '$[1]') as name from entry
  where seq > ? and seq <= ? and ((kind = 1 and instr(body, 'email') > 0) or instr(identities, '"email"') > 0)
  order by seq`
const saying = `
  select seq, at, depth, kind, name, time, source, flags, identities, body from entry where seq = ?`

/**
 * Addresses that are somebody's by what is in the log ahead of the fold. Each entry is looked at once, and only if somebody withdraws; kept is
 * but who it is about, for the fold may be far behind.
 */
export class AddressesAhead {
  readonly #read: Statement<[number, number], { seq: number; name: string }>
  readonly #say: Statement<[number], EntryRow>
  readonly #names: Names
  readonly #byName = new Map<string, number[]>()
  #upTo = 0

  constructor(db: Database, names: Names) {
    this.#read = db.prepare(reading)
    this.#say = db.prepare(saying)
    this.#names = names
  }

  /** Of whom they name, in the entries after `position` up to `last`. */
  of(names: readonly Identity[], position: number, last: number): readonly Identity[] {
    if (this.#upTo <= position) this.forget()
    const from = Math.max(this.#upTo, position)
    if (from < last) for (const { seq, name } of this.#read.iterate(from, last)) this.#note(name, seq)
    this.#upTo = last
    return names
      .flatMap(({ kind, value }) => this.#byName.get(`${kind}\n${value}`) ?? [])
      .filter((seq) => seq > position)
      .flatMap((seq) => this.#addressesAt(seq))
  }

  /** A write was undone, and with it perhaps entries. */
  forget(): void {
    this.#byName.clear()
    this.#upTo = 0
  }

  // Of somebody who was erased meanwhile there is none.
  #addressesAt(seq: number): readonly Identity[] {
    const row = this.#say.get(seq)
    return row ? addressesIn(entryOf(row, this.#names).payload as EventPayload) : []
  }

  #note(name: string, seq: number): void {
    const known = this.#byName.get(name)
    if (known) known.push(seq)
    else this.#byName.set(name, [seq])
  }
}

function addressesIn(event: EventPayload): readonly Identity[] {
  const names = believedOf(event).filter(({ kind }) => kind === 'email')
  if (event.kind !== 'identify') return names
  const { traits } = JSON.parse(event.body) as { traits?: { email?: unknown } | null }
  const email = traits?.email
  return typeof email === 'string' && email !== '' ? [...names, { kind: 'email', value: email }] : names
}
