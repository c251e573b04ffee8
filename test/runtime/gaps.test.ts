// Time when nobody was running (rule 21, H1).
import { describe, expect, test } from 'vitest'
import { type ControlChange, initialSettings } from '../../runtime/storage/control.ts'
import { night } from '../support/sending.ts'
import { draw, email } from '../support/trial.ts'
import { at, Machine, withCart } from './gaps/machine.ts'

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
