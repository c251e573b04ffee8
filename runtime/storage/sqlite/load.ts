import type { Identity } from '../../../shared/event.ts'
import type { Enrolment } from '../../commit/enrolment.ts'
import type { HistoryPlace } from '../../commit/history.ts'
import type { PlannedStart } from '../../commit/plannedStart.ts'
import type { Run } from '../../commit/run.ts'
import type { Sweep } from '../../commit/sweep.ts'
import type { DueTimer, Loaded, LoadedCustomer, Tally, Wanted, WantedHistory } from '../port.ts'
import { anyNumber } from './anyNumber.ts'
import type { Partition } from './partition.ts'
import {
  type AssignmentRow,
  assignmentOf,
  type CustomerRow,
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
// One statement for all customers of a look: a thousand statements would cost ten times as much.
const asked = '(select value from json_each(?))'
const customers = `
  select id, created, runs, swept, wake, joined_to as joinedTo, profile, derived, ledger, pursuits
  from customer join profile on profile.customer = id where id in ${asked}`
const identitiesOf = `
  select customer, kind, value from identity where partition = 0 and customer in ${asked} order by customer, kind, value`
const membershipsOf = `select customer, segment, since from membership where partition = 0 and customer in ${asked}`
// Left to itself SQLite reads every run there ever was.
const activeRunsOf = `
  select n, ${runColumns} from run indexed by run_active
  where customer in ${asked} and ended is null`
const plannedOf = `
  select customer, workflow, node, key, due, since, trigger from planned_start where customer in ${asked}`
const run = `select ${runColumns} from run where n = ?`
const newestHistory = `
  select time, seq from history where partition = 0 and customer = ${anyNumber} and name = ${anyNumber}
  order by time desc, seq desc limit ${anyNumber}`
const firstHistory = `
  select time, seq from history where partition = 0 and customer = ${anyNumber} and name = ${anyNumber}
  order by time, seq limit 1`
const total = 'select count from total where customer = ? and name = ?'
const body = 'select seq, name, body from entry where seq = ?'
const enrolment = `
  select customer, key, count, last from enrolment where customer = ? and workflow = ? and key = ?`
const assignment = `
  select "as", at, version, port, converted from assignment where customer = ? and workflow = ? and node = ?`
const goals = 'select customer, seq from goal where customer = ? and workflow = ? and seq <> 0'
const tallies = `
  select workflow, version, node, counter, sum(total) as total from counter
  where partition = 0 and workflow = ? and version = ? group by node, counter`
const message = `select ${messageColumns} from message where born = ? and number = ? and visit = ?`
const document = 'select document from version where workflow = ? and version = ?'
const dueRuns = `
  select due, customer, born || '-' || number as run from run
  where due is not null and due <= ? order by due, customer, n limit ${anyNumber}`
const dueWakes = `
  select wake as due, id as customer, '' as run from customer
  where wake is not null and wake <= ? order by wake, id limit ${anyNumber}`
const unswept = `
  select id from customer
  where id > ? and id < ? and swept < ? and joined_to is null order by id limit ${anyNumber}`

/** Everything that the fold reads. Inside a write these see what was gathered so far. */
export function reads(partition: Partition) {
  const { db, names, runs } = partition
  const statements = {
    owner: db.prepare<[string, string], { customer: number }>(owner),
    customers: db.prepare<[string], CustomerRow>(customers),
    identitiesOf: db.prepare<[string], Identity & { customer: number }>(identitiesOf),
    membershipsOf: db.prepare<[string], { customer: number; segment: number; since: number }>(membershipsOf),
    activeRunsOf: db.prepare<[string], RunRow & { n: number }>(activeRunsOf),
    plannedOf: db.prepare<[string], Omit<PlannedStart, 'workflow'> & { workflow: number }>(plannedOf),
    run: db.prepare<[number], RunRow>(run),
    history: db.prepare<[number, number, number], HistoryPlace>(newestHistory),
    firstHistory: db.prepare<[number, number], HistoryPlace>(firstHistory),
    total: db.prepare<[number, number], { count: number }>(total),
    goals: db.prepare<[number, number], { customer: number; seq: number }>(goals),
    body: db.prepare<[number], { seq: number; name: number | null; body: string }>(body),
    enrolment: db.prepare<[number, number, string], Omit<Enrolment, 'workflow'>>(enrolment),
    assignment: db.prepare<[number, number, number], AssignmentRow>(assignment),
    tallies: db.prepare<[string, number], Tally>(tallies),
    message: db.prepare<[number, number, number], MessageRow>(message),
    document: db.prepare<[string, number], { document: string }>(document),
    dueRuns: db.prepare<[number, number], DueTimer>(dueRuns),
    dueWakes: db.prepare<[number, number], DueTimer>(dueWakes),
    unswept: db.prepare<[number, number, number, number], { id: number }>(unswept),
    begin: db.prepare('begin'),
    commit: db.prepare('commit'),
  }

  function loadCustomers(ids: readonly number[]): LoadedCustomer[] {
    const list = JSON.stringify(ids)
    const loaded = new Map(
      statements.customers.all(list).map((row) => [
        row.id,
        {
          customer: customerOf(row),
          identities: [] as Identity[],
          memberships: [] as Membership[],
          runs: [] as Run[],
          planned: [] as PlannedStart[],
        },
      ]),
    )
    for (const { customer, ...identity } of statements.identitiesOf.all(list))
      loaded.get(customer)?.identities.push(identity)
    for (const { customer, segment, since } of statements.membershipsOf.all(list))
      loaded.get(customer)?.memberships.push({ segment: names.textOf(segment), since })
    for (const { n, ...row } of statements.activeRunsOf.all(list).sort(oldestFirst)) {
      runs.remember(runIdOf(row), n)
      loaded.get(row.customer)?.runs.push(runOf(row, names))
    }
    for (const { workflow, ...start } of statements.plannedOf.all(list))
      loaded.get(start.customer)?.planned.push({ ...start, workflow: names.textOf(workflow) })
    return [...loaded.values()]
  }

  function loadHistory({ customer, name, newest, first }: WantedHistory): Loaded['history'][number] {
    const number = names.known(name)
    if (number === undefined) return { customer, name, count: 0, stored: 0, first: null, rows: [] }
    const rows = statements.history.all(customer, number, newest).reverse()
    const [isWhole, ofWhole] = [rows.length < newest, rows[0] ?? null]
    if (isWhole && !partition.hasRemoved)
      return { customer, name, count: rows.length, stored: rows.length, first: ofWhole, rows }
    const count = statements.total.get(customer, number)?.count ?? rows.length
    if (isWhole) return { customer, name, count, stored: rows.length, first: ofWhole, rows }
    const oldest = first && { first: statements.firstHistory.get(customer, number)! }
    return { customer, name, count, stored: count, ...oldest, rows }
  }

  /** Outside of a transaction each statement would lock and unlock the database for itself, which costs more than to read a row. */
  function inOneRead<Result>(read: () => Result): Result {
    if (db.inTransaction) return read()
    statements.begin.run()
    try {
      return read()
    } finally {
      statements.commit.run()
    }
  }

  return {
    load: (wanted: Wanted): Loaded =>
      inOneRead(() => ({
        identities: found(wanted.identities, (identity) => {
          const row = statements.owner.get(identity.kind, identity.value)
          return row && { identity, customer: row.customer }
        }),
        customers: wanted.customers?.length ? loadCustomers(wanted.customers) : [],
        runs: found(wanted.runs, (id) => {
          const n = runs.numberOf(id)
          const row = n === undefined ? undefined : statements.run.get(n)
          return row && runOf(row, names)
        }),
        history: found(wanted.history, loadHistory),
        bodies: found(wanted.bodies, (seq) => {
          const row = statements.body.get(seq)
          return row && { ...row, name: row.name === null ? '' : names.textOf(row.name) }
        }),
        hasRemoved: partition.hasRemoved,
        enrolments: found(wanted.enrolments, ({ customer, workflow, key }) => {
          const number = names.known(workflow)
          const row = number === undefined ? undefined : statements.enrolment.get(customer, number, key)
          return row && { ...row, workflow }
        }),
        goals: (wanted.goals ?? []).flatMap(({ customer, workflow }) => {
          const number = names.known(workflow)
          const rows = number === undefined ? [] : statements.goals.all(customer, number)
          return rows.map((row) => ({ ...row, workflow }))
        }),
        assignments: found(wanted.assignments, (of) => {
          const [workflow, node] = [names.known(of.workflow), names.known(of.node)]
          if (workflow === undefined || node === undefined) return undefined
          const row = statements.assignment.get(of.customer, workflow, node)
          return row && assignmentOf(row, of, names)
        }),
        tallies: (wanted.tallies ?? []).flatMap(({ workflow, version }) => statements.tallies.all(workflow, version)),
        messages: found(wanted.messages, (key) => {
          const { born, number, visit } = messageIdIn(key)
          const row = statements.message.get(born, number, visit)
          return row && messageOf(row, names)
        }),
        versions: found(wanted.versions, ({ workflow, version }) => {
          const row = statements.document.get(workflow, version)
          return row && { workflow, version, document: row.document }
        }),
      })),

    dueTimers(until: number, limit: number): DueTimer[] {
      const [runs, wakes] = inOneRead(() => [
        statements.dueRuns.all(until, limit),
        statements.dueWakes.all(until, limit),
      ])
      if (wakes.length === 0) return runs
      if (runs.length === 0) return wakes
      return [...runs, ...wakes].sort(inOrder).slice(0, limit)
    },

    sweepPage: ({ n, cursor }: Sweep, limit: number): number[] =>
      cursor === null ? [] : statements.unswept.all(cursor, n, n, limit).map(({ id }) => id),
  }
}

// Here, because SQLite would copy whole rows to sort them.
const oldestFirst = (a: RunRow, b: RunRow): number => a.started - b.started || a.born - b.born || a.number - b.number

type Membership = LoadedCustomer['memberships'][number]

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
