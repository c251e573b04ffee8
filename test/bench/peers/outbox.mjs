import { Pool } from 'pg'
import { subject } from '../load/orders.ts'

/** The outbox of the peers on PostgreSQL: a row a message, keyed by its order, so that a job done twice writes once. */
export async function openOutbox(host, connections) {
  const pool = new Pool({ host, user: 'peer', database: 'postgres', max: connections })
  pool.on('error', fail)
  pool.on('connect', (client) => client.on('error', fail))
  await pool.query('create table outbox (id text primary key, message jsonb not null)')
  return {
    pool,
    /** Answers with how many are new. */
    async write(order) {
      const { rowCount } = await pool.query({
        name: 'write',
        text: 'insert into outbox (id, message) values ($1, $2) on conflict do nothing',
        values: [order.messageId, messageOf(order)],
      })
      return rowCount
    },
    async writeAll(orders) {
      const { rowCount } = await pool.query({
        name: 'write-all',
        text: 'insert into outbox (id, message) select * from unnest($1::text[], $2::jsonb[]) on conflict do nothing',
        values: [orders.map((order) => order.messageId), orders.map(messageOf)],
      })
      return rowCount
    },
    async messages() {
      const { rows } = await pool.query('select count(*)::int as messages from outbox')
      return rows[0].messages
    },
  }
}

function fail(error) {
  throw error
}

const messageOf = ({ userId, properties }) => JSON.stringify({ to: userId, subject, trigger: properties })
