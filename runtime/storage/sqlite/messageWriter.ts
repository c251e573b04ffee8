import { type MailResponse, mailResponses } from '../../../shared/mailEvents.ts'
import type { Commit } from '../../commit/commit.ts'
import type { Message, MessageState, Response } from '../../commit/message.ts'
import { deliveryOutcomes } from './deliveryOutcomes.ts'
import type { Partition } from './partition.ts'
import { messageIdIn, runIdIn } from './rows.ts'

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
// Also of what is on its way: should that be the attempt that gets through, its outcome says so, and else there is no other.
const cancelling = `
  update message set state = 'cancelled', state_at = @at, detail = @detail
  where born = @born and number = @number and state is null`
const cancelMessages = `${cancelling} returning n`
const cancelMessage = `${cancelling} and visit = @visit returning n`
const respond = (column: MailResponse) => `
  update message set ${column} = coalesce(${column}, @at) where born = @born and number = @number and visit = @visit`

/** Writes messages: into the outbox when admission lets them go, and then what becomes of them. */
export function messageWriter({ db, names }: Partition): {
  admit(message: Message): void
  state(state: MessageState): void
  respond(response: Response): void
  cancel(cancelled: Commit['cancelled'][number]): void
} {
  const outcomes = deliveryOutcomes(db)
  const statements = {
    admitMessage: db.prepare<(number | string | null)[]>(admitMessage),
    admitAgain: db.prepare<(number | string | null)[]>(admitAgain),
    placeOf: db.prepare<[number, number, number], { n: number; place: number }>(placeOf),
    queueMessage: db.prepare<[number, number, number]>(queueMessage),
    stateMessage: db.prepare(stateMessage),
    cancelMessages: db.prepare<[object], { n: number }>(cancelMessages),
    cancelMessage: db.prepare<[object], { n: number }>(cancelMessage),
    respond: Object.fromEntries(mailResponses.map((what) => [what, db.prepare(respond(what))])),
  }

  return {
    admit(message) {
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
    },
    state: ({ key, ...state }) => void statements.stateMessage.run({ ...state, ...messageIdIn(key) }),
    respond: ({ key, what, at }) => void statements.respond[what]!.run({ at, ...messageIdIn(key) }),
    cancel({ run, key, ...left }) {
      const cancelled =
        key === undefined
          ? statements.cancelMessages.all({ ...left, ...runIdIn(run) })
          : statements.cancelMessage.all({ ...left, ...messageIdIn(key) })
      for (const message of cancelled) outcomes.handBack(message)
    },
  }
}
