import type { Identity } from '../../../shared/event.ts'
import { limits } from '../../../shared/limits.ts'
import type { Enrolment, Sweep } from '../../commit/commit.ts'
import type { DueTimer, Loaded, LoadedCustomer, Wanted } from '../port.ts'
import type { Partition } from './partition.ts'
import {
  type CustomerRow,
  customerColumns,
  customerOf,
  type MessageRow,
  messageColumns,
  messageOf,
  type RunRow,
  runColumns,
  runOf,
} from './rows.ts'

const owner = 'select customer from identity where partition = 0 and kind = ? and value = ?'
const customer = `select ${customerColumns} from customer where partition = 0 and id = ?`
const identitiesOf = 'select kind, value from identity where partition = 0 and customer = ? order by kind, value'
const membershipsOf = 'select segment, since from membership where partition = 0 and customer = ?'
// Left to itself SQLite reads every run there ever was.
const activeRunsOf = `
  select ${runColumns} from run indexed by run_active
  where partition = 0 and customer = ? and ended is null order by started, id`
const run = `select ${runColumns} from run where partition = 0 and id = ?`
const newestHistory = `
  select time, seq from history where partition = 0 and customer = ? and name = ? order by time desc, seq desc limit ?`
const body = 'select name, body from entry where partition = 0 and seq = ?'
const enrolment = `
  select customer, workflow, key, count, last from enrolment
  where partition = 0 and customer = ? and workflow = ? and key = ?`
const message = `select ${messageColumns} from message where partition = 0 and key = ?`
const document = 'select document from version where workflow = ? and version = ?'
const dueRuns = `
  select due, customer, id as run from run
  where partition = 0 and due is not null and due <= ? order by due, customer, id limit ?`
const dueWakes = `
  select wake as due, id as customer, '' as run from customer
  where partition = 0 and wake is not null and wake <= ? order by wake, id limit ?`
const unswept = `
  select id from customer
  where partition = 0 and id > ? and id < ? and swept < ? and joined_to is null order by id limit ?`

/** Everything that the fold reads. Inside a write these see what was gathered so far. */
export function reads({ db, names }: Partition) {
  const statements = {
    owner: db.prepare<[string, string], { customer: number }>(owner),
    customer: db.prepare<[number], CustomerRow>(customer),
    identitiesOf: db.prepare<[number], Identity>(identitiesOf),
    membershipsOf: db.prepare<[number], { segment: number; since: number }>(membershipsOf),
    activeRunsOf: db.prepare<[number], RunRow>(activeRunsOf),
    run: db.prepare<[string], RunRow>(run),
    history: db.prepare<[number, number, number], { time: number; seq: number }>(newestHistory),
    body: db.prepare<[number], { name: number | null; body: string }>(body),
    enrolment: db.prepare<[number, string, string], Enrolment>(enrolment),
    message: db.prepare<[string], MessageRow>(message),
    document: db.prepare<[string, number], { document: string }>(document),
    dueRuns: db.prepare<[number, number], DueTimer>(dueRuns),
    dueWakes: db.prepare<[number, number], DueTimer>(dueWakes),
    unswept: db.prepare<[number, number, number, number], { id: number }>(unswept),
  }

  function loadCustomer(id: number): LoadedCustomer | undefined {
    const row = statements.customer.get(id)
    return (
      row && {
        customer: customerOf(row),
        identities: statements.identitiesOf.all(id),
        memberships: statements.membershipsOf
          .all(id)
          .map(({ segment, since }) => ({ segment: names.textOf(segment), since })),
        runs: statements.activeRunsOf.all(id).map(runOf),
      }
    )
  }

  function loadHistory({ customer, name }: { readonly customer: number; readonly name: string }) {
    const number = names.known(name)
    const rows = number === undefined ? [] : statements.history.all(customer, number, limits.historyPerEvent)
    return { customer, name, rows: rows.reverse().map(({ time, seq }) => ({ customer, name, time, seq })) }
  }

  return {
    load: (wanted: Wanted): Loaded => ({
      identities: found(wanted.identities, (identity) => {
        const row = statements.owner.get(identity.kind, identity.value)
        return row && { identity, customer: row.customer }
      }),
      customers: found(wanted.customers, loadCustomer),
      runs: found(wanted.runs, (id) => {
        const row = statements.run.get(id)
        return row && runOf(row)
      }),
      history: found(wanted.history, loadHistory),
      bodies: found(wanted.bodies, (seq) => {
        const row = statements.body.get(seq)
        return row && { seq, name: row.name === null ? '' : names.textOf(row.name), body: row.body }
      }),
      enrolments: found(wanted.enrolments, ({ customer, workflow, key }) =>
        statements.enrolment.get(customer, workflow, key),
      ),
      messages: found(wanted.messages, (key) => {
        const row = statements.message.get(key)
        return row && messageOf(row)
      }),
      versions: found(wanted.versions, ({ workflow, version }) => {
        const row = statements.document.get(workflow, version)
        return row && { workflow, version, document: row.document }
      }),
    }),

    dueTimers(until: number, limit: number): DueTimer[] {
      const runs = statements.dueRuns.all(until, limit)
      const wakes = statements.dueWakes.all(until, limit)
      if (wakes.length === 0) return runs
      if (runs.length === 0) return wakes
      return [...runs, ...wakes].sort(inOrder).slice(0, limit)
    },

    sweepPage: ({ n, cursor }: Sweep, limit: number): number[] =>
      cursor === null ? [] : statements.unswept.all(cursor, n, n, limit).map(({ id }) => id),
  }
}

function found<Key, Row>(keys: readonly Key[] | undefined, look: (key: Key) => Row | undefined): Row[] {
  const rows: Row[] = []
  for (const key of keys ?? []) {
    const row = look(key)
    if (row !== undefined) rows.push(row)
  }
  return rows
}

const inOrder = (a: DueTimer, b: DueTimer): number =>
  a.due - b.due || a.customer - b.customer || (a.run < b.run ? -1 : a.run > b.run ? 1 : 0)
