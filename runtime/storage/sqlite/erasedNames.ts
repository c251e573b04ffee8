import { createHmac } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { Identity } from '../../../shared/event.ts'
import type { Payload } from '../../commit/entry.ts'
import { consentDecisions } from '../../consentDecisions.ts'

const adding = `
  insert into erased_name (who, at) values (?, ?) on conflict (who) do update set at = max(at, excluded.at)
  returning at, back`
const lifting = 'update erased_name set back = max(coalesce(back, 0), ?) where who = ?'
const dropping = 'delete from erased_name where who = ?'
// Of two decisions at one instant the stricter holds.
const readingNames = 'select who, at from erased_name where back is null or back <= at'
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
  /** With the time since when each is kept out. */
  #names: Map<string, number> | undefined
  #customers: Set<number> | undefined

  constructor(db: Database, key: Uint8Array) {
    this.#key = Buffer.from(key)
    this.#statements = {
      add: db.prepare<[Buffer, number], { at: number; back: number | null }>(adding),
      lift: db.prepare<[number, Buffer]>(lifting),
      drop: db.prepare<[Buffer]>(dropping),
      names: db.prepare<[], { who: Buffer; at: number }>(readingNames),
      customers: db.prepare<[], { id: number }>(readingCustomers),
    }
  }

  /** Whether nothing of it may be kept. */
  keepsOut(payload: Payload): boolean {
    if (payload.type === 'outcome') return this.isErased(payload.customer)
    if (this.#known().size === 0) return false
    const since = Math.max(...aboutWhom(payload).map((name) => this.#since(name)))
    return since >= 0 && !(consentedAt(payload) > since)
  }

  /** Whoever consents anew comes back by that, once it is in the log. */
  letBack(payload: Payload): void {
    if (!this.isAny(() => aboutWhom(payload))) return
    const time = consentedAt(payload)
    for (const name of namedBy(payload)) {
      const since = this.#since(name)
      if (since < 0 || since >= time) continue
      const hash = this.hashOf(name)
      this.#statements.lift.run(time, Buffer.from(hash, 'hex'))
      this.#known().delete(hash)
    }
  }

  /** Somebody else has the name now, and what it says is about them. */
  letGo(name: Identity): void {
    if (this.#known().size === 0) return
    const hash = this.hashOf(name)
    if (this.#known().delete(hash)) this.#statements.drop.run(Buffer.from(hash, 'hex'))
  }

  /** The customer of this number was erased. */
  isErased(customer: number): boolean {
    this.#customers ??= new Set(this.#statements.customers.all().map(({ id }) => id))
    return this.#customers.has(customer)
  }

  has(identity: Identity): boolean {
    return this.#since(identity) >= 0
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

  /** @param hashes  as `hashOf` gives them; since `at`, unless they consented anew after that */
  add(hashes: readonly string[], at: number): void {
    for (const hash of hashes) {
      const kept = this.#statements.add.get(Buffer.from(hash, 'hex'), at)!
      if (kept.back === null || kept.back <= kept.at) this.#known().set(hash, kept.at)
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

  /** Since when it is kept out; below 0: it is not. */
  #since(name: Identity): number {
    return this.#known().get(this.hashOf(name)) ?? -1
  }

  #known(): Map<string, number> {
    this.#names ??= new Map(this.#statements.names.all().map(({ who, at }) => [who.toString('hex'), at]))
    return this.#names
  }
}

/** When somebody grants consent by it, by its own time; -1: nobody does. */
const consentedAt = (payload: Payload): number =>
  Math.max(-1, ...consentDecisions(payload).map(({ is, time }) => (is === 'granted' ? time : -1)))

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
