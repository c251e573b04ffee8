import { Refusal } from '../../../shared/problem.ts'
import type { List, Paging } from '../pages.ts'

/** How far into a list a page begins: after the item with this order and this id. */
export interface Cursor {
  readonly order: number
  readonly id: string
}

export const instant = (at: number): string => new Date(at).toISOString()
export const instantOrNull = (at: number | null): string | null => (at === null ? null : instant(at))

export function cursorOf({ after }: Pick<Paging, 'after'>): Cursor | undefined {
  if (after === undefined) return undefined
  const [, order, id] = /^(-?\d{1,16})~(.*)$/s.exec(after) ?? []
  if (order === undefined || id === undefined)
    throw new Refusal([{ code: 'badCursor', severity: 'error', path: '/after', params: { after } }])
  return { order: Number(order), id }
}

/** The first page begins above every item. */
export const beginning: Cursor = { order: Number.MAX_SAFE_INTEGER, id: '' }

/** A row's number as the id of a place, so that text compares as numbers do. */
export const numbered = (n: number): string => String(n).padStart(16, '0')

export const textOf = ({ order, id }: Cursor): string => `${order}~${id}`

/** A page of rows of which one more than the limit was read. `next` is where reading stopped, when that was not the end. */
export function listOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => Cursor,
  item: (row: Row) => Item,
  stopped?: Cursor | undefined,
): List<Item> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  const next = rows.length > limit && last !== undefined ? place(last) : stopped
  return { items: kept.map(item), next: next ? textOf(next) : null }
}

/** Newer first; of the same order the greater id first, by code unit. */
export const newestFirst = (a: Cursor, b: Cursor): number =>
  b.order - a.order || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

export const isBelow = (row: Cursor, cursor: Cursor): boolean => newestFirst(cursor, row) < 0
