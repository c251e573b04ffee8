import { type Collector, collector } from './commit/collect.ts'
import type { EnterPayload, Entry, MarkerPayload } from './commit/entry.ts'
import type { LiveChange } from './commit/live.ts'
import type { Sweep } from './commit/sweep.ts'
import { lookEvery, onTheHour, winners } from './experiments.ts'
import { type Gap, gapOf, heldIn, isOfGap, reachOf } from './gaps.ts'
import type { Live } from './live.ts'
import { LiveState } from './liveState.ts'
import { enteringOf, isMarker, settledBy, sweepOf } from './marker.ts'
import { prefetch, prefetchTimers } from './prefetch.ts'
import { removeOldEvents } from './removeOldEvents.ts'
import type { Due } from './schedules.ts'
import type { Head, Storage, Wanted } from './storage/port.ts'
import { messageOf, Turns } from './turns.ts'
import { type MostInMemory, WorkingSet } from './workingSet.ts'

/** What a commit meant outside of the fold. */
export interface Folded {
  readonly outbox: boolean
  readonly workflows: readonly string[]
}

export interface FoldSizes {
  /** Customers whose timers or sweep are one commit, unless they read too much; absent: a thousand. */
  readonly pageSize?: number
  readonly mostInMemory?: MostInMemory
}

/** Rows of erased customers that go in one commit, which is some ten milliseconds. */
const erasedAtOnce = 1_000

/** So many pages of timers are fired before an entry that needs them, and with more it waits. */
const fewPages = 3

/**
 * The fold: takes entries and due timers in order, a batch at a time, and commits each batch as one value. It knows no clock: what it is
 * told to reach is an entry's `at`, or how far timers may fire.
 */
export class Fold {
  private readonly storage: Storage
  private readonly known: WorkingSet
  private readonly onCommit: (folded: Folded) => void
  readonly state: LiveState
  private readonly turns: Turns
  private sweeps: readonly Sweep[]
  private version: number
  private retention: Head['retention']
  private readonly pageSize: number
  /** Everything up to then must have happened before the next entry is folded. */
  private waitingFor: number | null = null
  /** Something of customers who were erased is left, or was when it was last looked for. */
  isErasing: boolean
  position: number
  clock: number

  constructor(storage: Storage, head: Head, onCommit: (folded: Folded) => void, sizes: FoldSizes = {}) {
    this.storage = storage
    this.onCommit = onCommit
    this.pageSize = sizes.pageSize ?? 1_000
    this.known = new WorkingSet(sizes.mostInMemory)
    this.state = new LiveState(head.live, this.known, (wanted) => this.load(wanted))
    this.turns = new Turns(this.known, this.state, (wanted) => this.load(wanted))
    this.sweeps = head.sweeps.filter((sweep) => sweep.cursor !== null)
    this.version = head.version
    this.retention = head.retention
    this.isErasing = head.isErasing
    this.position = head.position
    this.clock = head.clock
  }

  private get live(): Live {
    return this.state.live
  }

  /** Reads the versions that are live; throws when one is gone, for then nothing can be folded. */
  ready(): Promise<void> {
    return this.state.ready()
  }

  /**
   * Folds entries that follow the position, in order, and commits them with everything that was appended. It stops before one that must wait
   * for sweeps or many timers, and goes on once `carry` has brought them to their end.
   */
  async entries(entries: readonly Entry[]): Promise<void> {
    let batch = collector()
    this.waitingFor = null
    await prefetch(entries, {
      known: this.known,
      live: this.live,
      triggers: this.state.triggers,
      load: (wanted) => this.load(wanted),
    })
    for (const entry of entries) {
      const until = this.mustHaveHappenedUntil(entry)
      if (until !== null) {
        // What waits is committed all the same.
        if (this.isSweeping || this.position < entry.seq - 1) await this.commit(batch, entry.seq - 1, this.clock)
        batch = collector()
        if (this.isSweeping || !(await this.fewTimers(until))) {
          this.waitingFor = until
          return
        }
      }
      if (isMarker(entry.payload)) {
        if (entry.payload.type === 'workflow') await this.state.readVersions([entry.payload])
        this.applyMarker(batch, entry, entry.payload)
        await this.ready()
        await this.commit(batch, entry.seq, Math.max(this.clock, entry.at))
        batch = collector()
        continue
      }
      if (isOfGap(entry.payload)) {
        const gap = gapOf(entry.payload, entry, this.live.gaps)
        if (gap) this.change(batch, gap)
        continue
      }
      for (const change of this.state.changesOf(entry)) this.change(batch, change)
      if (entry.payload.type === 'enter') {
        this.letIn(batch, entry, entry.payload)
        continue
      }
      const joined = await this.turns.ofEntry(batch, entry, this.sweeps)
      if (entry.payload.type === 'erase') {
        await this.commit(batch, entry.seq, this.clock)
        this.known.forget()
        batch = collector()
      }
      const endsEarly = this.known.hasManyEvents
      if (!joined && !endsEarly) continue
      await this.commit(batch, entry.seq, this.clock)
      if (joined) this.known.forgetHistory(joined)
      // What was foreseen for those that follow may be forgotten.
      if (endsEarly) return this.entries(entries.filter(({ seq }) => seq > entry.seq))
      batch = collector()
    }
    const last = entries[entries.length - 1]
    if (last && this.position < last.seq) await this.commit(batch, last.seq, this.clock)
  }

  /** Up to when sweeps and timers come before an entry, and everything that was folded is committed; `null`: they need not. */
  private mustHaveHappenedUntil(entry: Entry): number | null {
    const { payload, at } = entry
    if (isOfGap(payload)) {
      const gap = gapOf(payload, entry, this.live.gaps)
      if (!gap) return null
      // What a hold kept fires at its end, after what was brought to everybody before.
      if (gap.runsFrom === undefined) return 0
      // What was due by then begins runs with the numbers that the original gave them. A clock that was ahead may have begun the hold.
      return Math.min(gap.from, at)
    }
    // What was live until now decides what happened until now.
    return isMarker(payload) || this.mayLook(at) ? at : null
  }

  /** Carries what must happen before the next entry a page further. */
  async carry(): Promise<void> {
    if (this.waitingFor === null || (await this.sweepPage())) return
    if (!(await this.timerPage(this.waitingFor))) this.waitingFor = null
  }

  /** Fires every timer that is due at or before `until`. */
  async timers(until: number): Promise<void> {
    while (await this.timerPage(until));
  }

  /** The same, a few pages of them; false when there are more. */
  private async fewTimers(until: number): Promise<boolean> {
    for (let pages = 0; pages < fewPages; pages++) if (!(await this.timerPage(until))) return true
    return false
  }

  /** Fires a page of timers in one commit, at most so many; false when none is left, and time has come so far. */
  async timerPage(until: number, most = this.pageSize): Promise<boolean> {
    const hour = await this.nextLook(until)
    if (hour === null) return this.firingPage(until, most)
    if (!(await this.firingPage(hour - 1, most)) && !(await this.sweepPage())) await this.look(hour)
    return true
  }

  /** At this hour, and before it, no look is taken any more: one was, or the fold has gone past it. */
  private get lastHour(): number {
    return Math.max(this.live.looked.at, onTheHour(this.clock))
  }

  private mayLook(at: number): boolean {
    return this.lastHour < onTheHour(at) && this.state.undecided.length > 0
  }

  /** The next hour, not after `until`, before which anything may have changed for an experiment; `null` when there is none. */
  private async nextLook(until: number): Promise<number | null> {
    if (!this.mayLook(until)) return null
    const { at, seq } = this.live.looked
    // Something happened since the last look, in the hour that time has come to: later it can't be told from what came afterwards.
    if (this.position > seq || this.clock > at) return this.lastHour + lookEvery
    const last = onTheHour(until)
    const [timer] = await this.storage.dueTimers(last - 1, 1)
    return timer ? Math.min(last, Math.max(at, onTheHour(timer.due)) + lookEvery) : last
  }

  /** All that happened before the hour is folded: experiments may have found their winner. */
  private async look(hour: number): Promise<void> {
    const { undecided } = this.state
    const { tallies } = await this.storage.load({ tallies: undecided })
    const [timer] = await this.storage.dueTimers(hour, 1)
    const batch = collector()
    for (const change of winners(undecided, tallies, hour, this.position)) this.change(batch, change)
    // What is due at the hour itself comes after the look: by a lower number it counts as something that has happened since.
    this.change(batch, { kind: 'look', id: 'look', at: hour, seq: timer ? this.position - 1 : this.position })
    // With the look, so that no entry is ever stamped before it.
    await this.commit(batch, this.position, Math.max(this.clock, hour))
  }

  private async firingPage(now: number, most: number): Promise<boolean> {
    const until = reachOf(this.live.gaps, now)
    const due = await this.storage.dueTimers(until, Math.min(most, this.pageSize))
    const customers = [...new Set(due.map((timer) => timer.customer))]
    if (customers.length === 0) {
      this.clock = Math.max(this.clock, until)
      return false
    }
    await prefetchTimers(customers, until, { known: this.known, load: (wanted) => this.load(wanted) })
    const batch = collector()
    await this.takeTurns(customers, (id) => this.turns.ofTimers(batch, id, until, this.sweeps))
    // With the firings, so that no entry is ever stamped before one of them, even when the machine's clock goes back.
    await this.commit(batch, this.position, Math.max(this.clock, until))
    return true
  }

  /** Carries the oldest sweep one page further; false when none is left. */
  async sweepPage(): Promise<boolean> {
    const [sweep] = this.sweeps
    if (!sweep) return false
    const customers = await this.storage.sweepPage(sweep, this.pageSize)
    await this.load({
      customers: customers.filter((id) => !this.known.hasCustomer(id)),
      ...(sweep.what.kind === 'enter' && { enrolments: enrolmentsOf(customers, sweep.what.workflow) }),
    })
    const batch = collector()
    const taken = await this.takeTurns(customers, (id) => this.turns.ofSweeps(batch, id, sweep.at, this.sweeps))
    const isLast = taken === customers.length && taken < this.pageSize
    const next: Sweep = { ...sweep, cursor: isLast ? null : (customers[taken - 1] ?? null) }
    batch.lists.sweeps.push(next)
    await this.commit(batch, this.position, this.clock)
    this.sweeps = next.cursor === null ? this.sweeps.slice(1) : [next, ...this.sweeps.slice(1)]
    return true
  }

  /** Customers' turns of a page, which ends early when they have read too much; answers with how many were taken, one at least. */
  private async takeTurns(customers: readonly number[], turnOf: (customer: number) => Promise<void>): Promise<number> {
    let taken = 0
    for (const id of customers) {
      await turnOf(id)
      taken++
      if (this.known.hasManyEvents) break
    }
    return taken
  }

  /**
   * Carries the removal of old events a page further; false when nothing is to be removed now. Whatever is decided later is decided at the
   * fold's clock or after it, but for sweeps, which are for an instant before: they come first.
   */
  async retentionPage(): Promise<boolean> {
    if (this.isSweeping) return false
    const { storage, known, state, version, clock } = this
    const pass = await removeOldEvents({ storage, known, state }, this.retention, { version, clock })
    if (!pass) return false
    this.retention = { ...this.retention, pass }
    this.version++
    this.onCommit({ outbox: false, workflows: [] })
    return true
  }

  /** Removes a page of what is left of customers who were erased; false when nothing is, or somebody reads what has yet to go. */
  async erasurePage(): Promise<boolean> {
    if (!this.isErasing) return false
    const left = await this.storage.removeErased(this.version, erasedAtOnce)
    if (left === 'nothing') this.isErasing = false
    if (left === 'more') this.version++
    return left === 'more'
  }

  /** The setting has changed, perhaps. */
  noticeRetention(retention: Head['retention']): void {
    this.retention = retention
  }

  /** The gap that lasts until somebody says to go on. */
  get held(): Gap | null {
    return heldIn(this.live.gaps)
  }

  /** The earliest timer that is not held. */
  async nextTimer(): Promise<number | null> {
    const [next] = await this.storage.dueTimers(this.held?.from ?? Number.MAX_SAFE_INTEGER, 1)
    return next?.due ?? null
  }

  /** The schedule that is due next. */
  get nextDue(): Due | null {
    return this.state.nextDue
  }

  get isSweeping(): boolean {
    return this.sweeps.length > 0
  }

  /** The next entry can't be folded before `carry` has brought what comes before it to its end. */
  get waits(): boolean {
    return this.waitingFor !== null
  }

  /** Storage is the truth again, also about what is live: what a failed commit held is forgotten. */
  async reread(): Promise<void> {
    this.known.forget()
    this.waitingFor = null
    const head = await this.storage.head()
    this.state.reread(head.live)
    this.sweeps = head.sweeps.filter((sweep) => sweep.cursor !== null)
    this.version = head.version
    this.retention = head.retention
    this.isErasing = head.isErasing
    this.position = head.position
    this.clock = head.clock
    await this.ready()
  }

  /** Commits what was appended though nothing was folded. */
  async keep(): Promise<void> {
    await this.commit(collector(), this.position, this.clock)
  }

  /** The same, and memory is read anew. */
  async recover(): Promise<void> {
    await this.reread()
    await this.keep()
  }

  /** An entry that can't be folded is parked, shown, and passed over (H12). */
  async park(entry: Entry, error: unknown): Promise<void> {
    const batch = collector()
    const settled = entry.payload.type === 'enter' && settledBy(entry.payload, entry)
    if (settled) this.change(batch, settled)
    batch.lists.parked.push({ seq: entry.seq, customer: 0, what: entry.payload.type, why: messageOf(error) })
    await this.commit(batch, entry.seq, this.clock)
  }

  private async commit(batch: Collector, position: number, clock: number): Promise<void> {
    await this.storage.commit(batch.value(this.version, position, clock))
    this.version++
    this.position = position
    this.clock = clock
    this.known.committed(this.live)
    const { messages, cancelled, erased } = batch.lists
    this.isErasing ||= erased.length > 0
    this.onCommit({ outbox: messages.length + cancelled.length > 0, workflows: batch.workflows() })
  }

  private applyMarker(batch: Collector, entry: Entry, marker: MarkerPayload): void {
    const what = sweepOf(marker, this.live, marker.type === 'workflow' && this.state.plansAhead(marker))
    for (const change of this.state.changesOf(entry)) this.change(batch, change)
    if (what) this.sweep(batch, entry, what)
  }

  /** An audience enters: older sweeps need not be done, since nothing changes of what decided them. */
  private letIn(batch: Collector, entry: Entry, payload: EnterPayload): void {
    const what = enteringOf(payload)
    if (what) this.sweep(batch, entry, what)
  }

  private sweep(batch: Collector, { seq, at }: Entry, what: Sweep['what']): void {
    const sweep: Sweep = { n: seq, at, what, cursor: 0 }
    batch.lists.sweeps.push(sweep)
    this.sweeps = [...this.sweeps, sweep]
  }

  private change(batch: Collector, change: LiveChange): void {
    this.state.change(change)
    batch.lists.live.push(change)
  }

  private async load(wanted: Wanted): Promise<void> {
    this.known.absorb(wanted, await this.storage.load(wanted))
  }
}

/** Whether they entered before, which is asked of everyone who is to enter; a schedule knows no key. */
const enrolmentsOf = (customers: readonly number[], workflow: string) =>
  customers.map((customer) => ({ customer, workflow, key: '' }))
