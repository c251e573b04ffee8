import { Delivery } from '../../runtime/deliver/deliver.ts'
import { type Engine, type Standing, startEngine } from '../../runtime/engine.ts'
import { type ControlChange, type ControlResult, initialSettings } from '../../runtime/storage/control.ts'
import { type Agenda, ProcessClock, type WallClock } from './agenda.ts'
import type { Chance } from './chance.ts'
import { asACrowd } from './crowd.ts'
import { Disk } from './disk.ts'
import { FaultyStorage, type Trouble, type Watch } from './faultyStorage.ts'
import type { Receivers } from './receivers.ts'

/** More turns of the loop than this without time going on, and the process runs in circles. */
const mostTicks = 20_000

interface HostOptions {
  readonly clock: 'wall' | 'data'
  readonly holdAfter: number
  readonly agenda: Agenda
  readonly wall: WallClock
  readonly chance: Chance
  readonly receivers: Receivers
  readonly trouble: Trouble
  /** Something is wrong, or was a moment ago, that keeps the process from its work. */
  readonly isInTrouble: () => boolean
  readonly watch: Watch
  /** The process ended by itself: something happened that it does not survive. */
  readonly gaveUp: (error: unknown) => void
}

/**
 * The machine that Perennial runs on.
 *
 * - down:     no process. Left by `start`
 * - starting: the engine catches up with what an earlier process left, delivery settles what it had claimed
 * - up:       it answers. Left when a fault kills the process or the process gives up
 */
export class Host {
  readonly #options: HostOptions
  readonly #disk: Disk
  readonly storage: FaultyStorage
  #clock: ProcessClock | undefined
  #isNew = true
  #lastSeen = 0
  engine: Engine | undefined

  constructor(options: HostOptions) {
    this.#options = options
    this.#disk = new Disk(options.clock)
    this.storage = new FaultyStorage(this.#disk, options.trouble, options.watch)
  }

  async start(): Promise<void> {
    const { agenda, wall, chance, receivers, holdAfter } = this.#options
    if (!this.#isNew) await this.storage.reopen()
    this.#isNew = false
    const clock = new ProcessClock(agenda, wall)
    const pageSize = chance.between(1, 5)
    this.#clock = clock
    let delivery: Delivery | undefined
    try {
      const engine = await startEngine({
        storage: asACrowd(this.storage.port()),
        clock,
        pageSize,
        // Little, so that pages end early, and what was forgotten is read again.
        mostInMemory: { bodies: 4 * pageSize, latestBodies: pageSize, facts: 20 * pageSize, plans: pageSize },
        holdAfter,
        random: () => chance.fraction(),
        // A process ends with it; somebody starts it again.
        failed: (error) => {
          if (this.#clock === clock) this.#options.gaveUp(error)
        },
        changed: ({ outbox }) => {
          if (outbox) delivery?.wake()
        },
      })
      if (this.#clock !== clock) return
      this.engine = engine
      delivery = new Delivery({
        engine: {
          claim: (now, free, channel) => engine.claim(now, free, channel),
          append: async (entries) => void (await engine.append(entries)),
          settle: (retries) => engine.settle(retries),
          keepLinks: (message, links) => engine.keepLinks(message, links),
          abandoned: () => engine.abandoned(),
          settings: () => initialSettings,
          version: async () => ({ document: {} as never, compiled: [] }),
        },
        channels: [receivers.channel('email'), receivers.channel('webhook')],
        clock: {
          now: () => this.#storeNow(),
          // In a store with clock `data` no time passes by itself.
          elapsed: () => (this.#options.clock === 'wall' ? clock.elapsed() : this.#lastSeen),
          wake: (at, callback) => clock.wake(at, callback),
        },
        random: () => chance.fraction(),
        onError: () => {},
      })
      await delivery.start()
    } catch (error) {
      if (this.#clock === clock) this.#options.gaveUp(error)
    }
  }

  /** A process whose engine has given up ends; somebody starts it again. */
  async endIfGivenUp(): Promise<void> {
    const { engine } = this
    await Promise.race([
      engine?.nextTimer().catch((error) => this.engine === engine && this.#options.gaveUp(error)),
      this.quiet(),
    ])
    // Being asked, it may have found something to do.
    await this.quiet()
  }

  /** The process is gone, without a word. */
  stop(): void {
    this.storage.die()
    this.engine = undefined
    this.#clock = undefined
  }

  get isInTrouble(): boolean {
    return this.#options.isInTrouble()
  }

  get isUp(): boolean {
    return this.engine !== undefined && !this.storage.isDead
  }

  /** Nothing where none is up, or it has given up. */
  async standing(): Promise<Standing | undefined> {
    return this.engine?.standing().catch(() => undefined)
  }

  /** Somebody must say first how to go on. */
  async isHeld(): Promise<boolean> {
    return this.isUp && Boolean((await this.standing())?.held)
  }

  ring(): void {
    this.#clock?.ring()
  }

  /** A change of what people manage, as a page would make it: a revision that is not the newest is read again. */
  async change(change: (revision: number | null) => ControlChange): Promise<ControlResult | undefined> {
    for (let revision: number | null = null; ; ) {
      const result: ControlResult | undefined = await this.engine?.control(change(revision))
      if (!result || result.ok) return result
      const stale: unknown = result.problems[0]?.params?.revision
      if (result.status === 409 && revision === null) revision = 0
      else if (typeof stale === 'number') revision = stale
      else return result
    }
  }

  /** Resolves when nothing moves any more until time does. */
  async quiet(): Promise<void> {
    for (let still = 0, calls = -1, ticks = 0; still < 4; still++) {
      if (++ticks > mostTicks) throw new Error('the process never comes to rest')
      await new Promise(setImmediate)
      if (this.storage.calls !== calls) still = 0
      calls = this.storage.calls
      this.#lastSeen = (await this.standing())?.now ?? this.#lastSeen
    }
  }

  remove(): void {
    this.stop()
    this.#disk.remove()
  }

  /** Delivery goes by the store's clock. */
  #storeNow(): number {
    return this.#options.clock === 'wall' ? this.#options.wall.now() : this.#lastSeen
  }
}
