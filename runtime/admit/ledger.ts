import { limits } from '../../shared/limits.ts'
import { type Cap, countsUntil } from '../../shared/sending.ts'
import type { LedgerLine, Message } from '../commit/message.ts'
import type { Turn } from '../turn.ts'

const day = 86_400_000

/**
 * The customer's messages as caps count them. A line is written when a message is admitted and taken out when an outcome says that it was
 * not sent, also when it was cancelled: the fold does not know what is on its way. So the ledger is a function of the log (H21). One without
 * a line is over.
 */
export function enterLedger(
  turn: Turn,
  message: Message,
  as: Pick<LedgerLine, 'open' | 'waiting' | 'unconditional'>,
): void {
  const { key, workflow, channel, purpose } = message
  const others = linesOf(turn).filter((line) => line.key !== key)
  const isSettled = !as.open && as.waiting === undefined
  if (channel === 'webhook' || (isSettled && purpose === 'transactional')) {
    setLedger(turn, others)
    return
  }
  const before = linesOf(turn).find((line) => line.key === key)
  const at = as.open ? turn.now : as.waiting === undefined ? (before?.at ?? turn.now) : message.admitted
  const line: LedgerLine = { key, workflow, channel, purpose, at, ...as }
  setLedger(turn, [...others, line].sort(inOrder))
}

const inOrder = (a: LedgerLine, b: LedgerLine): number => a.at - b.at || (a.key < b.key ? -1 : 1)

/** Its slot is free again; answers whether it had one, which what waits has not. */
export function leaveLedger(turn: Turn, isGone: (line: LedgerLine) => boolean): boolean {
  const lines = linesOf(turn)
  const left = lines.filter((line) => !isGone(line))
  if (left.length === lines.length) return false
  setLedger(turn, left)
  return lines.some((line) => isGone(line) && line.waiting === undefined)
}

/** Messages that may no longer go. */
export function cancelInLedger(turn: Turn, isMeant: (line: LedgerLine) => boolean): void {
  const lines = linesOf(turn)
  const mayGo = (line: LedgerLine) => (line.open || line.waiting !== undefined) && isMeant(line)
  if (!lines.some(mayGo)) return
  setLedger(
    turn,
    lines.map((line) => (mayGo(line) ? cancelled(line) : line)),
  )
}

const cancelled = ({ open, unconditional, ...line }: LedgerLine): LedgerLine => ({ ...line, cancelled: true })

/** What waited may no longer go, and delivery has yet to hand it back. */
export const enterCancelled = (turn: Turn, line: LedgerLine): void =>
  setLedger(turn, [...linesOf(turn), cancelled(line)].sort(inOrder))

export const linesOf = ({ customer }: Turn): readonly LedgerLine[] => customer.ledger ?? []

export const lineOf = (turn: Turn, key: string): LedgerLine | undefined =>
  linesOf(turn).find((line) => line.key === key)

/** Messages that wait in the outbox until they may go. */
export const waitingLines = (turn: Turn): (LedgerLine & { readonly waiting: number })[] =>
  linesOf(turn).flatMap((line) =>
    line.waiting === undefined || line.cancelled || line.unasked ? [] : [{ ...line, waiting: line.waiting }],
  )

/** What waited asks no more, until delivery has handed it back. */
export const leaveUnasked = (turn: Turn, key: string): void =>
  setLedger(
    turn,
    linesOf(turn).map((line) => (line.key === key ? { ...line, unasked: true } : line)),
  )

/** The first instant from `at` on at which one more message keeps the cap. */
export function capAllowsFrom(lines: readonly LedgerLine[], cap: Cap, at: number, zone: string): number {
  const ends = lines.map((line) => countsUntil(cap, line.at, zone)).filter((end) => end > at)
  if (ends.length < cap.atMost) return at
  return ends.sort((a, b) => a - b)[ends.length - cap.atMost] as number
}

/**
 * Lines that count for no cap that there may be are dropped: old ones, and those that have as many newer ones beside them as any cap allows.
 * So of each workflow that wrote to the customer within a month at most `limits.capMessages` stay, beside those whose outcome is not known yet.
 */
function setLedger(turn: Turn, lines: readonly LedgerLine[]): void {
  const isUnknown = ({ open, waiting, cancelled }: LedgerLine) => open || cancelled || waiting !== undefined
  const kept = newestOfEach(lines.filter((line) => isUnknown(line) || line.at > turn.now - (limits.capDays + 1) * day))
  if (kept.length > 0) turn.customer = { ...turn.customer, ledger: kept }
  else if (turn.customer.ledger) {
    const { ledger: _, ...customer } = turn.customer
    turn.customer = customer
  }
}

/** A workflow's caps count the newest of its own, those of the store the newest of a channel. */
function newestOfEach(lines: readonly LedgerLine[]): readonly LedgerLine[] {
  if (lines.length <= limits.capMessages) return lines
  const newer = new Map<string, number>()
  return lines
    .toReversed()
    .filter(({ workflow, channel, open, waiting, cancelled }) => {
      // One that turns out not to have gone frees its slot: it takes no other's place here.
      if (open || waiting !== undefined || cancelled) return true
      const group = `${workflow} ${channel}`
      const before = newer.get(group) ?? 0
      newer.set(group, before + 1)
      return before < limits.capMessages
    })
    .reverse()
}
