import type { Chance } from './chance.ts'
import * as deeds from './deeds.ts'
import { products } from './products.ts'
import { day, hour, minute } from './storeOptions.ts'
import type { Living } from './visit.ts'

/** What became of an order: `arrives` is when the customer gave up hope, if it is lost. */
export interface Parcel {
  readonly order_id: string
  readonly arrives: number
  readonly lateDays: number
  readonly isLost: boolean
}

/** A visit that ends in an order, what the warehouse and the carrier make of it, and what the customer says about it. */
export function placeOrder(at: number, number: number, living: Living): Parcel {
  const { person, chance, diary } = living
  const [cart, order] = [`c-${person.index + 1}-${number}`, `o-${person.index + 1}-${number}`]
  const lines = [{ product: person.favourite, quantity: 1 }]
  if (chance.is(0.35)) lines.push({ product: chance.pick(products), quantity: chance.is(0.2) ? 2 : 1 })

  // One in seven fills the cart hours before they order it.
  const hesitates = number > 1 && chance.is(0.15) ? chance.between(0.5, 20) * hour : 0
  const began = at - hesitates - 12 * minute
  if (chance.is(0.6)) diary.tell(began - 2 * minute, deeds.landed(chance.pick(deeds.landings)))
  for (const [n, line] of lines.entries()) {
    diary.tell(began + n * 3 * minute, deeds.viewed(line.product))
    diary.tell(began + n * 3 * minute + minute, deeds.added(cart, line))
  }
  const bill = deeds.billOf(order, cart, lines)
  diary.tell(at - 3 * minute, deeds.startedCheckout(bill))
  diary.tell(at, deeds.ordered(bill))

  const parcel = send(order, at, living)
  const later = (low: number, high: number) => parcel.arrives + chance.between(low, high) * day
  if (parcel.isLost) diary.tell(parcel.arrives, deeds.refunded(bill, 'Never arrived'))
  else if (chance.is(0.025)) diary.tell(later(1, 12), deeds.refunded(bill, chance.pick(reasons)))
  else if (chance.is(0.09)) diary.tell(later(2, 14), deeds.reviewed(person.favourite, order, rating(parcel, chance)))
  return parcel
}

const reasons = ['Not to my taste', 'Damaged', 'Wrong item']

const rating = ({ lateDays }: Parcel, chance: Chance): number =>
  lateDays > 0 ? chance.whole(1, 4) : chance.pick([5, 5, 5, 5, 5, 5, 4, 4, 4, 3])

function send(order_id: string, at: number, { person, chance, diary }: Living): Parcel {
  const promised = at + (person.country.promisedDays + 1) * day
  const packed = at + chance.between(5, 26) * hour
  const isLost = chance.is(0.008)
  const lateDays = !isLost && chance.is(0.08) ? chance.whole(1, 6) : 0
  const early = chance.between(4, 30) * hour
  const late = lateDays * day - chance.between(1, 10) * hour
  const arrives = Math.max(promised + (lateDays > 0 ? late : -early), packed + hour)

  const carrier = chance.pick(['DHL', 'GLS', 'Poste', 'UPS'])
  const shipment = { order_id, carrier, promised_at: new Date(Math.floor(promised)).toISOString() }
  diary.tell(packed, deeds.fulfilled(shipment))
  if (isLost) return { order_id, arrives: promised + 15 * day, lateDays, isLost }
  diary.tell(arrives, deeds.delivered(shipment))
  return { order_id, arrives, lateDays, isLost }
}
