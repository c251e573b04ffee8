import type { Message } from '../../commit/message.ts'
import type { MailLink } from '../control.ts'
import type { Claimed, Claims, Retry } from '../port.ts'
import { anyNumber } from './anyNumber.ts'
import type { Partition } from './partition.ts'
import { ofABackup } from './restored.ts'
import { type MessageRow, messageColumns, messageIdIn, messageOf, ofKey } from './rows.ts'
import { vetoes } from './veto.ts'

const waiting = `
  select ready, message as n from outbox where channel = ${anyNumber} and ready <= ?
  order by ready, message limit ${anyNumber}`
// While marketing is held: what is transactional, in the same order.
const waitingTransactional = `
  select o.ready, o.message as n from outbox o join message m on m.n = o.message
  where o.channel = ${anyNumber} and o.ready <= ? and m.purpose = (select id from name where text = 'transactional')
  order by o.ready, o.message limit ${anyNumber}`
// By the primary key, of which it is the first row.
const waitingFor = `select min(ready) as next from outbox where channel = ${anyNumber} and ready > ?`
const readingMessage = `select ${messageColumns}, place, state, attempts from message where n = ?`
const readingDelivery = 'select attempt, boot, ready from delivery where message = ?'
const waitingLater = 'insert or ignore into outbox (channel, ready, message) values (?, ?, ?)'
const leaving = 'delete from outbox where channel = ? and ready = ? and message = ?'
const claiming = `
  insert into delivery (message, attempt, boot, begun, ready) values (@n, @attempt, @boot, @now, @ready)
  on conflict (message) do update set
    attempt = excluded.attempt, boot = excluded.boot, begun = excluded.begun, ready = excluded.ready`
const waitingAgain = `
  update delivery set boot = null, attempt = @attempt, ready = @notBefore where message = ${ofKey} returning begun`
// One that was cancelled meanwhile comes back at once, to be handed back.
const returning = `
  insert or ignore into outbox (channel, ready, message)
  select channel, iif(state is null, @notBefore, place), n from message
  where n = ${ofKey} and (state is null or state = 'cancelled')`
const recording = `
  insert or replace into attempt (message, attempt, at, detail) values (${ofKey}, @attempt, @at, @detail)`
const keeping = `insert or ignore into link (message, id, url) values (${ofKey}, @link, @url)`
const leftBehind = `
  select ${messageColumns}, m.state, d.attempt, d.boot from delivery d join message m on m.n = d.message
  where d.boot is not null and d.boot <> ? order by born, number, visit`

const stateOf = 'select state from workflow where id = ?'
const holding = 'insert or ignore into held (workflow, channel, ready, message) values (?, ?, ?, ?)'
const nextHolding = 'select workflow from held where workflow > ? order by workflow limit 1'
const heldOf = 'select ready, message as n from held where workflow = ? and channel = ? order by ready, message limit ?'
const comingBack = 'insert or ignore into outbox (channel, ready, message) values (?, ?, ?)'
const lettingGo = 'delete from held where workflow = ? and channel = ? and ready = ? and message = ?'

// A cancelled message counts for caps until the log says that it did not begin. Its outcome takes these rows away, and no others.
const isToBeTold = ({ state, place, notBefore }: Waiting, ready: number, readyAgain: number | undefined) =>
  state === 'cancelled' && (ready === place || ready === notBefore || ready === readyAgain)

// What may not go is handed back for an outcome; more than this at once would hold up the log.
const refusalsPerClaim = 1000
const page = 256
/** What waits for the fold is looked at again so many milliseconds later. */
const lookAgain = 1_000
const nothing = { claimed: [], stale: [], vetoed: [], cancelled: [] }

type LeftBehind = MessageRow & { readonly state: string | null; readonly attempt: number; readonly boot: number }
type Waiting = MessageRow & { readonly place: number; readonly state: string | null; readonly attempts: number }

/** Delivery's side of the border: claims, retries, and what a process that is gone had begun. */
export function delivery(partition: Partition) {
  const { db, names } = partition
  const statements = {
    waiting: db.prepare<[number, number, number], { ready: number; n: number }>(waiting),
    waitingTransactional: db.prepare<[number, number, number], { ready: number; n: number }>(waitingTransactional),
    waitingFor: db.prepare<[number, number], { next: number | null }>(waitingFor),
    message: db.prepare<[number], Waiting>(readingMessage),
    delivery: db.prepare<[number], { attempt: number; boot: number | null; ready: number }>(readingDelivery),
    waitLater: db.prepare<[number, number, number]>(waitingLater),
    leave: db.prepare<[number, number, number]>(leaving),
    claim: db.prepare(claiming),
    waitAgain: db.prepare<[object], { begun: number }>(waitingAgain),
    return: db.prepare(returning),
    record: db.prepare(recording),
    keep: db.prepare(keeping),
    leftBehind: db.prepare<[number], LeftBehind>(leftBehind),
    stateOf: db.prepare<[string], { state: string }>(stateOf),
    hold: db.prepare<[number, number, number, number]>(holding),
    nextHolding: db.prepare<[number], { workflow: number }>(nextHolding),
    heldOf: db.prepare<[number, number, number], { ready: number; n: number }>(heldOf),
    comeBack: db.prepare<[number, number, number]>(comingBack),
    letGo: db.prepare<[number, number, number, number]>(lettingGo),
  }
  const veto = vetoes(db)
  type Queue = { readonly queue: number; readonly looking: typeof statements.waiting }
  /** Somebody else may be the same, and have refused. */
  function waitsForFold({ channel, purpose, customer }: Message): boolean {
    const { position, last } = partition.standing
    if (position === last || channel === 'webhook' || purpose === 'transactional') return false
    return partition.joinsAhead.concern(veto.namesOf(customer), position, last)
  }
  const isPaused = (workflow: string): boolean => statements.stateOf.get(workflow)?.state === 'paused'

  /** Workflows that were paused and go on, with messages that wait since. */
  function goingOn(queue: number): number[] {
    const found: number[] = []
    for (let next = statements.nextHolding.get(-1); next; next = statements.nextHolding.get(next.workflow))
      if (!isPaused(names.textOf(next.workflow)) && statements.heldOf.get(next.workflow, queue, 1))
        found.push(next.workflow)
    return found
  }

  /** What was held comes back to its place; judged again, if it waited for longer than an admission is good for (rule 22). */
  function release(workflow: number, queue: number): void {
    for (const { ready, n } of statements.heldOf.all(workflow, queue, refusalsPerClaim)) {
      statements.comeBack.run(queue, ready, n)
      statements.letGo.run(workflow, queue, ready, n)
    }
  }

  function claim(now: number, free: number, channel: Message['channel'], { queue, looking }: Queue): Claims {
    const claimed: Claimed[] = []
    const stale: Message[] = []
    const vetoed: Message[] = []
    const cancelled: Message[] = []
    const counts = channel !== 'webhook'
    let held = 0
    const refusals = () => stale.length + vetoed.length + cancelled.length
    let passedOver = 0
    const isDone = () =>
      claimed.length >= free || refusals() + passedOver >= refusalsPerClaim || held >= refusalsPerClaim
    let limit = Math.min(free, page)
    while (!isDone()) {
      const rows = looking.all(queue, now, limit)
      for (const { ready, n } of rows) {
        if (isDone()) break
        const row = statements.message.get(n)
        const begun = statements.delivery.get(n)
        const isBegun = begun !== undefined && begun.boot !== null
        // Left by its run, or queued twice: no longer waiting.
        if (!row || isBegun || (row.state !== null && !(counts && isToBeTold(row, ready, begun?.ready)))) {
          statements.leave.run(queue, ready, n)
          continue
        }
        const { place, state, attempts, ...columns } = row
        const message = messageOf(columns, names)
        if (state !== null) {
          cancelled.push(message)
          continue
        }
        // In force from the transaction that paused it, ahead of the fold.
        if (isPaused(message.workflow)) {
          statements.leave.run(queue, ready, n)
          statements.hold.run(row.workflow, queue, ready, n)
          held++
        } else if (message.notBefore !== undefined && message.notBefore > now) {
          // It was judged again and may not go yet: it waits at that time instead of at its place.
          statements.leave.run(queue, ready, n)
          statements.waitLater.run(queue, message.notBefore, n)
        } else if (veto.forbids(channel, message.purpose, message.address, message.customer)) vetoed.push(message)
        else if (message.sendBefore < now) stale.push(message)
        else if (waitsForFold(message)) passedOver++
        else {
          const attempt = Math.max(begun?.attempt ?? 0, attempts) + 1
          statements.leave.run(queue, ready, n)
          statements.claim.run({ n, attempt, boot: partition.standing.boot, now, ready })
          const refusesTracking = veto.forbids(channel, 'tracking', message.address, message.customer)
          claimed.push({ message, attempt, ...(refusesTracking && { refusesTracking }) })
        }
      }
      if (isDone() || rows.length < limit) break
      limit = refusals() + passedOver + page
      passedOver = 0
      stale.length = 0
      vetoed.length = 0
      cancelled.length = 0
    }
    const next = nextOf(queue, now)
    return {
      now,
      claimed,
      stale,
      vetoed,
      cancelled,
      next: passedOver > 0 ? Math.min(next ?? Number.POSITIVE_INFINITY, now + lookAgain) : next,
      ...(held >= refusalsPerClaim && { more: true as const }),
    }
  }

  const nextOf = (queue: number, now: number): number | null => statements.waitingFor.get(queue, now)!.next

  return {
    claim(now: number, free: number, channel: Message['channel'], marketingIsHeld = false): Claims {
      const queue = names.known(channel)
      const looking = marketingIsHeld ? statements.waitingTransactional : statements.waiting
      const released = free > 0 && queue !== undefined ? goingOn(queue) : []
      if (queue === undefined) return { ...nothing, now, next: null }
      if (free <= 0 || (released.length === 0 && !looking.get(queue, now, 1)))
        return { ...nothing, now, next: nextOf(queue, now) }
      return partition.write(() => {
        for (const workflow of released) release(workflow, queue)
        return claim(now, free, channel, { queue, looking })
      })
    },

    settle(retries: readonly Retry[]): void {
      partition.write(() => {
        for (const retry of retries) {
          const id = messageIdIn(retry.key)
          const held = statements.waitAgain.get({ ...id, attempt: retry.attempt, notBefore: retry.notBefore })
          if (!held && partition.erased.isErased(id.born)) continue
          if (!held) throw new Error(`The message ${retry.key} is to be tried again, but nobody had claimed it.`)
          statements.record.run({ ...id, attempt: retry.attempt, at: held.begun, detail: retry.detail })
          statements.return.run({ ...id, notBefore: retry.notBefore })
        }
      })
    },

    keepLinks(key: string, links: readonly MailLink[]): void {
      const id = messageIdIn(key)
      partition.write(() => {
        for (const { id: link, url } of links) statements.keep.run({ ...id, link, url })
      })
    },

    abandoned: (): Claimed[] =>
      statements.leftBehind.all(partition.standing.boot).map(({ attempt, boot, state, ...row }) => ({
        message: messageOf(row, names),
        attempt,
        ...(boot === ofABackup && { restored: true as const }),
        ...(state === 'cancelled' && { cancelled: true as const }),
      })),
  }
}
