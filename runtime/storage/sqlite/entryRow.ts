import { type EventKind, eventKinds, type Identity } from '../../../shared/event.ts'
import type { Entry, Payload } from '../../commit/entry.ts'
import type { Names } from './names.ts'

/** A line of the log as a row: an event's body is stored once, as it came, and what folding needs lies beside it. */
export interface EntryRow {
  readonly seq: number
  readonly at: number
  readonly depth: number
  readonly kind: number
  readonly name: number | null
  readonly time: number | null
  readonly source: number | null
  readonly flags: number | null
  readonly identities: string | null
  readonly body: string
}

const trusted = 1
const historical = 2

export function rowOf({ seq, at, depth, payload }: Entry, names: Names): EntryRow {
  if (payload.type !== 'event')
    return {
      seq,
      at,
      depth,
      kind: 0,
      name: null,
      time: null,
      source: null,
      flags: null,
      identities: null,
      body: JSON.stringify(payload),
    }
  return {
    seq,
    at,
    depth,
    kind: eventKinds.indexOf(payload.kind) + 1,
    name: names.numberOf(payload.name),
    time: payload.time,
    source: names.numberOf(payload.source),
    flags: (payload.trusted ? trusted : 0) | (payload.historical ? historical : 0),
    identities: textOf(payload.identities, payload.previousId),
    body: payload.body,
  }
}

export function entryOf(row: EntryRow, names: Names): Entry {
  const { seq, at, depth } = row
  return { seq, at, depth, payload: row.kind === 0 ? (JSON.parse(row.body) as Payload) : eventOf(row, names) }
}

function eventOf(row: EntryRow, names: Names): Payload {
  const { identities, previousId } = identitiesOf(row.identities!)
  return {
    type: 'event',
    kind: eventKinds[row.kind - 1] as EventKind,
    name: names.textOf(row.name!),
    time: row.time!,
    identities,
    ...(previousId !== undefined && { previousId }),
    source: names.textOf(row.source!),
    trusted: (row.flags! & trusted) !== 0,
    historical: (row.flags! & historical) !== 0,
    body: row.body,
  }
}

// Kinds and values in turn; an odd one at the end is an alias's previous id.
function textOf(identities: readonly Identity[], previousId: string | undefined): string {
  const flat = identities.flatMap(({ kind, value }) => [kind, value])
  if (previousId !== undefined) flat.push(previousId)
  return JSON.stringify(flat)
}

export function identitiesOf(text: string): { identities: Identity[]; previousId?: string } {
  const flat = JSON.parse(text) as string[]
  const identities: Identity[] = []
  for (let index = 0; index + 1 < flat.length; index += 2)
    identities.push({ kind: flat[index]!, value: flat[index + 1]! })
  return flat.length % 2 === 1 ? { identities, previousId: flat.at(-1)! } : { identities }
}
