// Whoever looks for one among many events asks storage a few times for what they said, not once for each.
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { type Engine, startEngine } from '../../runtime/engine.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import type { Goal } from '../../shared/goal.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { event } from '../storage/build.ts'
import { draw } from '../support/trial.ts'

const begin = Date.parse('2026-01-05T08:00:00Z')
const [minute, day] = [60_000, 86_400_000]
const many = 500

/** All is in storage and nothing in memory; then something happens. */
interface Case {
  readonly workflow: Workflow
  before?(shop: Shop): Promise<void>
  /** Many of them happened, by anybody, none of which is what is looked for. */
  readonly event: string
  readonly by?: 'guest'
  happens(shop: Shop): Promise<void>
}

interface Said {
  readonly by?: 'ada' | 'guest' | 'both'
  /** Milliseconds after the beginning. */
  readonly after?: number
  readonly properties?: object
}

class Shop {
  readonly clock = simulatedClock(begin)
  engine: Engine | undefined
  loads = 0
  bodies = 0
  readonly #storage = openSqlite({ file: ':memory:', clock: 'wall' })
  #ids = 0
  #revision: number | null = null

  async start(): Promise<void> {
    const load: Storage['load'] = async (wanted) => {
      const loaded = await this.#storage.load(wanted)
      this.loads++
      this.bodies += loaded.bodies.length
      return loaded
    }
    const watched = { ...this.#storage, load, close: async () => {} }
    this.engine = await startEngine({ storage: watched, clock: this.clock, changed: () => {} })
  }

  async restart(): Promise<void> {
    await this.engine?.close()
    await this.start()
    ;[this.loads, this.bodies] = [0, 0]
  }

  async publish(workflow: Workflow): Promise<void> {
    const { id, title } = workflow
    const document = JSON.stringify(workflow)
    const saved = await this.engine?.control({
      do: 'saveDraft',
      workflow: id,
      title,
      document,
      revision: this.#revision,
    })
    this.#revision = saved?.ok ? (saved.revision ?? 1) : 0
    const revision = this.#revision
    expect(await this.engine?.control({ do: 'publish', workflow: id, document, revision, compiled: [] })).toMatchObject(
      {
        ok: true,
      },
    )
    await this.engine?.idle()
  }

  async track(name: string, ...all: readonly Said[]): Promise<void> {
    const ada = { kind: 'userId', value: 'ada' } as const
    const guest = { kind: 'anonymousId', value: 'laptop' } as const
    const entries = all.map(({ by = 'ada', after = 0, properties = {} }) =>
      event(`m${this.#ids++}`, {
        name,
        time: begin + after,
        identities: by === 'both' ? [ada, guest] : [by === 'guest' ? guest : ada],
        body: JSON.stringify({ type: 'track', event: name, properties }),
      }),
    )
    await this.engine?.append(entries)
    await this.engine?.idle()
  }

  async until(after: number): Promise<void> {
    this.clock.advanceTo(begin + after)
    await this.engine?.idle()
  }

  async close(): Promise<void> {
    await this.engine?.close()
    await this.#storage.close()
  }
}

const isTea = { property: 'sku', op: 'is', value: 'tea' } as const
const ofOrder = { property: 'order', op: 'is', value: { ref: 'trigger.order' } } as const

const waiting = draw({
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'wait-3' } },
    'wait-3': {
      kind: 'wait',
      settings: {
        for: 'event',
        events: [{ port: 'saw', event: 'View', where: isTea }],
        since: 'run',
        timeout: 'PT4H',
      },
    },
  },
})

const goal: Goal = {
  by: 'event',
  event: 'View',
  where: isTea,
  title: 'Seen',
  within: 'P2D',
  from: 'start',
  ends: true,
}

const pursuing = draw({
  settings: { goal },
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
  },
})

const experimenting = draw({
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'experiment-2' } },
    'experiment-2': {
      kind: 'experiment',
      settings: {
        paths: [
          { port: 'a', percent: 50 },
          { port: 'b', percent: 50 },
        ],
        goal: { by: 'event', event: 'View', where: isTea, within: 'P7D' },
        certainty: 95,
        takeOver: true,
      },
    },
  },
})

const missing = (reason = 'Late') =>
  draw({
    settings: { key: 'order' },
    nodes: {
      'absence-1': {
        kind: 'absence',
        settings: {
          event: 'Paid',
          without: { event: 'Shipped', where: ofOrder },
          deadline: { by: 'period', within: 'P2D' },
        },
        ports: { next: 'exit-2' },
      },
      'exit-2': { kind: 'exit', settings: { reason } },
    },
  })

const cases: { readonly [who: string]: Case } = {
  'a wait since the run began': {
    workflow: waiting,
    before: (shop) => shop.track('Cart', {}),
    event: 'View',
    happens: (shop) => shop.until(day),
  },
  'a goal, of what came before the event that began the run': {
    workflow: pursuing,
    event: 'View',
    happens: (shop) => shop.track('Cart', {}),
  },
  'a goal, of what was a guest’s': {
    workflow: pursuing,
    before: (shop) => shop.track('Cart', {}),
    event: 'View',
    by: 'guest',
    happens: (shop) => shop.track('Visit', { by: 'both', after: minute }),
  },
  'an experiment, of what was a guest’s': {
    workflow: experimenting,
    before: (shop) => shop.track('Cart', {}),
    event: 'View',
    by: 'guest',
    happens: (shop) => shop.track('Visit', { by: 'both', after: minute }),
  },
  'an absence, of what may have followed': {
    workflow: missing(),
    event: 'Shipped',
    happens: (shop) => shop.track('Paid', { properties: { order: 'a' } }),
  },
  'an absence, of a newer one of its key': {
    workflow: missing(),
    event: 'Paid',
    happens: (shop) => shop.track('Paid', { properties: { order: 'a' } }),
  },
  'a plan made anew': {
    workflow: missing(),
    before: (shop) => shop.track('Paid', { properties: { order: 'a' } }),
    event: 'Shipped',
    happens: (shop) => shop.publish(missing('Too late')),
  },
}

test.each(Object.entries(cases))('%s asks few times', async (_, { workflow, before, event, by, happens }) => {
  const shop = new Shop()
  await shop.start()
  await shop.publish(workflow)
  await before?.(shop)
  await shop.until(minute)
  const said: Said = { by: by ?? 'ada', properties: { sku: 'pot', order: 'b' } }
  await shop.track(event, ...Array.from({ length: many }, (_, n) => ({ ...said, after: n + 1 })))
  await shop.restart()
  await happens(shop)
  expect(shop.bodies).toBeGreaterThanOrEqual(many)
  expect(shop.loads).toBeLessThan(20)
  await shop.close()
})

test('where one of the first is what is looked for, no more than a few are read', async () => {
  const shop = new Shop()
  await shop.start()
  await shop.publish(waiting)
  await shop.track('Cart', {})
  await shop.track(
    'View',
    ...Array.from({ length: many }, (_, n) => ({ after: n + 1, properties: { sku: n === 3 ? 'tea' : 'pot' } })),
  )
  await shop.restart()
  await shop.until(day)
  expect(shop.bodies).toBeLessThan(20)
  await shop.close()
})
