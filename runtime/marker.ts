import type { LiveChange, Sweep } from './commit/commit.ts'
import type { Entry, MarkerPayload } from './commit/entry.ts'
import type { Live } from './live.ts'

/** A change that concerns many customers: its fold changes what is live, and a sweep brings it to each of them (H2). */
export const isMarker = (payload: Entry['payload']): payload is MarkerPayload =>
  payload.type === 'workflow' || payload.type === 'segment' || payload.type === 'settings'

export function liveChangeOf(marker: MarkerPayload, seq: number): LiveChange {
  if (marker.type === 'workflow')
    return { kind: 'workflow', id: marker.workflow, version: marker.version, state: marker.state, seq }
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
  if (marker.state === 'ended') return { kind: 'end', workflow: marker.workflow }
  if (marker.state === 'paused') return null
  const known = before.workflows.get(marker.workflow)
  if (known?.state === 'paused') return { kind: 'resume', workflow: marker.workflow }
  return plans && known?.version !== marker.version ? { kind: 'plan', workflow: marker.workflow } : null
}
