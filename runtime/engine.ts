import { earlier } from '../shared/predicate/truth.ts'
import type { Clock } from './clock.ts'
import type { Message } from './commit/commit.ts'
import type { Appended, Entry, FoldPayload, GapPayload, HoldReason, NewEntry } from './commit/entry.ts'
import { isWithdrawal } from './consentDecisions.ts'
import { Fold } from './fold.ts'
import { foldVersion } from './foldVersion.ts'
import { isOfGap } from './gaps.ts'
import { Overloaded } from './overloaded.ts'
import { entryOfDue } from './schedules.ts'
import type { BackedUp } from './storage/backedUp.ts'
import type { ControlChange, ControlResult, MailLink } from './storage/control.ts'
import { type Claimed, type Claims, Conflict, DiskFull, type Retry, type Storage } from './storage/port.ts'
import { trustedClock } from './trustedClock.ts'
import { mostDeaths, Vigil } from './vigil.ts'

/** What everyone else asks of the one writer. Every answer comes after the transaction that holds it is on disk. */
export interface Engine {
  /** Accepts entries: on disk, deduplicated and, as a rule, folded when this resolves. Throws `Overloaded` when too much is waiting. */
  append(entries: readonly NewEntry[]): Promise<readonly Appended[]>
  control(change: ControlChange): Promise<ControlResult>
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

export interface EngineOptions {
  readonly storage: Storage
  readonly clock: Clock
  /** Milliseconds of absence after which timers and marketing wait for a person; absent: they never do. */
  readonly holdAfter?: number
  /** Customers whose timers or sweep are one commit; absent: a thousand. */
  readonly pageSize?: number
  /** Called after each commit that somebody outside may want to know of. */
  readonly changed: (what: {
    readonly outbox: boolean
    readonly workflows: readonly string[]
    readonly position: number
    readonly held: boolean
  }) => void
}

const mostPerTurn = 5_000
const mostWaiting = 200_000
/** More that is accepted and not folded, in entries or milliseconds, and nothing more is accepted but withdrawals (H26). */
const mostBehind = 1_000_000
const mostLag = 60_000
const lookForRoom = 1_000
/** So often is an entry folded anew before it is parked: storage may have failed, and not the fold. */
const mostFailures = 3
/** A sign of life is written so often; whoever starts so much later than the last one was away. */
const signEvery = 10_000
const longestAway = 60_000

interface Append {
  readonly entries: readonly NewEntry[]
  resolve(appended: readonly Appended[]): void
  reject(error: unknown): void
}

/**
 * The one writer. Its modes:
 *
 * - catching up: entered at the start; entries that a crash left unfolded are folded before anything else
 * - working:     while anything is asked, due or to be swept; each round appends what came, folds it, fires what is due, and commits
 * - resting:     nothing to do; left when something is asked or the next timer is due
 * - held:        beside working and resting: entries are folded, no timer fires and no marketing leaves. Entered after a long absence, or
 *                when the machine's clock cannot be believed; left by `release`, or when the clock is right again
 * - full:        the disk had no room; what waits is refused, memory is read anew, and a second later it is tried again
 * - closed:      entered by `close` or by a Conflict (somebody else holds the store); everything asked is refused
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { storage, clock, holdAfter = Number.POSITIVE_INFINITY, pageSize, changed } = options
  const head = await storage.head()
  const isData = head.clockKind === 'data'
  const fold = new Fold(
    storage,
    head,
    ({ outbox, workflows }) => changed({ outbox, workflows, position: fold.position, held: fold.held !== null }),
    pageSize,
  )
  await fold.ready()
  const vigil = new Vigil(storage, head)
  const wall = trustedClock(clock)

  let last = head.last
  let lastAt = Math.max(head.lastAt, head.clock)
  let appends: Append[] = []
  let waiting = 0
  let others: (() => Promise<void>)[] = []
  let working: Promise<void> | null = null
  let closed: Error | null = null
  let sleeping: (() => void) | null = null
  let isFull = false
  let isClosing = false
  let stopWaiting: (() => void) | null = null
  let stopSigning: (() => void) | null = null
  let hasBegun = false
  let rounds = 0
  /** When the last entry that was folded had been accepted; 0 before the first. */
  let foldedTo = 0
  let sawClockAhead = false
  let backingUp: { readonly copied: number; readonly pages: number } | null = null
  const watching = new Set<{ position: number; done: () => void }>()

  /** In a store with clock `data` one time stands until an entry or somebody moves it. */
  const now = (): number => (isData ? lastAt : Math.max(wall.now(), lastAt))

  /** Since the process before nobody was there: that is in the log before anything that follows, and on disk with the first sign of life. */
  async function tellGap(): Promise<void> {
    const from = Math.max(head.pulse.alive, lastAt)
    const to = wall.now()
    if (!isData && head.pulse.alive > 0 && !fold.held) {
      if (head.pulse.copied) await tell({ type: 'hold', from, why: 'restored' })
      else if (to < lastAt - longestAway) await tell({ type: 'hold', from, why: 'clockBehind' })
      else if (to - from > holdAfter) await tell({ type: 'hold', from, why: 'absence' })
      else if (to - from > longestAway) await tell({ type: 'gap', from, to })
    }
    if (!isData && head.pulse.copied) await storage.append(await storage.withdrawn(), to)
    await vigil.begin(to)
    await readHead()
  }

  /** Another version decides from here on: what it did not fold itself can't be folded again to the same. */
  async function tellVersion(): Promise<void> {
    if (head.fold.version === foldVersion) return
    await foldBacklog()
    await tell({ type: 'fold', version: foldVersion })
  }

  async function tell(payload: GapPayload | FoldPayload): Promise<void> {
    await tellSchedules(timeOf({ payload }, wall.now()))
    await storage.append([{ payload }], wall.now())
    await readHead()
  }

  async function tellAndFold(payload: GapPayload): Promise<void> {
    await tell(payload)
    await foldBacklog()
  }

  /**
   * Schedules that are due by then are in the log before anything later, each as of its own instant: no later entry may be appended and no
   * later timer fire before (H2). Entries that are still to be folded may change what is due, so they come first.
   */
  async function tellSchedules(until: number): Promise<void> {
    for (let due = fold.nextDue; due && due.at <= until && fold.position === last; due = fold.nextDue) {
      const [told] = await storage.append([entryOfDue(due, lastAt)], due.at)
      if (!told || 'duplicateOf' in told) throw new Error(`the schedule ${due.node} of ${due.workflow} was told twice`)
      await readHead()
      await foldBacklog()
    }
  }

  /** The time up to which everything else must have happened before an entry is appended. */
  function timeOf({ payload, clock: said = 0 }: NewEntry, at: number): number {
    if (isOfGap(payload) && payload.type !== 'release') return payload.from
    return Math.max(isData ? said : at, lastAt)
  }

  /** Holds when the machine's clock was set by more than anybody would, and goes on when that is put right (H26). */
  async function watchClock(): Promise<void> {
    if (isData) return
    const at = wall.now()
    const { held } = fold
    if (wall.wrong && !held) await tellAndFold({ type: 'hold', from: Math.max(lastAt, fold.clock), why: wall.wrong })
    if (wall.wrong === 'clockAhead') sawClockAhead = true
    const isRight = !wall.wrong && at >= lastAt
    if (isRight && (held?.why === 'clockBehind' || (held?.why === 'clockAhead' && sawClockAhead))) {
      sawClockAhead = false
      await tellAndFold({ type: 'release', overdue: 'run' })
    }
  }

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
      rejectAppends(error)
      if (error instanceof DiskFull) await waitForRoom()
      else closed = error instanceof Error ? error : new Error(String(error))
    } finally {
      working = null
    }
    if (closed) return
    if (appends.length > 0 || others.length > 0) begin()
  }

  function isFarBehind(): boolean {
    const behind = last - fold.position
    return behind > mostBehind || (behind > 0 && foldedTo > 0 && now() - foldedTo > mostLag)
  }

  function rejectAppends(error: unknown): void {
    for (const { entries, reject } of appends) {
      waiting -= entries.length
      reject(error)
    }
    appends = []
  }

  async function waitForRoom(): Promise<void> {
    isFull = true
    await fold.reread()
    await readHead()
    await new Promise<void>((resolve) => {
      clock.wake(clock.now() + lookForRoom, resolve)
      stopWaiting = resolve
    })
    isFull = false
    void Promise.resolve().then(begin)
  }

  /** Where the log ends: not where it was believed to, when a failed commit undid what had been appended. */
  async function readHead(): Promise<void> {
    const after = await storage.head()
    last = after.last
    lastAt = Math.max(lastAt, after.lastAt, after.clock)
    fold.noticeRetention(after.retention)
  }

  /** After all that has come by now was asked: begun at once, each message of another thread would have a commit of its own. */
  const begin = (): Promise<void> => {
    working ??= new Promise(setImmediate).then(work)
    return working
  }

  /** One round; false when nothing is left to do. */
  async function round(): Promise<boolean> {
    if (!hasBegun) {
      await tellGap()
      await tellVersion()
      hasBegun = true
    }
    await watchClock()
    await tellSchedules(now())
    const asked = others
    others = []
    for (const ask of asked) await ask()
    // As much as may be appended in a round is folded in it, or what is accepted would pile up.
    await foldBacklog(mostPerTurn)
    await takeAppends()
    if (fold.position < last) return true
    return (await takeTime()) || appends.length > 0 || others.length > 0
  }

  /**
   * A page at a time, so that what is asked meanwhile does not wait for a million timers, nor they for it; of four pages sweeps have one.
   * Old events are removed when there is nothing else to do.
   */
  async function takeTime(): Promise<boolean> {
    const isSweepsTurn = ++rounds % 4 === 0
    if (isSweepsTurn && (await fold.sweepPage())) return true
    const until = now()
    await tellSchedules(until)
    if ((await fold.timerPage(until)) || (!isSweepsTurn && (await fold.sweepPage()))) return true
    // Nobody waits for it, so it comes last, and what is left of it is for the next process.
    return !isClosing && (await fold.retentionPage())
  }

  async function takeAppends(): Promise<void> {
    if (appends.length === 0) return
    const batch: Append[] = []
    for (let entries = 0; appends.length > 0 && entries < mostPerTurn; ) {
      const next = appends.shift() as Append
      entries += next.entries.length
      batch.push(next)
    }
    const entries = batch.flatMap((append) => append.entries)
    waiting -= entries.length
    const appended: Appended[] = []
    try {
      const at = wall.now()
      while (appended.length < entries.length) {
        await tellSchedules(timeOf(entries[appended.length] as NewEntry, at))
        const part = untilNextSchedule(entries, appended.length, at)
        const answers = await storage.append(part, at)
        appended.push(...answers)
        const accepted: Entry[] = []
        for (const one of answers) if ('entry' in one) accepted.push(one.entry)
        await foldOrKeep(accepted)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
      throw error
    }
    let from = 0
    for (const append of batch) {
      append.resolve(appended.slice(from, from + append.entries.length))
      from += append.entries.length
    }
  }

  /** What of a batch comes before the next schedule. With clock `data` it may span days; where time has not begun, the first entry begins it. */
  function untilNextSchedule(entries: readonly NewEntry[], from: number, at: number): readonly NewEntry[] {
    if (!isData) return entries
    const due = lastAt === 0 ? 1 : (fold.nextDue?.at ?? Number.POSITIVE_INFINITY)
    const end = entries.findIndex((entry, index) => index > from && due <= timeOf(entry, at))
    return from === 0 && end < 0 ? entries : entries.slice(from, end < 0 ? undefined : end)
  }

  /** A fold that throws costs no acknowledgement: the entries stay, and are folded again one by one (H12). */
  async function foldOrKeep(entries: readonly Entry[]): Promise<void> {
    const newest = entries[entries.length - 1]
    const isNext = fold.position === last
    if (newest) {
      last = newest.seq
      lastAt = newest.at
    }
    try {
      if (isNext) await fold.entries(entries)
      else await fold.recover()
      if (isNext && newest) foldedTo = newest.at
    } catch (error) {
      if (error instanceof Conflict || error instanceof DiskFull) throw error
      await fold.recover()
      await readHead()
      if (newest && last < newest.seq) throw new Error('what was appended was undone with the fold', { cause: error })
      await foldBacklog(Number.POSITIVE_INFINITY, 1)
    }
    reachedBy(fold.position)
  }

  /** Folds what was accepted before, at least so many entries of it if there are as many. */
  async function foldBacklog(atLeast = Number.POSITIVE_INFINITY, page = 1_000): Promise<void> {
    const begun = fold.position
    for (let failures = 0; fold.position < last && fold.position - begun < atLeast; ) {
      const isCareful = vigil.isCareful(fold.position)
      const entries = await storage.entries(fold.position, failures > 0 || isCareful ? 1 : page)
      const [entry] = entries
      if (!entry) break
      try {
        if (!isCareful || (await vigil.mayFold(entry.seq))) await fold.entries(entries)
        else await fold.park(entry, new Error(`Perennial stopped ${mostDeaths} times while it processed this`))
        failures = 0
        foldedTo = entry.at
        await vigil.survived(fold.position)
      } catch (error) {
        if (error instanceof DiskFull) await fold.reread()
        if (error instanceof Conflict || error instanceof DiskFull) throw error
        await fold.recover()
        if (++failures > mostFailures) await fold.park(entry, error)
      }
      reachedBy(fold.position)
    }
  }

  async function sleep(): Promise<void> {
    if (isData) return
    const next = await nextInTime()
    if (next !== null) sleeping = clock.wake(next, () => void begin())
  }

  const nextInTime = async (): Promise<number | null> => earlier(await fold.nextTimer(), fold.nextDue?.at ?? null)

  function reachedBy(position: number): void {
    for (const watch of watching)
      if (watch.position <= position) {
        watching.delete(watch)
        watch.done()
      }
  }

  /** Asks storage between rounds, in the order of asking. */
  function ask<Value>(verb: () => Promise<Value>): Promise<Value> {
    if (closed) return Promise.reject(closed)
    return new Promise((resolve, reject) => {
      others.push(() => verb().then(resolve, reject))
      void begin()
    })
  }

  const engine: Engine = {
    append(entries) {
      if (closed) return Promise.reject(closed)
      if (waiting + entries.length > mostWaiting)
        return Promise.reject(new Overloaded(`${waiting} entries are waiting`))
      if (isFarBehind() && !entries.every(({ payload }) => isWithdrawal(payload)))
        return Promise.reject(new Overloaded(`${last - fold.position} entries are accepted and not folded`))
      waiting += entries.length
      return new Promise((resolve, reject) => {
        appends.push({ entries, resolve, reject })
        void begin()
      })
    },

    control: (change) =>
      ask(async () => {
        if (change.do === 'release') wall.believe()
        const at = wall.now()
        await tellSchedules(isData ? (change.do === 'advanceClock' ? change.to : lastAt) : Math.max(at, lastAt))
        const result = await storage.control(change, at)
        if (result.ok) {
          await readHead()
          if (change.do === 'advanceClock') lastAt = Math.max(lastAt, change.to)
          await foldBacklog()
          changed({
            outbox: false,
            workflows: 'workflow' in change ? [change.workflow] : [],
            position: last,
            held: fold.held !== null,
          })
        }
        return result
      }),

    claim: (at, free, channel) =>
      ask(() => storage.claim(isData ? at : Math.min(at, now()), free, channel, fold.held !== null)),
    settle: (retries) => ask(() => storage.settle(retries)),
    keepLinks: (message, links) => ask(() => storage.keepLinks(message, links)),
    abandoned: () => ask(() => storage.abandoned()),

    // Not a thing asked between rounds: it goes on beside them, a step at a time.
    async backUp(file) {
      if (closed) throw closed
      backingUp = { copied: 0, pages: 0 }
      try {
        return await storage.backUp(file, (copied, pages) => {
          backingUp = { copied, pages }
        })
      } finally {
        backingUp = null
      }
    },
    backingUp: async () => backingUp,

    reached(position, milliseconds) {
      if (position <= fold.position) return Promise.resolve(0)
      return new Promise((resolve) => {
        const watch = { position, done: () => finish() }
        const finish = () => {
          giveUp()
          watching.delete(watch)
          resolve(Math.max(0, position - fold.position))
        }
        const giveUp = clock.wake(clock.now() + milliseconds, finish)
        watching.add(watch)
        void begin()
      })
    },

    standing: () =>
      Promise.resolve({
        now: now(),
        clockKind: head.clockKind,
        behind: last - fold.position,
        last,
        position: fold.position,
        held: fold.held && { since: fold.held.from, why: fold.held.why ?? 'absence' },
      }),

    async idle() {
      do await begin()
      while (!closed && !isFull && (appends.length > 0 || others.length > 0 || fold.position < last || fold.isSweeping))
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
