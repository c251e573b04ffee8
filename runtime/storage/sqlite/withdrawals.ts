import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { NewEntry } from '../../commit/entry.ts'
import type { ConsentDecision } from '../../consentDecisions.ts'

/** A withdrawal of consent, with the number and the time of the entry by which it was accepted. */
export interface Withdrawal extends ConsentDecision {
  readonly seq: number
  readonly at: number
}

/**
 * Withdrawals of consent a second time, in a file beside the store, so that they outlive it: whoever restores a backup finds there who
 * withdrew since (H6). A line is on disk before the commit that accepts it. One that a crash tore is no line, for its commit never came; the
 * next begins with a line break of its own.
 */
export class Withdrawals {
  readonly #file: string | undefined

  /** @param database  the store's file; one in memory outlives nothing */
  constructor(database: string) {
    this.#file = database === ':memory:' ? undefined : join(dirname(database), 'withdrawals.jsonl')
  }

  keep(withdrawals: readonly Withdrawal[]): void {
    if (!this.#file || withdrawals.length === 0) return
    const isNew = !existsSync(this.#file)
    const lines = withdrawals.map((withdrawal) => `\n${JSON.stringify(withdrawal)}`)
    appendFileSync(this.#file, lines.join(''), { mode: 0o600, flush: true })
    if (isNew) syncFolder(dirname(this.#file))
  }

  /** Those that a log does not have where they were accepted, as entries to accept again. */
  missing(has: (withdrawal: Withdrawal) => boolean): NewEntry[] {
    if (!this.#file || !existsSync(this.#file)) return []
    return readFileSync(this.#file, 'utf8')
      .split('\n')
      .flatMap(withdrawalIn)
      .filter((withdrawal) => !has(withdrawal))
      .flatMap(entriesOf)
  }
}

function withdrawalIn(line: string): Withdrawal[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Withdrawal]
  } catch {
    return []
  }
}

/** Whom a user id names withdrew, and for the address that they named; a device may be somebody else's too. */
function entriesOf({ identities, channel, purpose, time }: Withdrawal): NewEntry[] {
  const isUser = identities.some(({ kind }) => kind === 'userId')
  return identities
    .filter(({ kind }) => !isUser || kind !== 'anonymousId')
    .map((identity) => ({
      id: `withdrawn:${channel}:${purpose}:${time}:${identity.kind}:${identity.value}`,
      payload: { type: 'consent', identity, channel, purpose, is: 'denied', source: 'withdrawals', time },
    }))
}

/** The file's name too. Where folders can't be opened, as on Windows, nothing need be done. */
function syncFolder(folder: string): void {
  let handle: number
  try {
    handle = openSync(folder, 'r')
  } catch {
    return
  }
  fsyncSync(handle)
  closeSync(handle)
}
