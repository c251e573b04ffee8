import type { Statement } from 'better-sqlite3'
import type { Identity } from '../../../shared/event.ts'

/** Entries ahead of the fold by a name in them. Each is looked at once, and only if somebody asks; kept is but where a name is. */
export class NamesAhead<Row extends { readonly seq: number }> {
  readonly #read: Statement<[number, number], Row>
  readonly #namesIn: (row: Row) => readonly string[]
  readonly #byName = new Map<string, number[]>()
  #noted = 0
  #upTo = 0

  /** @param read  of the entries after one number up to another those that matter, in order */
  constructor(read: Statement<[number, number], Row>, namesIn: (row: Row) => readonly string[]) {
    this.#read = read
    this.#namesIn = namesIn
  }

  /** Those that name somebody so, after `position` up to `last`. */
  of(names: readonly Identity[], position: number, last: number): readonly number[] {
    // Where the fold stays behind most of them may be past.
    if (this.#upTo <= position || this.#noted > 2 * (last - position)) this.forget()
    const from = Math.max(this.#upTo, position)
    if (from < last) for (const row of this.#read.iterate(from, last)) this.#note(row)
    this.#upTo = last
    return names.flatMap((name) => this.#byName.get(nameOf(name)) ?? []).filter((seq) => seq > position)
  }

  /** A write was undone, and with it perhaps entries. */
  forget(): void {
    this.#byName.clear()
    this.#noted = 0
    this.#upTo = 0
  }

  #note(row: Row): void {
    this.#noted++
    for (const name of this.#namesIn(row)) {
      const known = this.#byName.get(name)
      if (known) known.push(row.seq)
      else this.#byName.set(name, [row.seq])
    }
  }
}

export const nameOf = ({ kind, value }: Identity): string => `${kind}\n${value}`
