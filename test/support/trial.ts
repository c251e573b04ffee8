import { expect } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import type { NewEntry, Payload } from '../../runtime/commit/entry.ts'
import type { Message } from '../../runtime/commit/message.ts'
import { type DecisionLine, recordOf } from '../../runtime/decisionLog.ts'
import { type Engine, startEngine } from '../../runtime/engine.ts'
import { type ControlChange, initialSettings } from '../../runtime/storage/control.ts'
import type { Pages } from '../../runtime/storage/pages.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { parseWorkflow } from '../../shared/parse.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { Workflow, WorkflowNode, WorkflowSettings } from '../../shared/workflow.ts'

/** A node as a test writes it: its id without the kind, its settings, and where its ports lead. */
export type Drawn = Pick<WorkflowNode, 'kind'> & {
  readonly settings: object
  readonly ports?: Readonly<Record<string, string>>
}

export interface Drawing {
  readonly id?: string
  readonly settings?: Partial<WorkflowSettings>
  readonly segments?: Readonly<Record<string, Predicate>>
  readonly nodes: Readonly<Record<string, Drawn>>
}

/** A workflow document from its nodes by id. Throws when it is not one, so that a test can't rest on a broken drawing. */
export function draw({ id = 'trial', settings, segments = {}, nodes }: Drawing): Workflow {
  const parsed = parseWorkflow({
    format: 1,
    id,
    title: id,
    nextId: 100,
    settings: { reentry: { rule: 'always' }, ...settings },
    nodes: Object.entries(nodes).map(([name, node]) => ({ id: name, ...node })),
    segments: Object.fromEntries(Object.entries(segments).map(([name, when]) => [name, { title: name, when }])),
  })
  if (!parsed.workflow) throw new Error(JSON.stringify(parsed.problems))
  return parsed.workflow
}

export const email = (subject: string, ports?: Record<string, string>): Drawn => ({
  kind: 'email',
  settings: {
    subject,
    purpose: 'marketing',
    mjml: [
      '<mjml><mj-body><mj-section><mj-column><mj-text><a href="{{ unsubscribe_url }}">x</a></mj-text></mj-column></mj-section></mj-body></mjml>',
    ],
  },
  ...(ports && { ports }),
})

/** A store in memory with a simulated clock: what a test does to it, and what came of it. */
export interface Trial {
  readonly engine: Engine
  readonly storage: Storage
  readonly pages: Pages
  publish(workflow: Workflow): Promise<void>
  change(change: ControlChange): Promise<void>
  /** A customer with an address and consent, unless other traits are given. */
  identify(userId: string, at: string, traits?: Readonly<Record<string, unknown>>): Promise<void>
  track(userId: string, event: string, at: string, properties?: object, more?: Partial<Track>): Promise<void>
  append(payload: Payload, at: string, id?: string): Promise<void>
  /** Lets time pass up to an instant. */
  until(at: string): Promise<void>
  lines(): readonly DecisionLine[]
  /** `entered`, `took next`, `asked emailAdmitted`, `ended exitRule`, … with node, for one customer or all. */
  story(customer?: string): readonly string[]
  /** Messages that wait to be sent. */
  messages(channel?: Message['channel']): Promise<readonly Message[]>
  close(): Promise<void>
}

interface Track {
  readonly id: string
  readonly anonymousId: string
  readonly previousId: string
  /** Own time, when it differs from the time of arrival. */
  readonly time: string
  readonly historical: boolean
  readonly trusted: boolean
}

const instant = (at: string): number => {
  const time = Date.parse(at.length === 10 ? `${at}T00:00:00Z` : at.length === 16 ? `${at}:00Z` : at)
  expect(time, at).not.toBeNaN()
  return time
}

export async function openTrial(
  workflows: readonly Workflow[] = [],
  start = '2026-01-01',
  file = ':memory:',
): Promise<Trial> {
  const store = openSqlite({ file, clock: 'data' })
  const record = recordOf(store)
  const engine = await startEngine({ storage: record.storage, clock: simulatedClock(0), changed: () => {} })
  let events = 0

  const change = async (asked: ControlChange) => {
    const result = await engine.control(asked)
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    await engine.idle()
    return result
  }
  const append = async (entry: NewEntry) => {
    await engine.append([entry])
    await engine.idle()
  }
  const trial: Trial = {
    engine,
    storage: record.storage,
    pages: store.pages,
    async publish(workflow) {
      for (const [segment, definition] of Object.entries(workflow.segments ?? {}))
        await change({ do: 'saveSegment', segment, definition, revision: null })
      const document = JSON.stringify(workflow)
      const { revision } = await change({
        do: 'saveDraft',
        workflow: workflow.id,
        title: workflow.title,
        document,
        revision: null,
      })
      await change({ do: 'publish', workflow: workflow.id, document, revision: revision ?? 1, compiled: [] })
    },
    change: async (asked) => void (await change(asked)),
    identify: (userId, at, traits) =>
      event('identify', 'identify', userId, at, {
        type: 'identify',
        traits: { email: `${userId}@example.com`, consent: { email: 'granted' }, ...traits },
      }),
    track: (userId, name, at, properties = {}, more = {}) =>
      event('track', name, userId, at, { type: 'track', event: name, properties }, more),
    append: (payload, at, id) => append({ payload, clock: instant(at), ...(id && { id }) }),
    async until(at) {
      await engine.control({ do: 'advanceClock', to: instant(at) })
      await engine.idle()
    },
    lines: () => record.lines(),
    story: (customer) =>
      record
        .lines()
        .filter((line) => customer === undefined || line.customer === customer)
        .map((line) => [line.what, line.node, line.what === 'took' ? line.port : line.why].join(' ')),
    async messages(channel = 'email') {
      const { now } = await engine.standing()
      const { claimed } = await engine.claim(now, 1000, channel)
      return claimed.map(({ message }) => message)
    },
    close: () => engine.close(),
  }

  async function event(
    kind: 'identify' | 'track',
    name: string,
    userId: string,
    at: string,
    item: object,
    { id, anonymousId, previousId, time, historical = false, trusted = true }: Partial<Track> = {},
  ) {
    const identities = [
      ...(userId ? [{ kind: 'userId', value: userId }] : []),
      ...(anonymousId ? [{ kind: 'anonymousId', value: anonymousId }] : []),
    ]
    await append({
      id: id ?? `m${events++}`,
      clock: instant(at),
      payload: {
        type: 'event',
        kind,
        name,
        time: instant(time ?? at),
        identities,
        ...(previousId && { previousId }),
        source: 'test',
        trusted,
        historical,
        body: JSON.stringify(item),
      },
    })
  }

  await engine.control({ do: 'advanceClock', to: instant(start) })
  await change({ do: 'saveSettings', settings: initialSettings })
  for (const workflow of workflows) await trial.publish(workflow)
  return trial
}
