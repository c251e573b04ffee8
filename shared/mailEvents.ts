/**
 * What comes back of a mail, as Segment's e-mail spec names it (segment.com/docs/connections/spec/email). Clicks and opens come from
 * Perennial's own links, all of them also from sources. `email_id` is the key of the message.
 */
export const mailEvents = {
  opened: 'Email Opened',
  clicked: 'Email Link Clicked',
  bounced: 'Email Bounced',
  complained: 'Email Marked as Spam',
} as const

/** What came back of a message, by the word that counters, columns and pages have for it. */
export type MailResponse = keyof typeof mailEvents
export const mailResponses = Object.keys(mailEvents) as readonly MailResponse[]

/** What an event says came back of a mail; `undefined` for any other. */
export const responseIn = (event: string): MailResponse | undefined => responses.get(event)

const responses: ReadonlyMap<string, MailResponse> = new Map(mailResponses.map((what) => [mailEvents[what], what]))

/**
 * Whether an event withdraws consent to marketing e-mail: whoever marks a mail as spam wants no more of it. A provider's word is needed
 * for that, so it counts from trusted sources only; anybody may unsubscribe.
 */
export const deniesMarketing = ({ name, trusted }: { readonly name: string; readonly trusted: boolean }): boolean =>
  name === 'Unsubscribed' || (trusted && name === mailEvents.complained)

/** The source of what Perennial's own links and pixel saw. */
export const trackingSource = 'tracking'

/**
 * Whether a bounce says that the address will never work. Segment's event has no field for it: what senders add is `bounce_type`, else
 * `type`. One that says nothing is hard, as Segment defines it.
 */
export function isHardBounce(properties: Readonly<Record<string, unknown>>): boolean {
  const said = properties.bounce_type ?? properties.type
  return typeof said !== 'string' || !softBounces.has(said.trim().toLowerCase())
}

const softBounces: ReadonlySet<string> = new Set([
  'soft',
  'transient',
  'temporary',
  'undetermined',
  'blocked',
  'deferred',
])
