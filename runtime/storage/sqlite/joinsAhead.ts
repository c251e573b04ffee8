import type { Database, Statement } from 'better-sqlite3'
import type { Identity } from '../../../shared/event.ts'
import { identitiesOf } from './entryRow.ts'
import { NamesAhead, nameOf } from './namesAhead.ts'

// Two for each name, and one for that before an alias.
const reading = `
  select seq, identities from entry where seq > ? and seq <= ? and json_array_length(identities) > 2 order by seq`
const asking = 'select identities from entry where seq = ?'

/** Of more nobody could keep who is in them: then everybody may be in one. */
const mostAhead = 100_000

/** Whose names may be somebody else's too by what is in the log ahead of the fold. */
export class JoinsAhead {
  readonly #entries: NamesAhead<{ readonly seq: number; readonly identities: string }>
  readonly #ask: Statement<[number], { identities: string }>

  constructor(db: Database) {
    this.#entries = new NamesAhead(db.prepare(reading), ({ identities }) => namesIn(identities))
    this.#ask = db.prepare(asking)
  }

  /** Whether an entry after `position` up to `last` names somebody by one of these, and by another. */
  concern(names: readonly Identity[], position: number, last: number): boolean {
    if (last - position > mostAhead) return true
    const theirs = new Set(names.map(nameOf))
    return this.#entries.of(names, position, last).some((seq) => {
      const entry = this.#ask.get(seq)
      return entry !== undefined && namesIn(entry.identities).some((name) => !theirs.has(name))
    })
  }

  forget(): void {
    this.#entries.forget()
  }
}

function namesIn(text: string): string[] {
  const { identities, previousId: value } = identitiesOf(text)
  const before =
    value === undefined
      ? []
      : [
          { kind: 'userId', value },
          { kind: 'anonymousId', value },
        ]
  return [...identities, ...before].map(nameOf)
}
