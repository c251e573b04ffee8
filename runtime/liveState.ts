import type { Entry, MarkerPayload } from './commit/entry.ts'
import type { LiveChange } from './commit/live.ts'
import { winnerKey } from './experiments.ts'
import { gapOf, isOfGap } from './gaps.ts'
import { changeLive, type Live, liveOf, notEnded } from './live.ts'
import { isMarker, liveChangeOf, schedulesBegun, settledBy } from './marker.ts'
import type { Experiment } from './plan.ts'
import { indexTriggers, type TriggerIndex } from './route/triggers.ts'
import { type Due, nextDue, schedulesBegunBy, schedulesMoved } from './schedules.ts'
import type { Wanted } from './storage/port.ts'
import type { WorkingSet } from './workingSet.ts'

interface VersionOf {
  readonly workflow: string
  readonly version: number
}

/** What is live where the fold stands, and what follows from it alone: who listens, what comes due, what is still undecided. */
export class LiveState {
  live: Live
  private readonly known: WorkingSet
  private readonly load: (wanted: Wanted) => Promise<void>
  private triggerIndex: TriggerIndex | null = null
  private due: { readonly live: Live; readonly next: Due | null } | null = null

  constructor(changes: Iterable<LiveChange>, known: WorkingSet, load: (wanted: Wanted) => Promise<void>) {
    this.live = liveOf(changes)
    this.known = known
    this.load = load
  }

  /** Reads the versions that are live, so that turns find them; throws when one is gone, for then nothing can be folded. */
  async ready(): Promise<void> {
    await this.readVersions(notEnded(this.live).map(({ id, version }) => ({ workflow: id, version })))
    this.triggerIndex = this.indexed()
  }

  async readVersions(of: readonly VersionOf[]): Promise<void> {
    const missing = of.filter(({ workflow, version }) => !this.known.hasPlan(workflow, version))
    const versions = new Map(missing.map(({ workflow, version }) => [`${workflow} ${version}`, { workflow, version }]))
    if (versions.size > 0) await this.load({ versions: [...versions.values()] })
  }

  /** Storage is the truth again; to be followed by `ready`. */
  reread(changes: Iterable<LiveChange>): void {
    this.live = liveOf(changes)
    this.triggerIndex = null
  }

  change(change: LiveChange): void {
    this.live = changeLive(this.live, change)
    if (change.kind === 'workflow') this.triggerIndex = null
  }

  /** Published workflows by what lets customers in. Asks for versions that are not in memory. */
  get triggers(): TriggerIndex {
    this.triggerIndex ??= this.indexed()
    return this.triggerIndex
  }

  private indexed(): TriggerIndex {
    return indexTriggers(
      notEnded(this.live)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map((workflow) => this.known.plan(workflow.id, workflow.version)),
    )
  }

  /** The schedule that is due next. */
  get nextDue(): Due | null {
    if (this.due?.live !== this.live) this.due = { live: this.live, next: nextDue(this.live, this.triggers) }
    return this.due.next
  }

  /** Experiments that may find a winner. */
  get undecided(): readonly Experiment[] {
    return this.triggers.experiments.filter(
      (experiment) => experiment.takeOver && !this.live.winners.has(winnerKey(experiment)),
    )
  }

  /** Whether a version that is to be published plans starts ahead of time, or the one that is out now. */
  plansAhead({ workflow, version }: VersionOf): boolean {
    const { planners } = indexTriggers([this.known.plan(workflow, version)])
    return [...planners.all, ...this.triggers.planners.all].some(({ plan }) => plan.workflow === workflow)
  }

  /** What an entry changes of it. */
  changesOf(entry: Entry): readonly LiveChange[] {
    const { payload } = entry
    if (isMarker(payload)) return [liveChangeOf(payload, entry, this.live), ...this.schedulesBegun(payload, entry)]
    if (isOfGap(payload)) {
      const gap = gapOf(payload, entry, this.live.gaps)
      return gap ? [gap] : []
    }
    const settled = payload.type === 'enter' && settledBy(payload, entry)
    return [...schedulesBegunBy(entry, this.live), ...(settled ? [settled] : [])]
  }

  /** The same as of now, to go on from by itself. */
  copy(): LiveState {
    const copy = new LiveState([], this.known, this.load)
    copy.live = this.live
    copy.triggerIndex = this.triggerIndex
    return copy
  }

  /** Goes on by what entries change of it, whatever else they mean. */
  async take(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      if (entry.payload.type === 'workflow') await this.readVersions([entry.payload])
      try {
        for (const change of this.changesOf(entry)) this.change(change)
      } catch {
        // The fold can't take it either: it will be parked, and has changed nothing.
      }
      // What is out here need not be out where the fold stands, and may have been forgotten.
      if (!this.triggerIndex) await this.ready()
    }
  }

  /** The schedules of a version begin with the marker that publishes it; those that keep the store's time, anew with its move to another zone. */
  private schedulesBegun(marker: MarkerPayload, entry: Entry): readonly LiveChange[] {
    if (marker.type === 'settings') return schedulesMoved(marker.settings.zone, entry, this.live, this.triggers)
    if (marker.type !== 'workflow') return []
    return schedulesBegun(this.known.plan(marker.workflow, marker.version), marker, entry, this.live)
  }
}
