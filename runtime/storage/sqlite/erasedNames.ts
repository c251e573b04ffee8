import { createHmac } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { Identity } from '../../../shared/event.ts'
import type { Payload } from '../../commit/entry.ts'
import { consentDecisions } from '../../consentDecisions.ts'

const adding = 'insert or ignore into erased_name (who) values (?)'
const lifting = 'delete from erased_name where who = ?'
const readingNames = 'select who from erased_name'
const readingCustomers = 'select c.value as id from erasure e, json_each(e.customers) c'

/** What is kept beside the store of somebody who was erased, so that whoever restores a backup erases them again. */
export interface ErasedPerson {
  /** The entry by which they were erased, and its time. */
  readonly seq: number
  readonly at: number
  readonly customers: readonly number[]
  /** As `hashOf` gives them. */
  readonly names: readonly string[]
}

/**
 * Who is not to come back (rule 30): the names of customers who were erased, as hashes under a key that is no part of the store, and the
 * numbers that they had. In memory, for every entry is held against them.
 */
export class ErasedNames {
  readonly #key: Buffer
  readonly #statements
  #names: Set<string> | undefined
  #customers: Set<number> | undefined

  constructor(db: Database, key: Uint8Array) {
    this.#key = Buffer.from(key)
    this.#statements = {
      add: db.prepare<[Buffer]>(adding),
      lift: db.prepare<[Buffer]>(lifting),
      names: db.prepare<[], { who: Buffer }>(readingNames),
      customers: db.prepare<[], { id: number }>(readingCustomers),
    }
  }

  /** Whether nothing of it may be kept. Whoever consents anew comes back by that. */
  keepsOut(payload: Payload): boolean {
    if (payload.type === 'outcome') return this.isErased(payload.customer)
    if (this.#known().size === 0) return false
    const named = namedBy(payload)
    if (!speakersOf(named).some((identity) => this.has(identity))) return false
    if (!consentDecisions(payload).some(({ is }) => is === 'granted')) return true
    for (const identity of named) this.#lift(identity)
    return false
  }

  /** The customer of this number was erased. */
  isErased(customer: number): boolean {
    this.#customers ??= new Set(this.#statements.customers.all().map(({ id }) => id))
    return this.#customers.has(customer)
  }

  has(identity: Identity): boolean {
    return this.#known().has(this.hashOf(identity))
  }

  /** Whether one of them is not to come back; most stores have nobody erased, and need not ask who they are. */
  isAny(names: () => readonly Identity[]): boolean {
    return this.#known().size > 0 && names().some((name) => this.has(name))
  }

  /** 32 hexadecimal digits. */
  hashOf({ kind, value }: Identity): string {
    const name = `${kind}\n${kind === 'email' ? value.trim().toLowerCase() : value}`
    return createHmac('sha256', this.#key).update(name).digest('hex').slice(0, 32)
  }

  /** @param hashes  as `hashOf` gives them */
  add(hashes: readonly string[]): void {
    for (const hash of hashes) {
      this.#statements.add.run(Buffer.from(hash, 'hex'))
      this.#known().add(hash)
    }
  }

  /** Their rows name them by now. */
  addCustomers(customers: readonly number[]): void {
    for (const customer of customers) this.#customers?.add(customer)
  }

  /** What the database says is the truth again. */
  forget(): void {
    this.#names = undefined
    this.#customers = undefined
  }

  #lift(identity: Identity): void {
    const hash = this.hashOf(identity)
    this.#statements.lift.run(Buffer.from(hash, 'hex'))
    this.#known().delete(hash)
  }

  #known(): Set<string> {
    this.#names ??= new Set(this.#statements.names.all().map(({ who }) => who.toString('hex')))
    return this.#names
  }
}

/** By which names an entry says whom it is about. */
export const aboutWhom = (payload: Payload): readonly Identity[] => speakersOf(namedBy(payload))

/** Who a shop knows by an id of its own is who the id says, whoever has the same address or sat at the same browser. */
export function speakersOf(named: readonly Identity[]): readonly Identity[] {
  const users = named.filter(({ kind }) => kind === 'userId')
  return users.length > 0 ? users : named
}

function namedBy(payload: Payload): readonly Identity[] {
  if (payload.type === 'consent' || payload.type === 'start') return [payload.identity]
  if (payload.type !== 'event') return []
  const { identities, previousId } = payload
  return previousId === undefined ? identities : [...identities, { kind: 'userId', value: previousId }]
}
