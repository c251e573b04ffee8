import { addDays } from './londonTime.ts'
import type { Row } from './readOnlineRetail.ts'

/** What must come of loading the rows and letting the win-back example run meanwhile, found by looking at everything. */
export interface Expected {
  readonly rows: number
  readonly withoutCustomer: number
  /** C invoices: all of them, and those that become `Order Refunded` because they name a customer. */
  readonly cancellations: { readonly rows: number; readonly invoices: number; readonly refunds: number }
  /** Rows equal to an earlier row of the same invoice: of all rows, and of those that name a customer. */
  readonly duplicates: { readonly all: number; readonly withCustomer: number }
  readonly orders: number
  readonly customers: number
  /** The last row's time: everything is as of here. */
  readonly until: number
  readonly of: ReadonlyMap<string, Passage>
}

/** One customer's way through the segment at-risk, in milliseconds since 1970 UTC. */
export interface Passage {
  readonly orders: number
  readonly joined: readonly number[]
  readonly left: readonly number[]
  readonly isMember: boolean
  /** Joinings that the win-back example lets in: none within 90 days after the last start. */
  readonly enrolled: readonly number[]
}

export function bruteForce(rows: readonly Row[]): Expected {
  const seen = new Set<string>()
  const invoices = new Map<string, { customer: string; time: number; rows: number }>()
  const duplicates = { all: 0, withCustomer: 0 }
  for (const row of rows) {
    if (seen.has(row.text)) {
      duplicates.all += 1
      if (row.customer) duplicates.withCustomer += 1
    }
    seen.add(row.text)
    const invoice = invoices.get(row.invoice) ?? { customer: row.customer, time: row.time, rows: 0 }
    if (invoice.customer !== row.customer) throw new Error(`Invoice ${row.invoice} names two customers`)
    invoices.set(row.invoice, { ...invoice, time: Math.min(invoice.time, row.time), rows: invoice.rows + 1 })
  }
  const cancelled = [...invoices].filter(([number]) => number.startsWith('C'))
  const ordered = [...invoices].filter(([number, { customer }]) => customer && !/^[CA]/.test(number))
  const times = Map.groupBy(ordered, ([, { customer }]) => customer)
  const until = rows.reduce((latest, { time }) => Math.max(latest, time), 0)
  return {
    rows: rows.length,
    withoutCustomer: rows.filter(({ customer }) => !customer).length,
    cancellations: {
      rows: cancelled.reduce((sum, [, { rows }]) => sum + rows, 0),
      invoices: cancelled.length,
      refunds: cancelled.filter(([, { customer }]) => customer).length,
    },
    duplicates,
    orders: ordered.length,
    customers: times.size,
    until,
    of: new Map(
      [...times].map(([customer, own]) => [
        customer,
        passage(
          own.map(([, { time }]) => time),
          until,
        ),
      ]),
    ),
  }
}

/**
 * At risk: an order ever, and none that counts; an order counts until its time plus 60 calendar days. Joining comes first when an order falls
 * on the very instant at which the last one stops to count, for what is due goes before what arrives.
 */
function passage(unsorted: readonly number[], until: number): Passage {
  const orders = unsorted.toSorted((a, b) => a - b)
  const [joined, left, enrolled]: [number[], number[], number[]] = [[], [], []]
  let countsUntil = 0
  for (const [n, order] of orders.entries()) {
    countsUntil = Math.max(countsUntil, addDays(order, 60))
    const next = orders[n + 1]
    if (countsUntil > until || (next !== undefined && next < countsUntil)) continue
    joined.push(countsUntil)
    if (enrolled.length === 0 || addDays(enrolled.at(-1)!, 90) <= countsUntil) enrolled.push(countsUntil)
    if (next !== undefined) left.push(next)
  }
  return { orders: orders.length, joined, left, isMember: joined.length > left.length, enrolled }
}
