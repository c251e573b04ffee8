import type { IncomingHttpHeaders } from 'node:http'

/** A fetch of a tracked link or pixel. */
export interface Fetch {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** Milliseconds since the mail was taken by its receiver; absent where that is not known. */
  readonly sinceSent?: number | undefined
}

/** Nobody reads a mail as fast: a scanner looks at it before it is put into the mailbox. */
const soonest = 2_000

/**
 * Whether a program followed a link of its own accord: scanners of mail servers, prefetching, previews. Image proxies of mailbox providers
 * are none, for they fetch when a person opens the mail.
 */
export function isMachine({ method, headers, sinceSent }: Fetch): boolean {
  if (method === 'HEAD' || (sinceSent !== undefined && sinceSent < soonest)) return true
  const purpose = [headers['sec-purpose'], headers.purpose, headers['x-purpose'], headers['x-moz']].join(' ')
  const agent = headers['user-agent']?.trim() ?? ''
  return /prefetch|preview|prerender/i.test(purpose) || agent === '' || agent === 'Mozilla/5.0' || robots.test(agent)
}

// "Mozilla/5.0" and nothing more is Apple's mail privacy protection, which loads every image of every mail. The rest are scanners of mail
// servers, previews of links, and programs that say what they were written with.
const robots =
  /bot\b|crawl|spider|slurp|scanner|preview|headless|barracuda|proofpoint|mimecast|safelinks|urldefense|facebookexternalhit|^(?:curl|wget|python|java|go-http|libwww|axios|node|php|ruby|apache-httpclient)\b/i
