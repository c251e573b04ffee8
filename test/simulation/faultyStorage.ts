import type { Commit } from '../../runtime/commit/commit.ts'
import { type Claims, DiskFull, type Head, type Retry, type Storage } from '../../runtime/storage/port.ts'
import type { Disk } from './disk.ts'
import type { Fault } from './world.ts'

export interface Trouble {
  /** The fault that strikes this call, if one does. */
  strikes(verb: Fault['verb']): Fault | undefined
  isFull(): boolean
  /** The process is gone. */
  killed(fault: Fault): void
  /** A share of a write that had reached the disk, in [0, 1). */
  share(): number
  /** For so many turns of the loop a sync is under way. */
  syncTakes(): number
}

export interface Watch {
  /** The value is on disk. */
  committed(value: Commit): void
  claimed(claims: Claims, now: number): Promise<void>
  settled(retries: readonly Retry[]): void
  /** Entries of customers who were erased are about to go. */
  erasing?(): Promise<void>
  /** Old events may have been removed, or be there again. */
  removed?(): Promise<void>
  /** The store is a backup of itself from here on. */
  restored?(head: Head): void
  /** What had been committed after this is gone: it was not durable. */
  cut?(head: Head): void
}

/** Answers like a process that is no more: never. Each a promise of its own, so that what waits for it can be forgotten. */
const never = () => new Promise<never>(() => {})

/**
 * A store on whose calls faults strike. What fails is undone as SQLite undoes it: the work alone while the transaction stays open, or the
 * transaction with everything since the last commit.
 */
export class FaultyStorage {
  readonly #disk: Disk
  readonly #trouble: Trouble
  readonly #watch: Watch
  inner: Storage
  calls = 0
  #life = { isDead: false }
  /** Entries that are on disk with the next commit, and not before. */
  #hasAppended = false
  /** A write during which the process ended. It is known after the next opening whether it became durable. */
  unsure: Commit | undefined
  /** How far a write had come when the process ended in its middle. */
  torn: { readonly before: number; readonly share: number } | undefined
  /** So much of the write-ahead log is durable. */
  #durable = 0
  #isCut = false
  #backup: string | undefined
  #isLost = false

  constructor(disk: Disk, trouble: Trouble, watch: Watch) {
    this.#disk = disk
    this.#trouble = trouble
    this.#watch = watch
    this.inner = disk.open()
  }

  /** What one process sees. When it is dead it stays dead, also when another has opened the store. */
  port(): Storage {
    const life = { isDead: false }
    this.#life = life
    const call = <Answer>(verb: Fault['verb'], act: () => Promise<Answer>) => this.#call(life, verb, act)
    return {
      capabilities: this.inner.capabilities,
      head: () => call('load', () => this.inner.head()),
      append: (entries, wall) =>
        call('append', () => {
          this.#hasAppended = true
          return this.inner.append(entries, wall)
        }),
      entries: (after, limit) => call('load', () => this.inner.entries(after, limit)),
      load: (wanted) => call('load', () => this.inner.load(wanted)),
      dueTimers: (until, limit) => call('load', () => this.inner.dueTimers(until, limit)),
      sweepPage: (sweep, limit) => call('load', () => this.inner.sweepPage(sweep, limit)),
      commit: (value) =>
        call('commit', async () => {
          this.unsure = value
          this.#hasAppended = false
          try {
            await this.inner.commit(value)
          } catch (error) {
            this.unsure = undefined
            throw error
          }
          // Killed in the middle of it, only the disk knows.
          if (this.torn) return
          this.unsure = undefined
          this.#watch.committed(value)
        }),
      durable: () => call('durable', () => this.#sync(life)),
      oldEvents: (pass, limit) => call('load', () => this.inner.oldEvents(pass, limit)),
      removeOld: (version, pass, old, limit) =>
        call('commit', async () => {
          const after = await this.inner.removeOld(version, pass, old, limit)
          await this.#watch.removed?.()
          return after
        }),
      removeErased: async (version, limit) => {
        await this.#watch.erasing?.()
        return call('commit', () => this.inner.removeErased(version, limit))
      },
      claim: (now, free, channel, held) =>
        call('claim', async () => {
          const claims = await this.inner.claim(now, free, channel, held)
          await this.#watch.claimed(claims, now)
          return claims
        }),
      settle: (retries) =>
        call('settle', async () => {
          await this.inner.settle(retries)
          this.#watch.settled(retries)
        }),
      keepLinks: (message, links) => call('load', () => this.inner.keepLinks(message, links)),
      abandoned: () => call('load', () => this.inner.abandoned()),
      withdrawn: () => call('load', () => this.inner.withdrawn()),
      erasedSince: () => call('load', () => this.inner.erasedSince()),
      beat: (pulse) => call('load', () => this.inner.beat(pulse)),
      control: (change, wall) => call('control', () => this.inner.control(change, wall)),
      backUp: (file, progress) => this.inner.backUp(file, progress),
      close: () => this.inner.close(),
    }
  }

  get isDead(): boolean {
    return this.#life.isDead
  }

  /** The process is gone: what it asked is never answered. */
  die(): void {
    this.#life.isDead = true
  }

  async backUp(): Promise<void> {
    const file = this.#disk.newBackup()
    await this.inner.backUp(file, () => {})
    this.#backup = file
  }

  get hasBackup(): boolean {
    return this.#backup !== undefined
  }

  /** The disk is gone: the next opening finds the newest backup. */
  lose(): void {
    this.#isLost = true
  }

  /** Another process opens what the one that is gone left on disk: now it is known what had become durable. */
  async reopen(): Promise<void> {
    const { torn, unsure } = this
    this.torn = undefined
    this.unsure = undefined
    if (this.#isLost && this.#backup) {
      this.#isLost = false
      this.#hasAppended = false
      this.inner = this.#disk.restore(this.#backup)
      this.#watch.restored?.(await this.inner.head())
      await this.#watch.removed?.()
      return
    }
    this.inner = this.#disk.open(torn)
    if (this.#isCut) this.#watch.cut?.(await this.inner.head())
    this.#isCut = false
    if (unsure && (await this.inner.head()).version === unsure.version + 1) this.#watch.committed(unsure)
    await this.#watch.removed?.()
  }

  async #call<Answer>(
    life: { readonly isDead: boolean },
    verb: Fault['verb'],
    act: () => Promise<Answer>,
  ): Promise<Answer> {
    if (life.isDead) return never()
    this.calls++
    const fault = this.#trouble.strikes(verb)
    const isWrite = verb !== 'load' && verb !== 'durable'
    switch (fault?.what) {
      case 'killedBefore':
        return this.#die(fault)
      case 'killedWriting':
        this.torn = { before: this.#disk.written, share: this.#trouble.share() }
        await act()
        return this.#die(fault)
      case 'killedAfter':
        await act()
        return this.#die(fault)
      case 'powerCut':
        if (verb !== 'durable') await act()
        this.cutPower(fault)
        return never()
      case 'failedAlone':
        throw new Error(`simulated: ${verb} failed`)
      case 'failedAll':
        this.inner = this.#disk.open()
        throw new Error(`simulated: ${verb} failed, and with it everything since the last commit`)
      case 'failedAfter':
        await act()
        throw new Error(`simulated: ${verb} failed after it was on disk`)
    }
    if (isWrite && this.#trouble.isFull()) {
      if (this.#hasAppended) this.inner = this.#disk.open()
      this.#hasAppended = false
      throw new DiskFull('simulated: the disk is full')
    }
    return act()
  }

  async #sync(life: { readonly isDead: boolean }): Promise<void> {
    const { written } = this.#disk
    for (let turn = this.#trouble.syncTakes(); turn > 0; turn--) {
      this.calls++
      await new Promise(setImmediate)
      if (life.isDead) return never()
    }
    this.#durable = Math.min(Math.max(this.#durable, written), this.#disk.written)
  }

  /** The machine is gone, and what was not durable with it, or a part of that. */
  cutPower(fault: Fault): void {
    this.torn = { before: Math.min(this.#durable, this.#disk.written), share: this.#trouble.share() }
    this.#isCut = true
    void this.#die(fault)
  }

  #die(fault: Fault): Promise<never> {
    this.die()
    this.#trouble.killed(fault)
    return never()
  }
}
