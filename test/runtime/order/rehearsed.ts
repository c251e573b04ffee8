import { createHash } from 'node:crypto'
import { simulatedClock } from '../../../runtime/clock.ts'
import type { Destination, NewEntry, Payload, RunsMove } from '../../../runtime/commit/entry.ts'
import { recordOf } from '../../../runtime/decisionLog.ts'
import { type Engine, startEngine } from '../../../runtime/engine.ts'
import { accept } from '../../../runtime/ingest/accept.ts'
import { type ControlChange, initialSettings } from '../../../runtime/storage/control.ts'
import type { Claimed, Storage } from '../../../runtime/storage/port.ts'
import { begin, type Doing, type History, type Moves } from './deeds.ts'

/** What a store was told, in order: all that another store needs to come to the same decisions. */
export type Told = { readonly at: number } & ({ readonly entry: NewEntry } | { readonly change: ControlChange })

export interface Rehearsed {
  readonly log: string
  readonly told: readonly Told[]
  /** Up to here timers fire. */
  readonly end: number
}

const day = 86_400_000

/** A history as rehearsal takes it: everything is folded as it comes, and every timer fires before what comes after it. */
export async function rehearsed(
  { settings, segments, workflows, deeds }: History,
  storage: Storage,
): Promise<Rehearsed> {
  const told: Told[] = []
  const record = recordOf(listening(storage, told))
  const engine = await startEngine({ storage: record.storage, clock: simulatedClock(0), changed: () => {} })
  const world = new World(engine)
  await engine.control({ do: 'advanceClock', to: begin })
  if (settings) await perform(engine, settings, begin)
  for (const [segment, definition] of Object.entries(segments))
    await engine.control({ do: 'saveSegment', segment, definition, revision: null })
  for (const document of workflows) await publish(engine, document)

  let now = begin
  for (const { after, does } of deeds) {
    if (does.do === 'away') {
      await engine.append([{ clock: now + after, payload: absence(does.isHeld, now, now + after) }])
      now += after
      await engine.idle()
      await world.answer()
      continue
    }
    await timersTo(engine, world, now + after - 1)
    now += after
    await engine.control({ do: 'advanceClock', to: now })
    await world.answer()
    await perform(engine, does, now)
    await engine.idle()
    await world.answer()
  }
  await engine.control({ do: 'release', overdue: 'run' })
  await engine.idle()
  const end = now + 30 * day
  do await timersTo(engine, world, end)
  while (await world.answerAll())
  await engine.close()
  return { log: logOf(record), told, end }
}

export const logOf = (record: ReturnType<typeof recordOf>): string =>
  record
    .lines()
    .map((line) => JSON.stringify(line))
    .join('\n')

async function timersTo(engine: Engine, world: World, end: number): Promise<void> {
  for (let next = await engine.nextTimer(); next !== null && next <= end; next = await engine.nextTimer()) {
    const { now } = await engine.standing()
    await engine.control({ do: 'advanceClock', to: Math.max(next, now) })
    await engine.idle()
    await world.answer()
  }
}

const absence = (isHeld: boolean, from: number, to: number): Payload =>
  isHeld ? { type: 'hold', from, why: 'absence' } : { type: 'gap', from, to }

type Document = Readonly<Record<string, unknown>>
const published = new WeakMap<Engine, Map<string, { revision: number; versions: Document[] }>>()

async function publish(
  engine: Engine,
  document: Document,
  { moves, include = false }: { readonly moves?: Moves | undefined; readonly include?: boolean | undefined } = {},
): Promise<void> {
  const all = published.get(engine) ?? new Map<string, { revision: number; versions: Document[] }>()
  published.set(engine, all)
  const workflow = document.id as string
  const known = all.get(workflow)
  const versions = known?.versions ?? []
  const text = JSON.stringify(document)
  const saved = await engine.control({
    do: 'saveDraft',
    workflow,
    title: workflow,
    document: text,
    revision: known?.revision ?? null,
  })
  if (!saved.ok) throw new Error(JSON.stringify(saved.problems))
  all.set(workflow, { revision: saved.revision!, versions: [...versions, document] })
  const move = moves && { move: mapOf(moves, versions, document) }
  await engine.control({
    do: 'publish',
    workflow,
    document: text,
    revision: saved.revision!,
    compiled: [],
    ...move,
    ...(include && { include: true as const }),
  })
  await engine.idle()
}

async function rollBack(engine: Engine, { workflow, back, moves }: Doing & { do: 'rollBack' }): Promise<void> {
  const versions = published.get(engine)?.get(workflow)?.versions ?? []
  const document = versions.at(-1 - back)
  if (document) await publish(engine, document, { moves })
}

const idsOf = (document: Document): string[] => (document.nodes as { id: string }[]).map(({ id }) => id)

/** Each node of the older versions leads to one of the new version, to the end, or nowhere. */
function mapOf({ choices, keepElapsed }: Moves, before: readonly Document[], after: Document): RunsMove {
  const targets = idsOf(after).slice(1)
  const nodes: Record<string, Destination> = {}
  for (const [index, node] of [...new Set(before.flatMap(idsOf))].entries()) {
    const choice = choices[index % choices.length]!
    const to = choice > 5 && targets.includes(node) ? node : targets[choice % targets.length]
    if (choice === 0) nodes[node] = { end: 'No longer offered' }
    else if (choice > 1 && to) nodes[node] = { to }
  }
  return { nodes, keepElapsed }
}

/** A change that the store refuses, such as to pause what was never published, changes nothing and is no part of the history. */
async function perform(engine: Engine, does: Exclude<Doing, { do: 'away' }>, now: number): Promise<void> {
  switch (does.do) {
    case 'say':
      await engine.append(entriesOf(does.item, { now, late: does.late, isImport: does.import }))
      return
    case 'publish':
      return publish(engine, does.document, does)
    case 'rollBack':
      return rollBack(engine, does)
    case 'state':
      await engine.control({
        do: 'setWorkflowState',
        workflow: does.workflow,
        state: does.state,
        ...(does.overdue && { overdue: does.overdue }),
      })
      return
    case 'segment': {
      const { segment, definition } = does
      if (!definition) await engine.control({ do: 'deleteSegment', segment })
      else await saveSegment(engine, segment, definition)
      return
    }
    case 'settings': {
      const { zone, marketingToUnknown, sending } = does
      await engine.control({
        do: 'saveSettings',
        settings: { ...initialSettings, zone, marketingToUnknown, sending },
      })
      return
    }
    case 'release':
      await engine.control(does)
      return
    case 'enter': {
      const { workflow, audience } = does
      const payload = { type: 'enter' as const, workflow, node: 'start-1', audience, properties: { cart: 'x' } }
      await engine.append([{ id: `enter:${workflow}:${now}`, clock: now, payload }])
      return
    }
    case 'unsubscribe':
      await engine.append([
        {
          id: `unsubscribe:${now}`,
          clock: now,
          payload: {
            type: 'consent',
            identity: { kind: 'userId', value: does.userId },
            channel: 'email',
            purpose: 'marketing',
            is: 'denied',
            source: 'page',
            time: now,
          },
        },
      ])
  }
}

async function saveSegment(
  engine: Engine,
  segment: string,
  definition: Extract<ControlChange, { do: 'saveSegment' }>['definition'],
): Promise<void> {
  for (let revision: number | null = null, tries = 0; tries < 40; tries++) {
    const result = await engine.control({ do: 'saveSegment', segment, definition, revision })
    if (result.ok) return
    revision = (revision ?? 0) + 1
  }
}

let said = 0

function entriesOf(
  item: Readonly<Record<string, unknown>>,
  { now, late, isImport }: { now: number; late: number; isImport: boolean },
): NewEntry[] {
  const { accepted } = accept(
    { batch: [{ ...item, timestamp: new Date(now - late).toISOString() }] },
    {
      call: isImport ? 'import' : 'batch',
      source: 'test',
      kind: 'server',
      receivedAt: now,
      now,
      clock: 'data',
      newId: () => `said:${said++}`,
    },
  )
  return accepted.map(({ messageId, ...payload }) => ({
    id: messageId,
    clock: now,
    payload: { type: 'event', ...payload },
  }))
}

/** Until when timers may fire before it is folded: those that came due while nobody was running wait for it. */
export const timeUntil = (payload: Payload | undefined, at: number): number =>
  payload?.type === 'gap' || payload?.type === 'hold' ? payload.from : at

/** Receivers: each message is answered soon or later, well or badly, as its key decides. */
class World {
  readonly #engine: Engine
  #open: { claimed: Claimed; rounds: number }[] = []

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async answer(): Promise<void> {
    const { now } = await this.#engine.standing()
    for (const channel of ['email', 'webhook'] as const) {
      const { claimed, stale, vetoed, cancelled } = await this.#engine.claim(now, 1_000, channel)
      this.#open.push(...claimed.map((each) => ({ claimed: each, rounds: chanceOf(each.message.key) % 3 })))
      for (const [detail, messages] of Object.entries({ stale, vetoed, cancelled }))
        if (messages.length > 0)
          await this.#engine.append(
            messages.map((message) => ({
              id: `${message.key}:${detail}:${message.sendBefore}`,
              depth: message.depth,
              payload: {
                type: 'outcome',
                message: message.key,
                customer: message.customer,
                outcome: 'notSent',
                detail,
                attempts: 0,
              },
            })),
          )
    }
    const due = this.#open.filter(({ rounds }) => rounds === 0)
    this.#open = this.#open.flatMap(({ claimed, rounds }) => (rounds === 0 ? [] : [{ claimed, rounds: rounds - 1 }]))
    if (due.length > 0) await this.#engine.append(due.map(({ claimed }) => answerTo(claimed)))
    await this.#engine.idle()
  }

  /** Whether anything was left to answer. */
  async answerAll(): Promise<boolean> {
    const wasOpen = this.#open.length > 0
    while (this.#open.length > 0) await this.answer()
    return wasOpen
  }
}

const chanceOf = (text: string): number => createHash('sha256').update(text).digest().readUInt16BE(0)

function answerTo({ message, attempt }: Claimed): NewEntry {
  const outcome = (['sent', 'sent', 'sent', 'failed', 'uncertain'] as const)[chanceOf(`${message.key} answer`) % 5]!
  return {
    id: `${message.key}:${attempt}`,
    depth: message.depth,
    payload: {
      type: 'outcome',
      message: message.key,
      customer: message.customer,
      outcome,
      detail: '',
      attempts: attempt,
      ...(outcome === 'failed' && { permanent: true }),
    },
  }
}

/** Writes down what storage is told and when. Moving the clock is not part of it: the stamps say as much. */
export function listening(storage: Storage, told: Told[]): Storage {
  return {
    ...storage,
    async append(entries, wall) {
      const appended = await storage.append(entries, wall)
      const { lastAt } = await storage.head()
      for (const [index, one] of appended.entries()) {
        const at = 'entry' in one ? one.entry.at : lastAt
        told.push({ at, entry: { ...entries[index]!, clock: at } })
      }
      return appended
    },
    async control(change, wall) {
      const result = await storage.control(change, wall)
      if (result.ok && change.do !== 'advanceClock') told.push({ at: (await storage.head()).lastAt, change })
      return result
    },
  }
}
