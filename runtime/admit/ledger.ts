import { limits } from '../../shared/limits.ts'
import { type Cap, countsUntil } from '../../shared/sending.ts'
import type { LedgerLine, Message } from '../commit/message.ts'
import type { Turn } from '../turn.ts'

const day = 86_400_000
const mostLines = 500

/**
 * The customer's messages as caps count them. A line is written when a message is admitted and taken out when an outcome says that it was
 * not sent, also when it was cancelled: the fold does not know what is on its way. So the ledger is a function of the log (H21).
 */
export function enterLedger(turn: Turn, message: Message, as: Pick<LedgerLine, 'open' | 'unconditional'>): void {
  const { key, workflow, channel, purpose } = message
  const others = linesOf(turn).filter((line) => line.key !== key)
  if (channel === 'webhook' || (!as.open && purpose === 'transactional')) {
    setLedger(turn, others)
    return
  }
  const before = linesOf(turn).find((line) => line.key === key)
  const at = as.open ? turn.now : (before?.at ?? turn.now)
  const line: LedgerLine = { key, workflow, channel, purpose, at, ...as }
  setLedger(
    turn,
    [...others, line].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)),
  )
}

/** Its slot is free again; answers whether it had one. */
export function leaveLedger(turn: Turn, isGone: (line: LedgerLine) => boolean): boolean {
  const lines = linesOf(turn)
  const left = lines.filter((line) => !isGone(line))
  if (left.length === lines.length) return false
  setLedger(turn, left)
  return true
}

/** Messages that may no longer go. */
export function cancelInLedger(turn: Turn, isMeant: (line: LedgerLine) => boolean): void {
  const lines = linesOf(turn)
  if (!lines.some((line) => line.open && isMeant(line))) return
  setLedger(
    turn,
    lines.map((line) => (line.open && isMeant(line) ? cancelled(line) : line)),
  )
}

const cancelled = ({ open, unconditional, ...line }: LedgerLine): LedgerLine => ({ ...line, cancelled: true })

export const linesOf = ({ customer }: Turn): readonly LedgerLine[] => customer.ledger ?? []

/** The first instant from `at` on at which one more message keeps the cap. */
export function capAllowsFrom(lines: readonly LedgerLine[], cap: Cap, at: number, zone: string): number {
  const ends = lines.map((line) => countsUntil(cap, line.at, zone)).filter((end) => end > at)
  if (ends.length < cap.atMost) return at
  return ends.sort((a, b) => a - b)[ends.length - cap.atMost] as number
}

/** Lines that count for no cap that there may be are dropped. */
function setLedger(turn: Turn, lines: readonly LedgerLine[]): void {
  const kept = lines.filter((line) => line.open || line.at > turn.now - (limits.capDays + 1) * day).slice(-mostLines)
  if (kept.length > 0) turn.customer = { ...turn.customer, ledger: kept }
  else if (turn.customer.ledger) {
    const { ledger: _, ...customer } = turn.customer
    turn.customer = customer
  }
}
