import type { LiveChange, Sweep } from './commit/commit.ts'
import type { Entry, MarkerPayload } from './commit/entry.ts'
import type { Live } from './live.ts'

/** A change that concerns many customers: its fold changes what is live, and a sweep brings it to each of them (H2). */
export const isMarker = (payload: Entry['payload']): payload is MarkerPayload =>
  payload.type === 'workflow' || payload.type === 'segment' || payload.type === 'settings'

export function liveChangeOf(marker: MarkerPayload, { seq, at }: Entry, before: Live): LiveChange {
  if (marker.type === 'workflow') {
    const { workflow: id, version, state } = marker
    const pausedAt = state === 'paused' ? { pausedAt: before.workflows.get(id)?.pausedAt ?? at } : {}
    return { kind: 'workflow', id, version, state, ...pausedAt, seq }
  }
  if (marker.type === 'segment') return { kind: 'segment', id: marker.segment, definition: marker.definition, seq }
  return { kind: 'settings', id: 'settings', settings: marker.settings, seq }
}

/**
 * What the marker means for customers, if it means anything for them beside what is live.
 *
 * @param plans  whether the version that goes live plans starts by what is known of customers already
 */
export function sweepOf(marker: MarkerPayload, before: Live, plans: boolean): Sweep['what'] | null {
  if (marker.type === 'segment') return { kind: 'segment', segment: marker.segment }
  if (marker.type !== 'workflow') return null
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
  return plans && state === 'live' && known?.version !== version ? { kind: 'plan', workflow } : null
}
