import type { SourceKind } from '../../shared/event.ts'
import type { Problem } from '../../shared/problem.ts'
import { wallClock } from '../clock.ts'
import type { NewEntry } from '../commit/entry.ts'
import { type Acceptance, accept, type Call, type RefusedItem } from '../ingest/accept.ts'
import { newId } from '../ingest/newId.ts'
import type { Store } from './store.ts'

export interface Origin {
  readonly source: string
  readonly kind: SourceKind
  readonly call: Extract<Call, 'batch' | 'import'>
  /** Ids are remembered for ever: loading a file again adds nothing. */
  readonly forEver?: true
  /** When they arrived, by the machine's clock, where that was before: their time, should they name none. */
  readonly arrivedAt?: number
  /** The id of an item that brings none, where the same item may come again; otherwise a new one. */
  readonly idOfNameless?: string
}

export interface Kept {
  readonly accepted: number
  readonly duplicates: number
  readonly refused: readonly RefusedItem[]
  readonly position: number
}

/** Takes in events that come by another way than ingest: files, mended ones, the demo's. Nothing refused is kept here. */
export async function keepItems(
  store: Store,
  items: readonly unknown[],
  { forEver, idOfNameless, arrivedAt, ...origin }: Origin,
): Promise<Kept> {
  const wall = wallClock.now()
  const now = store.clock === 'wall' ? (arrivedAt ?? wall) : (await store.engine.standing()).now
  const receivedAt = arrivedAt ?? null
  const arrival = { ...origin, receivedAt, now, clock: store.clock, newId: () => idOfNameless ?? newId(wall) }
  const { accepted, refused } = accept({ batch: items }, arrival)
  return append(store, { accepted, refused }, forEver)
}

/**
 * Accepted events become entries; in a store with clock `data` their own time moves it. Refused like what was refused before are an event whose
 * id another has had (rule 2), and what is about somebody who was erased, whose body nobody is to keep.
 */
export async function append(store: Store, { accepted, refused }: Acceptance, forEver?: true): Promise<Kept> {
  if (accepted.length === 0) return { accepted: 0, duplicates: 0, refused, position: 0 }
  const entries = accepted.map(
    ({ messageId, ...event }): NewEntry => ({
      id: messageId,
      payload: { type: 'event', ...event },
      ...(store.clock === 'data' ? { clock: event.time } : {}),
      ...(forEver ? { idForEver: true } : {}),
    }),
  )
  let duplicates = 0
  let position = 0
  const more: RefusedItem[] = []
  const places = placesBeside(refused)
  for (const [n, one] of (await store.engine.append(entries)).entries()) {
    const { value: index } = places.next()
    if ('entry' in one) position = one.entry.seq
    else if ('erased' in one) more.push({ index, problems: [{ code: 'erased', severity: 'error' }], body: '' })
    else if (one.conflict) more.push({ index, problems: [idTaken], body: accepted[n]!.body })
    else duplicates++
  }
  return {
    accepted: accepted.length - duplicates - more.length,
    duplicates,
    refused: [...refused, ...more].sort((a, b) => a.index - b.index),
    position,
  }
}

const idTaken: Problem = { code: 'messageIdTaken', severity: 'error', path: '/messageId' }

/** Where in its batch each item was that was not refused. */
function* placesBeside(refused: readonly RefusedItem[]): Generator<number, never> {
  const taken = new Set(refused.map(({ index }) => index))
  for (let index = 0; ; index++) if (!taken.has(index)) yield index
}
