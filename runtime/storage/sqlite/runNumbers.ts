import type { Database, Statement } from 'better-sqlite3'
import { runIdIn } from './rows.ts'

const finding = 'select n from run where born = ? and number = ?'

const bound = 50_000

/** Where runs stand in their table. A run that moves was read or written a moment ago as a rule, and need not be looked up. */
export class RunNumbers {
  readonly #find: Statement<[number, number], { n: number }>
  readonly #numbers = new Map<string, number>()

  constructor(db: Database) {
    this.#find = db.prepare(finding)
  }

  /** Nothing also for a run that was not heard of lately. */
  known(id: string): number | undefined {
    return this.#numbers.get(id)
  }

  numberOf(id: string): number | undefined {
    const known = this.known(id)
    if (known !== undefined) return known
    const { born, number } = runIdIn(id)
    const row = this.#find.get(born, number)
    if (row) this.remember(id, row.n)
    return row?.n
  }

  remember(id: string, n: number): void {
    if (this.#numbers.size >= bound) this.#numbers.clear()
    this.#numbers.set(id, n)
  }

  forget(): void {
    this.#numbers.clear()
  }
}
