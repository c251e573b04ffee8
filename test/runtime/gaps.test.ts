// Time when nobody was running, and clocks that cannot be believed (rule 21, H1, H26).
import { describe, expect, test } from 'vitest'
import { type SimulatedClock, simulatedClock } from '../../runtime/clock.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import { recordOf } from '../../runtime/decisionLog.ts'
import { type Engine, startEngine } from '../../runtime/engine.ts'
import { type ControlChange, initialSettings } from '../../runtime/storage/control.ts'
import type { Claims } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { night } from '../support/sending.ts'
import { draw, email } from '../support/trial.ts'

const hour = 3_600_000
const day = 24 * hour
const at = (text: string) => Date.parse(`2026-01-${text}:00Z`)

/** A machine with the machine's own clock, on which Perennial is started, killed and started again. */
class Machine {
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

async function withCart(clock: 'wall' | 'data' = 'wall'): Promise<Machine> {
  const machine = new Machine(clock)
  await machine.start(at('05T08:00'))
  await machine.publish(threeHours)
  await machine.say('ada', 'Cart')
  return machine
}

describe('rule 21: nobody was running for a while', () => {
  test('rule 21: what came due meanwhile fires at the end of that, and later delays count from there', async () => {
    const machine = await withCart()
    await machine.until(at('05T10:00'))
    await machine.start(at('05T18:00'))
    expect(machine.story('ada').slice(2)).toEqual([
      '05T18:00 took delay-2 next',
      '05T18:00 took update-3 next',
      '05T18:00 rested delay-4 waiting',
    ])
    await machine.until(at('05T18:59'))
    expect(machine.story('ada')).toHaveLength(5)
    await machine.until(at('05T19:00'))
    expect(machine.story('ada').at(-1)).toBe('05T19:00 ended delay-4 reachedEnd')
    expect(await machine.held()).toBeUndefined()
  })

  test('rule 21: of what came due meanwhile the earliest fires first, whichever run is the older', async () => {
    const machine = new Machine()
    await machine.start(at('05T08:00'))
    for (const [event, hours] of Object.entries({ Cart: 'PT5H', View: 'PT3H' }))
      await machine.publish(
        draw({
          id: event.toLowerCase(),
          nodes: {
            'event-1': { kind: 'event', settings: { event }, ports: { next: `delay-${hours.toLowerCase()}` } },
            [`delay-${hours.toLowerCase()}`]: { kind: 'delay', settings: { for: hours } },
          },
        }),
      )
    await machine.say('ada', 'Cart')
    await machine.say('ada', 'View')
    await machine.start(at('05T18:00'))
    expect(machine.story('ada').filter((line) => line.includes('ended'))).toEqual([
      '05T18:00 ended delay-pt3h reachedEnd',
      '05T18:00 ended delay-pt5h reachedEnd',
    ])
  })

  test('rule 21: runs whose time came meanwhile find the segments that the customer is in now', async () => {
    const machine = new Machine()
    await machine.start(at('05T08:00'))
    const visited = { test: 'event', event: 'Visit', op: 'atLeast', value: 1, within: 'PT4H' } as const
    const definition = { title: 'Recent', when: visited }
    await machine.engine.control({ do: 'saveSegment', segment: 'recent', definition, revision: null })
    await machine.publish(
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Visit' }, ports: { next: 'delay-2' } },
          'delay-2': { kind: 'delay', settings: { for: 'PT3H' }, ports: { next: 'branch-3' } },
          'branch-3': {
            kind: 'branch',
            settings: { paths: [{ port: 'recent', when: { test: 'segment', segment: 'recent' } }] },
          },
        },
      }),
    )
    await machine.say('ada', 'Visit')
    await machine.start(at('05T18:00'))
    expect(machine.story('ada')).toContain('05T18:00 took branch-3 else')
  })

  test('rule 21: a restart within a minute is no absence', async () => {
    const machine = await withCart()
    await machine.until(at('05T10:59'))
    await machine.start(at('05T11:00') - 1)
    await machine.until(at('05T11:00'))
    expect(machine.story('ada')).toContain('05T11:00 took delay-2 next')
  })

  test('rule 21: after a day timers wait for a person, who goes on with what came due', async () => {
    const machine = await withCart()
    await machine.start(at('08T08:00'))
    expect(await machine.held()).toBe('absence')
    await machine.say('bob', 'Cart')
    await machine.until(at('08T12:00'))
    expect(machine.story('ada').at(-1)).toMatch(/rested delay-2/)
    expect(machine.story('bob').at(-1)).toMatch(/rested delay-2/)
    await machine.release('run')
    for (const customer of ['ada', 'bob']) expect(machine.story(customer)).toContain('08T12:00 took delay-2 next')
    expect(await machine.held()).toBeUndefined()
  })

  test('rule 21: or without it: runs whose time came end, the others go on', async () => {
    const machine = await withCart()
    await machine.start(at('08T08:00'))
    await machine.until(at('08T11:00'))
    await machine.say('bob', 'Cart')
    await machine.until(at('08T12:00'))
    await machine.release('skip')
    expect(machine.story('ada').at(-1)).toBe('08T12:00 ended delay-2 missed')
    await machine.until(at('08T14:00'))
    expect(machine.story('bob')).toContain('08T14:00 took delay-2 next')
  })

  test('rule 21: or without it: nor does a message go whose time came, at its node or handed back to the outbox', async () => {
    const machine = new Machine()
    await machine.start(at('05T08:00'))
    const sending = { ...initialSettings.sending, quietHours: [night], giveUpAfter: 'P7D' }
    await machine.engine.control({ do: 'saveSettings', settings: { ...initialSettings, sending } })
    await machine.publish(
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
          'email-2': email('Good morning', { next: 'delay-3' }),
          'delay-3': { kind: 'delay', settings: { for: 'P9D' } },
        },
      }),
    )
    for (const customer of ['ada', 'bob'])
      await machine.say(customer, 'identify', { email: `${customer}@example.com`, consent: { email: 'granted' } })
    await machine.until(at('05T20:55'))
    await machine.say('ada', 'Cart')
    await machine.until(at('05T22:00'))
    await machine.say('bob', 'Cart')
    await machine.handBack()
    expect((await machine.engine.claim(machine.clock.now(), 10, 'email')).next).toBe(at('06T09:00'))
    await machine.start(at('08T08:00'))
    await machine.until(at('08T12:00'))
    await machine.release('skip')
    expect(machine.story('bob').at(-1)).toBe('08T12:00 ended email-2 missed')
    expect(await machine.handBack()).toMatchObject({ claimed: [], stale: [], cancelled: [{ node: 'email-2' }] })
    expect(await machine.handBack()).toMatchObject({ claimed: [], stale: [], cancelled: [] })
  })

  test('rule 21: what is held stays held over a restart', async () => {
    const machine = await withCart()
    await machine.start(at('08T08:00'))
    await machine.start(at('08T09:00'))
    expect(await machine.held()).toBe('absence')
    await machine.release('run')
    expect(machine.story('ada')).toContain('08T09:00 took delay-2 next')
  })

  test('rule 21: an absence after a release is one, also when the process was killed before it had folded that', async () => {
    const machine = await withCart()
    await machine.start(at('08T08:00'))
    expect(await machine.held()).toBe('absence')
    await machine.changeUnfolded({ do: 'release', overdue: 'run' }, at('08T08:00'))
    await machine.start(at('08T16:00'))
    expect(machine.story('ada').slice(2)).toEqual([
      '08T08:00 took delay-2 next',
      '08T08:00 took update-3 next',
      '08T08:00 rested delay-4 waiting',
      '08T16:00 took delay-4 next',
      '08T16:00 ended delay-4 reachedEnd',
    ])
  })

  test('rule 29: whom a new definition finds has not joined, also when a hold ends at that instant', async () => {
    const machine = new Machine()
    await machine.start(at('05T08:00'))
    const quiet = (within: string, revision: number | null): ControlChange => {
      const when = { test: 'event', event: 'Cart', op: 'less', value: 1, within } as const
      return { do: 'saveSegment', segment: 'quiet', definition: { title: 'Quiet', when }, revision }
    }
    await machine.engine.control(quiet('PT1H', null))
    await machine.publish(
      draw({
        nodes: {
          'segment-1': { kind: 'segment', settings: { segment: 'quiet', on: 'join' }, ports: { next: 'delay-2' } },
          'delay-2': { kind: 'delay', settings: { for: 'PT1H' } },
        },
      }),
    )
    await machine.say('ada', 'Cart')
    await machine.start(at('08T08:00'))
    await machine.changeUnfolded(quiet('PT2H', 1), at('08T08:00'))
    await machine.changeUnfolded({ do: 'release', overdue: 'run' }, at('08T08:00'))
    await machine.start(at('08T08:00'))
    expect(machine.story('ada')).toEqual([])
  })

  test('rule 21: while timers are held marketing is too, and transactional messages go', async () => {
    const machine = new Machine()
    await machine.start(at('05T08:00'))
    for (const purpose of ['marketing', 'transactional'] as const) {
      const mail = email('Hello')
      const settings = { ...mail.settings, purpose }
      await machine.publish(
        draw({
          id: purpose,
          nodes: {
            'event-1': { kind: 'event', settings: { event: 'Order' }, ports: { next: 'email-2' } },
            'email-2': { ...mail, settings },
          },
        }),
      )
    }
    await machine.say('ada', 'identify', { email: 'ada@example.com', consent: { email: 'granted' } })
    await machine.start(at('08T08:00'))
    await machine.say('ada', 'Order')
    const purposes = async () => {
      const { claimed } = await machine.engine.claim(machine.clock.now(), 10, 'email')
      return claimed.map(({ message }) => message.purpose)
    }
    expect(await purposes()).toEqual(['transactional'])
    expect(await purposes()).toEqual([])
    await machine.release('run')
    expect(await purposes()).toEqual(['marketing'])
  })

  test('rule 21: a store with a clock of its own is never away', async () => {
    const machine = await withCart('data')
    await machine.start(at('25T08:00'))
    expect(await machine.held()).toBeUndefined()
  })
})

describe('rule 21: a clock that cannot be believed', () => {
  test('rule 21: set forward, it holds timers, and time goes on as if nobody had set it', async () => {
    const machine = await withCart()
    await machine.until(at('05T10:00'))
    machine.clock.setTo(at('29T10:00'))
    await machine.say('bob', 'Cart')
    expect(await machine.held()).toBe('clockAhead')
    expect(machine.story('bob')[0]).toMatch(/^05T10:00 /)
    expect(machine.story('ada').at(-1)).toMatch(/rested delay-2/)
    machine.clock.setTo(at('05T11:30'))
    machine.clock.advanceTo(at('05T11:30') + 10_000)
    await machine.engine.idle()
    expect(await machine.held()).toBe('clockAhead')
  })

  test('rule 21: whoever says to go on believes the clock', async () => {
    const machine = await withCart()
    await machine.until(at('05T10:00'))
    machine.clock.setTo(at('06T10:00'))
    await machine.say('bob', 'View')
    expect(await machine.held()).toBe('clockAhead')
    await machine.release('run')
    expect(machine.story('ada')).toContain('06T10:00 took delay-2 next')
  })

  test('rule 21: set back, it holds marketing, and what is transactional goes at once', async () => {
    const machine = new Machine()
    await machine.start(at('05T08:00'))
    const mail = email('Your order')
    await machine.publish(
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Order' }, ports: { next: 'email-2' } },
          'email-2': { ...mail, settings: { ...mail.settings, purpose: 'transactional' } },
        },
      }),
    )
    await machine.say('ada', 'identify', { email: 'ada@example.com' })
    for (const back of [3 * 60_000, hour]) {
      machine.clock.setTo(machine.clock.now() - back)
      await machine.say('ada', 'Order')
      expect((await machine.engine.claim(machine.clock.now(), 10, 'email')).claimed, String(back)).toHaveLength(1)
    }
    expect(await machine.held()).toBe('clockBehind')
  })

  test('rule 21: put right, it goes on by itself', async () => {
    const machine = await withCart()
    await machine.until(at('05T10:00'))
    machine.clock.setTo(at('29T10:00'))
    await machine.say('bob', 'View')
    expect(await machine.held()).toBe('clockAhead')
    machine.clock.setTo(at('05T10:00'))
    await machine.until(at('05T12:00'))
    expect(await machine.held()).toBeUndefined()
    expect(machine.story('ada')).toContain('05T11:00 took delay-2 next')
  })

  test('rule 21: set back while nobody was running, it holds timers until it is where it was', async () => {
    const machine = await withCart()
    await machine.until(at('05T09:00'))
    await machine.say('bob', 'Cart')
    await machine.start(at('04T09:00'))
    expect(await machine.held()).toBe('clockBehind')
    await machine.say('cleo', 'Cart')
    expect(machine.story('cleo')[0]).toMatch(/^05T09:00 /)
    await machine.until(at('05T08:59'))
    expect(await machine.held()).toBe('clockBehind')
    await machine.until(at('05T12:00'))
    expect(await machine.held()).toBeUndefined()
    expect(machine.story('ada')).toContain('05T11:00 took delay-2 next')
  })

  test('rule 21: set back while nobody was running, the hold begins no later than the time that is believed', async () => {
    const machine = await withCart()
    // There are signs of life, and nothing else.
    await machine.until(at('05T10:00'))
    await machine.start(at('04T10:00'))
    const { held, now } = await machine.engine.standing()
    expect(held).toEqual({ since: now, why: 'clockBehind' })
    await machine.say('cleo', 'Cart')
    await machine.until(at('05T12:00'))
    expect(await machine.held()).toBeUndefined()
    expect(machine.story('ada')).toContain('05T11:00 took delay-2 next')
    expect(machine.story('cleo')).toContain('05T11:00 took delay-2 next')
  })

  test('H1: set back by seconds, nothing comes before the hour at which an experiment was looked at', async () => {
    const machine = new Machine()
    await machine.start(at('05T10:30'))
    const paths = ['path-a', 'path-b'].map((port) => ({ port, percent: 50 }))
    const goal = { by: 'event', event: 'Order', within: 'P7D' } as const
    await machine.publish(
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'experiment-2' } },
          'experiment-2': { kind: 'experiment', settings: { takeOver: true, certainty: 95, goal, paths } },
        },
      }),
    )
    await machine.until(at('05T11:00') + 1_000)
    machine.clock.setTo(at('05T11:00') - 1_000)
    await machine.say('ada', 'Cart')
    expect(machine.story('ada')[0]).toMatch(/^05T11:00 entered/)
  })

  test('rule 21: a machine that begins in the past and is put right goes on by itself', async () => {
    const machine = await withCart()
    await machine.until(at('05T10:00'))
    await machine.start(at('01T00:00'))
    expect(await machine.held()).toBe('clockBehind')
    await machine.until(at('01T00:02'))
    machine.clock.setTo(at('05T10:05'))
    await machine.until(at('05T10:06'))
    expect(await machine.held()).toBeUndefined()
    await machine.until(at('05T12:00'))
    expect(machine.story('ada')).toContain('05T11:00 took delay-2 next')
  })

  test('rule 21: set forward to more than a day after the last entry, it may be wrong again', async () => {
    const machine = await withCart()
    await machine.start(at('01T00:00'))
    machine.clock.setTo(at('07T10:00'))
    await machine.until(at('07T10:01'))
    expect(await machine.held()).toBe('clockBehind')
    await machine.release('run')
    expect(machine.story('ada')).toContain('07T10:01 took delay-2 next')
  })

  test('rule 21: a machine that began in the future is held until time is where its entries are, whoever says to go on', async () => {
    const machine = await withCart()
    await machine.start(at('29T08:00'))
    expect(await machine.held()).toBe('absence')
    await machine.say('bob', 'View')
    machine.clock.setTo(at('05T08:10'))
    await machine.until(at('05T08:11'))
    await machine.release('run')
    expect(await machine.held()).toBe('clockBehind')
    await machine.until(at('29T08:00'))
    expect(await machine.held()).toBeUndefined()
    await machine.say('cleo', 'Cart')
    await machine.until(at('29T12:00'))
    expect(machine.story('cleo').at(-1)).toBe('29T12:00 ended delay-4 reachedEnd')
  })

  test('rule 21: five minutes are believed', async () => {
    const machine = await withCart()
    machine.clock.setTo(at('05T08:04'))
    await machine.until(at('05T11:00'))
    expect(await machine.held()).toBeUndefined()
    expect(machine.story('ada')).toContain('05T11:00 took delay-2 next')
  })
})
