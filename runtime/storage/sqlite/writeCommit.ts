import { eventKinds } from '../../../shared/event.ts'
import type { Assignment } from '../../commit/assignment.ts'
import type { Commit, Erased } from '../../commit/commit.ts'
import type { Join, MembershipChange } from '../../commit/customer.ts'
import type { Enrolment } from '../../commit/enrolment.ts'
import type { HistoryRow } from '../../commit/history.ts'
import type { PlannedChange } from '../../commit/plannedStart.ts'
import type { TimelineRow } from '../../commit/timeline.ts'
import type { TrailStep } from '../../commit/trail.ts'
import { customerWriter } from './customerWriter.ts'
import type { ErasedPerson } from './erasedNames.ts'
import { joinCustomers, keepOlderAssignment } from './joinCustomers.ts'
import { messageWriter } from './messageWriter.ts'
import type { Partition } from './partition.ts'
import { runWriter } from './runWriter.ts'
import { packDecisions } from './trailRow.ts'
import { vetoes } from './veto.ts'

const addIdentity = `
  insert into identity (partition, kind, value, customer) values (0, ?, ?, ?)
  on conflict (partition, kind, value) do update set customer = excluded.customer where customer <> excluded.customer`
const addHistory = 'insert or ignore into history (partition, customer, name, time, seq) values (0, ?, ?, ?, ?)'
const addToTotal = `
  insert into total (customer, name, count) values (?, ?, 1) on conflict (customer, name) do update set count = count + 1`
// What runs made happen lies with the log, below its first number. kind: as entryRow.ts says.
const addDerived = `
  insert into entry (seq, at, depth, kind, name, time, source, flags, identities, body)
  values (?, ?, ?, ?, ?, ?, null, null, '[]', ?)`
const becomeMember = `
  insert into membership (partition, customer, segment, since, how) values (0, ?, ?, ?, ?)
  on conflict (partition, customer, segment) do update set since = excluded.since, how = excluded.how`
const leaveSegment = 'delete from membership where partition = 0 and customer = ? and segment = ?'
const addMovement = `
  insert into movement (partition, segment, day, joins, leaves) values (0, ?, ?, ?, ?)
  on conflict (partition, segment, day) do update set
    joins = joins + excluded.joins, leaves = leaves + excluded.leaves`
const enrol = `
  insert into enrolment (customer, workflow, key, count, last) values (?, ?, ?, ?, ?)
  on conflict (customer, workflow, key) do update set count = excluded.count, last = excluded.last`
const assignRow = `
  insert into assignment (customer, workflow, node, "as", at, version, port, converted)
  values (@customer, @workflow, @node, @as, @at, @version, @port, @converted)
  ${keepOlderAssignment}`
const planStart = `
  insert into planned_start (customer, workflow, node, key, due, since, trigger) values (?, ?, ?, ?, ?, ?, ?)
  on conflict (customer, workflow, node, key) do update set
    due = excluded.due, since = excluded.since, trigger = excluded.trigger`
const dropStart = 'delete from planned_start where customer = ? and workflow = ? and node = ? and key = ?'
const reachGoal = `
  insert or ignore into goal (customer, run, workflow, version, at, seq, held_out, value, currency)
  values (@customer, @run, @workflow, @version, @at, @seq, @heldOut, @value, @currency)`
const writeTrail = 'insert into trail (run, row, at, seq, decisions) values (?, ?, ?, ?, ?)'
const writeTimeline = `
  insert into timeline (partition, customer, at, row, what, detail) values (0, ?, ?, ?, ?, ?)`
const addToCounter = `
  insert into counter (partition, workflow, version, node, counter, day, total)
  values (0, @workflow, @version, @node, @counter, @day, @by)
  on conflict (partition, workflow, version, node, counter, day) do update set total = total + excluded.total`
const changeLive = `
  insert into live (partition, kind, id, seq, change) values (0, ?, ?, ?, ?)
  on conflict (partition, kind, id) do update set seq = excluded.seq, change = excluded.change`
const leaveLive = 'delete from live where partition = 0 and kind = ? and id = ?'
const writeSweep = `
  insert into sweep (partition, n, at, what, cursor) values (0, ?, ?, ?, ?)
  on conflict (partition, n) do update set cursor = excluded.cursor`
const endSweep = 'delete from sweep where partition = 0 and n = ?'
const park = `
  insert or replace into parked (partition, seq, customer, what, why) values (0, @seq, @customer, @what, @why)`

const day = 86_400_000
const trackKind = eventKinds.indexOf('track') + 1

/**
 * Writes a commit's lists in their order, and answers with who was erased by it. The caller has opened the transaction and swapped the version.
 */
export function writeCommit(
  partition: Partition,
  erase: (line: Erased) => ErasedPerson,
): (value: Commit) => readonly ErasedPerson[] {
  const { db, names, runs } = partition
  const join = joinCustomers(db)
  const writeCustomer = customerWriter(partition)
  const writeRun = runWriter(partition)
  const messages = messageWriter(partition)
  const veto = vetoes(db)
  const statements = {
    addIdentity: db.prepare<[string, string, number]>(addIdentity),
    addHistory: db.prepare<[number, number, number, number]>(addHistory),
    addToTotal: db.prepare<[number, number]>(addToTotal),
    addDerived: db.prepare<(number | string | null)[]>(addDerived),
    becomeMember: db.prepare<[number, number, number, string]>(becomeMember),
    leaveSegment: db.prepare<[number, number]>(leaveSegment),
    addMovement: db.prepare<[number, number, number, number]>(addMovement),
    enrol: db.prepare<[number, number, string, number, number]>(enrol),
    assign: db.prepare(assignRow),
    planStart: db.prepare<[number, number, string, string, number, number | null, number]>(planStart),
    dropStart: db.prepare<[number, number, string, string]>(dropStart),
    reachGoal: db.prepare(reachGoal),
    writeTrail: db.prepare<[number, number, number, number | null, string]>(writeTrail),
    writeTimeline: db.prepare<[number, number, number, string, string]>(writeTimeline),
    addToCounter: db.prepare(addToCounter),
    changeLive: db.prepare<[string, string, number, string]>(changeLive),
    leaveLive: db.prepare<[string, string]>(leaveLive),
    writeSweep: db.prepare<[number, number, string, number]>(writeSweep),
    endSweep: db.prepare<[number]>(endSweep),
    park: db.prepare(park),
  }

  function writeStep({ run, at, decisions }: TrailStep): void {
    const n = runs.numberOf(run)
    if (n === undefined) throw new Error(`A step of run ${run} is to be written, and there is no such run.`)
    const packed = packDecisions(decisions, names)
    statements.writeTrail.run(n, partition.standing.rows++, at, packed.seq, packed.decisions)
  }

  function writeMembership(change: MembershipChange): void {
    const segment = names.numberOf(change.segment)
    if (change.since === null) statements.leaveSegment.run(change.customer, segment)
    else statements.becomeMember.run(change.customer, segment, change.since, change.how)
  }

  function writeHistory({ customer, name, time, seq }: HistoryRow): void {
    const number = names.numberOf(name)
    if (statements.addHistory.run(customer, number, time, seq).changes > 0) statements.addToTotal.run(customer, number)
  }

  function writeEnrolment({ customer, workflow, key, count, last }: Enrolment): void {
    statements.enrol.run(customer, names.numberOf(workflow), key, count, last)
  }

  function assign({ customer, workflow, node, as, at, exposed }: Assignment): void {
    statements.assign.run({
      customer,
      workflow: names.numberOf(workflow),
      node: names.numberOf(node),
      as,
      at,
      version: exposed?.version ?? null,
      port: exposed ? names.numberOf(exposed.port) : null,
      converted: exposed ? Number(exposed.converted) : null,
    })
  }

  function writePlanned(change: PlannedChange): void {
    const { customer, node, key } = change
    const workflow = names.numberOf(change.workflow)
    if (change.due === null) statements.dropStart.run(customer, workflow, node, key)
    else statements.planStart.run(customer, workflow, node, key, change.due, change.since, change.trigger)
  }

  function writeTimelineRow({ customer, at, what, detail }: TimelineRow): void {
    statements.writeTimeline.run(customer, at, partition.standing.rows++, what, JSON.stringify(detail))
    if (what !== 'segmentJoined' && what !== 'segmentLeft') return
    const { segment } = detail as { segment: string }
    const joined = what === 'segmentJoined' ? 1 : 0
    statements.addMovement.run(names.numberOf(segment), Math.floor(at / day), joined, 1 - joined)
  }

  return (value) => {
    const joined = joinedBy(value.joins)
    const to = <Line extends { readonly customer: number }>(line: Line): Line =>
      joined.size > 0 && joined.has(line.customer) ? { ...line, customer: joined.get(line.customer)! } : line

    // Who is a member and how often they entered depends on what came before a join and what after.
    let [memberships, enrolments] = [0, 0]
    const writeUpTo = (after: { readonly memberships: number; readonly enrolments: number }) => {
      while (memberships < after.memberships) writeMembership(value.memberships[memberships++]!)
      while (enrolments < after.enrolments) writeEnrolment(value.enrolments[enrolments++]!)
    }
    for (const line of value.joins) {
      writeUpTo(line.after ?? { memberships: 0, enrolments: 0 })
      partition.standing.customers -= join(line)
    }
    writeUpTo({ memberships: value.memberships.length, enrolments: value.enrolments.length })

    const customersBefore = new Map(value.customersBefore)
    for (const line of value.customers) {
      const before = customersBefore.get(line.id)
      const customer = joined.has(line.id) ? { ...line, joinedTo: joined.get(line.id)!, wake: null } : line
      writeCustomer(customer, before)
    }
    for (const { identity, customer } of value.identities.map(to)) {
      veto.claimed(identity, customer, value.position)
      statements.addIdentity.run(identity.kind, identity.value, customer)
      partition.erased.letGo(identity)
    }
    for (const line of value.history.map(to)) writeHistory(line)
    for (const { seq, at, depth, name, body } of value.derived)
      statements.addDerived.run(seq, at, depth, name === null ? 0 : trackKind, name && names.numberOf(name), at, body)
    for (const run of value.runs.map(to)) writeRun(run)
    for (const assignment of value.assignments.map(to)) assign(assignment)
    for (const change of value.planned.map(to)) writePlanned(change)
    for (const message of value.messages.map(to)) messages.admit(message)
    for (const state of value.messageStates) messages.state(state)
    for (const response of value.responses) messages.respond(response)
    for (const cancelled of value.cancelled) messages.cancel(cancelled)
    for (const goal of value.goals.map(to))
      statements.reachGoal.run({
        ...goal,
        workflow: names.numberOf(goal.workflow),
        heldOut: goal.heldOut ? 1 : 0,
      })
    for (const trailStep of value.trail) writeStep(trailStep)
    for (const row of value.timeline.map(to)) writeTimelineRow(row)
    for (const delta of value.counters) statements.addToCounter.run(delta)
    for (const change of value.live)
      if (change.kind === 'segment' && change.definition === null) statements.leaveLive.run(change.kind, change.id)
      else statements.changeLive.run(change.kind, change.id, change.seq, JSON.stringify(change))
    for (const { n, at, what, cursor } of value.sweeps)
      if (cursor === null) statements.endSweep.run(n)
      else statements.writeSweep.run(n, at, JSON.stringify(what), cursor)
    for (const line of value.parked) statements.park.run(line)
    return value.erased.map(erase)
  }
}

// Who answers for them now. Joins may follow one another in a commit: a became b, then b became c.
function joinedBy(joins: readonly Join[]): ReadonlyMap<number, number> {
  const joined = new Map<number, number>()
  for (const { from, to } of [...joins].reverse()) joined.set(from, joined.get(to) ?? to)
  return joined
}
