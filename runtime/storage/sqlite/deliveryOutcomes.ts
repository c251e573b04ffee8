import type { Database } from 'better-sqlite3'
import type { OutcomePayload } from '../../commit/entry.ts'
import { type MessageId, messageIdIn, ofKey } from './rows.ts'

const places = `
  (select place from message where n = @n union all select not_before from message where n = @n
    union all select ready from delivery where message = @n)`
const leaving = `
  delete from outbox where message = @n and channel = (select channel from message where n = @n) and ready in ${places}`
const leavingHeld = `
  delete from held where message = @n and (workflow, channel) = (select workflow, channel from message where n = @n)
    and ready in ${places}`
const queueing = 'insert into outbox (channel, ready, message) select channel, place, n from message where n = @n'
const finding = `select n from message where n = ${ofKey}`
const ending = 'delete from delivery where message = ?'
const releasing = 'update delivery set boot = null where message = ?'

/**
 * An outcome that enters the log ends the delivery in the same transaction (H21). A message that was not sent keeps its count of
 * attempts: the fold may judge it again.
 */
export function deliveryOutcomes(db: Database) {
  const find = db.prepare<[MessageId], { n: number }>(finding)
  const leave = db.prepare<[{ n: number }]>(leaving)
  const leaveHeld = db.prepare<[{ n: number }]>(leavingHeld)
  const queue = db.prepare<[{ n: number }]>(queueing)
  const end = db.prepare<[number]>(ending)
  const release = db.prepare<[number]>(releasing)

  /** A message waits no longer, nor would when its workflow goes on; answers whether it did. */
  const leaveAll = ({ n }: { readonly n: number }): boolean =>
    leave.run({ n }).changes + leaveHeld.run({ n }).changes > 0

  return {
    leave: leaveAll,

    /** What was cancelled takes a slot until it is handed back: it waits for nothing but that any more (rule 22). */
    handBack({ n }: { readonly n: number }): void {
      if (leaveAll({ n })) queue.run({ n })
    },

    end({ message, outcome }: OutcomePayload): void {
      const found = find.get(messageIdIn(message))
      if (!found) return
      leave.run(found)
      if (outcome === 'notSent') release.run(found.n)
      else end.run(found.n)
    },
  }
}
