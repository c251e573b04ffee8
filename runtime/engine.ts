import { earlier } from '../shared/predicate/truth.ts'
import type { Clock } from './clock.ts'
import type { Appended, HoldReason, NewEntry } from './commit/entry.ts'
import type { Message } from './commit/message.ts'
import { Fold, type FoldSizes } from './fold.ts'
import { FoldedLog } from './foldedLog.ts'
import { Intake } from './intake.ts'
import { Milestones } from './milestones.ts'
import { Overloaded } from './overloaded.ts'
import { presence } from './presence.ts'
import type { BackedUp } from './storage/backedUp.ts'
import type { ControlChange, ControlResult, MailLink } from './storage/control.ts'
import { type Claimed, type Claims, DiskFull, type Retry, type Storage } from './storage/port.ts'
import { trustedClock } from './trustedClock.ts'
import { isUrgent } from './urgent.ts'
import { Vigil } from './vigil.ts'
import { zoneData as nodesZoneData } from './zoneData.ts'

/** What everyone else asks of the one writer. Every answer comes after the transaction that holds it is on disk. */
export interface Engine {
  /** Accepts entries: on disk, deduplicated and, as a rule, folded when this resolves. Throws `Overloaded` when too much is waiting. */
  append(entries: readonly NewEntry[]): Promise<readonly Appended[]>
  control(change: ControlChange): Promise<ControlResult>
  /** As of `now` in a store with clock `data`, else of the time that is believed here. */
  claim(now: number, free: number, channel: Message['channel']): Promise<Claims>
  settle(retries: readonly Retry[]): Promise<void>
  keepLinks(message: string, links: readonly MailLink[]): Promise<void>
  abandoned(): Promise<readonly Claimed[]>
  /** Resolves once the fold has reached the log number, at most after `milliseconds`; says how many entries it is behind. */
  reached(position: number, milliseconds: number): Promise<number>
  /** Copies the store into a file while all goes on: see the storage port. */
  backUp(file: string): Promise<BackedUp>
  /** Pages that the backup which goes on has copied, of how many; `null` when none does. */
  backingUp(): Promise<{ readonly copied: number; readonly pages: number } | null>
  /** How things stand, for /ready, the banner and 429. */
  standing(): Promise<Standing>
  /** Resolves when nothing is left to do before time goes on: no entry, no due timer, no sweep. */
  idle(): Promise<void>
  /** When the next timer or schedule is due; `null` when none is left. */
  nextTimer(): Promise<number | null>
  /** When the next schedule is due; `null` when none is. */
  nextSchedule(): Promise<number | null>
  /** Ends turns in order, commits, closes the storage. */
  close(): Promise<void>
}

export interface Standing {
  readonly now: number
  readonly clockKind: 'wall' | 'data'
  /** Accepted entries that are not folded yet. */
  readonly behind: number
  readonly last: number
  readonly position: number
  /** No timer fires and no marketing leaves until somebody says to go on. */
  readonly held: { readonly since: number; readonly why: HoldReason } | null
}

export interface EngineOptions extends FoldSizes {
  readonly storage: Storage
  readonly clock: Clock
  /** Milliseconds of absence after which timers and marketing wait for a person; absent: they never do. */
  readonly holdAfter?: number
  /** In [0, 1); absent: `Math.random`. */
  readonly random?: () => number
  /** The release of the time zone database; absent: Node's. */
  readonly zoneData?: string
  /** Called once if the engine closes by itself. */
  readonly failed?: (error: Error) => void
  /** Called after each commit that somebody outside may want to know of. */
  readonly changed: (what: {
    readonly outbox: boolean
    readonly workflows: readonly string[]
    readonly position: number
    readonly held: boolean
  }) => void
}

/** What is done between rounds. */
interface Asked {
  answer(): Promise<void>
  refuse(error: Error): void
}

const mostPerTurn = 5_000
/** Fewer timers than this in one commit would cost more than they leave to what else is to be done. */
const leastTimers = 200
const lookForRoom = 1_000
/** Somebody reads what is left of customers who were erased. */
const lookForReaders = 1_000
/** A sign of life is written so often. */
const signEvery = 10_000

/**
 * The one writer. Its modes:
 *
 * - catching up: entered at the start; entries that a crash left unfolded are folded before anything else
 * - working:     while anything is asked, due or to be swept; each round appends what came, folds it, fires what is due, and commits
 * - waiting:     beside working: the next entry waits for sweeps or timers. What comes is accepted and not folded, and each round takes a page
 *                of what it waits for. Left when that has come to its end
 * - resting:     nothing to do; left when something is asked or the next timer is due
 * - held:        beside working and resting: entries are folded, no timer fires and no marketing leaves. Entered after a long absence, or
 *                when the machine's clock cannot be believed; left by `release`, or when the clock is right again
 * - full:        the disk had no room; what waits is refused, memory is read anew, and a second later it is tried again
 * - closed:      entered by `close`, by a Conflict (somebody else holds the store), or by anything else that fails; everything asked is refused
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const {
    storage,
    clock,
    holdAfter = Number.POSITIVE_INFINITY,
    changed,
    random = Math.random,
    zoneData = nodesZoneData,
    failed,
  } = options
  const head = await storage.head()
  const fold = new Fold(
    storage,
    head,
    ({ outbox, workflows }) => changed({ outbox, workflows, position: fold.position, held: fold.held !== null }),
    options,
  )
  await fold.ready()
  const vigil = new Vigil(storage, head)
  const wall = trustedClock(clock)
  const milestones = new Milestones(clock, () => fold.position)
  const log = new FoldedLog({ storage, head, fold, vigil, wall, reached: (position) => milestones.pass(position) })
  const { isData } = log
  const { tellBeginning, watchClock } = presence({ storage, head, log, vigil, wall, holdAfter, random, zoneData })
  const intake = new Intake()

  let others: Asked[] = []
  let working: Promise<void> | null = null
  let closed: Error | null = null
  let sleeping: (() => void) | null = null
  let isFull = false
  let isClosing = false
  let stopWaiting: (() => void) | null = null
  let stopSigning: (() => void) | null = null
  let hasBegun = false
  let rounds = 0
  /** The round after a large batch finds little to take in: who sent that is not answered before it is on disk. */
  let takenBefore = 0
  let backingUp: { readonly copied: number; readonly pages: number } | null = null

  /** Somebody is there: written down now and then, so that a successor knows since when nobody was. */
  function sign(): void {
    if (isData || closed) return
    stopSigning = clock.wake(clock.now() + signEvery, () => {
      // One that the disk has no room for makes a gap longer, no more.
      ask(() => vigil.alive(wall.now())).catch(() => {})
      sign()
    })
  }

  async function work(): Promise<void> {
    sleeping?.()
    sleeping = null
    try {
      while (!closed && (await round())) await new Promise(setImmediate)
      if (!closed) await sleep()
    } catch (error) {
      if (error instanceof DiskFull) await waitForRoom(error)
      else fail(error)
    } finally {
      working = null
    }
    if (closed) return
    if (!intake.isEmpty || others.length > 0) begin()
  }

  async function waitForRoom(error: DiskFull): Promise<void> {
    intake.refuse(error)
    isFull = true
    await log.reread()
    await new Promise<void>((resolve) => {
      clock.wake(clock.now() + lookForRoom, resolve)
      stopWaiting = resolve
    })
    isFull = false
    void Promise.resolve().then(begin)
  }

  /** Nobody knows what is in memory any more, or on the disk: nothing more is done, and nobody waits for it. */
  function fail(cause: unknown): void {
    if (closed) return
    closed = cause instanceof Error ? cause : new Error('the engine failed', { cause })
    intake.refuse(closed)
    for (const asked of others) asked.refuse(closed)
    others = []
    sleeping?.()
    stopSigning?.()
    failed?.(closed)
  }

  async function durable(): Promise<void> {
    try {
      await storage.durable()
    } catch (error) {
      fail(error)
      throw error
    }
  }

  /** After all that has come by now was asked: begun at once, each message of another thread would have a commit of its own. */
  const begin = (): Promise<void> => {
    working ??= new Promise(setImmediate).then(work)
    return working
  }

  /** One round; false when nothing is left to do. */
  async function round(): Promise<boolean> {
    if (!hasBegun) {
      await tellBeginning()
      hasBegun = true
    }
    await watchClock()
    await log.tellSchedules(log.now())
    for (let left = others.length; left > 0; left--) await others.shift()?.answer()
    // As much as may be appended in a round is folded in it, or what is accepted would pile up.
    await log.foldBacklog(mostPerTurn)
    await intake.gather()
    if (closed) return false
    const taken = await intake.take(mostPerTurn, (entries) => log.accept(entries), durable)
    const lately = Math.ceil((taken + takenBefore) / 2)
    takenBefore = taken
    await log.carry()
    if (log.behind > 0) return true
    const hasTaken = await takeTime(lately === 0 ? undefined : Math.max(lately, leastTimers))
    return hasTaken || !intake.isEmpty || others.length > 0
  }

  /**
   * A page at a time, so that what is asked meanwhile does not wait for a million timers, nor they for it: beside entries as many timers are
   * fired as entries were taken in lately. Of four pages sweeps have one. Old events are removed when there is nothing else to do.
   */
  async function takeTime(share: number | undefined): Promise<boolean> {
    const isSweepsTurn = ++rounds % 4 === 0
    if (isSweepsTurn && (await fold.sweepPage())) return true
    const until = log.now()
    await log.tellSchedules(until)
    // What was told just now may have begun a sweep, also in the sweeps' turn.
    if ((await fold.timerPage(until, share)) || (await fold.sweepPage())) return true
    // Nobody waits for it, so it comes last, and what is left of it is for the next process.
    return !isClosing && ((await fold.erasurePage()) || (await fold.retentionPage()))
  }

  async function sleep(): Promise<void> {
    const next = earlier(isData ? null : await nextInTime(), fold.isErasing ? clock.now() + lookForReaders : null)
    if (next !== null) sleeping = clock.wake(next, () => void begin())
  }

  const nextInTime = async (): Promise<number | null> => earlier(await fold.nextTimer(), fold.nextDue?.at ?? null)

  /** Asks storage between rounds, in the order of asking. */
  function ask<Value>(verb: () => Promise<Value>): Promise<Value> {
    if (closed) return Promise.reject(closed)
    return new Promise((resolve, reject) => {
      others.push({
        async answer() {
          try {
            const answer = await verb()
            durable().then(() => resolve(answer), reject)
          } catch (error) {
            try {
              // What had been appended before it is undone as well.
              if (error instanceof DiskFull) await log.reread()
            } finally {
              reject(error)
            }
          }
        },
        refuse: reject,
      })
      void begin()
    })
  }

  const engine: Engine = {
    append(entries) {
      if (closed) return Promise.reject(closed)
      if (log.isFarBehind && !entries.every(({ payload }) => isUrgent(payload)))
        return Promise.reject(new Overloaded(`${log.behind} entries are accepted and not folded`))
      const appended = intake.add(entries)
      void begin()
      return appended
    },

    control: (change) =>
      ask(async () => {
        if (change.do === 'release') wall.believe()
        const at = wall.now()
        await log.tellSchedules(isData && change.do === 'advanceClock' ? change.to : log.now())
        const result = await storage.control(change, at)
        if (result.ok) {
          await log.readHead()
          if (change.do === 'advanceClock') log.comeTo(change.to)
          await log.foldBacklog(mostPerTurn)
          changed({
            outbox: false,
            workflows: 'workflow' in change ? [change.workflow] : [],
            position: log.last,
            held: fold.held !== null,
          })
        }
        return result
      }),

    claim: (at, free, channel) =>
      ask(async () => {
        const isHeld = fold.held !== null || (await log.held()) !== null
        return storage.claim(isData ? at : log.now(), free, channel, isHeld)
      }),
    settle: (retries) => ask(() => storage.settle(retries)),
    keepLinks: (message, links) => ask(() => storage.keepLinks(message, links)),
    abandoned: () => ask(() => storage.abandoned()),

    // Not a thing asked between rounds: it goes on beside them, a step at a time.
    async backUp(file) {
      if (closed) throw closed
      backingUp = { copied: 0, pages: 0 }
      try {
        const made = await storage.backUp(file, (copied, pages) => {
          backingUp = { copied, pages }
        })
        // A copy is of no moment that the store itself may yet lose.
        await durable()
        return made
      } finally {
        backingUp = null
      }
    },
    backingUp: async () => backingUp,

    reached(position, milliseconds) {
      if (position <= fold.position) return Promise.resolve(0)
      const reached = milestones.reached(position, milliseconds)
      void begin()
      return reached
    },

    async standing() {
      if (closed) throw closed
      return {
        now: log.now(),
        clockKind: head.clockKind,
        behind: log.behind,
        last: log.last,
        position: fold.position,
        held: fold.held && { since: fold.held.from, why: fold.held.why ?? 'absence' },
      }
    },

    async idle() {
      do await begin()
      while (!closed && !isFull && (!intake.isEmpty || others.length > 0 || log.behind > 0 || fold.isSweeping))
      if (closed) throw closed
    },

    nextTimer: () => ask(nextInTime),
    nextSchedule: () => ask(async () => fold.nextDue?.at ?? null),

    async close() {
      if (closed) return
      isClosing = true
      if (!isFull) await engine.idle()
      sleeping?.()
      stopSigning?.()
      stopWaiting?.()
      closed = new Error('the engine is closed')
      // A stop that the disk has no room for counts as none: the next process is careful, no more.
      await vigil.end(wall.now()).catch(() => {})
      await storage.close()
    },
  }

  sign()
  void begin()
  return engine
}
