import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { instantOf } from '../../shared/instant.ts'
import { parseJson, problemsOf } from '../../shared/parse.ts'
import { Refusal } from '../../shared/problem.ts'
import type { Connection } from './connect.ts'
import { LoadMap } from './loadMap.ts'
import { isJsonLines, jsonLines, readRows } from './readRows.ts'
import { type MadeEvent, type RowCounts, RowGatherer } from './rowGatherer.ts'

export interface Load {
  readonly files: readonly string[]
  /** Absent: each line is an event as Segment's HTTP API takes it. */
  readonly map?: string | undefined
  readonly live: boolean
  readonly progress: (done: number, total: number) => void
}

export interface Loaded {
  readonly rows: RowCounts
  /** Lines that are no row, by what is wrong with them. */
  readonly unread: Readonly<Record<string, number>>
  readonly events: number
  readonly added: number
  readonly duplicates: number
  /** Refused events by the code of their first problem. */
  readonly refused: Readonly<Record<string, number>>
  readonly seconds: number
  readonly rowsPerSecond: number
  readonly peakMemory: number
}

// A request holds at most this, whatever the events weigh.
const mostItems = 1_000
const mostBytes = 900_000

/** Loads files as one history: in order of time across all of them, each event once, however often they are loaded. */
export async function load(connection: Connection, { files, map, live, progress }: Load): Promise<Loaded> {
  const started = performance.now()
  const unread: Record<string, number> = {}
  const { events, rows } =
    map === undefined ? await readItems(files, unread) : await readMapped(files, await readMap(map), unread)
  events.sort((a, b) => a.time - b.time)

  const refused: Record<string, number> = {}
  let added = 0
  let duplicates = 0
  let done = 0
  for (const items of batches(events)) {
    const answer = await connection.call('loadEvents', { body: { items, live } })
    added += answer.accepted
    duplicates += answer.duplicates
    for (const { problems } of answer.refused) count(refused, problems[0]?.code ?? 'refused')
    done += items.length
    progress(done, events.length)
  }
  const seconds = (performance.now() - started) / 1000
  return {
    rows,
    unread,
    events: events.length,
    added,
    duplicates,
    refused,
    seconds: Math.round(seconds * 10) / 10,
    rowsPerSecond: Math.round(rows.rows / seconds),
    peakMemory: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

export async function readMap(file: string): Promise<LoadMap> {
  const { value, problems } = parseJson(await readFile(file, 'utf8'))
  if (problems.length > 0) throw new Refusal(problems)
  const parsed = LoadMap.safeParse(value)
  if (!parsed.success) throw new Refusal(problemsOf(parsed.error, value))
  return parsed.data
}

async function readMapped(files: readonly string[], map: LoadMap, unread: Record<string, number>) {
  const gatherer = new RowGatherer(map)
  for (const file of files)
    for await (const read of readRows(file)) {
      if ('row' in read) gatherer.add(read.row)
      else count(unread, read.why)
    }
  return { events: [...gatherer.events()], rows: gatherer.counts }
}

/** Without a map a line is an event. What has no id gets one from its text and its number among equal lines. */
async function readItems(files: readonly string[], unread: Record<string, number>) {
  const rows: RowCounts = { rows: 0, used: 0, noCustomer: 0, duplicateRow: 0, noKind: 0, unreadable: 0, kinds: {} }
  const events: MadeEvent[] = []
  const equal = new Map<string, number>()
  for (const file of files) {
    if (!isJsonLines(file)) throw new Refusal([{ code: 'mapMissing', severity: 'error', params: { file } }])
    for await (const { value, why } of jsonLines(file)) {
      rows.rows++
      if (why !== undefined || typeof value !== 'object' || value === null || Array.isArray(value)) {
        count(unread, why ?? 'wrongType')
        continue
      }
      const item = value as { messageId?: unknown; timestamp?: unknown; originalTimestamp?: unknown }
      const hash = createHash('sha256').update(JSON.stringify(item)).digest('hex')
      const n = (equal.get(hash) ?? 0) + 1
      equal.set(hash, n)
      const said = instantOf(String(item.timestamp ?? item.originalTimestamp ?? ''))
      rows.used++
      events.push({
        time: typeof said === 'number' ? said : Number.POSITIVE_INFINITY,
        item: { ...item, messageId: item.messageId || `file:${hash}:${n}` },
      })
    }
  }
  return { events, rows }
}

function* batches(events: readonly MadeEvent[]): Iterable<unknown[]> {
  let items: unknown[] = []
  let bytes = 0
  for (const { item } of events) {
    const size = Buffer.byteLength(JSON.stringify(item))
    if (items.length > 0 && (items.length >= mostItems || bytes + size > mostBytes)) {
      yield items
      items = []
      bytes = 0
    }
    items.push(item)
    bytes += size
  }
  if (items.length > 0) yield items
}

function count(counts: Record<string, number>, code: string): void {
  counts[code] = (counts[code] ?? 0) + 1
}
