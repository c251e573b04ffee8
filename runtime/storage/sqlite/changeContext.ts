import type { Appended, ErasePayload, GapPayload, MarkerPayload, NewEntry } from '../../commit/entry.ts'
import type { ControlChange, ControlResult } from '../control.ts'
import type { Partition } from './partition.ts'

/** Each change that there is, by what it does. */
export type Changes = {
  [Do in ControlChange['do']]: (change: Extract<ControlChange, { do: Do }>, wall: number) => ControlResult
}

/** What a change of any kind works with. */
export interface ChangeContext {
  readonly partition: Partition
  readonly append: (entries: readonly NewEntry[], wall: number) => readonly Appended[]
  /** Writes the marker of a change. */
  readonly mark: (payload: MarkerPayload | GapPayload | ErasePayload, wall: number) => void
  /** The instant of a change, by the store's clock. */
  readonly now: (wall: number) => number
  readonly done: (more?: { revision?: number; version?: number; copies?: readonly string[] }) => ControlResult
}

export function changeContext(partition: Partition, append: ChangeContext['append']): ChangeContext {
  return {
    partition,
    append,
    mark: (payload, wall) => void append([{ payload }], wall),
    now(wall) {
      const { clockKind, lastAt } = partition.standing
      return clockKind === 'wall' ? Math.max(wall, lastAt) : lastAt
    },
    done: (more = {}) => ({ ok: true, position: partition.standing.last, ...more }),
  }
}
