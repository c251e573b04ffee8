import type { ChangeContext, Changes } from './changeContext.ts'
import { refused, unknown } from './controlResults.ts'
import { type MessageId, messageIdIn, ofKey } from './rows.ts'

const messageState = `select state from message where n = ${ofKey}`
const sendAgain = `
  update message set state = null, state_at = null, detail = '', send_before = max(send_before, @until)
  where n = ${ofKey}`
const queueAgain = `
  insert or ignore into outbox (channel, ready, message) select channel, place, n from message where n = ${ofKey}`
const dropMessage = `
  update message set state = 'cancelled', state_at = @now, detail = 'dropped' where n = ${ofKey}`

// An admission that a person repeats is good for as long as any other (rule 22).
const admissionLasts = 15 * 60_000

/** Messages that a person sends again, or drops. */
export function messageChanges({ partition: { db, erased }, done, now }: ChangeContext): Pick<Changes, 'retryMessage'> {
  const statements = {
    messageState: db.prepare<[MessageId], { state: string | null }>(messageState),
    sendAgain: db.prepare(sendAgain),
    queueAgain: db.prepare<[MessageId]>(queueAgain),
    dropMessage: db.prepare(dropMessage),
  }

  return {
    retryMessage({ key, choice }, wall) {
      const id = messageIdIn(key)
      const row = statements.messageState.get(id)
      if (!row || erased.isErased(id.born)) return unknown('message', key)
      if (row.state !== 'failed' && row.state !== 'uncertain') return refused(409, 'messageNotOpen', { message: key })
      if (choice === 'drop') statements.dropMessage.run({ ...id, now: now(wall) })
      else {
        statements.sendAgain.run({ ...id, until: now(wall) + admissionLasts })
        statements.queueAgain.run(id)
      }
      return done()
    },
  }
}
