import type { Database, Statement } from 'better-sqlite3'

const finding = 'select id from name where text = ?'
const adding = 'insert into name (text) values (?)'
const reading = 'select text from name where id = ?'

const bound = 100_000

/** Names as small numbers, so that rows which repeat them stay small. */
export class Names {
  readonly #find: Statement<[string], { id: number }>
  readonly #add: Statement<[string]>
  readonly #read: Statement<[number], { text: string }>
  readonly #numbers = new Map<string, number>()
  readonly #texts = new Map<number, string>()

  constructor(db: Database) {
    this.#find = db.prepare(finding)
    this.#add = db.prepare(adding)
    this.#read = db.prepare(reading)
  }

  /** The number of a name, given out if it has none yet: inside a write only. */
  numberOf(text: string): number {
    return this.known(text) ?? this.#remember(text, Number(this.#add.run(text).lastInsertRowid))
  }

  known(text: string): number | undefined {
    const number = this.#numbers.get(text)
    if (number !== undefined) return number
    const row = this.#find.get(text)
    return row && this.#remember(text, row.id)
  }

  textOf(number: number): string {
    const text = this.#texts.get(number)
    if (text !== undefined) return text
    const row = this.#read.get(number)
    if (!row) throw new Error(`The name ${number} is missing from the database, and a row refers to it.`)
    this.#remember(row.text, number)
    return row.text
  }

  /** A write was undone, and with it perhaps a number that it gave out. */
  forget(): void {
    this.#numbers.clear()
    this.#texts.clear()
  }

  #remember(text: string, number: number): number {
    if (this.#numbers.size >= bound) this.forget()
    this.#numbers.set(text, number)
    this.#texts.set(number, text)
    return number
  }
}
