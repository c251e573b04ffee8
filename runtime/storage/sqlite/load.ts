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
  messageIdIn,
  messageOf,
  type RunRow,
  runColumns,
  runIdOf,
  runOf,
} from './rows.ts'

const owner = 'select customer from identity where partition = 0 and kind = ? and value = ?'
const customer = `select ${customerColumns}, profile from customer join profile on profile.customer = id where id = ?`
const identitiesOf = 'select kind, value from identity where partition = 0 and customer = ? order by kind, value'
const membershipsOf = 'select segment, since from membership where partition = 0 and customer = ?'
// Left to itself SQLite reads every run there ever was.
const activeRunsOf = `
  select n, ${runColumns} from run indexed by run_active
  where customer = ? and ended is null order by started, born, number`
const run = `select ${runColumns} from run where n = ?`
const newestHistory = `
  select time, seq from history where partition = 0 and customer = ? and name = ? order by time desc, seq desc limit ?`
const body = 'select name, body from entry where seq = ?'
const enrolment = `
  select customer, key, count, last from enrolment where customer = ? and workflow = ? and key = ?`
const message = `select ${messageColumns} from message where born = ? and number = ? and visit = ?`
const document = 'select document from version where workflow = ? and version = ?'
const dueRuns = `
  select due, customer, born || '-' || number as run from run
  where due is not null and due <= ? order by due, customer, n limit ?`
const dueWakes = `
  select wake as due, id as customer, '' as run from customer
  where wake is not null and wake <= ? order by wake, id limit ?`
const unswept = `
  select id from customer
  where id > ? and id < ? and swept < ? and joined_to is null order by id limit ?`

/** Everything that the fold reads. Inside a write these see what was gathered so far. */
export function reads({ db, names, runs }: Partition) {
  const statements = {
    owner: db.prepare<[string, string], { customer: number }>(owner),
    customer: db.prepare<[number], CustomerRow>(customer),
    identitiesOf: db.prepare<[number], Identity>(identitiesOf),
    membershipsOf: db.prepare<[number], { segment: number; since: number }>(membershipsOf),
    activeRunsOf: db.prepare<[number], RunRow & { n: number }>(activeRunsOf),
    run: db.prepare<[number], RunRow>(run),
    history: db.prepare<[number, number, number], { time: number; seq: number }>(newestHistory),
    body: db.prepare<[number], { name: number | null; body: string }>(body),
    enrolment: db.prepare<[number, number, string], Omit<Enrolment, 'workflow'>>(enrolment),
    message: db.prepare<[number, number, number], MessageRow>(message),
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
        runs: statements.activeRunsOf.all(id).map(({ n, ...row }) => {
          runs.remember(runIdOf(row), n)
          return runOf(row, names)
        }),
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
        const n = runs.numberOf(id)
        const row = n === undefined ? undefined : statements.run.get(n)
        return row && runOf(row, names)
      }),
      history: found(wanted.history, loadHistory),
      bodies: found(wanted.bodies, (seq) => {
        const row = statements.body.get(seq)
        return row && { seq, name: row.name === null ? '' : names.textOf(row.name), body: row.body }
      }),
      enrolments: found(wanted.enrolments, ({ customer, workflow, key }) => {
        const number = names.known(workflow)
        const row = number === undefined ? undefined : statements.enrolment.get(customer, number, key)
        return row && { ...row, workflow }
      }),
      messages: found(wanted.messages, (key) => {
        const { born, number, visit } = messageIdIn(key)
        const row = statements.message.get(born, number, visit)
        return row && messageOf(row, names)
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
