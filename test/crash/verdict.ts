import type { Book } from './book.ts'
import type { Deed } from './shop.ts'
import type { Sink } from './sink.ts'

export interface Witnesses {
  readonly said: readonly Deed[]
  readonly acknowledged: ReadonlySet<string>
  readonly sink: Pick<Sink, 'keysOf' | 'orders'>
  /** The mails that arrived: the subject, and where the link to unsubscribe leads. */
  readonly arrived: readonly { readonly subject: string; readonly link: string }[]
  /** Where Perennial listens: each link begins with it. */
  readonly url: string
  /** Keys of mails that had been claimed and had no outcome at a kill. */
  readonly cutOff: ReadonlySet<string>
  /** Keys of mails that the outbox lists as uncertain. */
  readonly listedUncertain: readonly string[]
  readonly book: Book
  /** As the workflows' pages count them. */
  readonly counted: { readonly webhooksSent: number; readonly mailsSent: number; readonly started: number }
}

/** How often each promise was broken: every number is to be 0. */
export function verdictOn(witnesses: Witnesses) {
  const { said, acknowledged, sink, arrived, url, cutOff, listedUncertain, book, counted } = witnesses
  const inLog = timesOf(book.eventIds)
  const arrivals = timesOf(arrived.map(({ subject }) => subject))
  const webhooks = said.flatMap(({ webhook }) => webhook ?? [])
  const mails = said.flatMap(({ mail }) => mail ?? [])
  const mailMessages = book.messages.filter(({ channel }) => channel === 'email')
  const webhookMessages = book.messages.filter(({ channel }) => channel === 'webhook')
  const byMail = new Map(mailMessages.map((message) => [message.mail, message]))
  const uncertain = mailMessages.filter(({ state }) => state === 'uncertain')
  const sent = mailMessages.filter(({ state }) => state === 'sent')
  const expectedRuns = webhooks.length + mails.length
  const ids = new Set(said.map(({ event }) => event.messageId))

  return {
    eventsLost: [...acknowledged].filter((id) => !inLog.has(id)).length,
    eventsDoubled: [...inLog.values()].filter((times) => times > 1).length,
    eventsNeverSaid: [...inLog.keys()].filter((id) => !ids.has(id) && !id.startsWith('born-')).length,
    webhooksMissing: webhooks.filter((order) => sink.keysOf(order).length === 0).length,
    webhooksDoubled: webhooks.filter((order) => sink.keysOf(order).length > 1).length,
    webhooksNeverAsked: sink.orders - new Set(webhooks.filter((order) => sink.keysOf(order).length > 0)).size,
    webhooksNotSent: webhookMessages.filter(({ state }) => state !== 'sent').length,
    delaysCutShort: webhookMessages.filter(({ waited }) => waited < 1_000).length,
    mailsMissing: mails.filter((mail) => !byMail.has(mail)).length,
    mailsDoubled: [...arrivals.values()].filter((times) => times > 1).length + mailMessages.length - byMail.size,
    mailsNeverAsked: [...arrivals.keys()].filter((mail) => !byMail.has(mail)).length,
    mailsSentButNotArrived: sent.filter(({ mail }) => !arrivals.has(mail)).length,
    mailsWithWrongLink: arrived.filter(({ link }) => !link.startsWith(`${url}/u/`)).length,
    mailsWithoutEnd: mailMessages.length - sent.length - uncertain.length,
    uncertainNotListed: [...cutOff].filter((key) => !listedUncertain.includes(key)).length,
    uncertainWithoutReason: listedUncertain.filter((key) => !cutOff.has(key)).length,
    runsTooFewOrTooMany: Math.abs(sumOf(book.runs.values()) - expectedRuns),
    countsWrong:
      Math.abs(counted.started - expectedRuns) +
      Math.abs(counted.webhooksSent - webhooks.length) +
      Math.abs(counted.mailsSent - sent.length),
    parked: book.parked,
    refused: book.refused,
  }
}
export type Verdict = ReturnType<typeof verdictOn>

function timesOf(names: Iterable<string>): Map<string, number> {
  const times = new Map<string, number>()
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
  return times
}

const sumOf = (numbers: Iterable<number>): number => [...numbers].reduce((sum, number) => sum + number, 0)
