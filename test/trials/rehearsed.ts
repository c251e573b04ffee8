import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Commit } from '../../runtime/commit/commit.ts'
import { rehearse } from '../../runtime/rehearse.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { parseWorkflow } from '../../shared/parse.ts'
import type { Came } from './differences.ts'
import type { Row } from './readOnlineRetail.ts'

/** The passages of all customers as the fold finds them, in memory, with the win-back example running: quicker to ask than a loaded store. */
export async function rehearsed(rows: readonly Row[], until: number): Promise<ReadonlyMap<string, Came>> {
  const file = join(import.meta.dirname, '../../examples/win-back/workflow.json')
  const { workflow } = parseWorkflow(JSON.parse(readFileSync(file, 'utf8')))
  if (!workflow) throw new Error(`${file} is no workflow`)
  const passages = new Map<string, Came>()
  await rehearse({
    workflow: { ...workflow, settings: { ...workflow.settings, zone: 'Europe/London' } },
    events: orders(rows),
    until,
    storage: recording(openSqlite({ file: ':memory:', clock: 'data' }), passages),
  })
  return passages
}

function orders(rows: readonly Row[]): readonly unknown[] {
  const invoices = Map.groupBy(
    rows.filter(({ customer, invoice }) => customer && !/^[CA]/.test(invoice)),
    ({ invoice }) => invoice,
  )
  return [...invoices]
    .map(([invoice, of]) => ({ invoice, userId: of[0]!.customer, time: Math.min(...of.map(({ time }) => time)) }))
    .sort((a, b) => a.time - b.time)
    .map(({ invoice, userId, time }) => ({
      type: 'track',
      messageId: invoice,
      userId,
      event: 'Order Completed',
      timestamp: new Date(time).toISOString(),
      properties: { order_id: invoice },
    }))
}

function recording(storage: Storage, passages: Map<string, Came>): Storage {
  const names = new Map<number, string>()
  const of = (customer: number): Came => {
    const name = names.get(customer) ?? String(customer)
    const came = passages.get(name) ?? { orders: 0, joined: [], left: [], enrolled: [], isMember: false }
    passages.set(name, came)
    return came
  }
  return {
    ...storage,
    async commit(value: Commit) {
      await storage.commit(value)
      for (const { identity, customer } of value.identities) names.set(customer, identity.value)
      for (const { customer, name } of value.history) if (name === 'Order Completed') of(customer).orders += 1
      for (const { customer, what, at } of value.timeline) {
        if (what === 'segmentJoined') of(customer).joined.push(at)
        if (what === 'segmentLeft') of(customer).left.push(at)
      }
      for (const { customer, last } of value.enrolments) of(customer).enrolled.push(last)
      for (const { customer, since } of value.memberships) of(customer).isMember = since !== null
    },
  }
}
