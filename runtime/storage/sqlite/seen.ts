import { hash } from 'node:crypto'
import type { Database, Statement } from 'better-sqlite3'

/** The entry that came first under an id, with a hash of what it said. */
export interface First {
  readonly seq: number
  readonly body: Buffer
}

const days30 = 30 * 86_400_000
const tables = ['seen_even', 'seen_odd', 'seen_for_ever'] as const

const statementsOf = (db: Database, table: (typeof tables)[number]) => ({
  add: db.prepare<[Buffer, number, Buffer]>(
    `insert or ignore into ${table} (partition, id, seq, body) values (0, ?, ?, ?)`,
  ),
  find: db.prepare<[Buffer], First>(`select seq, body from ${table} where partition = 0 and id = ?`),
  some: db.prepare(`select 1 from ${table} limit 1`),
  clear: db.prepare(`delete from ${table}`),
})

/** The generation that a time belongs to. Two are kept, so that an id is known for 30 to 60 days (H30). */
export const generationAt = (at: number): number => Math.floor(at / days30)

/** An event's id is whatever its sender wrote, so that it has another half of the hash than one of the store's own: none is taken for the other. */
export function hashOfId(id: string, isEvent: boolean): Buffer {
  const whole = hash('sha256', id, 'buffer')
  return isEvent ? whole.subarray(0, 16) : whole.subarray(16)
}
export const hashOfBody = (body: string): Buffer => hash('sha256', body, 'buffer').subarray(0, 8)

/** Which ids were accepted, and what they said. */
export class Seen {
  readonly #generations
  readonly #forEver
  // Nothing is added to the older generation, so one look is enough for as long as a generation lasts.
  #older: { readonly generation: number; readonly isEmpty: boolean } | undefined
  #isForEverEmpty: boolean

  constructor(db: Database) {
    this.#generations = [statementsOf(db, 'seen_even'), statementsOf(db, 'seen_odd')] as const
    this.#forEver = statementsOf(db, 'seen_for_ever')
    this.#isForEverEmpty = this.#forEver.some.get() === undefined
  }

  /** Empties what is too old when a new generation begins. */
  turn(from: number, to: number): void {
    this.#of(to).clear.run()
    if (to > from + 1) this.#of(from).clear.run()
  }

  /** Notes an id; answers with the entry that had it first, if one did. */
  add(id: Buffer, seq: number, body: Buffer, generation: number): First | undefined {
    const first = this.#findOlder(id, generation) ?? (this.#isForEverEmpty ? undefined : this.#forEver.find.get(id))
    return first ?? this.#addTo(this.#of(generation), id, seq, body)
  }

  /** The same, and the id is kept for ever, also when it had come before as one that is not. */
  addForEver(id: Buffer, seq: number, body: Buffer, generation: number): First | undefined {
    const recent = this.#findOlder(id, generation) ?? this.#of(generation).find.get(id)
    this.#isForEverEmpty = false
    return this.#addTo(this.#forEver, id, recent?.seq ?? seq, recent?.body ?? body) ?? recent
  }

  #findOlder(id: Buffer, generation: number): First | undefined {
    const older = this.#of(generation + 1)
    if (this.#older?.generation !== generation) this.#older = { generation, isEmpty: older.some.get() === undefined }
    return this.#older.isEmpty ? undefined : older.find.get(id)
  }

  #addTo(
    table: { add: Statement<[Buffer, number, Buffer]>; find: Statement<[Buffer], First> },
    id: Buffer,
    seq: number,
    body: Buffer,
  ): First | undefined {
    return table.add.run(id, seq, body).changes === 1 ? undefined : table.find.get(id)
  }

  #of(generation: number) {
    return this.#generations[generation % 2 === 0 ? 0 : 1]
  }
}
