import type { Appended, Entry, FoldPayload, GapPayload, NewEntry } from './commit/entry.ts'
import type { Fold } from './fold.ts'
import { isOfGap } from './gaps.ts'
import { entryOfDue } from './schedules.ts'
import { Conflict, DiskFull, type Head, type Storage } from './storage/port.ts'
import type { TrustedClock } from './trustedClock.ts'
import { mostDeaths, type Vigil } from './vigil.ts'

/** More that is accepted and not folded, in entries or milliseconds, and nothing more is accepted but withdrawals (H26). */
const mostBehind = 1_000_000
const mostLag = 60_000
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
    return this.behind > mostBehind || (this.#foldedTo > 0 && this.now() - this.#foldedTo > mostLag)
  }

  /** Appends entries and folds them, in parts between which schedules come due. */
  async accept(entries: readonly NewEntry[]): Promise<readonly Appended[]> {
    const appended: Appended[] = []
    const at = this.#wall.now()
    while (appended.length < entries.length) {
      await this.tellSchedules(this.#timeOf(entries[appended.length] as NewEntry, at))
      const answers = await this.#storage.append(this.#untilNextSchedule(entries, appended.length, at), at)
      appended.push(...answers)
      const accepted: Entry[] = []
      for (const one of answers) if ('entry' in one) accepted.push(one.entry)
      await this.#foldOrKeep(accepted)
    }
    return appended
  }

  async tell(payload: GapPayload | FoldPayload): Promise<void> {
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
   * later timer fire before (H2). Entries that are still to be folded may change what is due, so they come first.
   */
  async tellSchedules(until: number): Promise<void> {
    const { fold } = this
    for (let due = fold.nextDue; due && due.at <= until && this.behind === 0; due = fold.nextDue) {
      const [told] = await this.#storage.append([entryOfDue(due, this.lastAt)], due.at)
      if (!told || 'duplicateOf' in told) throw new Error(`the schedule ${due.node} of ${due.workflow} was told twice`)
      await this.readHead()
      await this.foldBacklog()
    }
  }

  /** Folds what was accepted before, at least so many entries of it if there are as many. */
  async foldBacklog(atLeast = Number.POSITIVE_INFINITY, page = 1_000): Promise<void> {
    const { fold } = this
    const begun = fold.position
    for (let failures = 0; this.behind > 0 && fold.position - begun < atLeast; ) {
      const isCareful = this.#vigil.isCareful(fold.position)
      const entries = await this.#storage.entries(fold.position, failures > 0 || isCareful ? 1 : page)
      const [entry] = entries
      if (!entry) break
      try {
        if (!isCareful || (await this.#vigil.mayFold(entry.seq))) await fold.entries(entries)
        else await fold.park(entry, new Error(`Perennial stopped ${mostDeaths} times while it processed this`))
        failures = 0
        this.#foldedTo = entry.at
        await this.#vigil.survived(fold.position)
      } catch (error) {
        if (error instanceof Conflict) throw error
        if (error instanceof DiskFull) {
          await this.reread()
          throw error
        }
        await this.#recover()
        if (++failures > mostFailures) await fold.park(entry, error)
      }
      this.#reached(fold.position)
    }
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

  /** The same, and what was appended is made durable, unless the commit that failed has undone it too. */
  async #recover(): Promise<void> {
    await this.fold.recover()
    await this.#readHeadAnew()
  }

  async #readHeadAnew(): Promise<void> {
    this.lastAt = 0
    await this.readHead()
  }

  /** The time up to which everything else must have happened before an entry is appended. */
  #timeOf({ payload, clock: said = 0 }: NewEntry, at: number): number {
    if (isOfGap(payload) && payload.type !== 'release') return payload.from
    return Math.max(this.isData ? said : at, this.lastAt)
  }

  /** What of a batch comes before the next schedule. With clock `data` it may span days; where time has not begun, the first entry begins it. */
  #untilNextSchedule(entries: readonly NewEntry[], from: number, at: number): readonly NewEntry[] {
    if (!this.isData) return entries
    const due = this.lastAt === 0 ? 1 : (this.fold.nextDue?.at ?? Number.POSITIVE_INFINITY)
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
      else await fold.recover()
      if (isNext && newest) this.#foldedTo = newest.at
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
