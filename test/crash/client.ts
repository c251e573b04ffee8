import { Agent, request as ask } from 'node:http'
import type { Chance } from '../../examples/store/chance.ts'
import type { Deed, ShopEvent } from './shop.ts'

/** Events that travel together until they are acknowledged. */
interface Parcel {
  readonly events: readonly ShopEvent[]
  /** All of it was acknowledged before: nothing of it may count as new. */
  readonly isRepeat: boolean
}

interface Reply {
  readonly accepted: number
  readonly duplicates: number
  readonly refused: readonly { readonly index: number; readonly problems: unknown }[]
}

export interface ClientOptions {
  readonly url: string
  readonly key: string
  readonly chance: Chance
  readonly deeds: Iterator<Deed>
  readonly perSecond: number
  /** Told at once of what was acknowledged. */
  readonly acknowledged: (events: readonly ShopEvent[]) => void
}

const everyMilliseconds = 20
const mostInHand = 10_000
const mostAtOnce = 400
const connections = 12
const pause = 100

/**
 * A shop's clients: events as time goes on, alone and in batches, each kept and sent again under its id until it is acknowledged.
 * As clients do, they send some events again that were acknowledged, send some twice at once, and cut a batch anew before sending it again.
 *
 * - silent: at first, and after `fallSilent`; what is not acknowledged is still sent again.
 * - talking: entered by `talk`; new events come at the given rate.
 * - gone: by `leave`, with nothing in hand.
 */
export class Client {
  readonly #options: ClientOptions
  readonly #agent = new Agent({ keepAlive: true, maxSockets: connections })
  readonly #waiting: Parcel[] = []
  readonly #acknowledged = new Set<string>()
  readonly #said: Deed[] = []
  #underWay = 0
  #talking: NodeJS.Timeout | undefined
  #isGone = false
  /** What was answered wrongly, in sentences. */
  readonly complaints: string[] = []
  repeats = 0
  retries = 0

  constructor(options: ClientOptions) {
    this.#options = options
    for (let n = 0; n < connections; n++) void this.#carry()
  }

  /** Everything that happened so far. */
  get said(): readonly Deed[] {
    return this.#said
  }

  get acknowledged(): ReadonlySet<string> {
    return this.#acknowledged
  }

  /** What it has yet to send, and what is under way. */
  get unanswered(): number {
    return this.#waiting.length + this.#underWay
  }

  talk(): void {
    const { perSecond } = this.#options
    let since = performance.now()
    this.#talking = setInterval(() => {
      const now = performance.now()
      const due = Math.floor(((now - since) * perSecond) / 1000)
      since += (due * 1000) / perSecond
      // A shop whose events nobody takes for long stands still as well.
      if (this.#said.length - this.#acknowledged.size < mostInHand) this.#happen(due)
    }, everyMilliseconds)
  }

  fallSilent(): void {
    clearInterval(this.#talking)
  }

  /** Sends once and expects the acknowledgement. */
  async send(events: readonly ShopEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += mostAtOnce) await this.#post(events.slice(from, from + mostAtOnce))
  }

  leave(): void {
    this.fallSilent()
    this.#isGone = true
    this.#agent.destroy()
  }

  /** One in five events goes alone, the others in a batch; and something that was said before may be said again. */
  #happen(count: number): void {
    const { chance, deeds } = this.#options
    const batch: ShopEvent[] = []
    for (let n = 0; n < count; n++) {
      const deed: Deed = deeds.next().value
      this.#said.push(deed)
      if (chance.is(0.2)) this.#waiting.push({ events: [deed.event], isRepeat: false })
      else batch.push(deed.event)
    }
    if (batch.length > 0) {
      const parcel = { events: batch, isRepeat: false }
      this.#waiting.push(parcel)
      if (chance.is(0.02)) this.#waiting.push(parcel)
    }
    const earlier = chance.is(0.1) ? chance.pick(this.#said).event : undefined
    if (earlier && this.#acknowledged.has(earlier.messageId)) this.#waiting.push({ events: [earlier], isRepeat: true })
  }

  async #carry(): Promise<void> {
    while (!this.#isGone) {
      const parcel = this.#waiting.shift()
      if (!parcel) {
        await new Promise((resolve) => setTimeout(resolve, everyMilliseconds))
        continue
      }
      this.#underWay++
      try {
        this.#learn(parcel, await this.#post(parcel.events))
      } catch {
        this.retries++
        this.#waiting.unshift(...this.#cutAnew(parcel))
        this.#underWay--
        await new Promise((resolve) => setTimeout(resolve, pause))
        continue
      }
      this.#underWay--
    }
  }

  #cutAnew({ events, isRepeat }: Parcel): Parcel[] {
    const at = this.#options.chance.is(0.25) ? Math.floor(events.length / 2) : 0
    const parts = [events.slice(0, at), events.slice(at)].filter((part) => part.length > 0)
    return parts.map((part) => ({ events: part, isRepeat }))
  }

  #learn({ events, isRepeat }: Parcel, { accepted, duplicates, refused }: Reply): void {
    if (isRepeat) this.repeats++
    if (isRepeat && accepted > 0) this.complaints.push(`${idsOf(events)} was acknowledged, and taken as new later`)
    if (refused.length > 0) this.complaints.push(`${idsOf(events)} was refused: ${JSON.stringify(refused)}`)
    else if (accepted + duplicates !== events.length)
      this.complaints.push(`${events.length} events were sent, ${accepted} accepted and ${duplicates} duplicates`)
    else {
      for (const { messageId } of events) this.#acknowledged.add(messageId)
      this.#options.acknowledged(events)
    }
  }

  #post(events: readonly ShopEvent[]): Promise<Reply> {
    const { url, key } = this.#options
    const [only] = events
    const isAlone = events.length === 1 && only !== undefined
    const sentAt = new Date().toISOString()
    const body = JSON.stringify(isAlone ? only : { batch: events, sentAt })
    return new Promise((resolve, reject) => {
      const request = ask(
        `${url}/v1/${isAlone ? only.type : 'batch'}`,
        {
          method: 'POST',
          agent: this.#agent,
          auth: `${key}:`,
          timeout: 20_000,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
          })
          response.on('error', reject)
          response.on('end', () => {
            if (response.statusCode === 200) resolve(JSON.parse(text) as Reply)
            else if (response.statusCode === 429 || response.statusCode === 503) reject(new Error(text))
            else {
              this.complaints.push(`an event was answered with ${response.statusCode}: ${text}`)
              reject(new Error(text))
            }
          })
        },
      )
      request.on('timeout', () => request.destroy(new Error('no answer within 20 s')))
      request.on('error', reject)
      request.end(body)
    })
  }
}

const idsOf = (events: readonly ShopEvent[]): string => events.map(({ messageId }) => messageId).join(', ')
