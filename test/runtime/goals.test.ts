import { describe, expect, test } from 'vitest'
import { initialSettings } from '../../runtime/storage/control.ts'
import type { Goal } from '../../shared/goal.ts'
import type { WorkflowSettings } from '../../shared/workflow.ts'
import { draw, email, openTrial, type Trial } from '../support/trial.ts'

const ordered: Goal = {
  by: 'event',
  event: 'Order',
  title: 'Ordered',
  value: 'total',
  within: 'P2D',
  from: 'start',
  ends: true,
}

const reminder = (settings: Partial<WorkflowSettings>) =>
  draw({
    settings,
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
      'email-2': email('Your cart', { next: 'delay-3' }),
      'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
    },
  })

const goalOf = async (trial: Trial) => (await trial.pages.stats('trial'))?.goal

async function open(settings: Partial<WorkflowSettings>): Promise<Trial> {
  const trial = await openTrial([reminder(settings)])
  await trial.identify('ada', '2026-01-05T09:00')
  return trial
}

describe('goals', () => {
  test('rule 15: an order reaches the goal at once, ends the run, withdraws its message and counts what it is worth', async () => {
    const trial = await open({ goal: ordered })
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('ada', 'Order', '2026-01-05T11:00', { total: 49.5, currency: 'EUR' })
    expect(trial.story('ada').slice(-2)).toEqual(['reached delay-3 goalReached', 'ended delay-3 goalReached'])
    expect(trial.lines().at(-2)?.params).toEqual({ goal: 'Ordered', value: 49_500_000, currency: 'EUR' })
    expect(await trial.messages()).toEqual([])
    expect(await goalOf(trial)).toMatchObject({
      title: 'Ordered',
      converted: { count: 1, worth: [{ currency: 'EUR', amount: 49.5 }] },
    })
    await trial.close()
  })

  test('rule 15: a goal that lets the run go on is counted once', async () => {
    const trial = await open({ goal: { ...ordered, ends: false } })
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('ada', 'Order', '2026-01-05T11:00')
    await trial.track('ada', 'Order', '2026-01-05T12:00')
    await trial.until('2026-01-07')
    expect(trial.story('ada').filter((line) => line.startsWith('reached'))).toHaveLength(1)
    expect(trial.story('ada').at(-1)).toBe('ended delay-3 reachedEnd')
    expect((await goalOf(trial))?.converted.count).toBe(1)
    await trial.close()
  })

  test('rule 15: it counts after the run has ended, within its time and not after it', async () => {
    for (const [at, count] of [
      ['2026-01-07T09:59', 1],
      ['2026-01-07T10:00', 0],
    ] as const) {
      const trial = await open({ goal: ordered })
      await trial.track('ada', 'Cart', '2026-01-05T10:00')
      await trial.track('ada', 'Order', at)
      expect((await goalOf(trial))?.converted.count, at).toBe(count)
      await trial.close()
    }
  })

  test('rule 15: an event that comes late counts by its own time, for a day after the goal’s', async () => {
    for (const [at, count] of [
      ['2026-01-08T09:59', 1],
      ['2026-01-08T10:00', 0],
    ] as const) {
      const trial = await open({ goal: ordered })
      await trial.track('ada', 'Cart', '2026-01-05T10:00')
      await trial.track('ada', 'Order', at, {}, { time: '2026-01-06T12:00' })
      expect((await goalOf(trial))?.converted.count, at).toBe(count)
      await trial.close()
    }
  })

  test('rule 15: an order of a run’s time that comes late counts, also when the run was replaced meanwhile', async () => {
    const trial = await openTrial([
      draw({
        settings: { goal: { ...ordered, ends: false }, reentry: { rule: 'startAgain' } },
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
          'delay-2': { kind: 'delay', settings: { for: 'P5D' } },
        },
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('ada', 'Cart', '2026-01-05T12:00')
    for (const [at, time, count] of [
      ['2026-01-05T12:05', '2026-01-05T11:00', 1],
      ['2026-01-05T12:10', '2026-01-05T12:10', 2],
      ['2026-01-05T12:20', '2026-01-05T12:20', 2],
    ] as const) {
      await trial.track('ada', 'Order', at, {}, { time })
      expect((await goalOf(trial))?.converted.count, at).toBe(count)
    }
    await trial.close()
  })

  test('rule 15: a time that begins with messages begins when one goes out', async () => {
    const trial = await open({ goal: { ...ordered, from: 'message', within: 'PT2H' } })
    const quietHours = [{ from: '09:00', to: '12:00' }]
    const sending = { ...initialSettings.sending, quietHours }
    await trial.change({ do: 'saveSettings', settings: { ...initialSettings, sending } })
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('ada', 'Order', '2026-01-05T11:00')
    expect((await goalOf(trial))?.converted.count).toBe(0)
    await trial.until('2026-01-05T13:00')
    await trial.track('ada', 'Order', '2026-01-05T13:30')
    expect((await goalOf(trial))?.converted.count).toBe(1)
    await trial.close()
  })

  test('rule 15: a time that begins with messages begins when one goes that had to wait in the outbox', async () => {
    const trial = await open({ goal: { ...ordered, from: 'message', within: 'PT2H' } })
    const sending = { ...initialSettings.sending, quietHours: [{ from: '21:00', to: '09:00' }] }
    await trial.change({ do: 'saveSettings', settings: { ...initialSettings, sending } })
    await trial.track('ada', 'Cart', '2026-01-06T20:55')
    const { run, node, visit } = trial.lines().find(({ why }) => why === 'emailAdmitted')!
    const message = `${run}:${node}:${visit}`
    const customer = Number(run.split('-')[0])
    const stale = { type: 'outcome', message, customer, outcome: 'notSent', detail: 'stale', attempts: 0 } as const
    await trial.append(stale, '2026-01-06T21:00:01', 'first')
    await trial.until('2026-01-07T09:00')
    await trial.append(stale, '2026-01-07T09:00:01', 'second')
    expect(await trial.messages()).toHaveLength(1)
    await trial.append({ ...stale, outcome: 'sent', detail: '', attempts: 1 }, '2026-01-07T09:01', 'third')
    await trial.track('ada', 'Order', '2026-01-07T09:30')
    expect((await goalOf(trial))?.converted.count).toBe(1)
    await trial.close()
  })

  test('rule 15: it begins then also when the run has ended and its time before is long over', async () => {
    const trial = await open({ goal: { ...ordered, from: 'message', within: 'PT2H' } })
    await trial.track('ada', 'Cart', '2026-01-06T12:00')
    const { run, node, visit } = trial.lines().find(({ why }) => why === 'emailAdmitted')!
    const message = `${run}:${node}:${visit}`
    const customer = Number(run.split('-')[0])
    const stale = { type: 'outcome', message, customer, outcome: 'notSent', detail: 'stale', attempts: 0 } as const
    await trial.track('ada', 'Cart', '2026-01-08T08:00')
    await trial.append(stale, '2026-01-08T09:00', 'stale')
    await trial.track('ada', 'Order', '2026-01-08T09:20')
    await trial.track('ada', 'Order', '2026-01-08T09:30')
    expect((await goalOf(trial))?.converted.count).toBe(2)
    await trial.close()
  })

  test('rule 15: an order that comes late counts for the message before it, also when another message went meanwhile', async () => {
    for (const [at, time, count] of [
      ['2026-01-05T12:30', '2026-01-05T10:30', 1],
      ['2026-01-05T12:30', '2026-01-05T11:30', 0],
      ['2026-01-06T10:59', '2026-01-05T10:30', 1],
      ['2026-01-06T11:00', '2026-01-05T10:30', 0],
    ] as const) {
      const trial = await openTrial([
        draw({
          settings: { goal: { ...ordered, from: 'message', within: 'PT1H' } },
          nodes: {
            'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
            'email-2': email('Your cart', { next: 'delay-3' }),
            'delay-3': { kind: 'delay', settings: { for: 'PT2H' }, ports: { next: 'email-4' } },
            'email-4': email('Still there', { next: 'delay-5' }),
            'delay-5': { kind: 'delay', settings: { for: 'P5D' } },
          },
        }),
      ])
      await trial.identify('ada', '2026-01-05T09:00')
      await trial.track('ada', 'Cart', '2026-01-05T10:00')
      await trial.until('2026-01-05T12:10')
      await trial.track('ada', 'Order', at, {}, { time })
      expect((await goalOf(trial))?.converted.count, `${time} at ${at}`).toBe(count)
      await trial.close()
    }
  })

  test('rule 15: it begins anew with each message of a run, however long after the one before', async () => {
    const trial = await openTrial([
      draw({
        settings: {
          reentry: { rule: 'always' },
          goal: { ...ordered, from: 'message', within: 'P1D' },
        },
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
          'email-2': email('Your cart', { next: 'delay-3' }),
          'delay-3': { kind: 'delay', settings: { for: 'P5D' }, ports: { next: 'email-4' } },
          'email-4': email('Still there', { next: 'delay-5' }),
          'delay-5': { kind: 'delay', settings: { for: 'P5D' } },
        },
      }),
    ])
    await trial.identify('ada', '2026-01-05T09:00')
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('ada', 'Cart', '2026-01-08T10:00')
    await trial.track('ada', 'Order', '2026-01-10T12:00')
    expect((await goalOf(trial))?.converted.count).toBe(1)
    await trial.close()
  })

  test('rule 15: time alone can reach a condition’s goal', async () => {
    const quiet = { not: { test: 'event', event: 'Visit', op: 'atLeast', value: 1, within: 'PT6H' } } as const
    const trial = await open({
      goal: { by: 'condition', when: quiet, title: 'Quiet', within: 'P3D', from: 'start', ends: true },
    })
    await trial.track('ada', 'Visit', '2026-01-05T09:30')
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.until('2026-01-06')
    expect(trial.lines().at(-1)).toMatchObject({ at: '2026-01-05T15:30:00.000Z', what: 'ended', why: 'goalReached' })
    await trial.close()
  })

  test('an order counts for the newest of several runs, so that no value is counted twice', async () => {
    const trial = await open({ goal: ordered })
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('ada', 'Cart', '2026-01-05T10:30')
    await trial.track('ada', 'Order', '2026-01-05T11:00', { total: 10 })
    const [reached] = trial.lines().filter(({ what }) => what === 'reached')
    expect(reached?.run.split('-')[1]).toBe('1')
    expect((await goalOf(trial))?.converted).toEqual({ count: 1, worth: [{ currency: 'EUR', amount: 10 }] })
    await trial.close()
  })

  test('rule 15: what makes a condition true for a newer run still counts for an older one, whose goal is that event', async () => {
    const trial = await open({ goal: { ...ordered, ends: false }, reentry: { rule: 'always' } })
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    const goal: Goal = {
      by: 'condition',
      when: { test: 'event', event: 'Order', op: 'atLeast', value: 1 },
      title: 'Ordered',
      within: 'P2D',
      from: 'start',
      ends: false,
    }
    const document = JSON.stringify(reminder({ goal, reentry: { rule: 'always' } }))
    await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'Trial', document, revision: 1 })
    await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [] })
    await trial.track('ada', 'Cart', '2026-01-05T11:00')
    await trial.track('ada', 'Order', '2026-01-05T12:00')
    expect(trial.story('ada').filter((line) => line.startsWith('reached'))).toHaveLength(2)
    await trial.close()
  })

  test('rule 15: an order that came before the event which began the run, and happened after it, reaches the goal', async () => {
    const trial = await open({ goal: ordered })
    await trial.track('ada', 'Order', '2026-01-05T10:05', { total: 10 }, { time: '2026-01-05T10:00' })
    await trial.track('ada', 'Cart', '2026-01-05T10:05', {}, { time: '2026-01-05T09:50' })
    expect(trial.story('ada').at(-1)).toBe('ended email-2 goalReached')
    expect(await trial.messages()).toEqual([])
    expect((await goalOf(trial))?.converted).toEqual({ count: 1, worth: [{ currency: 'EUR', amount: 10 }] })
    await trial.close()
  })

  test('rule 15: one that happened before it does not', async () => {
    const trial = await open({ goal: ordered })
    await trial.track('ada', 'Order', '2026-01-05T09:45')
    await trial.track('ada', 'Cart', '2026-01-05T10:05', {}, { time: '2026-01-05T09:50' })
    expect((await goalOf(trial))?.converted.count).toBe(0)
    await trial.close()
  })

  test('rule 15: what brings the customer in is not what the run is for', async () => {
    const trial = await openTrial([
      draw({
        settings: { goal: ordered },
        segments: { buyers: { test: 'event', event: 'Order', op: 'atLeast', value: 1 } },
        nodes: {
          'segment-1': { kind: 'segment', settings: { segment: 'buyers', on: 'join' }, ports: { next: 'delay-2' } },
          'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
        },
      }),
    ])
    await trial.track('ada', 'Order', '2026-01-05T10:00')
    expect(trial.story('ada').at(-1)).toBe('rested delay-2 waiting')
    expect((await goalOf(trial))?.converted.count).toBe(0)
    await trial.track('ada', 'Order', '2026-01-05T11:00')
    expect((await goalOf(trial))?.converted.count).toBe(1)
    await trial.close()
  })

  test('rule 15: an order as a guest reaches the goal when the guest turns out to be the customer', async () => {
    const trial = await open({ goal: ordered })
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('', 'Order', '2026-01-05T10:30', { total: 10 }, { anonymousId: 'laptop' })
    await trial.track('ada', 'Visit', '2026-01-05T11:00', {}, { anonymousId: 'laptop' })
    expect(trial.story('ada').at(-1)).toBe('ended delay-3 goalReached')
    expect((await goalOf(trial))?.converted).toEqual({ count: 1, worth: [{ currency: 'EUR', amount: 10 }] })
    await trial.close()
  })

  test('an order that counted for the guest’s run ends the customer’s too, and counts once', async () => {
    const trial = await open({ goal: ordered })
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('', 'Cart', '2026-01-05T10:20', {}, { anonymousId: 'laptop' })
    await trial.track('', 'Order', '2026-01-05T10:30', { total: 10 }, { anonymousId: 'laptop' })
    await trial.track('ada', 'Visit', '2026-01-05T11:00', {}, { anonymousId: 'laptop' })
    expect(trial.story().at(-1)).toBe('ended delay-3 goalReached')
    expect(trial.story().filter((line) => line.startsWith('reached'))).toHaveLength(1)
    expect((await goalOf(trial))?.converted).toEqual({ count: 1, worth: [{ currency: 'EUR', amount: 10 }] })
    await trial.close()
  })

  test('an order that counted counts for no run that begins later, however far that looks back', async () => {
    const nothingFollowed = {
      kind: 'absence',
      settings: { event: 'Visit', without: { event: 'Visit' }, deadline: { by: 'period', within: 'P20D' } },
      ports: { next: 'email-2' },
    } as const
    const begun = reminder({ goal: ordered })
    const trial = await openTrial([{ ...begun, nodes: [...begun.nodes, { id: 'absence-9', ...nothingFollowed }] }])
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Visit', '2026-01-05T09:00')
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('ada', 'Order', '2026-01-05T11:00', { total: 10 })
    await trial.until('2026-02-05')
    expect(trial.story('ada').filter((line) => line.startsWith('entered'))).toHaveLength(2)
    expect(trial.story('ada').filter((line) => line.startsWith('reached'))).toHaveLength(1)
    expect((await goalOf(trial))?.converted).toEqual({ count: 1, worth: [{ currency: 'EUR', amount: 10 }] })
    await trial.close()
  })

  test('money of another currency counts only if the event says what it is worth in the store’s', async () => {
    for (const [properties, worth] of [
      [{ total: 10, currency: 'USD' }, []],
      [{ total: 10, currency: 'USD', storeValue: 9.2 }, [{ currency: 'EUR', amount: 9.2 }]],
    ] as const) {
      const trial = await open({ goal: ordered })
      await trial.track('ada', 'Cart', '2026-01-05T10:00')
      await trial.track('ada', 'Order', '2026-01-05T11:00', properties)
      expect((await goalOf(trial))?.converted).toEqual({ count: 1, worth })
      await trial.close()
    }
  })
})

describe('holdout', () => {
  test('rule 10: who is held out reaches the goal by an order as a guest as well', async () => {
    const trial = await open({ goal: ordered, holdout: 50 })
    const people = Array.from({ length: 12 }, (_, index) => `customer-${index}`)
    for (const person of people) await trial.track(person, 'Cart', '2026-01-05T10:00')
    for (const person of people) await trial.track('', 'Order', '2026-01-05T10:30', {}, { anonymousId: person })
    for (const person of people) await trial.track(person, 'Visit', '2026-01-05T11:00', {}, { anonymousId: person })
    const goal = await goalOf(trial)
    expect(goal?.heldOut).toBeGreaterThan(2)
    expect(goal?.heldOutConverted.count).toBe(goal?.heldOut)
    await trial.close()
  })

  test('rule 10: where nobody is inside twice nobody is left out twice, for each key, until their time is over', async () => {
    const trial = await openTrial([
      reminder({ goal: ordered, holdout: 50, key: 'cart', reentry: { rule: 'afterEnd' } }),
    ])
    const people = Array.from({ length: 12 }, (_, index) => `customer-${index}`)
    const carts = async (at: string, cart: string) => {
      for (const person of people) await trial.track(person, 'Cart', at, { cart })
      return (await goalOf(trial))!.heldOut / out
    }
    for (const person of people) await trial.track(person, 'Cart', '2026-01-05T10:00', { cart: 'a' })
    const out = (await goalOf(trial))!.heldOut
    expect(out).toBeGreaterThan(2)
    expect(await carts('2026-01-05T10:30', 'a')).toBe(1)
    expect(await carts('2026-01-05T10:30', 'b')).toBe(2)
    for (const person of people) await trial.track(person, 'Order', '2026-01-05T11:00')
    expect(await carts('2026-01-05T11:30', 'b')).toBe(3)
    expect(await carts('2026-03-05T10:00', 'a')).toBe(4)
    await trial.close()
  })

  test('rule 10: those left out enter nothing, always the same, and their conversions count beside', async () => {
    const trial = await openTrial([reminder({ goal: ordered, holdout: 50 })])
    const people = Array.from({ length: 40 }, (_, index) => `customer-${index}`)
    for (const person of people) await trial.identify(person, '2026-01-05T09:00')
    for (const at of ['2026-01-05T10:00', '2026-01-05T10:30'])
      for (const person of people) await trial.track(person, 'Cart', at)
    for (const person of people) await trial.track(person, 'Order', '2026-01-05T11:00')
    const entered = people.filter((person) => trial.story(person).some((line) => line.startsWith('entered')))
    const out = people.length - entered.length
    expect(entered.length).toBeGreaterThan(8)
    expect(out).toBeGreaterThan(8)
    expect(await trial.pages.stats('trial')).toMatchObject({
      started: entered.length * 2,
      goal: {
        converted: { count: entered.length },
        heldOut: out * 2,
        heldOutConverted: { count: out },
      },
    })
    await trial.close()
  })
})
