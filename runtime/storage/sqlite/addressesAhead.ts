import type { Database, Statement } from 'better-sqlite3'
import type { Identity } from '../../../shared/event.ts'
import type { EventPayload } from '../../commit/entry.ts'
import { believedOf } from '../../customers/recognise.ts'
import { type EntryRow, entryOf } from './entryRow.ts'
import type { Names } from './names.ts'
import { NamesAhead } from './namesAhead.ts'

// Only an identify (kind 1) says an address beside its names, and the first name decides whom an event is about.
const reading = `
  select seq, json_extract(identities, '$[0]') || char(10) || json_extract(identities, '$[1]') as name from entry
  where seq > ? and seq <= ? and ((kind = 1 and instr(body, 'email') > 0) or instr(identities, '"email"') > 0)
  order by seq`
const saying = `
  select seq, at, depth, kind, name, time, source, flags, identities, body from entry where seq = ?`

/** Addresses that are somebody's by what is in the log ahead of the fold. */
export class AddressesAhead {
  readonly #entries: NamesAhead<{ readonly seq: number; readonly name: string }>
  readonly #say: Statement<[number], EntryRow>
  readonly #names: Names

  constructor(db: Database, names: Names) {
    this.#entries = new NamesAhead(db.prepare(reading), ({ name }) => [name])
    this.#say = db.prepare(saying)
    this.#names = names
  }

  /** Of whom they name, in the entries after `position` up to `last`. */
  of(names: readonly Identity[], position: number, last: number): readonly Identity[] {
    return this.#entries.of(names, position, last).flatMap((seq) => this.#addressesAt(seq))
  }

  forget(): void {
    this.#entries.forget()
  }

  // Of somebody who was erased meanwhile there is none.
  #addressesAt(seq: number): readonly Identity[] {
    const row = this.#say.get(seq)
    return row ? addressesIn(entryOf(row, this.#names).payload as EventPayload) : []
  }
}

function addressesIn(event: EventPayload): readonly Identity[] {
  const names = believedOf(event).filter(({ kind }) => kind === 'email')
  if (event.kind !== 'identify') return names
  const { traits } = JSON.parse(event.body) as { traits?: { email?: unknown } | null }
  const email = traits?.email
  return typeof email === 'string' && email !== '' ? [...names, { kind: 'email', value: email }] : names
}
