import type { Deed } from './diary.ts'
import type { Person } from './person.ts'
import type { Product } from './products.ts'

/** The calls that the store's clients make, with the names of Segment's e-commerce specification where it has one. */
export interface Line {
  readonly product: Product
  readonly quantity: number
}

export interface Bill {
  readonly order_id: string
  readonly total: number
  readonly [property: string]: unknown
}

const track = (event: string, properties: Readonly<Record<string, unknown>>): Deed => ({
  type: 'track',
  event,
  properties,
})
const described = ({ id, name, category, cents }: Product) => ({ product_id: id, name, category, price: cents / 100 })
const lineOf = ({ product, quantity }: Line) => ({ ...described(product), quantity })

export const landed = ([name, path]: Landing): Deed => ({ type: 'page', name, properties: { path } })
export type Landing = readonly [name: string, path: string]
export const landings: readonly Landing[] = [
  ['Home', '/'],
  ['Coffee', '/coffee'],
  ['New', '/coffee/new'],
  ['Tea', '/tea'],
  ['Guides', '/guides'],
  ['Equipment', '/equipment'],
]

export function introduced({ isOld, firstName, lastName, email, zone, country, consent }: Person): Deed {
  const said = consent === 'unknown' ? {} : { consent: { email: consent } }
  const traits = {
    email,
    firstName,
    lastName,
    timezone: zone,
    country: country.code,
    locale: country.language,
    ...said,
  }
  return { type: 'identify', joins: !isOld, traits }
}

export const signedUp = (form: string): Deed => track('Signed Up', { form })
export const unsubscribed = (): Deed => track('Unsubscribed', {})
export const viewed = (product: Product): Deed => track('Product Viewed', { ...described(product), currency: 'EUR' })
export const added = (cart_id: string, line: Line): Deed =>
  track('Product Added', { cart_id, ...lineOf(line), currency: 'EUR' })
export const startedCheckout = (bill: Bill): Deed => track('Checkout Started', bill)
export const ordered = (bill: Bill): Deed => track('Order Completed', bill)
export const refunded = ({ order_id, total }: Bill, reason: string): Deed =>
  track('Order Refunded', { order_id, total, currency: 'EUR', reason })
export const reviewed = (product: Product, order_id: string, rating: number): Deed =>
  track('Product Reviewed', { product_id: product.id, order_id, rating })

export interface Shipment {
  readonly order_id: string
  readonly carrier: string
  readonly promised_at: string
}
export const fulfilled = (shipment: Shipment): Deed => track('Order Fulfilled', { ...shipment })
export const delivered = (shipment: Shipment): Deed => track('Order Delivered', { ...shipment })

/** Sums in cents, so that no bill is off by a rounding. Shipping is free from 35 euros on. */
export function billOf(order_id: string, cart_id: string, lines: readonly Line[]): Bill {
  const goods = lines.reduce((sum, { product, quantity }) => sum + product.cents * quantity, 0)
  const shipping = goods >= 3500 ? 0 : 490
  return {
    order_id,
    cart_id,
    revenue: goods / 100,
    shipping: shipping / 100,
    total: (goods + shipping) / 100,
    currency: 'EUR',
    products: lines.map(lineOf),
  }
}
