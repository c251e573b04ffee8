import type { Message } from '../../commit/commit.ts'
import type { Claimed, Claims, Retry } from '../port.ts'
import type { Partition } from './partition.ts'
import { type MessageRow, messageColumns, messageOf } from './rows.ts'
import { vetoes } from './veto.ts'

const waiting = `
  select ready, key from outbox where partition = 0 and channel = ? and ready <= ? order by ready, key limit ?`
const readingMessage = `
  select ${messageColumns}, state, attempts from message where partition = 0 and key = ?`
const readingDelivery = 'select attempt, boot from delivery where partition = 0 and key = ?'
const leaving = 'delete from outbox where partition = 0 and channel = ? and ready = ? and key = ?'
const claiming = `
  insert into delivery (partition, key, attempt, boot, begun, ready) values (0, @key, @attempt, @boot, @now, @ready)
  on conflict (partition, key) do update set
    attempt = excluded.attempt, boot = excluded.boot, begun = excluded.begun, ready = excluded.ready`
const waitingAgain = `
  update delivery set boot = null, attempt = @attempt, ready = @notBefore where partition = 0 and key = @key
  returning begun`
const returning = `
  insert or ignore into outbox (partition, channel, ready, key)
  select partition, channel, @notBefore, key from message where partition = 0 and key = @key and state is null`
const recording = `
  insert or replace into attempt (partition, key, attempt, at, detail) values (0, @key, @attempt, @at, @detail)`
const leftBehind = `
  select ${messageColumns.replace(/\bkey\b/, 'm.key')}, d.attempt
  from delivery d join message m on m.partition = d.partition and m.key = d.key
  where d.partition = 0 and d.boot is not null and d.boot <> ?
  order by m.key`

// What may not go is handed back for an outcome; more than this at once would hold up the log.
const refusalsPerClaim = 1000
const page = 256

/** Delivery's side of the border: claims, retries, and what a process that is gone had begun. */
export function delivery(partition: Partition) {
  const { db } = partition
  const statements = {
    waiting: db.prepare<[string, number, number], { ready: number; key: string }>(waiting),
    message: db.prepare<[string], MessageRow & { state: string | null; attempts: number }>(readingMessage),
    delivery: db.prepare<[string], { attempt: number; boot: number | null }>(readingDelivery),
    leave: db.prepare<[string, number, string]>(leaving),
    claim: db.prepare(claiming),
    waitAgain: db.prepare<[Retry], { begun: number }>(waitingAgain),
    return: db.prepare(returning),
    record: db.prepare(recording),
    leftBehind: db.prepare<[number], MessageRow & { attempt: number }>(leftBehind),
  }
  const veto = vetoes(db)

  function claim(now: number, free: number, channel: Message['channel']): Claims {
    const claimed: Claimed[] = []
    const stale: Message[] = []
    const vetoed: Message[] = []
    const isDone = () => claimed.length >= free || stale.length + vetoed.length >= refusalsPerClaim
    let limit = Math.min(free, page)
    while (!isDone()) {
      const rows = statements.waiting.all(channel, now, limit)
      for (const { ready, key } of rows) {
        if (isDone()) break
        const row = statements.message.get(key)
        const begun = statements.delivery.get(key)
        // Left by its run, or queued twice: no longer waiting.
        if (!row || row.state !== null || (begun && begun.boot !== null)) {
          statements.leave.run(channel, ready, key)
          continue
        }
        const { state, attempts, ...columns } = row
        const message = messageOf(columns)
        if (veto.forbids(channel, message.purpose, message.address, message.customer)) vetoed.push(message)
        else if (message.sendBefore < now) stale.push(message)
        else {
          const attempt = Math.max(begun?.attempt ?? 0, attempts) + 1
          statements.leave.run(channel, ready, key)
          statements.claim.run({ key, attempt, boot: partition.standing.boot, now, ready })
          claimed.push({ message, attempt })
        }
      }
      if (isDone() || rows.length < limit) break
      limit = stale.length + vetoed.length + page
      stale.length = 0
      vetoed.length = 0
    }
    return { claimed, stale, vetoed }
  }

  return {
    claim: (now: number, free: number, channel: Message['channel']): Claims =>
      free > 0 && statements.waiting.get(channel, now, 1)
        ? partition.write(() => claim(now, free, channel))
        : { claimed: [], stale: [], vetoed: [] },

    settle(retries: readonly Retry[]): void {
      partition.write(() => {
        for (const retry of retries) {
          const held = statements.waitAgain.get(retry)
          if (!held) throw new Error(`The message ${retry.key} is to be tried again, but nobody had claimed it.`)
          statements.record.run({ key: retry.key, attempt: retry.attempt, at: held.begun, detail: retry.detail })
          statements.return.run({ key: retry.key, notBefore: retry.notBefore })
        }
      })
    },

    abandoned: (): Claimed[] =>
      statements.leftBehind
        .all(partition.standing.boot)
        .map(({ attempt, ...row }) => ({ message: messageOf(row), attempt })),
  }
}
