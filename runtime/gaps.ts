import type { Entry, GapPayload } from './commit/entry.ts'
import type { LiveChange } from './commit/live.ts'

/** Time in which no timer fires: nobody was running, or somebody must say first how to go on. `to` is null as long as that lasts. */
export type Gap = Extract<LiveChange, { kind: 'gap' }>

export const isOfGap = (payload: Entry['payload']): payload is GapPayload =>
  payload.type === 'gap' || payload.type === 'hold' || payload.type === 'release'

/**
 * The gap as the entry leaves it, by the gaps so far, newest first; none when there is nothing to release or it is held already. A store that
 * was a backup is held for that, whatever it was held for when the backup was made.
 */
export function gapOf(payload: GapPayload, { seq, at }: Entry, gaps: readonly Gap[]): Gap | null {
  const held = heldIn(gaps)
  if (payload.type === 'release')
    return held && { ...held, to: at, seq, ...(payload.overdue === 'skip' && { skips: true as const }) }
  const restored = payload.type === 'hold' &&
    payload.why === 'restored' && {
      runsFrom: payload.runsFrom ?? Math.floor(at / 1000),
    }
  if (held) return restored ? { ...held, ...restored, why: 'restored', seq } : null
  const gap = { kind: 'gap' as const, id: String(seq), from: payload.from, seq }
  return payload.type === 'gap' ? { ...gap, to: payload.to } : { ...gap, to: null, why: payload.why, ...restored }
}

/** The gaps after a change, newest first. */
export const withGap = (gaps: readonly Gap[], gap: Gap): readonly Gap[] => [
  gap,
  ...gaps.filter(({ id }) => id !== gap.id),
]

/**
 * The least number of a run that begins now. The store that this one is a backup of went on, and gave numbers, and with them the keys of effects
 * (rule 24), that nobody here knows of.
 */
export const runsFrom = (gaps: readonly Gap[]): number => gaps.find((gap) => gap.runsFrom !== undefined)?.runsFrom ?? 0

/** The gap that lasts still. */
export function heldIn([newest]: readonly Gap[]): Gap | null {
  return newest && newest.to === null ? newest : null
}

/** The gap in which a timer came due: it fires at the gap's end (rule 21). */
export function gapAround(gaps: readonly Gap[], due: number): Gap | null {
  for (const gap of gaps) {
    if (due > (gap.to ?? Number.POSITIVE_INFINITY)) return null
    if (due > gap.from) return gap
  }
  return null
}

/** When a timer fires: at its own time, at the end of the gap that it lies in, or not before the gap ends. */
export function firesAt(gaps: readonly Gap[], due: number): number {
  const gap = gapAround(gaps, due)
  return gap ? (gap.to ?? Number.POSITIVE_INFINITY) : due
}

/** How far timers may fire when time has come so far: none fires in the middle of a gap. */
export function reachOf(gaps: readonly Gap[], until: number): number {
  const gap = gapAround(gaps, until)
  return gap && (gap.to === null || gap.to > until) ? gap.from : until
}
