import { attributeOf, displayName } from '../../../shared/customer.ts'
import { eventKinds } from '../../../shared/event.ts'
import { type MailResponse, mailResponses } from '../../../shared/mailEvents.ts'
import type { Assignment } from '../../commit/assignment.ts'
import type { Commit } from '../../commit/commit.ts'
import type { Customer, Join, MembershipChange } from '../../commit/customer.ts'
import type { Enrolment } from '../../commit/enrolment.ts'
import type { HistoryRow } from '../../commit/history.ts'
import type { Message } from '../../commit/message.ts'
import type { PlannedChange } from '../../commit/plannedStart.ts'
import type { Run } from '../../commit/run.ts'
import type { TimelineRow } from '../../commit/timeline.ts'
import type { TrailStep } from '../../commit/trail.ts'
import { joinCustomers } from './joinCustomers.ts'
import type { Partition } from './partition.ts'
import { messageIdIn, restColumn, runIdIn } from './rows.ts'
import { packDecisions } from './trailRow.ts'

const changeCustomer = `
  update customer set created = ?, runs = ?, swept = ?, derived = ?, ledger = ?, pursuits = ? where id = ?`
// Apart from the rest, so that their indexes are written only when one of them moves.
const changeWake = 'update customer set wake = ? where id = ?'
const changeJoined = 'update customer set joined_to = @joinedTo where id = @id and joined_to is not @joinedTo'
const addCustomer = `
  insert into customer (id, created, runs, swept, derived, ledger, pursuits, wake, joined_to) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (id) do nothing`
const writeProfile = `
  insert into profile (customer, profile) values (?, ?) on conflict (customer) do update set profile = excluded.profile`
const addToDirectory = `
  insert into directory (partition, customer, name, name_key, email) values (0, @id, @name, @nameKey, @email)
  on conflict (partition, customer) do update set name = excluded.name, name_key = excluded.name_key, email = excluded.email
  where name <> excluded.name or email <> excluded.email`
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
const addRun = `
  insert into run (born, number, customer, workflow, version, key, node, visit, rest, arrived, due, since, trigger, entered, started,
    ended, reason, depth, repeats, causes)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (born, number) do nothing`
// What an update names is written to its indexes, changed or not: only a run that ends leaves the active ones.
const moveRun = `
  update run set version = ?, node = ?, visit = ?, rest = ?, arrived = ?, since = ?, trigger = ?, depth = ?, repeats = ?,
    due = ? where n = ?`
const endRun = `
  update run set version = ?, node = ?, visit = ?, rest = ?, arrived = ?, since = ?, trigger = ?, depth = ?, repeats = ?,
    due = ?, ended = ?, reason = ?
  where n = ?`
const enrol = `
  insert into enrolment (customer, workflow, key, count, last) values (?, ?, ?, ?, ?)
  on conflict (customer, workflow, key) do update set count = excluded.count, last = excluded.last`
// Whichever is written first: of two by a join the older assignment holds.
const assignRow = `
  insert into assignment (customer, workflow, node, "as", at, version, port, converted)
  values (@customer, @workflow, @node, @as, @at, @version, @port, @converted)
  on conflict (customer, workflow, node) do update set
    "as" = excluded."as", at = excluded.at, version = excluded.version, port = excluded.port, converted = excluded.converted
  where (excluded.at, excluded."as") <= (at, "as")`
const planStart = `
  insert into planned_start (customer, workflow, node, key, due, since, trigger) values (?, ?, ?, ?, ?, ?, ?)
  on conflict (customer, workflow, node, key) do update set
    due = excluded.due, since = excluded.since, trigger = excluded.trigger`
const dropStart = 'delete from planned_start where customer = ? and workflow = ? and node = ? and key = ?'
const admitMessage = `
  insert into message (born, number, visit, node, customer, workflow, version, channel, purpose, address, admitted, place,
    send_before, depth, state, state_at, detail, attempts, "values", not_before, give_up)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, null, '', 0, ?, ?, ?)
  on conflict (born, number, visit) do nothing`
const admitAgain = `
  update message set customer = ?, version = ?, address = ?, admitted = ?, send_before = ?, depth = ?, state = null, state_at = null,
    detail = '', "values" = ?, not_before = ?, give_up = ?
  where born = ? and number = ? and visit = ?`
const placeOf = 'select n, place from message where born = ? and number = ? and visit = ?'
const queueMessage = 'insert or ignore into outbox (channel, ready, message) values (?, ?, ?)'
const stateMessage = `
  update message set state = @state, state_at = @at, detail = @detail, attempts = max(attempts, @attempts)
  where born = @born and number = @number and visit = @visit`
const cancelMessages = `
  update message set state = 'cancelled', state_at = @at, detail = @detail
  where born = @born and number = @number and state is null and not exists (
    select 1 from delivery d where d.message = message.n and d.boot is not null)`
const respond = (column: MailResponse) => `
  update message set ${column} = coalesce(${column}, @at) where born = @born and number = @number and visit = @visit`
const cancelMessage = `
  update message set state = 'cancelled', state_at = @at, detail = @detail
  where born = @born and number = @number and visit = @visit and state is null and not exists (
    select 1 from delivery d where d.message = message.n and d.boot is not null)`
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

/** Writes a commit's lists in their order. The caller has opened the transaction and swapped the version. */
export function writeCommit(partition: Partition): (value: Commit) => void {
  const { db, names, runs } = partition
  const join = joinCustomers(db)
  const statements = {
    changeCustomer: db.prepare<[...CustomerColumns, number]>(changeCustomer),
    changeWake: db.prepare<[number | null, number]>(changeWake),
    changeJoined: db.prepare<[Pick<Customer, 'id' | 'joinedTo'>]>(changeJoined),
    addCustomer: db.prepare<[number, ...CustomerColumns, number | null, number | null]>(addCustomer),
    writeProfile: db.prepare<[number, string]>(writeProfile),
    addToDirectory: db.prepare(addToDirectory),
    addIdentity: db.prepare<[string, string, number]>(addIdentity),
    addHistory: db.prepare<[number, number, number, number]>(addHistory),
    addToTotal: db.prepare<[number, number]>(addToTotal),
    addDerived: db.prepare<(number | string | null)[]>(addDerived),
    becomeMember: db.prepare<[number, number, number, string]>(becomeMember),
    leaveSegment: db.prepare<[number, number]>(leaveSegment),
    addMovement: db.prepare<[number, number, number, number]>(addMovement),
    addRun: db.prepare(addRun),
    moveRun: db.prepare(moveRun),
    endRun: db.prepare(endRun),
    enrol: db.prepare<[number, number, string, number, number]>(enrol),
    assign: db.prepare(assignRow),
    planStart: db.prepare<[number, number, string, string, number, number | null, number]>(planStart),
    dropStart: db.prepare<[number, number, string, string]>(dropStart),
    admitMessage: db.prepare<(number | string | null)[]>(admitMessage),
    admitAgain: db.prepare<(number | string | null)[]>(admitAgain),
    placeOf: db.prepare<[number, number, number], { n: number; place: number }>(placeOf),
    queueMessage: db.prepare<[number, number, number]>(queueMessage),
    stateMessage: db.prepare(stateMessage),
    cancelMessages: db.prepare(cancelMessages),
    respond: Object.fromEntries(mailResponses.map((what) => [what, db.prepare(respond(what))])),
    cancelMessage: db.prepare(cancelMessage),
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

  function writeCustomer(customer: Customer, before: Customer | null | undefined): void {
    const { id, created, runs, swept, derived = 0, ledger, pursuits, wake, joinedTo } = customer
    const columns: CustomerColumns = [created, runs, swept, derived, listColumn(ledger), listColumn(pursuits)]
    if (!before && statements.addCustomer.run(id, ...columns, wake, joinedTo).changes > 0) {
      if (joinedTo === null) partition.standing.customers++
      return
    }
    statements.changeCustomer.run(...columns, id)
    if (before?.wake !== wake) statements.changeWake.run(wake, id)
    if (joinedTo !== null) statements.changeJoined.run({ id, joinedTo })
  }

  function writeProfileOf({ id, profile, joinedTo }: Customer): void {
    statements.writeProfile.run(id, JSON.stringify(profile))
    if (joinedTo !== null) return
    const name = displayName(profile, [])
    const email = attributeOf(profile, 'email')
    statements.addToDirectory.run({
      id,
      name,
      nameKey: name.toLowerCase(),
      email: typeof email === 'string' ? email.trim().toLowerCase() : '',
    })
  }

  /** A run that was not heard of lately is a new one as a rule: it is added first, and looked for when it was there. */
  function writeRun(run: Run): void {
    const { version, visit, since, trigger, depth, due, ended } = run
    const [node, rest] = [names.numberOf(run.node), restColumn(run.rest)]
    const reason = run.reason && JSON.stringify(run.reason)
    const repeats = run.repeats === undefined ? null : JSON.stringify(run.repeats)
    let n = runs.known(run.id)
    if (n === undefined) {
      const { born, number } = runIdIn(run.id)
      const [workflow, entered] = [names.numberOf(run.workflow), names.numberOf(run.entered)]
      const { changes, lastInsertRowid } = statements.addRun.run(
        born,
        number,
        run.customer,
        workflow,
        version,
        run.key,
        node,
        visit,
        rest,
        run.arrived,
        due,
        since,
        trigger,
        entered,
        run.started,
        ended,
        reason,
        depth,
        repeats,
        run.causes ? JSON.stringify(run.causes) : null,
      )
      if (changes > 0) {
        runs.remember(run.id, Number(lastInsertRowid))
        return
      }
      n = runs.numberOf(run.id)
    }
    const moved = [version, node, visit, rest, run.arrived, since, trigger, depth, repeats, due] as const
    if (ended === null) statements.moveRun.run(...moved, n)
    else statements.endRun.run(...moved, ended, reason, n)
  }

  function admit(message: Message): void {
    const { customer, version, address, admitted, sendBefore, depth, notBefore = null, giveUp = null } = message
    const { born, number, visit } = messageIdIn(message.key)
    const values = JSON.stringify(message.values)
    const channel = names.numberOf(message.channel)
    const { changes, lastInsertRowid } = statements.admitMessage.run(
      born,
      number,
      visit,
      names.numberOf(message.node),
      customer,
      names.numberOf(message.workflow),
      version,
      channel,
      names.numberOf(message.purpose),
      address,
      admitted,
      admitted,
      sendBefore,
      depth,
      values,
      notBefore,
      giveUp,
    )
    let [n, place] = [Number(lastInsertRowid), admitted]
    if (changes === 0) {
      const again = [customer, version, address, admitted, sendBefore, depth, values, notBefore, giveUp] as const
      statements.admitAgain.run(...again, born, number, visit)
      ;({ n, place } = statements.placeOf.get(born, number, visit)!)
    }
    statements.queueMessage.run(channel, Math.max(place, notBefore ?? 0), n)
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
      if (before?.profile !== customer.profile) writeProfileOf(customer)
    }
    for (const line of value.identities.map(to))
      statements.addIdentity.run(line.identity.kind, line.identity.value, line.customer)
    for (const line of value.history.map(to)) writeHistory(line)
    for (const { seq, at, depth, name, body } of value.derived)
      statements.addDerived.run(seq, at, depth, name === null ? 0 : trackKind, name && names.numberOf(name), at, body)
    for (const run of value.runs.map(to)) writeRun(run)
    for (const assignment of value.assignments.map(to)) assign(assignment)
    for (const change of value.planned.map(to)) writePlanned(change)
    for (const message of value.messages.map(to)) admit(message)
    for (const { key, ...state } of value.messageStates) statements.stateMessage.run({ ...state, ...messageIdIn(key) })
    for (const { key, what, at } of value.responses) statements.respond[what]!.run({ at, ...messageIdIn(key) })
    for (const { run, key, ...left } of value.cancelled)
      if (key === undefined) statements.cancelMessages.run({ ...left, ...runIdIn(run) })
      else statements.cancelMessage.run({ ...left, ...messageIdIn(key) })
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
  }
}

type CustomerColumns = [
  created: number,
  runs: number,
  swept: number,
  derived: number,
  ledger: string | null,
  pursuits: string | null,
]

/** JSON; nothing where the list is empty, as nearly always. */
const listColumn = (list: readonly unknown[] | undefined): string | null => (list?.length ? JSON.stringify(list) : null)

// Who answers for them now. Joins may follow one another in a commit: a became b, then b became c.
function joinedBy(joins: readonly Join[]): ReadonlyMap<number, number> {
  const joined = new Map<number, number>()
  for (const { from, to } of [...joins].reverse()) joined.set(from, joined.get(to) ?? to)
  return joined
}
