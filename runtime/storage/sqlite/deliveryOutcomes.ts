import type { Database } from 'better-sqlite3'
import type { OutcomePayload } from '../../commit/entry.ts'
import { type MessageId, messageIdIn, ofKey } from './rows.ts'

const leaving = `
  delete from outbox where message = @n and channel = (select channel from message where n = @n)
    and ready in (
      select place from message where n = @n union all select not_before from message where n = @n
      union all select ready from delivery where message = @n)`
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
  const end = db.prepare<[number]>(ending)
  const release = db.prepare<[number]>(releasing)
  return {
    /** A message that waits no longer. */
    leave: (message: { readonly n: number }): void => void leave.run(message),

    end({ message, outcome }: OutcomePayload): void {
      const found = find.get(messageIdIn(message))
      if (!found) return
      leave.run(found)
      if (outcome === 'notSent') release.run(found.n)
      else end.run(found.n)
    },
  }
}
