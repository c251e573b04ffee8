import { attributeOf, displayName } from '../../../shared/customer.ts'
import type { Commit, Customer, Enrolment, Join, MembershipChange, TimelineRow } from '../../commit/commit.ts'
import { joinCustomers } from './joinCustomers.ts'
import type { Partition } from './partition.ts'

const changeCustomer = `
  update customer set created = @created, profile = @profile, runs = @runs, rows = @rows, swept = @swept,
    joined_to = coalesce(@joinedTo, joined_to)
  where partition = 0 and id = @id`
// Apart from the rest, so that the index of wake-ups is written only when one moves.
const changeWake = 'update customer set wake = @wake where partition = 0 and id = @id and wake is not @wake'
const addCustomer = `
  insert into customer (partition, id, created, profile, runs, rows, swept, wake, joined_to)
  values (0, @id, @created, @profile, @runs, @rows, @swept, @wake, @joinedTo)`
const addToDirectory = `
  insert into directory (partition, customer, name, name_key, email) values (0, @id, @name, @nameKey, @email)
  on conflict (partition, customer) do update set name = excluded.name, name_key = excluded.name_key, email = excluded.email
  where name <> excluded.name or email <> excluded.email`
const addIdentity = `
  insert into identity (partition, kind, value, customer) values (0, ?, ?, ?)
  on conflict (partition, kind, value) do update set customer = excluded.customer where customer <> excluded.customer`
const addHistory = 'insert or ignore into history (partition, customer, name, time, seq) values (0, ?, ?, ?, ?)'
const becomeMember = `
  insert into membership (partition, customer, segment, since, how) values (0, ?, ?, ?, ?)
  on conflict (partition, customer, segment) do update set since = excluded.since, how = excluded.how`
const leaveSegment = 'delete from membership where partition = 0 and customer = ? and segment = ?'
const addMovement = `
  insert into movement (partition, segment, day, joins, leaves) values (0, ?, ?, ?, ?)
  on conflict (partition, segment, day) do update set
    joins = joins + excluded.joins, leaves = leaves + excluded.leaves`
const writeRun = `
  insert into run (partition, id, customer, workflow, version, key, node, visit, rest, due, since, trigger, entered,
    started, ended, reason, depth)
  values (0, @id, @customer, @workflow, @version, @key, @node, @visit, @rest, @due, @since, @trigger, @entered,
    @started, @ended, @reason, @depth)
  on conflict (partition, id) do update set
    customer = excluded.customer, version = excluded.version, node = excluded.node, visit = excluded.visit,
    rest = excluded.rest, due = excluded.due, since = excluded.since, trigger = excluded.trigger,
    ended = excluded.ended, reason = excluded.reason, depth = excluded.depth`
const enrol = `
  insert into enrolment (partition, customer, workflow, key, count, last) values (0, ?, ?, ?, ?, ?)
  on conflict (partition, customer, workflow, key) do update set count = excluded.count, last = excluded.last`
const admitMessage = `
  insert into message (partition, key, customer, workflow, version, node, run, channel, purpose, address, admitted, place,
    send_before, depth, state, state_at, detail, attempts, "values")
  values (0, @key, @customer, @workflow, @version, @node, @run, @channel, @purpose, @address, @admitted, @admitted,
    @sendBefore, @depth, null, null, '', 0, @values)
  on conflict (partition, key) do update set
    customer = excluded.customer, version = excluded.version, address = excluded.address, admitted = excluded.admitted,
    send_before = excluded.send_before, depth = excluded.depth, state = null, state_at = null, detail = '',
    "values" = excluded."values"`
const queueMessage = `
  insert or ignore into outbox (partition, channel, ready, key)
  select partition, channel, place, key from message where partition = 0 and key = ?`
const stateMessage = `
  update message set state = @state, state_at = @at, detail = @detail, attempts = max(attempts, @attempts)
  where partition = 0 and key = @key`
const cancelMessages = `
  update message set state = 'cancelled', state_at = @at, detail = @detail
  where partition = 0 and key > @run || ':' and key < @run || ';' and state is null and not exists (
    select 1 from delivery d where d.partition = 0 and d.key = message.key and d.boot is not null)`
const writeTrail = `
  insert or replace into trail (partition, customer, run, row, at, decisions) values (0, ?, ?, ?, ?, ?)`
const writeTimeline = `
  insert or replace into timeline (partition, customer, at, row, what, detail) values (0, ?, ?, ?, ?, ?)`
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

/** Writes a commit's lists in their order. The caller has opened the transaction and swapped the version. */
export function writeCommit(partition: Partition): (value: Commit) => void {
  const { db, names } = partition
  const join = joinCustomers(db)
  const statements = {
    changeCustomer: db.prepare(changeCustomer),
    changeWake: db.prepare(changeWake),
    addCustomer: db.prepare(addCustomer),
    addToDirectory: db.prepare(addToDirectory),
    addIdentity: db.prepare<[string, string, number]>(addIdentity),
    addHistory: db.prepare<[number, number, number, number]>(addHistory),
    becomeMember: db.prepare<[number, number, number, string]>(becomeMember),
    leaveSegment: db.prepare<[number, number]>(leaveSegment),
    addMovement: db.prepare<[number, number, number, number]>(addMovement),
    writeRun: db.prepare(writeRun),
    enrol: db.prepare<[number, string, string, number, number]>(enrol),
    admitMessage: db.prepare(admitMessage),
    queueMessage: db.prepare<[string]>(queueMessage),
    stateMessage: db.prepare(stateMessage),
    cancelMessages: db.prepare(cancelMessages),
    writeTrail: db.prepare<[number, string, number, number, string]>(writeTrail),
    writeTimeline: db.prepare<[number, number, number, string, string]>(writeTimeline),
    addToCounter: db.prepare(addToCounter),
    changeLive: db.prepare<[string, string, number, string]>(changeLive),
    leaveLive: db.prepare<[string, string]>(leaveLive),
    writeSweep: db.prepare<[number, number, string, number]>(writeSweep),
    endSweep: db.prepare<[number]>(endSweep),
    park: db.prepare(park),
  }

  function writeCustomer(customer: Customer): void {
    const row = { ...customer, profile: JSON.stringify(customer.profile) }
    if (statements.changeCustomer.run(row).changes === 1) statements.changeWake.run(row)
    else {
      statements.addCustomer.run(row)
      if (customer.joinedTo === null) partition.standing.customers++
    }
    if (customer.joinedTo !== null) return
    const name = displayName(customer.profile, [])
    const email = attributeOf(customer.profile, 'email')
    statements.addToDirectory.run({
      id: customer.id,
      name,
      nameKey: name.toLowerCase(),
      email: typeof email === 'string' ? email.trim().toLowerCase() : '',
    })
  }

  function writeMembership(change: MembershipChange): void {
    const segment = names.numberOf(change.segment)
    if (change.since === null) statements.leaveSegment.run(change.customer, segment)
    else statements.becomeMember.run(change.customer, segment, change.since, change.how)
  }

  function writeEnrolment({ customer, workflow, key, count, last }: Enrolment): void {
    statements.enrol.run(customer, workflow, key, count, last)
  }

  function writeTimelineRow({ customer, at, row, what, detail }: TimelineRow): void {
    statements.writeTimeline.run(customer, at, row, what, JSON.stringify(detail))
    if (what !== 'segmentJoined' && what !== 'segmentLeft') return
    const { segment } = detail as { segment: string }
    const joined = what === 'segmentJoined' ? 1 : 0
    statements.addMovement.run(names.numberOf(segment), Math.floor(at / day), joined, 1 - joined)
  }

  return (value) => {
    const joined = joinedBy(value.joins)
    const to = <Line extends { readonly customer: number }>(line: Line): Line =>
      joined.get(line.customer)?.take(line) ?? line

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

    for (const customer of value.customers)
      writeCustomer(
        joined.has(customer.id) ? { ...customer, joinedTo: joined.get(customer.id)!.id, wake: null } : customer,
      )
    for (const line of value.identities.map(to))
      statements.addIdentity.run(line.identity.kind, line.identity.value, line.customer)
    for (const { customer, name, time, seq } of value.history.map(to))
      statements.addHistory.run(customer, names.numberOf(name), time, seq)
    for (const run of value.runs.map(to))
      statements.writeRun.run({
        ...run,
        rest: JSON.stringify(run.rest),
        reason: run.reason && JSON.stringify(run.reason),
      })
    for (const message of value.messages.map(to)) {
      statements.admitMessage.run({ ...message, values: JSON.stringify(message.values) })
      statements.queueMessage.run(message.key)
    }
    for (const state of value.messageStates) statements.stateMessage.run(state)
    for (const left of value.cancelled) statements.cancelMessages.run(left)
    for (const { customer, run, row, at, decisions } of value.trail.map(to))
      statements.writeTrail.run(customer, run, row, at, JSON.stringify(decisions))
    for (const row of value.timeline.map(to)) writeTimelineRow(row)
    for (const delta of value.counters) statements.addToCounter.run(delta)
    for (const change of value.live)
      if (change.kind === 'segment' && change.definition === null) statements.leaveLive.run(change.kind, change.id)
      else statements.changeLive.run(change.kind, change.id, change.seq, JSON.stringify(change))
    for (const { n, at, what, cursor } of value.sweeps)
      if (cursor === null) statements.endSweep.run(n)
      else statements.writeSweep.run(n, at, JSON.stringify(what), cursor)
    for (const line of value.parked) statements.park.run(line)
  }
}

interface Joined {
  /** Who answers for them now. */
  readonly id: number
  /** A line that was made for them before the join, as a line of that customer. */
  take<Line extends { readonly customer: number }>(line: Line): Line
}

// Joins may follow one another in a commit: a became b, then b became c.
function joinedBy(joins: readonly Join[]): ReadonlyMap<number, Joined> {
  const joined = new Map<number, Joined>()
  for (const { from, to, rowOffset } of [...joins].reverse()) {
    const onward = joined.get(to)
    joined.set(from, {
      id: onward?.id ?? to,
      take(line) {
        const moved = { ...line, customer: to, ...('row' in line && { row: (line.row as number) + rowOffset }) }
        return onward?.take(moved) ?? moved
      },
    })
  }
  return joined
}
