import { createHash } from 'node:crypto'
import { idOf, numberOf, timeOf } from './cells.ts'
import type { EventMap, LoadMap, Value } from './loadMap.ts'
import type { Row } from './readRows.ts'

/** An event made of rows: an item as Segment's HTTP API takes it, with its time for putting all in order. */
export interface MadeEvent {
  readonly time: number
  readonly item: Readonly<Record<string, unknown>>
}

/** What became of the rows, exactly: each row is counted once under `used` or under one of the reasons. */
export interface RowCounts {
  rows: number
  used: number
  noCustomer: number
  duplicateRow: number
  noKind: number
  unreadable: number
  /** By event name: rows whose condition holds, the rows among them that made events, and the events. */
  readonly kinds: Record<string, { rows: number; used: number; events: number }>
}

interface Group {
  readonly map: EventMap
  /** The rows as JSON text, in the order of the columns: a third of the memory of their objects. */
  readonly rows: string[]
}

/**
 * Gathers rows into events. All rows must have been added before the events are asked for, because rows of one event may lie in several
 * files, and equal rows are numbered over all of them.
 */
export class RowGatherer {
  readonly counts: RowCounts = { rows: 0, used: 0, noCustomer: 0, duplicateRow: 0, noKind: 0, unreadable: 0, kinds: {} }
  readonly #map: LoadMap
  readonly #groups = new Map<string, Group>()
  readonly #made = new Map<string, number>()
  /** In the order in which they were first seen. A file may have them in another one, and a line of JSON may lack some. */
  readonly #columns = new Set<string>()

  constructor(map: LoadMap) {
    this.#map = map
  }

  add(row: Row): void {
    const { counts } = this
    counts.rows++
    const map = this.#map.events.find(({ when }) => when === undefined || holds(when, row))
    if (map) this.#kind(map).rows++
    if (!this.#namesCustomer(map ?? this.#map.events[0]!, row)) counts.noCustomer++
    else if (!map) counts.noKind++
    else if (!this.#isReadable(map, row)) counts.unreadable++
    else this.#keep(map, row)
  }

  *events(): Iterable<MadeEvent> {
    for (const [, group] of this.#groups) {
      this.#kind(group.map).events++
      yield this.#event(group)
    }
  }

  #kind(map: EventMap) {
    const { kinds } = this.counts
    kinds[nameOf(map)] ??= { rows: 0, used: 0, events: 0 }
    return kinds[nameOf(map)]!
  }

  #keep(map: EventMap, row: Row): void {
    const { groupBy, dropDuplicateRows } = this.#map
    const text = this.#textOf(row)
    const name = groupBy === undefined ? '' : (row[groupBy] ?? '')
    // Whoever names no group stands alone.
    const kept = `${nameOf(map)}\n${name === '' ? this.counts.rows : `=${name}`}`
    let group = this.#groups.get(kept)
    if (!group) {
      group = { map, rows: [] }
      this.#groups.set(kept, group)
    }
    if (dropDuplicateRows && group.rows.includes(text)) {
      this.counts.duplicateRow++
      return
    }
    group.rows.push(text)
    this.counts.used++
    this.#kind(map).used++
  }

  /** Equal rows have one text: what is empty at the end is left out, for a column that comes later is empty in the rows before. */
  #textOf(row: Row): string {
    for (const column in row) this.#columns.add(column)
    const values = [...this.#columns].map((column) => row[column] ?? '')
    return JSON.stringify(values.slice(0, values.findLastIndex((value) => value !== '') + 1))
  }

  #rowOf(text: string): Row {
    const values = JSON.parse(text) as string[]
    return Object.fromEntries([...this.#columns].map((column, index) => [column, values[index] ?? '']))
  }

  #event({ map, rows }: Group): MadeEvent {
    const all = rows.map((text) => this.#rowOf(text))
    const first = all[0]!
    const time = all
      .map((row) => timeOf(row[map.timestamp]!, this.#map.zone)!)
      .reduce((earliest, each) => Math.min(earliest, each))
    const said = Object.fromEntries(
      Object.entries(map.properties ?? {}).flatMap(([name, value]) => this.#entry(name, value, first, all)),
    )
    const lists = Object.fromEntries(
      Object.entries(map.rows ?? {}).map(([name, fields]) => [
        name,
        all.map((row) =>
          Object.fromEntries(Object.entries(fields).flatMap(([field, value]) => this.#entry(field, value, row, [row]))),
        ),
      ]),
    )
    const item = {
      type: map.type,
      ...(map.type === 'track' ? { event: map.event } : {}),
      messageId: this.#idOf(all),
      timestamp: new Date(time).toISOString(),
      ...this.#identities(map, first),
      [map.type === 'track' ? 'properties' : 'traits']: { ...said, ...lists },
    }
    return { time, item }
  }

  #identities(map: EventMap, row: Row): Record<string, unknown> {
    const read = (column: string | undefined) => (column === undefined ? undefined : idOf(row[column] ?? ''))
    const externalIds = Object.fromEntries(
      Object.entries(map.externalIds ?? {}).flatMap(([kind, column]) => {
        const id = read(column)
        return id ? [[kind, id]] : []
      }),
    )
    return {
      ...(read(map.userId) ? { userId: read(map.userId) } : {}),
      ...(read(map.anonymousId) ? { anonymousId: read(map.anonymousId) } : {}),
      ...(Object.keys(externalIds).length > 0 ? { externalIds } : {}),
    }
  }

  #namesCustomer(map: EventMap, row: Row): boolean {
    const columns = [map.userId, map.anonymousId, ...Object.values(map.externalIds ?? {})]
    return columns.some((column) => column !== undefined && (row[column] ?? '').trim() !== '')
  }

  #isReadable(map: EventMap, row: Row): boolean {
    if (timeOf(row[map.timestamp] ?? '', this.#map.zone) === undefined) return false
    return Object.entries(this.#map.columns).every(
      ([column, reading]) =>
        reading !== 'number' || (row[column] ?? '') === '' || Number.isFinite(numberOf(row[column]!)),
    )
  }

  /** The same rows have the same id whenever and in whatever order they and their columns are loaded. */
  #idOf(rows: readonly Row[]): string {
    const texts = rows.map((row) =>
      JSON.stringify(
        Object.entries(row)
          .filter(([, text]) => text !== '')
          .sort(),
      ),
    )
    const hash = createHash('sha256').update(texts.sort().join('\n')).digest('hex')
    const n = (this.#made.get(hash) ?? 0) + 1
    this.#made.set(hash, n)
    return `file:${hash}:${n}`
  }

  #entry(name: string, value: Value, row: Row, all: readonly Row[]): [string, unknown][] {
    const found = this.#read(value, row, all)
    return found === undefined ? [] : [[name, found]]
  }

  #read(value: Value, row: Row, all: readonly Row[]): unknown {
    if (typeof value === 'string') return this.#column(value, row)
    if ('value' in value) return value.value
    const sum = all.reduce(
      (sum, each) => sum + value.sum.reduce((product, column) => product * numberOf(each[column] ?? ''), 1),
      0,
    )
    if (Number.isNaN(sum)) return undefined
    // Cents added as binary fractions leave dust behind the sixth decimal.
    return Math.round((value.negate ? -sum : sum) * 1e6) / 1e6 + 0
  }

  #column(column: string, row: Row): unknown {
    const text = row[column] ?? ''
    if (text === '') return undefined
    switch (this.#map.columns[column]) {
      case 'number':
        return numberOf(text)
      case 'id':
        return idOf(text)
      case 'time': {
        const time = timeOf(text, this.#map.zone)
        return time === undefined ? undefined : new Date(time).toISOString()
      }
      default:
        return text
    }
  }
}

const nameOf = (map: EventMap): string => map.event ?? map.type

function holds({ column, begins, beginsNot }: NonNullable<EventMap['when']>, row: Row): boolean {
  const text = row[column] ?? ''
  if (begins && !begins.some((beginning) => text.startsWith(beginning))) return false
  return !beginsNot?.some((beginning) => text.startsWith(beginning))
}
