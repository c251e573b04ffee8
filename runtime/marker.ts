import { definitionOf } from '../shared/nodes/index.ts'
import type { EnterPayload, Entry, MarkerPayload } from './commit/entry.ts'
import type { LiveChange } from './commit/live.ts'
import type { Sweep } from './commit/sweep.ts'
import type { Live } from './live.ts'
import type { Plan } from './plan.ts'
import { scheduleKey } from './schedules.ts'

/** A change that concerns many customers: its fold changes what is live, and a sweep brings it to each of them (H2). */
export const isMarker = (payload: Entry['payload']): payload is MarkerPayload =>
  payload.type === 'workflow' ||
  payload.type === 'segment' ||
  payload.type === 'settings' ||
  payload.type === 'zoneData'

export function liveChangeOf(marker: MarkerPayload, { seq, at }: Entry, before: Live): LiveChange {
  if (marker.type === 'workflow') {
    const { workflow: id, version, state } = marker
    const pausedAt = state === 'paused' ? { pausedAt: before.workflows.get(id)?.pausedAt ?? at } : {}
    return { kind: 'workflow', id, version, state, ...pausedAt, seq }
  }
  if (marker.type === 'segment') return { kind: 'segment', id: marker.segment, definition: marker.definition, seq }
  if (marker.type === 'zoneData') return { kind: 'zoneData', id: 'zoneData', release: marker.release, seq }
  return { kind: 'settings', id: 'settings', settings: marker.settings, seq }
}

/**
 * What the marker means for customers, if it means anything for them beside what is live.
 *
 * @param plans  whether the version that is published plans starts ahead of time, or the one before did
 */
export function sweepOf(marker: MarkerPayload, before: Live, plans: boolean): Sweep['what'] | null {
  if (marker.type === 'segment') return { kind: 'segment', segment: marker.segment }
  if (marker.type === 'settings') return marker.settings.zone === before.settings.zone ? null : { kind: 'zone' }
  if (marker.type === 'zoneData') return marker.release === before.zoneData ? null : { kind: 'zone' }
  const { workflow, version, state, move, include, overdue } = marker
  if (state === 'ended') return { kind: 'end', workflow }
  const known = before.workflows.get(workflow)
  if (state === 'live' && known?.state === 'paused')
    return {
      kind: 'resume',
      workflow,
      ...(overdue && { overdue }),
      ...(known.pausedAt !== undefined && { pausedAt: known.pausedAt }),
    }
  if (move || include) return { kind: 'publish', workflow, version, ...(move && { move }), ...(include && { include }) }
  return plans && known?.version !== version ? { kind: 'plan', workflow } : null
}

/** Schedules of a version that goes live begin then: what the version before had missed is none of theirs. */
export function schedulesBegun(plan: Plan, marker: MarkerPayload, { seq, at }: Entry, before: Live): LiveChange[] {
  if (marker.type !== 'workflow' || marker.state === 'ended') return []
  const known = before.workflows.get(marker.workflow)
  if (known?.version === marker.version && known.state !== 'ended') return []
  return plan.triggers.flatMap(({ id, kind, settings }) =>
    definitionOf(kind).schedule?.(settings)
      ? [{ kind: 'schedule', id: scheduleKey(marker.workflow, id), settled: at, seq }]
      : [],
  )
}

/** What a schedule that is due means: its instant is taken care of, and nothing else that is live changes. */
export const settledBy = ({ workflow, node, due }: EnterPayload, { seq }: Entry): LiveChange | null =>
  due === undefined ? null : { kind: 'schedule', id: scheduleKey(workflow, node), settled: due, seq }

export function enteringOf({ type: _, skipped, ...entering }: EnterPayload): Sweep['what'] | null {
  return skipped ? null : { kind: 'enter', ...entering }
}
