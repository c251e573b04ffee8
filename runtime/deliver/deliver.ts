import type { Clock } from '../clock.ts'
import type { NewEntry, OutcomePayload } from '../commit/entry.ts'
import type { Message } from '../commit/message.ts'
import type { Claimed } from '../storage/port.ts'
import type { DeliveryChannel, SendResult } from './channels/channel.ts'
import type { DeliveryEngine, PublishedVersion } from './engine.ts'
import { Outcomes, type Settled } from './outcomes.ts'
import { maxAttempts, retryAt } from './retry.ts'

export interface DeliveryOptions {
  readonly engine: DeliveryEngine
  readonly channels: readonly DeliveryChannel[]
  /** The machine's, or with clock `data` the store's. By which time something begins, or is made again, the engine says. */
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly onError: (error: unknown) => void
}

/** A channel with what is on its way over it. */
interface Lane {
  readonly channel: DeliveryChannel
  /** Claimed by a process that is gone, to be sent again under the same key. */
  readonly inherited: Claimed[]
  onItsWay: number
  /** The outbox may hold more than was claimed. */
  mayHaveMore: boolean
  /** When the next message that waits for a time may begin, as storage said; infinite when none does. */
  nextReady: number
  /** Nothing gets through before, by the clock that nobody can set. */
  downUntil: number
}

const lookEvery = 30_000
const downFor = 30_000
const keptVersions = 200

/**
 * Takes messages from the outbox and sends them, each at least once, under its effect's key.
 *
 * - resting: nothing can be claimed. Left by `wake` (the outbox has new rows, or more of its rows may go), by the time at which storage said
 *   that the next message may begin, and by a look every 30 s, which finds that the engine can write again.
 * - looking: claims for each channel as many messages as have a free slot, so that a send begins when its claim is on disk (H6). What was
 *   cancelled, vetoed or came too late goes back as `notSent`, for the fold to know.
 * - sending: a slot is taken until what became of the attempt is on disk; a free slot looks again while the outbox may hold more.
 * - stopping: by `stop`. Nothing is claimed any more; what is on its way ends, is written down, and the channels close.
 *
 * `start` first settles what a process that is gone had claimed: where the receiver honours the key it is sent again, else it is uncertain,
 * and so is what was cancelled since.
 */
export class Delivery {
  readonly #options: DeliveryOptions
  readonly #outcomes: Outcomes
  readonly #lanes: readonly Lane[]
  readonly #onItsWay = new Set<Promise<void>>()
  readonly #versions = new Map<string, Promise<PublishedVersion | undefined>>()
  #looking: Promise<void> | undefined
  #lookAgain = false
  /** By the clock that nobody can set. */
  #nextLook = Number.POSITIVE_INFINITY
  #cancelNextLook = () => {}
  #running = false
  /** What the engine said last of the time, which the machine's clock may be wrong about, and when. */
  #told: { readonly now: number; readonly elapsed: number }

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#outcomes = new Outcomes(options.engine, options.onError)
    this.#told = { now: options.clock.now(), elapsed: options.clock.elapsed() }
    this.#lanes = options.channels.map((channel) => ({
      channel,
      inherited: [],
      onItsWay: 0,
      mayHaveMore: true,
      nextReady: Number.POSITIVE_INFINITY,
      downUntil: Number.NEGATIVE_INFINITY,
    }))
  }

  async start(): Promise<void> {
    for (const claimed of await this.#options.engine.abandoned()) {
      const lane = this.#lanes.find(({ channel }) => channel.name === claimed.message.channel)
      if (lane?.channel.honoursKey && !claimed.cancelled) lane.inherited.push(claimed)
      else
        void this.#outcomes.write(
          ended(claimed, { outcome: 'uncertain', detail: claimed.restored ? 'restored' : 'interrupted' }),
        )
    }
    await this.#outcomes.again()
    this.#running = true
    this.wake()
  }

  /** The outbox has new rows, or more of its rows may go. */
  wake(): void {
    for (const lane of this.#lanes) lane.mayHaveMore = true
    this.#look()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#cancelNextLook()
    await this.#looking
    await Promise.all([this.#outcomes.close(), ...this.#onItsWay])
    await Promise.all(this.#lanes.map(({ channel }) => channel.close()))
  }

  #look(): void {
    this.#lookAgain = true
    this.#looking ??= this.#lookAll()
  }

  async #lookAll(): Promise<void> {
    await undefined
    try {
      while (this.#lookAgain && this.#running) {
        this.#lookAgain = false
        await this.#lookOnce()
        this.#planNextLook()
      }
    } finally {
      // In the same turn as the last look at `#lookAgain`, or a wake could fall between the two.
      this.#looking = undefined
    }
  }

  async #lookOnce(): Promise<void> {
    // Without room for outcomes nothing may begin.
    if (this.#outcomes.isStuck && !(await this.#outcomes.again())) return
    await Promise.all(
      this.#lanes.map((lane) =>
        this.#claimFor(lane).catch((error) => {
          lane.mayHaveMore = true
          this.#options.onError(error)
        }),
      ),
    )
  }

  async #claimFor(lane: Lane): Promise<void> {
    const { engine, clock } = this.#options
    const { channel } = lane
    while (lane.inherited.length > 0 && lane.onItsWay < channel.slots)
      this.#begin(lane, lane.inherited.shift() as Claimed)

    const free = channel.slots - lane.onItsWay
    const isDown = clock.elapsed() < lane.downUntil
    if (!lane.mayHaveMore || free <= 0 || isDown || !channel.isReady(engine.settings())) return
    lane.mayHaveMore = false
    const asked = this.#now()
    const claims = await engine.claim(asked, free, channel.name)
    const { claimed, stale, vetoed, cancelled, next, more } = claims
    if (claims.now !== asked && claims.now !== this.#told.now)
      this.#told = { now: claims.now, elapsed: clock.elapsed() }
    const now = this.#now()
    // The engine's time may stand, and what is still to come by it be past by ours: then the next look will find it.
    lane.nextReady = next !== null && next > now ? next : Number.POSITIVE_INFINITY
    // Its time came while storage was asked; where no time passes by itself nothing else would bring another look.
    const hasCome = next !== null && next > asked && next <= now
    for (const each of claimed) this.#begin(lane, each)
    if (claimed.length >= free || more || hasCome) lane.mayHaveMore = true
    if (more || hasCome) this.#lookAgain = true
    if (stale.length + vetoed.length + cancelled.length === 0) return

    // Written before the next look, which would otherwise meet the same messages again.
    for (const message of stale) void this.#outcomes.write(notBegun(message, 'stale'))
    for (const message of vetoed) void this.#outcomes.write(notBegun(message, 'vetoed'))
    for (const message of cancelled) void this.#outcomes.write(notBegun(message, 'cancelled'))
    lane.mayHaveMore = true
    if (await this.#outcomes.again()) this.#lookAgain = true
  }

  #begin(lane: Lane, claimed: Claimed): void {
    lane.onItsWay++
    const work = this.#send(lane, claimed).finally(() => {
      lane.onItsWay--
      this.#onItsWay.delete(work)
      if (lane.mayHaveMore || lane.inherited.length > 0) this.#look()
    })
    this.#onItsWay.add(work)
  }

  async #send(lane: Lane, claimed: Claimed): Promise<void> {
    const { message, attempt, refusesTracking = false } = claimed
    const { engine } = this.#options
    let result: SendResult
    try {
      const version = await this.#version(message)
      result = version
        ? await lane.channel.send(message, {
            version,
            settings: engine.settings(),
            refusesTracking,
            keepLinks: (links) => engine.keepLinks(message.key, links),
          })
        : { outcome: 'failed', detail: `There is no version ${message.version} of ${message.workflow}` }
    } catch (error) {
      // A defect of ours, before anything left: it counts as an attempt, so that it ends.
      this.#options.onError(error)
      result = { outcome: 'retry', detail: (error as Error).message }
    }
    if (result.outcome !== 'retry') return this.#outcomes.write(ended(claimed, result))
    if (attempt >= maxAttempts) return this.#outcomes.write(ended(claimed, { ...result, outcome: 'failed' }))

    const { clock, random } = this.#options
    const { retryAfter = 0, detail } = result
    const notBefore = retryAt({ attempt, now: this.#now(), random: random(), retryAfter })
    if (result.down) lane.downUntil = clock.elapsed() + downFor
    await this.#outcomes.write({ retry: { key: message.key, attempt, notBefore, detail } })
    lane.mayHaveMore = true
  }

  #version({ workflow, version }: Message): Promise<PublishedVersion | undefined> {
    const name = `${workflow} ${version}`
    let found = this.#versions.get(name)
    if (!found) {
      found = this.#options.engine.version(workflow, version)
      if (this.#versions.size >= keptVersions) this.#versions.delete(this.#versions.keys().next().value ?? '')
      this.#versions.set(name, found)
      found.catch(() => this.#versions.delete(name))
    }
    return found
  }

  #planNextLook(): void {
    if (!this.#running) return
    const { clock } = this.#options
    const [now, elapsed] = [this.#now(), clock.elapsed()]
    const wait = Math.ceil(Math.min(lookEvery, ...this.#lanes.map((lane) => untilNextLook(lane, now, elapsed))))
    if (elapsed + wait >= this.#nextLook) return
    this.#cancelNextLook()
    this.#nextLook = elapsed + wait
    this.#cancelNextLook = clock.wake(clock.now() + wait, () => {
      this.#nextLook = Number.POSITIVE_INFINITY
      this.wake()
    })
  }

  /** The engine's time. */
  #now(): number {
    const { now, elapsed } = this.#told
    return now + Math.floor(this.#options.clock.elapsed() - elapsed)
  }
}

/** A lane that may have more is looked at as soon as it has room. */
function untilNextLook({ downUntil, mayHaveMore, nextReady }: Lane, now: number, elapsed: number): number {
  if (downUntil > elapsed) return downUntil - elapsed
  return mayHaveMore ? Number.POSITIVE_INFINITY : nextReady - now
}

type End = Pick<OutcomePayload, 'outcome' | 'detail' | 'permanent'>

/** The id names the attempt, so that an outcome that is written twice counts once (H21). */
function ended({ message, attempt }: Claimed, { outcome, detail, permanent }: End): Settled {
  return entryFor(message, `${message.key}:${attempt}`, {
    outcome,
    detail,
    attempts: attempt,
    ...(permanent && { permanent }),
  })
}

// Each admission has another time until which it is good, which tells one return from the next.
const notBegun = (message: Message, why: 'stale' | 'vetoed' | 'cancelled'): Settled =>
  entryFor(message, `${message.key}:${why}:${message.sendBefore}`, { outcome: 'notSent', detail: why, attempts: 0 })

function entryFor(
  { key, customer, depth }: Message,
  id: string,
  outcome: Omit<OutcomePayload, 'type' | 'message' | 'customer'>,
): { entry: NewEntry } {
  return { entry: { id, depth, payload: { type: 'outcome', message: key, customer, ...outcome } } }
}
