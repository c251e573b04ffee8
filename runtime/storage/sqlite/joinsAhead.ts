import type { Database, Statement } from 'better-sqlite3'
import type { Identity } from '../../../shared/event.ts'

// A pair for each name; a name before it that an alias gives has no kind.
const reading = `
  select seq, identities from entry where seq > ? and seq <= ? and json_array_length(identities) > 2 order by seq`
const asking = 'select identities from entry where seq = ?'

/** Of more nobody could keep who is in them: then everybody may be in one. */
const mostAhead = 100_000

/**
 * Names that may be one person's by what is in the log ahead of the fold. Each entry is looked at once, and only if somebody asks; kept is but
 * where a name is.
 */
export class JoinsAhead {
  readonly #read: Statement<[number, number], { seq: number; identities: string }>
  readonly #ask: Statement<[number], { identities: string }>
  readonly #byName = new Map<string, number[]>()
  #upTo = 0

  constructor(db: Database) {
    this.#read = db.prepare(reading)
    this.#ask = db.prepare(asking)
  }

  /** Whether an entry after `position` up to `last` names somebody by one of these, and by another. */
  concern(names: readonly Identity[], position: number, last: number): boolean {
    if (last - position > mostAhead) return true
    if (this.#upTo <= position) this.forget()
    const from = Math.max(this.#upTo, position)
    if (from < last) for (const { seq, identities } of this.#read.iterate(from, last)) this.#note(seq, identities)
    this.#upTo = last
    const theirs = new Set(names.map(({ kind, value }) => nameOf(kind, value)))
    const namesOthers = (seq: number): boolean => {
      const entry = seq > position ? this.#ask.get(seq) : undefined
      return entry !== undefined && namesIn(entry.identities).some((name) => !theirs.has(name))
    }
    return [...theirs].some((name) => this.#byName.get(name)?.some(namesOthers))
  }

  /** A write was undone, and with it perhaps entries. */
  forget(): void {
    this.#byName.clear()
    this.#upTo = 0
  }

  #note(seq: number, identities: string): void {
    for (const name of namesIn(identities)) {
      const known = this.#byName.get(name)
      if (known) known.push(seq)
      else this.#byName.set(name, [seq])
    }
  }
}

const nameOf = (kind: string, value: string): string => `${kind}\n${value}`

function namesIn(identities: string): string[] {
  const flat = JSON.parse(identities) as string[]
  const previous = flat.length % 2 === 1 ? flat.pop()! : undefined
  const names = previous === undefined ? [] : [nameOf('userId', previous), nameOf('anonymousId', previous)]
  for (let index = 0; index < flat.length; index += 2) names.push(nameOf(flat[index]!, flat[index + 1]!))
  return names
}
