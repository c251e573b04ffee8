import { type SimulatedClock, simulatedClock } from '../../runtime/clock.ts'
import type { Commit } from '../../runtime/commit/commit.ts'
import type { Entry } from '../../runtime/commit/entry.ts'
import { type Engine, startEngine } from '../../runtime/engine.ts'
import type { ControlChange } from '../../runtime/storage/control.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { Chance } from './chance.ts'
import { Disk } from './disk.ts'
import { FaultyStorage } from './faultyStorage.ts'
import type { Fault } from './world.ts'

interface LivesOptions {
  readonly chance: Chance
  /** Milliseconds of absence after which timers wait for a person. */
  readonly holdAfter?: number
  /** The value is on disk. */
  readonly committed?: (value: Commit) => void
}

/**
 * An engine in one process after another, on one disk and a wall clock that a test moves.
 *
 * - down: no process. Left by `start`
 * - up:   it answers. Left by `stop`, in order, or without a word by `kill` or at the call of storage that `killAt` names
 */
export class Lives {
  readonly #options: LivesOptions
  readonly #disk = new Disk('wall')
  readonly #storage: FaultyStorage
  #clock: SimulatedClock = simulatedClock(0)
  #engine: Engine | undefined
  #died = Promise.withResolvers<void>()
  /** The call of storage at which the process is killed. */
  #last: { calls: number; readonly verb?: Fault['verb'] | undefined } | undefined
  #isNew = true
  kills = 0

  constructor(options: LivesOptions) {
    const { chance, committed = () => {} } = options
    this.#options = options
    this.#storage = new FaultyStorage(
      this.#disk,
      {
        strikes: (verb) => {
          const last = this.#last
          if (!last || (last.verb && last.verb !== verb) || --last.calls > 0) return undefined
          const what = chance.pick(['killedBefore', 'killedWriting', 'killedAfter'] as const)
          return { at: 0, verb, nth: 0, what, lasts: 0 }
        },
        isFull: () => false,
        killed: () => this.#isDown(),
        share: () => chance.fraction(),
        syncTakes: () => 0,
      },
      { committed, claimed: async () => {}, settled: () => {} },
    )
  }

  get now(): number {
    return this.#clock.now()
  }

  get isUp(): boolean {
    return this.#engine !== undefined
  }

  async start(wall: number, pageSize?: number): Promise<void> {
    if (!this.#isNew) await this.#storage.reopen()
    this.#isNew = false
    this.#clock = simulatedClock(wall)
    this.#last = undefined
    this.#died = Promise.withResolvers()
    const { holdAfter } = this.#options
    this.#engine = await startEngine({
      storage: this.#storage.port(),
      clock: this.#clock,
      ...(holdAfter && { holdAfter }),
      ...(pageSize && { pageSize }),
      changed: () => {},
    })
    await this.#engine.idle()
  }

  /** Asks the process that is up; `undefined` when there is none, or it is gone before it answers. */
  async ask<Answer>(asked: (engine: Engine) => Promise<Answer>): Promise<Answer | undefined> {
    if (!this.#engine) return undefined
    return (await Promise.race([asked(this.#engine), this.#died.promise])) ?? undefined
  }

  /** Time passes, and all is done that it brings, unless the process is gone before. */
  async until(wall: number): Promise<void> {
    this.#clock.advanceTo(wall)
    await this.ask((engine) => engine.idle())
  }

  async stop(): Promise<void> {
    await this.ask((engine) => engine.close())
    this.#engine = undefined
  }

  /** The process will be killed at so many calls of storage from now, of any verb or of one: before it, in its middle or after it. */
  killAt(calls: number, verb?: Fault['verb']): void {
    this.#last = { calls, verb }
  }

  kill(): void {
    this.#storage.die()
    this.#isDown()
  }

  async change(change: ControlChange): Promise<void> {
    const result = await this.ask((engine) => engine.control(change))
    if (result && !result.ok) throw new Error(JSON.stringify(result.problems))
    await this.ask((engine) => engine.idle())
  }

  async publish(workflow: Workflow): Promise<void> {
    const { id, title } = workflow
    const document = JSON.stringify(workflow)
    await this.change({ do: 'saveDraft', workflow: id, title, document, revision: null })
    await this.change({ do: 'publish', workflow: id, document, revision: 1, compiled: [] })
  }

  /** What is on disk, to be read while no process works. */
  get storage(): Storage {
    return this.#storage.inner
  }

  async *log(): AsyncGenerator<Entry> {
    for (let after = 0; ; ) {
      const entries = await this.storage.entries(after, 1_000)
      yield* entries
      const last = entries.at(-1)
      if (!last) return
      after = last.seq
    }
  }

  remove(): void {
    this.#storage.die()
    this.#disk.remove()
  }

  #isDown(): void {
    this.kills++
    this.#engine = undefined
    this.#died.resolve()
  }
}
