import type { Chance } from './chance.ts'
import { type Person, personOf } from './person.ts'
import { type Product, products } from './products.ts'
import type { StoreEvent } from './storeEvent.ts'
import { day, type StoreOptions } from './storeOptions.ts'

const minute = 60_000
const hour = 3_600_000

/** What is true of a customer and cannot be seen in their events: for measuring what Perennial concludes. */
export interface Truth {
  readonly userId: string
  readonly buys: boolean
  readonly favourite: string
  readonly cycleDays: number
  readonly orders: number
  readonly lastOrderAt: string | null
  /** When they made up their mind not to come back; null while they mean to. */
  readonly lapsedAt: string | null
  /** Orders that came later than promised, with the days. */
  readonly lateParcels: readonly { readonly order_id: string; readonly days: number }[]
  /** Orders that never came. */
  readonly lostParcels: readonly string[]
}

export interface Told {
  readonly at: number
  readonly event: StoreEvent
}

/** Everything that one customer does in the store, in order of time, and the truth behind it. */
export function lifeOf(index: number, options: StoreOptions): { events: readonly Told[]; truth: Truth } {
  const { person, chance } = personOf(index, options)
  const diary = diaryOf(person, options)
  const arrived = arrive(person, chance, diary)
  const truth = person.buys
    ? buyAgainAndAgain(arrived, person, chance, diary, options)
    : lookAround(arrived, person, chance, diary)
  return { events: diary.events.sort((a, b) => a.at - b.at), truth }
}

/** Writes down what happens until the end of time, each event with an id of its own. */
interface Diary {
  readonly events: Told[]
  tell(at: number, what: What, anonymous?: boolean): void
}
type What =
  | { readonly type: 'identify'; readonly traits: Readonly<Record<string, unknown>>; readonly joins: boolean }
  | { readonly type: 'page'; readonly name: string; readonly properties: Readonly<Record<string, unknown>> }
  | { readonly type: 'track'; readonly event: string; readonly properties: Readonly<Record<string, unknown>> }

function diaryOf(person: Person, { end }: StoreOptions): Diary {
  const events: Told[] = []
  let written = 0
  return {
    events,
    tell(time, what, anonymous = false) {
      const at = Math.floor(time)
      written += 1
      if (at >= end) return
      const { userId, anonymousId } = person
      const call = {
        messageId: `${userId}.${written}`,
        ...(anonymous ? { anonymousId } : { userId }),
        timestamp: new Date(at).toISOString(),
      }
      if (what.type !== 'identify') events.push({ at, event: { ...call, ...what } })
      else {
        const { joins, ...identify } = what
        events.push({ at, event: { ...call, ...(joins ? { anonymousId } : {}), ...identify } })
      }
    },
  }
}

/** The first visit: new people look around before they say who they are, and some sign up for the newsletter. */
function arrive(person: Person, chance: Chance, diary: Diary): number {
  const at = byDay(person.arrives, person, chance)
  if (!person.isOld) {
    diary.tell(at, page('Home', '/'), true)
    for (let views = chance.whole(1, 3); views > 0; views -= 1)
      diary.tell(at + views * 2 * minute, viewed(chance.pick(products)), true)
  }
  const { firstName, lastName, email, zone, country, consent } = person
  diary.tell(at + 10 * minute, {
    type: 'identify',
    joins: !person.isOld,
    traits: {
      email,
      firstName,
      lastName,
      timezone: zone,
      country: country.code,
      locale: country.language,
      ...(consent === 'unknown' ? {} : { consent: { email: consent } }),
    },
  })
  const signsUp = consent === 'granted' && chance.is(person.isOld ? 0.15 : 0.6)
  if (signsUp)
    diary.tell(at + 11 * minute, {
      type: 'track',
      event: 'Signed Up',
      properties: { form: chance.pick(['footer', 'pop-up', 'checkout']) },
    })
  if (consent === 'granted' && chance.is(0.04))
    diary.tell(at + chance.between(10, 90) * day, { type: 'track', event: 'Unsubscribed', properties: {} })
  return at
}

function lookAround(arrived: number, person: Person, chance: Chance, diary: Diary): Truth {
  let at = arrived
  for (let visits = chance.whole(1, 6); visits > 0; visits -= 1) {
    at += chance.between(2, 25) * day
    visit(byDay(at, person, chance), person, chance, diary)
  }
  return truthOf(person, { orders: 0, lastOrder: null, lapsed: null, late: [], lost: [] })
}

/** Orders follow the household's own rhythm until one of them is the last; a parcel that comes late makes that likelier. */
function buyAgainAndAgain(arrived: number, person: Person, chance: Chance, diary: Diary, { end }: StoreOptions): Truth {
  const late: { order_id: string; days: number }[] = []
  const lost: string[] = []
  let [orders, lastOrder, lapsed] = [0, null as number | null, null as number | null]
  let wish =
    arrived +
    30 * minute +
    (person.isOld
      ? 0
      : chance.weighted([
          [3, 0],
          [1, chance.between(0.5, 9)],
        ]) * day)
  while (wish < end && lapsed === null) {
    const at = orders === 0 ? wish : byDay(wish, person, chance)
    const parcel = order(at, orders + 1, person, chance, diary)
    if (at >= end) break
    orders += 1
    lastOrder = at
    if (parcel.lateDays > 0 && parcel.arrives < end) late.push({ order_id: parcel.order_id, days: parcel.lateDays })
    if (parcel.isLost) lost.push(parcel.order_id)
    const leaves =
      person.leaves + (orders === 1 ? 0.12 : 0) + (parcel.lateDays > 0 ? 0.25 : 0) + (parcel.isLost ? 0.4 : 0)
    if (chance.is(leaves)) lapsed = parcel.arrives
    const next = at + person.cycleDays * chance.around(0.3) * day
    for (
      let look = at + chance.between(5, 60) * day;
      look < (lapsed ?? next) - day;
      look += chance.between(14, 70) * day
    )
      visit(byDay(look, person, chance), person, chance, diary)
    wish = next
  }
  return truthOf(person, { orders, lastOrder, lapsed: lapsed !== null && lapsed < end ? lapsed : null, late, lost })
}

/** A visit without an order; one in five leaves a cart behind. */
function visit(at: number, person: Person, chance: Chance, diary: Diary): void {
  diary.tell(at, page(...chance.pick(landings)))
  const seen = [chance.is(0.4) ? person.favourite : chance.pick(products)]
  if (chance.is(0.5)) seen.push(chance.pick(products))
  for (const [n, product] of seen.entries()) diary.tell(at + (n + 1) * 2 * minute, viewed(product))
  if (chance.is(0.2))
    diary.tell(at + 8 * minute, added(seen[0]!, 1, `c-${person.index + 1}-${Math.floor(at / minute)}`))
}

interface Parcel {
  readonly order_id: string
  readonly arrives: number
  readonly lateDays: number
  readonly isLost: boolean
}

/** A visit that ends in an order, what the warehouse and the carrier make of it, and what the customer says about it. */
function order(at: number, number: number, person: Person, chance: Chance, diary: Diary): Parcel {
  const lines: Line[] = [{ product: person.favourite, quantity: 1 }]
  if (chance.is(0.35))
    lines.push({
      product: chance.pick(products),
      quantity: chance.weighted([
        [4, 1],
        [1, 2],
      ]),
    })
  const cart_id = `c-${person.index + 1}-${number}`
  const order_id = `o-${person.index + 1}-${number}`

  // One in seven fills the cart hours before they order it.
  const hesitates = number > 1 && chance.is(0.15) ? chance.between(0.5, 20) * hour : 0
  const began = at - hesitates - 12 * minute
  if (chance.is(0.6)) diary.tell(began - 2 * minute, page(...chance.pick(landings)))
  lines.forEach(({ product, quantity }, n) => {
    diary.tell(began + n * 3 * minute, viewed(product))
    diary.tell(began + n * 3 * minute + minute, added(product, quantity, cart_id))
  })
  const goods = lines.reduce((sum, { product, quantity }) => sum + product.cents * quantity, 0)
  const shipping = goods >= 3500 ? 0 : 490
  const bill = {
    order_id,
    cart_id,
    revenue: goods / 100,
    shipping: shipping / 100,
    total: (goods + shipping) / 100,
    currency: 'EUR',
    products: lines.map(line),
  }
  diary.tell(at - 3 * minute, { type: 'track', event: 'Checkout Started', properties: bill })
  diary.tell(at, { type: 'track', event: 'Order Completed', properties: bill })

  const parcel = sendParcel(at, order_id, person, chance, diary)
  if (parcel.isLost) diary.tell(parcel.arrives, refunded(bill, 'Never arrived'))
  else if (chance.is(0.025))
    diary.tell(
      parcel.arrives + chance.between(1, 12) * day,
      refunded(bill, chance.pick(['Not to my taste', 'Damaged', 'Wrong item'])),
    )
  else if (chance.is(0.09))
    diary.tell(
      parcel.arrives + chance.between(2, 14) * day,
      reviewed(
        lines[0]!.product,
        order_id,
        parcel.lateDays > 0
          ? chance.whole(1, 4)
          : chance.weighted([
              [6, 5],
              [3, 4],
              [1, 3],
            ]),
      ),
    )
  return parcel
}

function sendParcel(at: number, order_id: string, person: Person, chance: Chance, diary: Diary): Parcel {
  const promised = at + (person.country.promisedDays + 1) * day
  const lateDays = chance.is(0.08) ? chance.whole(1, 6) : 0
  const isLost = chance.is(0.008)
  const fulfilled = at + chance.between(5, 26) * hour
  const delivered =
    lateDays > 0 ? promised + lateDays * day - chance.between(1, 10) * hour : promised - chance.between(4, 30) * hour
  const parcel = {
    order_id,
    carrier: chance.pick(['DHL', 'GLS', 'Poste', 'UPS']),
    promised_at: new Date(Math.floor(promised)).toISOString(),
  }
  diary.tell(fulfilled, { type: 'track', event: 'Order Fulfilled', properties: parcel })
  if (isLost) return { order_id, arrives: promised + 15 * day, lateDays: 0, isLost }
  diary.tell(Math.max(delivered, fulfilled + hour), { type: 'track', event: 'Order Delivered', properties: parcel })
  return { order_id, arrives: Math.max(delivered, fulfilled + hour), lateDays, isLost }
}

interface Line {
  readonly product: Product
  readonly quantity: number
}

const described = ({ id, name, category, cents }: Product) => ({ product_id: id, name, category, price: cents / 100 })
const line = ({ product, quantity }: Line) => ({ ...described(product), quantity })
const page = (name: string, path: string): What => ({ type: 'page', name, properties: { path } })
const viewed = (product: Product): What => ({
  type: 'track',
  event: 'Product Viewed',
  properties: { ...described(product), currency: 'EUR' },
})
const added = (product: Product, quantity: number, cart_id: string): What => ({
  type: 'track',
  event: 'Product Added',
  properties: { cart_id, ...line({ product, quantity }), currency: 'EUR' },
})
const refunded = ({ order_id, total }: { order_id: string; total: number }, reason: string): What => ({
  type: 'track',
  event: 'Order Refunded',
  properties: { order_id, total, currency: 'EUR', reason },
})
const reviewed = (product: Product, order_id: string, rating: number): What => ({
  type: 'track',
  event: 'Product Reviewed',
  properties: { product_id: product.id, order_id, rating },
})

const landings: readonly (readonly [name: string, path: string])[] = [
  ['Home', '/'],
  ['Coffee', '/coffee'],
  ['New', '/coffee/new'],
  ['Tea', '/tea'],
  ['Guides', '/guides'],
  ['Equipment', '/equipment'],
]

/** The same day, moved to an hour at which people shop where this one lives. */
function byDay(at: number, { hoursAhead }: Person, chance: Chance): number {
  const midnight = Math.floor((at + hoursAhead * hour) / day) * day - hoursAhead * hour
  return midnight + chance.weighted(shoppingHours) * hour + chance.whole(0, 3_599_999)
}
const shoppingHours = [1, 3, 4, 4, 5, 4, 4, 4, 4, 5, 6, 8, 9, 8, 5, 2].map((weight, n) => [weight, n + 8] as const)

function truthOf(
  person: Person,
  told: {
    orders: number
    lastOrder: number | null
    lapsed: number | null
    late: Truth['lateParcels']
    lost: readonly string[]
  },
): Truth {
  const text = (at: number | null) => (at === null ? null : new Date(Math.floor(at)).toISOString())
  return {
    userId: person.userId,
    buys: person.buys,
    favourite: person.favourite.id,
    cycleDays: person.cycleDays,
    orders: told.orders,
    lastOrderAt: text(told.lastOrder),
    lapsedAt: text(told.lapsed),
    lateParcels: told.late,
    lostParcels: told.lost,
  }
}
