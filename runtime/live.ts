import type { Reads } from '../shared/predicate/reads.ts'
import { readsOf } from '../shared/predicate/reads.ts'
import type { SegmentDefinition } from '../shared/segment.ts'
import type { FoldSettings } from './commit/entry.ts'
import type { LiveChange } from './commit/live.ts'
import { type Gap, withGap } from './gaps.ts'
import { initialSettings } from './storage/control.ts'

/** A segment that is live, with what its definition reads. */
export interface LiveSegment {
  readonly id: string
  readonly definition: SegmentDefinition
  readonly reads: Reads
}

export interface LiveWorkflow {
  readonly id: string
  readonly version: number
  readonly state: 'live' | 'paused' | 'ended'
  readonly pausedAt?: number
}

/**
 * What is published, as the fold sees it, indexed by what it reads: an entry meets only the segments that it concerns (law 5).
 * Changed by folding markers alone, so that an entry meets what was live when it was accepted.
 */
export interface Live {
  readonly settings: FoldSettings
  /** The release of the time zone database by which everybody's local times were planned; absent where nobody wrote it down. */
  readonly zoneData?: string | undefined
  readonly workflows: ReadonlyMap<string, LiveWorkflow>
  /** Newest first. */
  readonly gaps: readonly Gap[]
  /** Paths that won experiments, by workflow, version and node. */
  readonly winners: ReadonlyMap<string, string>
  /** Up to when the instants of schedules are taken care of, by `scheduleKey`. */
  readonly schedules: ReadonlyMap<string, number>
  /** When experiments were looked at last. Unless an entry after `seq` is folded by now, or time has gone on, nothing has happened since. */
  readonly looked: { readonly at: number; readonly seq: number }
  readonly segments: ReadonlyMap<string, LiveSegment>
  /** Each after those that it reads, and else by id: one order holds everywhere. */
  readonly segmentsInOrder: readonly LiveSegment[]
  /** Where one stands in that order. */
  readonly placeOf: (segment: LiveSegment) => number
  readonly segmentsByEvent: ReadonlyMap<string, readonly LiveSegment[]>
  readonly segmentsByAttribute: ReadonlyMap<string, readonly LiveSegment[]>
  readonly segmentsBySegment: ReadonlyMap<string, readonly LiveSegment[]>
  readonly segmentsByConsent: readonly LiveSegment[]
  readonly segmentsByTime: readonly LiveSegment[]
}

export function liveOf(changes: Iterable<LiveChange>): Live {
  let settings: FoldSettings = initialSettings
  let zoneData: string | undefined
  const workflows = new Map<string, LiveWorkflow>()
  const winners = new Map<string, string>()
  const schedules = new Map<string, number>()
  let looked = { at: 0, seq: 0 }
  const segments = new Map<string, LiveSegment>()
  let gaps: readonly Gap[] = []
  for (const change of changes) {
    // What was live before a setting existed has its initial value.
    if (change.kind === 'settings') settings = { ...initialSettings, ...change.settings }
    else if (change.kind === 'workflow') workflows.set(change.id, change)
    else if (change.kind === 'gap') gaps = withGap(gaps, change)
    else if (change.kind === 'winner') winners.set(change.id, change.port)
    else if (change.kind === 'look') looked = change
    else if (change.kind === 'zoneData') zoneData = change.release
    else if (change.kind === 'schedule') schedules.set(change.id, change.settled)
    else if (change.definition === null) segments.delete(change.id)
    else
      segments.set(change.id, { id: change.id, definition: change.definition, reads: readsOf(change.definition.when) })
  }
  return { settings, zoneData, workflows, gaps, winners, schedules, looked, segments, ...indexOf(segments) }
}

export const notEnded = ({ workflows }: Live): LiveWorkflow[] =>
  [...workflows.values()].filter(({ state }) => state !== 'ended')

/** The live state after a marker. */
export function changeLive(live: Live, change: LiveChange): Live {
  if (change.kind === 'settings') return { ...live, settings: { ...initialSettings, ...change.settings } }
  if (change.kind === 'workflow') return { ...live, workflows: new Map(live.workflows).set(change.id, change) }
  if (change.kind === 'gap') return { ...live, gaps: withGap(live.gaps, change) }
  if (change.kind === 'winner') return { ...live, winners: new Map(live.winners).set(change.id, change.port) }
  if (change.kind === 'schedule') return { ...live, schedules: new Map(live.schedules).set(change.id, change.settled) }
  if (change.kind === 'look') return { ...live, looked: change }
  if (change.kind === 'zoneData') return { ...live, zoneData: change.release }
  const segments = new Map(live.segments)
  if (change.definition === null) segments.delete(change.id)
  else segments.set(change.id, { id: change.id, definition: change.definition, reads: readsOf(change.definition.when) })
  return { ...live, segments, ...indexOf(segments) }
}

function indexOf(segments: ReadonlyMap<string, LiveSegment>) {
  const all = inOrder(segments)
  const places = new Map(all.map((segment, place) => [segment, place]))
  const by = (namesOf: (reads: Reads) => Iterable<string>) => {
    const index = new Map<string, LiveSegment[]>()
    for (const segment of all)
      for (const name of namesOf(segment.reads)) index.set(name, [...(index.get(name) ?? []), segment])
    return index
  }
  return {
    segmentsInOrder: all,
    placeOf: (segment: LiveSegment) => places.get(segment) ?? all.length,
    segmentsByEvent: by((reads) => reads.events),
    segmentsByAttribute: by((reads) => reads.attributes),
    segmentsBySegment: by((reads) => reads.segments),
    segmentsByConsent: all.filter((segment) => segment.reads.consents),
    segmentsByTime: all.filter((segment) => segment.reads.time),
  }
}

/** In a circle the least id comes last. */
function inOrder(segments: ReadonlyMap<string, LiveSegment>): readonly LiveSegment[] {
  const ordered: LiveSegment[] = []
  const met = new Set<string>()
  const meet = (id: string) => {
    const segment = segments.get(id)
    if (!segment || met.has(id)) return
    met.add(id)
    for (const read of [...segment.reads.segments].sort()) meet(read)
    ordered.push(segment)
  }
  for (const id of [...segments.keys()].sort()) meet(id)
  return ordered
}

/** Runs of a workflow that is paused can leave but not advance, and nobody enters it (rule 26). */
export const isPaused = ({ workflows }: Live, workflow: string): boolean => workflows.get(workflow)?.state === 'paused'
