import { simulatedClock } from '../../../runtime/clock.ts'
import { recordOf } from '../../../runtime/decisionLog.ts'
import { startEngine } from '../../../runtime/engine.ts'
import { type ControlChange, initialSettings } from '../../../runtime/storage/control.ts'
import { openSqlite, type SqliteStorage } from '../../../runtime/storage/sqlite/openSqlite.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import { event } from '../../storage/build.ts'

const day = 86_400_000
/** Every store here begins on this day, and days are counted from it. */
export const begin = Date.parse('2026-01-01T00:00:00Z')

/** What happens on a day: somebody does something, or a workflow is published. */
export type Deed = readonly [on: number, does: Done | Workflow]
interface Done {
  readonly event: string
  readonly who?: string
  readonly alsoKnownAs?: string
  readonly properties?: object
  /** Days before. */
  readonly late?: number
}

/** A store that lives through deeds, its process begun anew at each, so that whatever it knows it has read. */
export async function lived(deeds: readonly Deed[], days: number | null, forEver: readonly string[] = []) {
  const storage = openSqlite({ file: ':memory:', clock: 'data' })
  const record = recordOf({ ...storage, close: async () => {} })
  const published = new Map<string, number>()
  let said = 0
  const passing = async (work: (engine: Awaited<ReturnType<typeof startEngine>>) => Promise<unknown>) => {
    const engine = await startEngine({ storage: record.storage, clock: simulatedClock(0), changed: () => {} })
    const answer = await work(engine)
    await engine.idle()
    await engine.close()
    return answer
  }
  const change = (asked: ControlChange) =>
    passing(async (engine) => {
      const result = await engine.control(asked)
      if (!result.ok) throw new Error(JSON.stringify(result.problems))
      return result
    }) as Promise<{ revision?: number }>

  await change({ do: 'advanceClock', to: begin })
  await change({ do: 'saveSettings', settings: { ...initialSettings, retention: { days, forEver: [...forEver] } } })
  for (const [on, does] of deeds) {
    const at = begin + on * day
    await change({ do: 'advanceClock', to: at })
    if ('nodes' in does) {
      const { id, title, segments = {} } = does
      for (const [segment, definition] of Object.entries(segments))
        await change({ do: 'saveSegment', segment, definition, revision: null })
      const document = JSON.stringify(does)
      const known = published.get(id) ?? null
      const { revision = 1 } = await change({ do: 'saveDraft', workflow: id, title, document, revision: known })
      published.set(id, revision)
      await change({ do: 'publish', workflow: id, document, revision, compiled: [] })
      continue
    }
    const { event: name, who = 'ada', alsoKnownAs, properties = {}, late = 0 } = does
    const id = `m${said++}`
    const identities = [
      { kind: 'userId', value: who },
      ...(alsoKnownAs ? [{ kind: 'anonymousId', value: alsoKnownAs }] : []),
    ].filter(({ value }) => value !== '')
    const body = JSON.stringify({ type: 'track', event: name, messageId: id, properties })
    await passing((engine) =>
      engine.append([{ ...event(id, { name, time: at - late * day, identities, body }), clock: at }]),
    )
  }
  return {
    storage,
    lines: record.lines(),
    messages: (await storage.pages.messages({ limit: 100 })).items.map(({ state, detail }) => `${state} ${detail}`),
    what: record.lines().map(({ what, node, port, why }) => [what, node, port ?? why].join(' ')),
  }
}

/** What is left of somebody's events by a name: how many there ever were, the days of those that are left, and whether they still say something. */
export async function left(storage: SqliteStorage, name: string, customer?: number) {
  const { items } = await storage.pages.customers({ limit: 1 })
  const [history] = (
    await storage.load({ history: [{ customer: customer ?? Number(items[0]!.id), name, newest: 10_000 }] })
  ).history
  const { count = 0, rows = [] } = history ?? {}
  const { bodies } = await storage.load({ bodies: rows.map(({ seq }) => seq) })
  return { count, days: rows.map(({ time }) => Math.round((time - begin) / day)), saying: bodies.length }
}
