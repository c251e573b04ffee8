import { attributeOf, type Profile } from '../../../shared/customer.ts'
import type { Identity } from '../../../shared/event.ts'
import { limits } from '../../../shared/limits.ts'
import type { Erased } from '../../commit/commit.ts'
import { normalIdentity } from '../../ingest/identities.ts'
import type { CopiesBeside } from './copiesBeside.ts'
import { deliveryOutcomes } from './deliveryOutcomes.ts'
import { type EntryRow, entryOf } from './entryRow.ts'
import { aboutWhom, type ErasedPerson } from './erasedNames.ts'
import { isAbout } from './namedInText.ts'
import type { Partition } from './partition.ts'
import { vetoes } from './veto.ts'

const peopleOf = 'select id from customer where id = @customer or joined_to = @customer order by id'
const identitiesOf = 'select kind, value from identity where partition = 0 and customer = ?'
const profileOf = 'select profile from profile where customer = ?'
const addressesOf = `
  select distinct address from message
  where born in (select value from json_each(?)) and channel = (select id from name where text = 'email')`
const ownerOf = `select customer from identity where partition = 0 and kind = 'email' and value = ?`
const survivorOf = 'select coalesce(joined_to, id) as id from customer where id = ?'
// Of those that are cancelled the outcome would be refused, and they would be handed back for ever.
const unsentOf = `
  select n from message where born in (select value from json_each(?)) and (state is null or state = 'cancelled')`
const noting = `
  insert or ignore into erasure (seq, at, customers, names, until, looked, refused, done)
  values (@seq, @at, @customers, @names, @until, 0, 0, null)`
const unfinished =
  'select seq, customers, names, until, looked, refused from erasure where done is null order by seq limit 1'
const lookingOn = 'update erasure set looked = ? where seq = ?'
const lookingThroughRefused = 'update erasure set refused = ? where seq = ?'
const forgettingNames = 'update erasure set names = null where seq = ?'
const finishing = 'update erasure set done = (select clock from partition where id = 0) where seq = ?'

const these = '(select value from json_each(@customers))'
const their = (table: string, more = '') => `from ${table} where customer in ${these}${more}`
const theirMessages = `message in (select n from message where born in ${these})`

// Nobody finds them by it any more, and nothing of theirs is tried again or comes due.
const atOnce = [
  `delete from delivery where ${theirMessages}`,
  `update run set due = null where born in ${these} and due is not null`,
  `delete ${their('identity', ' and partition = 0')}`,
  `delete ${their('directory', ' and partition = 0')}`,
  `delete ${their('profile')}`,
  `delete from customer where id in ${these}`,
]

const some = (table: string, key: string, where: string) =>
  `delete from ${table} where (${key}) in (select ${key} from ${table} where ${where} order by ${key} limit @limit)`
const someOfTheirs = (table: string, key: string) => some(table, key, `customer in ${these}`)
// The partition too, or the key would not be the one that the rows are found by.
const someInPartition = (table: string, key: string) => some(table, `partition, ${key}`, inPartition)
const inPartition = `partition = 0 and customer in ${these}`

/**
 * What they did, so many rows at a time: first what is found by other rows of theirs. Every table that names a customer is here or above, as
 * test/storage/erasure.test.ts sees to.
 */
export const whatTheyDid = [
  some('attempt', 'message, attempt', theirMessages),
  some('link', 'message, id', theirMessages),
  some('message', 'n', `born in ${these}`),
  some('trail', 'run, row', `run in (select n from run where born in ${these})`),
  some('run', 'n', `born in ${these}`),
  `delete from entry where seq in (
    select seq from history where ${inPartition} order by partition, customer, name, time, seq limit @limit)`,
  someInPartition('history', 'customer, name, time, seq'),
  // But for the entry by which they are erased.
  `delete from entry where seq not in (select seq from erasure) and seq in (
    select seq from parked where ${inPartition} order by partition, customer, seq, what limit @limit)`,
  someInPartition('parked', 'customer, seq, what'),
  // Requests that runs of theirs made: see derived.ts.
  `delete from entry where seq in (
    select seq from json_each(@customers) join entry
      on seq between -(value + 1) * ${limits.derivedEntries} and -value * ${limits.derivedEntries} - 1
    limit @limit)`,
  someInPartition('timeline', 'customer, at, row'),
  someInPartition('membership', 'customer, segment'),
  someOfTheirs('total', 'customer, name'),
  someOfTheirs('enrolment', 'customer, workflow, key'),
  someOfTheirs('assignment', 'customer, workflow, node'),
  someOfTheirs('planned_start', 'customer, workflow, node, key'),
  someOfTheirs('goal', 'customer, run'),
]

// Events are found by the history. Others of the log may speak of them too: decisions and outcomes, what an untrusted source said of an address,
// which is nobody's event, and what was passed over before it was anybody's.
const otherEntries = `
  select seq, at, depth, kind, name, time, source, flags, identities, body from entry
  where seq > @after and seq <= @until and (
    kind = 0
    or (flags & 1 = 0 and instr(identities, '"userId"') = 0 and instr(identities, '"anonymousId"') = 0)
    or seq in (select seq from parked where partition = 0 and customer = 0))`
const removingEntries = 'delete from entry where seq in (select value from json_each(?))'
const removingParked = `
  delete from parked where partition = 0 and customer = 0 and seq in (select value from json_each(?))`
const refusedEvents = 'select id, body from refused where id > ? order by id limit ?'
const removingRefused = 'delete from refused where id in (select value from json_each(?))'

/** Entries of the log that are searched at once. */
const lookedAtOnce = 2_000
/** And events that were refused: they are long. */
const refusedAtOnce = 100

interface Unfinished {
  readonly seq: number
  readonly customers: string
  /** Null: nothing but the write-ahead log and copies of the store may still hold something of them. */
  readonly names: string | null
  /** The log's end when they were erased: what comes later was not taken. */
  readonly until: number
  readonly looked: number
  /** The last refused event that was looked at. */
  readonly refused: number
}

interface FilesOfStore {
  readonly cutLogOff: () => boolean
  readonly copies: CopiesBeside
}

/** Erasing customers (rule 30, H18): at once who they are, and then, a page at a time, what they did and what was said of them. */
export function erasureOf(partition: Partition, { cutLogOff, copies }: FilesOfStore) {
  const { db, erased } = partition
  const outcomes = deliveryOutcomes(db)
  const veto = vetoes(db)
  const statements = {
    people: db.prepare<[{ customer: number }], { id: number }>(peopleOf),
    identities: db.prepare<[number], Identity>(identitiesOf),
    profile: db.prepare<[number], { profile: string }>(profileOf),
    addresses: db.prepare<[string], { address: string }>(addressesOf),
    owner: db.prepare<[string], { customer: number }>(ownerOf),
    survivor: db.prepare<[number], { id: number }>(survivorOf),
    unsent: db.prepare<[string], { n: number }>(unsentOf),
    note: db.prepare(noting),
    unfinished: db.prepare<[], Unfinished>(unfinished),
    lookOn: db.prepare<[number, number]>(lookingOn),
    forgetNames: db.prepare<[number]>(forgettingNames),
    finish: db.prepare<[number]>(finishing),
    otherEntries: db.prepare<[{ after: number; until: number }], EntryRow>(otherEntries),
    removeEntries: db.prepare<[string]>(removingEntries),
    removeParked: db.prepare<[string]>(removingParked),
    refusedEvents: db.prepare<[number, number], { id: number; body: string }>(refusedEvents),
    removeRefused: db.prepare<[string]>(removingRefused),
    lookThroughRefused: db.prepare<[number, number]>(lookingThroughRefused),
  }
  const removals = {
    atOnce: atOnce.map((sql) => db.prepare<[Pick<Unfinished, 'customers'>]>(sql)),
    whatTheyDid: whatTheyDid.map((sql) => db.prepare<[Pick<Unfinished, 'customers'> & { limit: number }]>(sql)),
  }

  /** The addresses too that they have or mail went to, but for what is another's name. */
  function namesOf(customer: number): Identity[] {
    const described = statements.profile.get(customer)
    const email = described && attributeOf(JSON.parse(described.profile) as Profile, 'email')
    const people = statements.people.all({ customer }).map(({ id }) => id)
    const addresses = statements.addresses.all(JSON.stringify(people)).map(({ address }) => address)
    if (typeof email === 'string') addresses.push(email)
    const normal = addresses.map((address) => normalIdentity('email', address)).filter((value) => value !== '')
    const free = [...new Set(normal)].filter((value) => !statements.owner.get(value))
    return [...statements.identities.all(customer), ...free.map((value) => ({ kind: 'email', value }))]
  }

  /** The number may be another's: a restored store gives out its own again. */
  function isNamed(customer: number, hashes: readonly string[]): boolean {
    return namesOf(customer).some((name) => hashes.includes(erased.hashOf(name)))
  }

  function removePage({ seq, customers, names, until, looked, refused }: Unfinished, limit: number): void {
    for (const removal of removals.whatTheyDid) if (removal.run({ customers, limit }).changes >= limit) return
    const named = JSON.parse(names ?? '[]') as Identity[]
    const hashes = new Set(named.map((name) => erased.hashOf(name)))
    if (looked < until) {
      const upTo = Math.min(until, looked + lookedAtOnce)
      const people = new Set(JSON.parse(customers) as number[])
      const theirs = statements.otherEntries.all({ after: looked, until: upTo }).filter((row) => {
        const { payload } = entryOf(row, partition.names)
        if (payload.type === 'outcome') return people.has(payload.customer)
        // Later ones were taken because they consent anew.
        return row.seq <= seq && aboutWhom(payload).some((name) => hashes.has(erased.hashOf(name)))
      })
      const seqs = JSON.stringify(theirs.map((row) => row.seq))
      statements.removeEntries.run(seqs)
      statements.removeParked.run(seqs)
      statements.lookOn.run(upTo, seq)
      return
    }
    const events = statements.refusedEvents.all(refused, refusedAtOnce)
    const last = events.at(-1)
    if (last) {
      const theirs = events.filter(({ body }) => isAbout(named, body))
      statements.removeRefused.run(JSON.stringify(theirs.map(({ id }) => id)))
      statements.lookThroughRefused.run(last.id, seq)
      return
    }
    partition.hideNames((name) => hashes.has(erased.hashOf(name)))
    statements.forgetNames.run(seq)
  }

  return {
    /** From now on nothing of what is known by their names is taken. */
    keepOut(customer: number, at: number): void {
      erased.add(
        namesOf(customer).map((name) => erased.hashOf(name)),
        at,
      )
    },

    /** Copies of the store that go when the erasure is finished. */
    copies: copies.names,

    /** By which number the customer is known now; undefined: nobody has it. */
    survivor: (customer: number): number | undefined => statements.survivor.get(customer)?.id,

    /** As the last act of a commit. Answers with what a restored backup has to know. */
    erase({ customer, seq, at }: Erased): ErasedPerson {
      const people = statements.people.all({ customer }).map(({ id }) => id)
      const names = namesOf(customer)
      const customers = JSON.stringify(people)
      const hashes = names.map((name) => erased.hashOf(name))
      statements.note.run({ seq, at, customers, names: JSON.stringify(names), until: partition.standing.last })
      erased.addCustomers(people)
      erased.add(hashes, at)
      for (const message of statements.unsent.all(customers)) outcomes.leave(message)
      for (const removal of removals.atOnce) removal.run({ customers })
      partition.standing.customers--
      return { seq, at, customers: people, names: hashes }
    },

    /** Those of them who are in this store, and who are kept out from now on whether they are or not. */
    erasedSince(isCopied: boolean): number[] {
      const { people, withdrawals } = partition.erasedSince(isCopied)
      if (people.length + withdrawals.length === 0) return []
      partition.write(() => {
        for (const { names, at } of people) erased.add(names, at)
        for (const withdrawal of withdrawals) veto.applyHashed(withdrawal)
      })
      partition.flush()
      return people.flatMap(({ customers, names }) => customers.filter((customer) => isNamed(customer, names)))
    },

    isUnfinished: (): boolean => statements.unfinished.get() !== undefined,

    /** Removes about `limit` rows. */
    remove(version: number, limit: number): 'more' | 'waits' | 'nothing' {
      const next = statements.unfinished.get()
      if (!next) return 'nothing'
      if (next.names === null) {
        // The log can't be written back while a transaction is open.
        partition.flush()
        if (!cutLogOff() || !copies.remove()) return 'waits'
      }
      partition.write(() => {
        partition.swap(version)
        if (next.names === null) statements.finish.run(next.seq)
        else removePage(next, limit)
      })
      partition.flush()
      return 'more'
    },
  }
}
