import type { Appended, Entry, FoldPayload, GapPayload, MarkerPayload, NewEntry } from './commit/entry.ts'
import type { Fold } from './fold.ts'
import { type Gap, heldIn, isOfGap } from './gaps.ts'
import type { LiveState } from './liveState.ts'
import { type Due, entryOfDue } from './schedules.ts'
import { Conflict, DiskFull, type Head, type Storage } from './storage/port.ts'
import type { TrustedClock } from './trustedClock.ts'
import { mostDeaths, type Vigil } from './vigil.ts'

/** More that is accepted and not folded, in entries or milliseconds, and nothing more is accepted but withdrawals (H26). */
const mostBehind = 1_000_000
const mostLag = 60_000
const readAtOnce = 1_000
/** So often is an entry folded anew before it is parked: storage may have failed, and not the fold. */
const mostFailures = 3

interface Parts {
  readonly storage: Storage
  readonly head: Head
  readonly fold: Fold
  readonly vigil: Vigil
  readonly wall: TrustedClock
  /** Called when the fold has reached an entry. */
  readonly reached: (position: number) => void
}

/**
 * The log and the fold in step: what is accepted is appended and folded at once, what the engine has to say itself is an entry too, and what
 * comes due before an entry is in the log before it.
 */
export class FoldedLog {
  readonly fold: Fold
  readonly isData: boolean
  /** The newest entry; all up to here may be folded. */
  last: number
  /** The time that has come: no later entry and no later timer is before it. */
  lastAt: number
  readonly #storage: Storage
  readonly #vigil: Vigil
  readonly #wall: TrustedClock
  readonly #reached: (position: number) => void
  /** When the last entry that was folded had been accepted; 0 before the first. */
  #foldedTo = 0
  /** When something was last carried on for an entry that waits for it. */
  #waitedTo = 0
  /** What is live with all entries up to its position, though they are not folded yet. */
  #ahead: { readonly state: LiveState; position: number } | null = null

  constructor({ storage, head, fold, vigil, wall, reached }: Parts) {
    this.#storage = storage
    this.#vigil = vigil
    this.#wall = wall
    this.#reached = reached
    this.fold = fold
    this.isData = head.clockKind === 'data'
    this.last = head.last
    this.lastAt = Math.max(head.lastAt, head.clock)
  }

  /** Time has come so far, though no entry says so. */
  comeTo(time: number): void {
    this.lastAt = Math.max(this.lastAt, time)
  }

  /** In a store with clock `data` one time stands until an entry or somebody moves it. */
  now(): number {
    return this.isData ? this.lastAt : Math.max(this.#wall.now(), this.lastAt)
  }

  /** Accepted entries that are not folded. */
  get behind(): number {
    return this.last - this.fold.position
  }

  get isFarBehind(): boolean {
    if (this.behind === 0) return false
    // Sweeps take their time however little comes in: what is accepted meanwhile is no lag yet.
    const since = Math.max(this.#foldedTo, this.#waitedTo)
    return this.behind > mostBehind || (!this.fold.waits && since > 0 && this.now() - since > mostLag)
  }

  /** Carries what the next entry waits for a page further, if it does. */
  async carry(): Promise<void> {
    if (!this.fold.waits) return
    await this.fold.carry()
    this.#waitedTo = this.now()
  }

  /** The gap that lasts until somebody says to go on, by all that was accepted. */
  async held(): Promise<Gap | null> {
    return heldIn((await this.#state()).live.gaps)
  }

  /** Appends entries and folds them, in parts between which schedules come due. */
  async accept(entries: readonly NewEntry[]): Promise<readonly Appended[]> {
    const appended: Appended[] = []
    const at = this.#wall.now()
    while (appended.length < entries.length) {
      await this.tellSchedules(this.#timeOf(entries[appended.length] as NewEntry, at))
      const { nextDue } = await this.#state()
      const answers = await this.#storage.append(this.#untilNextSchedule(entries, appended.length, at, nextDue), at)
      appended.push(...answers)
      const accepted: Entry[] = []
      for (const one of answers) if ('entry' in one) accepted.push(one.entry)
      await this.#foldOrKeep(accepted)
    }
    return appended
  }

  async tell(payload: GapPayload | FoldPayload | MarkerPayload): Promise<void> {
    const at = this.#wall.now()
    await this.tellSchedules(this.#timeOf({ payload }, at))
    await this.#storage.append([{ payload }], at)
    await this.readHead()
  }

  async tellAndFold(payload: GapPayload): Promise<void> {
    await this.tell(payload)
    await this.foldBacklog()
  }

  /**
   * Schedules that are due by then are in the log before anything later, each as of its own instant: no later entry may be appended and no
   * later timer fire before (H2).
   */
  async tellSchedules(until: number): Promise<void> {
    for (let due = await this.#nextDue(); due && due.at <= until; due = await this.#nextDue()) {
      const isNext = this.behind === 0
      const [told] = await this.#storage.append([entryOfDue(due, this.lastAt)], due.at)
      if (!told || 'duplicateOf' in told) throw new Error(`the schedule ${due.node} of ${due.workflow} was told twice`)
      await this.readHead()
      if (isNext) await this.foldBacklog()
    }
  }

  async #nextDue(): Promise<Due | null> {
    return (await this.#state()).nextDue
  }

  /** What is live by all that was accepted: entries that are still to be folded may change what is due, and who holds it. */
  async #state(): Promise<LiveState> {
    if (this.behind === 0) {
      this.#ahead = null
      return this.fold.state
    }
    this.#ahead ??= { state: this.fold.state.copy(), position: this.fold.position }
    const ahead = this.#ahead
    while (ahead.position < this.last) {
      const entries = await this.#storage.entries(ahead.position, readAtOnce)
      const newest = entries.at(-1)
      if (!newest) break
      await ahead.state.take(entries)
      ahead.position = newest.seq
    }
    return ahead.state
  }

  /** Folds what was accepted before, at least so many entries of it if there are as many; none that waits. */
  async foldBacklog(atLeast = Number.POSITIVE_INFINITY, page = readAtOnce): Promise<void> {
    const { fold } = this
    const begun = fold.position
    for (let failures = 0; this.behind > 0 && !fold.waits && fold.position - begun < atLeast; ) {
      const isCareful = this.#vigil.isCareful(fold.position)
      const entries = await this.#storage.entries(fold.position, failures > 0 || isCareful ? 1 : page)
      const [entry] = entries
      if (!entry) break
      try {
        if (!isCareful || (await this.#vigil.mayFold(entry.seq))) await fold.entries(entries)
        else await this.#park(entry, new Error(`Perennial stopped ${mostDeaths} times while it processed this`))
        failures = 0
        if (fold.position >= entry.seq) this.#foldedTo = entry.at
        if (fold.waits) await this.#vigil.spare()
        else await this.#vigil.survived(fold.position)
      } catch (error) {
        if (error instanceof Conflict) throw error
        if (error instanceof DiskFull) {
          await this.reread()
          throw error
        }
        await this.#recover()
        if (++failures > mostFailures) await this.#park(entry, error)
      }
      this.#reached(fold.position)
    }
  }

  /** Folds all of it, and carries what it waits for to its end. */
  async foldAll(): Promise<void> {
    for (await this.foldBacklog(); this.fold.waits; await this.foldBacklog())
      while (this.fold.waits) await this.fold.carry()
  }

  /** What was passed over has not changed what is live, as it was to. */
  async #park(entry: Entry, error: unknown): Promise<void> {
    await this.fold.park(entry, error)
    this.#ahead = null
  }

  /** Where the log ends: not where it was believed to, when a failed commit undid what had been appended. */
  async readHead(): Promise<void> {
    const { last, lastAt, clock, retention } = await this.#storage.head()
    this.last = last
    this.comeTo(Math.max(lastAt, clock))
    this.fold.noticeRetention(retention)
  }

  /** Storage is the truth again, also about the time that has come: a full disk undoes what moved it. */
  async reread(): Promise<void> {
    await this.fold.reread()
    await this.#readHeadAnew()
  }

  /** The same, and what was appended is committed, unless the commit that failed has undone it too. */
  async #recover(): Promise<void> {
    await this.fold.recover()
    await this.#readHeadAnew()
  }

  async #readHeadAnew(): Promise<void> {
    this.lastAt = 0
    this.#ahead = null
    await this.readHead()
  }

  /** The time up to which everything else must have happened before an entry is appended. */
  #timeOf({ payload, clock: said = 0 }: NewEntry, at: number): number {
    if (isOfGap(payload) && payload.type !== 'release') return payload.from
    return Math.max(this.isData ? said : at, this.lastAt)
  }

  /** What of a batch comes before the next schedule. With clock `data` it may span days; where time has not begun, the first entry begins it. */
  #untilNextSchedule(entries: readonly NewEntry[], from: number, at: number, nextDue: Due | null): readonly NewEntry[] {
    if (!this.isData) return entries
    const due = this.lastAt === 0 ? 1 : (nextDue?.at ?? Number.POSITIVE_INFINITY)
    const end = entries.findIndex((entry, index) => index > from && due <= this.#timeOf(entry, at))
    return from === 0 && end < 0 ? entries : entries.slice(from, end < 0 ? undefined : end)
  }

  /** A fold that throws costs no acknowledgement: the entries stay, and are folded again one by one (H12). */
  async #foldOrKeep(entries: readonly Entry[]): Promise<void> {
    const { fold } = this
    const newest = entries[entries.length - 1]
    const isNext = this.behind === 0
    if (newest) {
      this.last = newest.seq
      this.lastAt = newest.at
    }
    try {
      if (isNext) await fold.entries(entries)
      else await fold.keep()
      if (newest && fold.position === newest.seq) this.#foldedTo = newest.at
    } catch (error) {
      if (error instanceof Conflict || error instanceof DiskFull) throw error
      await this.#recover()
      if (newest && this.last < newest.seq)
        throw new Error('what was appended was undone with the fold', { cause: error })
      await this.foldBacklog(Number.POSITIVE_INFINITY, 1)
    }
    this.#reached(fold.position)
  }
}
