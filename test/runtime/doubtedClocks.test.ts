// Clocks that cannot be believed (rule 21, H26).
import { describe, expect, test } from 'vitest'
import { draw, email } from '../support/trial.ts'
import { at, hour, Machine, withCart } from './gaps/machine.ts'

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
