import { introduced, landed, signedUp, unsubscribed, viewed } from './deeds.ts'
import { diaryOf, type Told } from './diary.ts'
import { personOf } from './person.ts'
import { placeOrder } from './placeOrder.ts'
import { products } from './products.ts'
import { day, minute, type StoreOptions } from './storeOptions.ts'
import { type Living, visit, whenPeopleShop } from './visit.ts'

/** What is true of a customer and cannot be seen in their events: for measuring what Perennial concludes. */
export interface Truth {
  readonly userId: string
  /** Whether they ever meant to order. */
  readonly buys: boolean
  readonly favourite: string
  /** The days in which their household empties the favourite. */
  readonly cycleDays: number
  readonly orders: number
  readonly lastOrderAt: string | null
  /** When they made up their mind not to come back; null while they mean to. */
  readonly lapsedAt: string | null
  /** Orders that came later than promised, by how many days begun. */
  readonly lateParcels: readonly { readonly order_id: string; readonly days: number }[]
  /** Orders that never came. */
  readonly lostParcels: readonly string[]
}

/** Everything that one customer does in the store, in order of time, and the truth behind it. */
export function lifeOf(index: number, options: StoreOptions): { told: readonly Told[]; truth: Truth } {
  const { person, chance } = personOf(index, options)
  const living = { person, chance, diary: diaryOf(person, options) }
  const arrived = arrive(living)
  if (!person.buys) lookAround(arrived, living)
  const orders = person.buys ? orderUntilLapsed(arrived, options.end, living) : neverOrdered
  const { userId, buys, favourite, cycleDays } = person
  return {
    told: living.diary.told.sort((a, b) => a.at - b.at),
    truth: { userId, buys, favourite: favourite.id, cycleDays, ...orders },
  }
}

type Orders = Pick<Truth, 'orders' | 'lastOrderAt' | 'lapsedAt' | 'lateParcels' | 'lostParcels'>
const neverOrdered: Orders = { orders: 0, lastOrderAt: null, lapsedAt: null, lateParcels: [], lostParcels: [] }

/** The first visit: new people look around before they say who they are, and some sign up for the newsletter. */
function arrive({ person, chance, diary }: Living): number {
  const at = whenPeopleShop(person.arrives, person, chance)
  if (!person.isOld) {
    diary.tellUnnamed(at, landed(['Home', '/']))
    for (let views = chance.whole(1, 3); views > 0; views -= 1)
      diary.tellUnnamed(at + views * 2 * minute, viewed(chance.pick(products)))
  }
  diary.tell(at + 10 * minute, introduced(person))
  if (person.consent !== 'granted') return at
  if (chance.is(person.isOld ? 0.15 : 0.6))
    diary.tell(at + 11 * minute, signedUp(chance.pick(['footer', 'pop-up', 'checkout'])))
  if (chance.is(0.04)) diary.tell(at + chance.between(10, 90) * day, unsubscribed())
  return at
}

function lookAround(arrived: number, living: Living): void {
  let at = arrived
  for (let visits = living.chance.whole(1, 6); visits > 0; visits -= 1) {
    at += living.chance.between(2, 25) * day
    visit(at, living)
  }
}

/** Orders follow the household's own rhythm until one of them is the last; a parcel that comes late makes that likelier. */
function orderUntilLapsed(arrived: number, end: number, living: Living): Orders {
  const { person, chance } = living
  const lateParcels: { order_id: string; days: number }[] = []
  const lostParcels: string[] = []
  let [orders, last, lapsed] = [0, null as number | null, null as number | null]

  const hesitation = !person.isOld && chance.is(0.25) ? chance.between(0.5, 9) * day : 0
  let at = arrived + 30 * minute + hesitation
  while (at < end && lapsed === null) {
    const parcel = placeOrder(at, orders + 1, living)
    orders += 1
    last = at
    if (parcel.lateDays > 0 && parcel.arrives < end)
      lateParcels.push({ order_id: parcel.order_id, days: parcel.lateDays })
    if (parcel.isLost) lostParcels.push(parcel.order_id)
    const disappointment = parcel.isLost ? 0.4 : parcel.lateDays > 0 ? 0.25 : 0
    if (chance.is(person.leaves + disappointment + (orders === 1 ? 0.12 : 0))) lapsed = parcel.arrives

    const next = whenPeopleShop(at + person.cycleDays * chance.around(0.3) * day, person, chance)
    const looksUntil = (lapsed ?? next) - day
    for (let look = at + chance.between(5, 60) * day; look < looksUntil; look += chance.between(14, 70) * day)
      visit(look, living)
    at = next
  }
  const lapsedAt = lapsed !== null && lapsed < end ? instant(lapsed) : null
  return { orders, lastOrderAt: last === null ? null : instant(last), lapsedAt, lateParcels, lostParcels }
}

const instant = (at: number): string => new Date(Math.floor(at)).toISOString()
