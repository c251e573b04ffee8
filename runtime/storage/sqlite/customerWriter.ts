import { attributeOf, displayName } from '../../../shared/customer.ts'
import type { Customer } from '../../commit/customer.ts'
import type { Partition } from './partition.ts'

const changeCustomer = `
  update customer set created = ?, runs = ?, swept = ?, derived = ?, ledger = ?, pursuits = ? where id = ?`
// Apart from the rest, so that their indexes are written only when one of them moves.
const changeWake = 'update customer set wake = ? where id = ?'
const changeJoined = 'update customer set joined_to = @joinedTo where id = @id and joined_to is not @joinedTo'
const addCustomer = `
  insert into customer (id, created, runs, swept, derived, ledger, pursuits, wake, joined_to) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (id) do nothing`
const writeProfile = `
  insert into profile (customer, profile) values (?, ?) on conflict (customer) do update set profile = excluded.profile`
const addToDirectory = `
  insert into directory (partition, customer, name, name_key, email) values (0, @id, @name, @nameKey, @email)
  on conflict (partition, customer) do update set name = excluded.name, name_key = excluded.name_key, email = excluded.email
  where name <> excluded.name or email <> excluded.email`

/** Writes what is known of a person: their row, their profile, and the words by which they are found. Only what changed since `before`. */
export function customerWriter(
  partition: Partition,
): (customer: Customer, before: Customer | null | undefined) => void {
  const { db } = partition
  const statements = {
    changeCustomer: db.prepare<[...CustomerColumns, number]>(changeCustomer),
    changeWake: db.prepare<[number | null, number]>(changeWake),
    changeJoined: db.prepare<[Pick<Customer, 'id' | 'joinedTo'>]>(changeJoined),
    addCustomer: db.prepare<[number, ...CustomerColumns, number | null, number | null]>(addCustomer),
    writeProfile: db.prepare<[number, string]>(writeProfile),
    addToDirectory: db.prepare(addToDirectory),
  }

  function writeRow(customer: Customer, before: Customer | null | undefined): void {
    const { id, created, runs, swept, derived = 0, ledger, pursuits, wake, joinedTo } = customer
    const columns: CustomerColumns = [created, runs, swept, derived, listColumn(ledger), listColumn(pursuits)]
    if (!before && statements.addCustomer.run(id, ...columns, wake, joinedTo).changes > 0) {
      if (joinedTo === null) partition.standing.customers++
      return
    }
    statements.changeCustomer.run(...columns, id)
    if (before?.wake !== wake) statements.changeWake.run(wake, id)
    if (joinedTo !== null) statements.changeJoined.run({ id, joinedTo })
  }

  function writeProfileOf({ id, profile, joinedTo }: Customer): void {
    statements.writeProfile.run(id, JSON.stringify(profile))
    if (joinedTo !== null) return
    const name = displayName(profile, [])
    const email = attributeOf(profile, 'email')
    statements.addToDirectory.run({
      id,
      name,
      nameKey: name.toLowerCase(),
      email: typeof email === 'string' ? email.trim().toLowerCase() : '',
    })
  }

  return (customer, before) => {
    writeRow(customer, before)
    if (before?.profile !== customer.profile) writeProfileOf(customer)
  }
}

type CustomerColumns = [
  created: number,
  runs: number,
  swept: number,
  derived: number,
  ledger: string | null,
  pursuits: string | null,
]

/** JSON; nothing where the list is empty, as nearly always. */
const listColumn = (list: readonly unknown[] | undefined): string | null => (list?.length ? JSON.stringify(list) : null)
