import type { Identity } from '../../../shared/event.ts'
import type { Appended, Entry, NewEntry, Payload } from '../../commit/entry.ts'
import { saysTheSame } from '../../ingest/saysTheSame.ts'
import { deliveryOutcomes } from './deliveryOutcomes.ts'
import { type EntryRow, entryOf, rowOf } from './entryRow.ts'
import { type Noted, nothingNoted, type Partition, type Tally } from './partition.ts'
import { generationAt, hashOfBody, hashOfId, Seen } from './seen.ts'
import { vetoes } from './veto.ts'
import { withoutNames } from './withdrawals.ts'

const inserting = `
  insert into entry (seq, at, depth, kind, name, time, source, flags, identities, body)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const readingOn = `
  select seq, at, depth, kind, name, time, source, flags, identities, body
  from entry where seq > ? order by seq limit ?`

const bodyOf = 'select body from entry where seq = ?'

/** The log: numbers, stamps and writes what is new, and says of what first an entry is a duplicate. */
export function log(partition: Partition) {
  const { db, names } = partition
  const insert = db.prepare(inserting)
  const readOn = db.prepare<[number, number], EntryRow>(readingOn)
  const readBody = db.prepare<[number], { body: string }>(bodyOf)
  const seen = new Seen(db)
  const veto = vetoes(db)
  const outcomes = deliveryOutcomes(db)

  function stampOf(entry: NewEntry, wall: number): number {
    const { clockKind, lastAt, clock } = partition.standing
    return Math.max(clockKind === 'wall' ? wall : (entry.clock ?? 0), lastAt, clock)
  }

  const ahead = (names: readonly Identity[]) =>
    partition.addressesAhead.of(names, partition.standing.position, partition.standing.last)

  function duplicateOf(entry: NewEntry, seq: number): Appended | undefined {
    if (entry.id === undefined) return undefined
    const isEvent = entry.payload.type === 'event'
    const body = hashOfBody(isEvent ? entry.payload.body : JSON.stringify(entry.payload))
    const id = hashOfId(entry.id, isEvent)
    const { generation } = partition.standing
    const first = entry.idForEver ? seen.addForEver(id, seq, body, generation) : seen.add(id, seq, body, generation)
    return first && { duplicateOf: first.seq, conflict: !first.body.equals(body) && saysOtherwise(entry, first.seq) }
  }

  /** Nobody knows once the first was removed. */
  function saysOtherwise({ payload }: NewEntry, first: number): boolean {
    const kept = readBody.get(first)
    return kept !== undefined && !(payload.type === 'event' && saysTheSame(payload.body, kept.body))
  }

  function appendOne(entry: NewEntry, wall: number, { tallies, withdrawals }: Noted): Appended {
    const { standing, erased } = partition
    if (erased.keepsOut(entry.payload)) {
      // Others may have the address, and whoever withdraws is promised that no mail goes there: a hash of it says so.
      for (const withdrawn of veto.apply(entry.payload, 0, ahead))
        withdrawals.push(withoutNames({ seq: 0, at: 0, ...withdrawn }, (name) => erased.has(name)))
      return { erased: true }
    }
    const at = stampOf(entry, wall)
    const generation = generationAt(at)
    if (generation > standing.generation) {
      seen.turn(standing.generation, generation)
      standing.generation = generation
    }
    const seq = standing.last + 1
    const duplicate = duplicateOf(entry, seq)
    if (duplicate) return duplicate

    const stored: Entry = { seq, at, depth: entry.depth ?? 0, payload: notLaterThan(at, entry.payload) }
    const row = rowOf(stored, names)
    const { depth, kind, name, time, source, flags, identities, body } = row
    erased.letBack(stored.payload)
    insert.run(seq, at, depth, kind, name, time, source, flags, identities, body)
    for (const withdrawn of veto.apply(stored.payload, seq, ahead)) withdrawals.push({ seq, at, ...withdrawn })
    if (stored.payload.type === 'outcome') outcomes.end(stored.payload)
    if (stored.payload.type === 'event') tally(tallies, row)
    if (stored.payload.type === 'fold') Object.assign(standing, { foldVersion: stored.payload.version, foldSince: seq })
    if (stored.payload.type === 'zoneData') standing.foldSince = seq
    standing.last = seq
    standing.lastAt = at
    return { entry: stored }
  }

  return {
    append(entries: readonly NewEntry[], wall: number): Appended[] {
      const noted = nothingNoted()
      const appended = partition.write(() => entries.map((entry) => appendOne(entry, wall, noted)))
      partition.note(noted)
      return appended
    },

    entries: (after: number, limit: number): Entry[] => readOn.all(after, limit).map((row) => entryOf(row, names)),
  }
}

// Own time is never later than the time of acceptance.
function notLaterThan(at: number, payload: Payload): Payload {
  return (payload.type === 'event' || payload.type === 'consent') && payload.time > at
    ? { ...payload, time: at }
    : payload
}

function tally(tallies: Map<string, Tally>, { source, name, at, seq }: EntryRow): void {
  const key = `${source} ${name}`
  const known = tallies.get(key)
  tallies.set(key, { source: source!, name: name!, events: (known?.events ?? 0) + 1, at, seq })
}
