import { attributeOf } from '../../shared/customer.ts'
import { propertiesOf } from '../../shared/event.ts'
import { isHardBounce, responseIn } from '../../shared/mailEvents.ts'
import type { EventPayload } from '../commit/entry.ts'
import { count } from '../note.ts'
import type { Turn } from '../turn.ts'
import { refuseAddress } from './applyEvent.ts'

/**
 * An event that says what came back of a mail: counted once for each message that is one of ours, machines left out, and a hard bounce marks
 * the address; answers whether it did. Only of trusted sources is it believed; as an event it counts like any other.
 */
export function learnResponse(turn: Turn, event: EventPayload): boolean {
  const what = event.trusted ? responseIn(event.name) : undefined
  if (!what) return false
  const properties = propertiesOf(event.body)
  const message = messageOf(turn, properties.email_id)
  const isRefused = what === 'bounced' && isHardBounce(properties) && markUndeliverable(turn, event, message?.address)
  if (!message || properties.machine === true || message.responses?.includes(what)) return isRefused
  turn.result.responses.push({ key: message.key, what, at: turn.now })
  count(turn, message, message.node, what)
  return isRefused
}

/** A customer who has another address by now is not marked: what bounced is not theirs any more. */
function markUndeliverable(turn: Turn, { body }: EventPayload, sentTo: string | undefined): boolean {
  const current = attributeOf(turn.customer.profile, 'email')
  if (typeof current !== 'string' || current.trim() === '') return false
  const { context } = JSON.parse(body) as { context?: { traits?: { email?: unknown } | null } | null }
  const bounced = context?.traits?.email ?? propertiesOf(body).email ?? sentTo ?? current
  if (typeof bounced !== 'string' || !isSame(bounced, current)) return false
  if (turn.customer.profile.undeliverable?.email?.address === current.trim()) return false
  refuseAddress(turn, current.trim())
  return true
}

const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

function messageOf(turn: Turn, id: unknown) {
  if (typeof id !== 'string' || !/^\d{1,16}-\d{1,16}:[^:]+:\d{1,16}$/.test(id)) return undefined
  return turn.result.messages.findLast(({ key }) => key === id) ?? turn.reading.message(id)
}
