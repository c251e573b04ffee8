import type { Said } from './said.ts'

/** An event that was accepted, with its number in the log. */
export type Accepted = Said & { readonly seq: number }

/** What is known of a person, whatever the order in which it was said. */
export interface Standing {
  readonly history: Readonly<Record<string, readonly string[]>>
  readonly attributes: Readonly<Record<string, unknown>>
  readonly consent: string
  readonly segments: readonly string[]
  /** Orders of today, each of which began a run. */
  readonly runs: number
  /** Events that these runs made happen. */
  readonly thanked: number
}

const day = 86_400_000

/** All of it by hand from a person's events, with nothing of the product (rules 2 to 5). */
export function standingOf(events: readonly Accepted[], today: number, now: number): Standing {
  const named = (name: Said['name']) => events.filter((event) => event.name === name)
  const orders = named('Order Completed')
  const views = named('Product Viewed')
  const since = (days: number) => (event: Said) => event.time + days * day > now
  const runs = orders.filter(({ time, historical }) => time > today && !historical).length

  // Rule 3: the latest own time, of two at once the later arrival.
  const attributes: Record<string, unknown> = {}
  const identified = named('identify').sort((a, b) => a.time - b.time || a.seq - b.seq)
  for (const { content } of identified)
    for (const [name, value] of Object.entries(content)) if (name !== 'consent') attributes[name] = value

  // Of two decisions at once the stricter.
  const decisions = identified
    .flatMap(({ time, content }) =>
      content.consent ? [{ time, is: (content.consent as { email: string }).email }] : [],
    )
    .sort((a, b) => a.time - b.time || (a.is === 'denied' ? 1 : 0) - (b.is === 'denied' ? 1 : 0))
  const consent = decisions.at(-1)?.is ?? 'unknown'

  const segments = {
    buyers: orders.filter(since(30)).length >= 3,
    gold: attributes.plan === 'gold',
    loyal: orders.length >= 5,
    quiet: views.filter(since(14)).length === 0,
    reachable: consent === 'granted',
    spenders: orders.reduce((sum, { content }) => sum + (content.total as number), 0) >= 300,
  }
  const rows = (of: readonly Accepted[]) => of.map(({ time, seq }) => `${time} ${seq}`).sort()
  return {
    history: { 'Order Completed': rows(orders), 'Product Viewed': rows(views), identify: rows(identified) },
    attributes,
    consent,
    segments: Object.entries(segments).flatMap(([segment, holds]) => (holds ? [segment] : [])),
    runs,
    thanked: runs,
  }
}
