import { expect } from 'vitest'
import { type SimulatedClock, simulatedClock } from '../../../runtime/clock.ts'
import type { NewEntry } from '../../../runtime/commit/entry.ts'
import { recordOf } from '../../../runtime/decisionLog.ts'
import { type Engine, startEngine } from '../../../runtime/engine.ts'
import type { ControlChange } from '../../../runtime/storage/control.ts'
import type { Claims } from '../../../runtime/storage/port.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import { draw } from '../../support/trial.ts'

export const hour = 3_600_000
const day = 24 * hour
export const at = (text: string) => Date.parse(`2026-01-${text}:00Z`)

/** A machine with the machine's own clock, on which Perennial is started, killed and started again. */
export class Machine {
  readonly #disk
  readonly #record
  clock: SimulatedClock = simulatedClock(0)
  engine!: Engine
  #said = 0

  constructor(clock: 'wall' | 'data' = 'wall') {
    this.#disk = openSqlite({ file: ':memory:', clock })
    this.#record = recordOf({ ...this.#disk, close: async () => {} })
  }

  async start(wall: number): Promise<void> {
    this.clock = simulatedClock(wall)
    this.engine = await startEngine({
      storage: this.#record.storage,
      clock: this.clock,
      holdAfter: day,
      changed: () => {},
    })
    await this.engine.idle()
  }

  async until(wall: number): Promise<void> {
    // Signs of life are given on the way.
    for (let now = this.clock.now(); now < wall; now = this.clock.now()) {
      this.clock.advanceTo(Math.min(wall, now + hour))
      await this.engine.idle()
    }
  }

  async publish(workflow: Workflow): Promise<void> {
    const document = JSON.stringify(workflow)
    const { id, title } = workflow
    await this.engine.control({ do: 'saveDraft', workflow: id, title, document, revision: null })
    await this.engine.control({ do: 'publish', workflow: id, document, revision: 1, compiled: [] })
    await this.engine.idle()
  }

  async say(userId: string, name: string, traits?: object): Promise<void> {
    const entry: NewEntry = {
      id: `m${this.#said++}`,
      payload: {
        type: 'event',
        kind: traits ? 'identify' : 'track',
        name,
        time: this.clock.now(),
        identities: [{ kind: 'userId', value: userId }],
        source: 'test',
        trusted: true,
        historical: false,
        body: JSON.stringify(traits ? { type: 'identify', traits } : { type: 'track', event: name, properties: {} }),
      },
    }
    await this.engine.append([entry])
    await this.engine.idle()
  }

  /** Delivery looks, and what may not go comes back. */
  async handBack(): Promise<Claims> {
    const claims = await this.engine.claim(this.clock.now(), 10, 'email')
    for (const detail of ['stale', 'cancelled'] as const)
      for (const { key, customer, sendBefore } of claims[detail]) {
        const id = `${key}:${detail}:${sendBefore}`
        const payload = { type: 'outcome', message: key, customer, outcome: 'notSent', detail, attempts: 0 } as const
        await this.engine.append([{ id, payload }])
      }
    await this.engine.idle()
    return claims
  }

  async release(overdue: 'run' | 'skip'): Promise<void> {
    expect(await this.engine.control({ do: 'release', overdue })).toMatchObject({ ok: true })
    await this.engine.idle()
  }

  /** Somebody changes something, and the process is gone before it has folded that. */
  async changeUnfolded(change: ControlChange, wall: number): Promise<void> {
    expect(await this.#disk.control(change, wall)).toMatchObject({ ok: true })
  }

  story(customer: string): readonly string[] {
    return this.#record
      .lines()
      .filter((line) => line.customer === customer)
      .map(({ at, what, node, port, why }) => `${at.slice(8, 16)} ${what} ${node} ${what === 'took' ? port : why}`)
  }

  async held(): Promise<string | undefined> {
    return (await this.engine.standing()).held?.why
  }
}

const threeHours = draw({
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'PT3H' }, ports: { next: 'update-3' } },
    'update-3': {
      kind: 'update',
      settings: { set: [{ attribute: 'reminded', to: true }] },
      ports: { next: 'delay-4' },
    },
    'delay-4': { kind: 'delay', settings: { for: 'PT1H' } },
  },
})

export async function withCart(clock: 'wall' | 'data' = 'wall'): Promise<Machine> {
  const machine = new Machine(clock)
  await machine.start(at('05T08:00'))
  await machine.publish(threeHours)
  await machine.say('ada', 'Cart')
  return machine
}
