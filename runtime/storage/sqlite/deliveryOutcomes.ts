import type { Database } from 'better-sqlite3'
import type { OutcomePayload } from '../../commit/entry.ts'

const leaving = `
  delete from outbox where partition = 0 and key = @key
    and channel = (select channel from message where partition = 0 and key = @key)
    and ready in (
      select place from message where partition = 0 and key = @key
      union all
      select ready from delivery where partition = 0 and key = @key)`
const ending = 'delete from delivery where partition = 0 and key = ?'
const releasing = 'update delivery set boot = null where partition = 0 and key = ?'

/**
 * An outcome that enters the log ends the delivery in the same transaction (H21). A message that was not sent keeps its count of
 * attempts: the fold will judge it again.
 */
export function deliveryOutcomes(db: Database) {
  const leave = db.prepare(leaving)
  const end = db.prepare<[string]>(ending)
  const release = db.prepare<[string]>(releasing)
  return {
    end({ message, outcome }: OutcomePayload): void {
      leave.run({ key: message })
      if (outcome === 'notSent') release.run(message)
      else end.run(message)
    },
  }
}
