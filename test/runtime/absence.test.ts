import { describe, expect, test } from 'vitest'
import type { Workflow, WorkflowSettings } from '../../shared/workflow.ts'
import { draw, openTrial } from '../support/trial.ts'

const order = (deadline: object, settings: Partial<WorkflowSettings> = {}, more: object = {}) =>
  draw({
    settings: { key: 'order', ...settings },
    nodes: {
      'absence-1': {
        kind: 'absence',
        settings: {
          event: 'Paid',
          ...more,
          without: { event: 'Shipped', where: { property: 'order', op: 'is', value: { ref: 'trigger.order' } } },
          deadline,
        },
        ports: { next: 'exit-2' },
      },
      'exit-2': { kind: 'exit', settings: { reason: 'Late' } },
    },
  })

const inTwoDays = { by: 'period', within: 'P2D' }
const byPromise = { by: 'date', property: 'promised' }
type Trial = Awaited<ReturnType<typeof openTrial>>
const entered = (trial: Trial) =>
  trial.lines().flatMap(({ what, at, key, params }) => (what === 'entered' ? [[at.slice(0, 16), key, params]] : []))

describe('absence: what should have followed did not', () => {
  test('whoever waits in vain enters at the deadline, with the event that began it', async () => {
    const trial = await openTrial([order(inTwoDays)])
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a' })
    await trial.until('2026-01-03T09:59')
    expect(entered(trial)).toEqual([])
    await trial.until('2026-01-03T10:00')
    expect(entered(trial)).toEqual([['2026-01-03T10:00', 'a', { event: 'Paid', without: 'Shipped' }]])
    await trial.close()
  })

  test('what follows in time ends the plan of its own key without a word', async () => {
    const trial = await openTrial([order(inTwoDays)])
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a' })
    await trial.track('ada', 'Paid', '2026-01-01T11:00', { order: 'b' })
    await trial.track('ada', 'Shipped', '2026-01-02T10:00', { order: 'a' })
    await trial.until('2026-02-01')
    expect(entered(trial).map(([at, key]) => [at, key])).toEqual([['2026-01-03T11:00', 'b']])
    expect(trial.story('ada')).toHaveLength(2)
    await trial.close()
  })

  test('what follows at the very deadline is too late, a millisecond before it is not', async () => {
    const trial = await openTrial([order(inTwoDays)])
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a' })
    await trial.track('bob', 'Paid', '2026-01-01T10:00', { order: 'b' })
    await trial.track('ada', 'Shipped', '2026-01-03T09:59:59.999Z', { order: 'a' })
    await trial.track('bob', 'Shipped', '2026-01-03T10:00', { order: 'b' })
    expect(entered(trial).map(([, key]) => key)).toEqual(['b'])
    await trial.close()
  })

  test('the filter sees the customer as they are at the deadline', async () => {
    const trial = await openTrial([
      order(inTwoDays, { filter: { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' } }),
    ])
    for (const userId of ['ada', 'bob']) await trial.track(userId, 'Paid', '2026-01-01T10:00', { order: userId })
    await trial.identify('ada', '2026-01-02', { plan: 'gold' })
    await trial.until('2026-01-04')
    expect(entered(trial).map(([, key]) => key)).toEqual(['ada'])
    await trial.close()
  })
})

describe('absence: by a promised date', () => {
  test('when the event comes again with another promise the start is planned again', async () => {
    const trial = await openTrial([order(byPromise)])
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a', promised: '2026-01-05' })
    await trial.track('ada', 'Paid', '2026-01-04T10:00', { order: 'a', promised: '2026-01-08' })
    await trial.until('2026-02-01')
    expect(entered(trial).map(([at]) => at)).toEqual(['2026-01-08T00:00'])
    await trial.close()
  })

  test("offset and time of day are calendar in the customer's zone", async () => {
    const trial = await openTrial([
      order({ ...byPromise, offset: { by: 'P1D', to: 'after' }, time: '09:00' }, { zone: 'Europe/Rome' }),
    ])
    await trial.track('ada', 'Paid', '2026-03-20T10:00', { order: 'a', promised: '2026-03-28' })
    await trial.until('2026-04-01')
    expect(entered(trial).map(([at]) => at)).toEqual(['2026-03-29T07:00'])
    await trial.close()
  })

  test('rule 20: a date that is missing or past plans nothing, and the timeline says why', async () => {
    const trial = await openTrial([order(byPromise)])
    await trial.track('ada', 'Paid', '2026-01-05T10:00', { order: 'a', promised: '2026-01-04' })
    await trial.track('ada', 'Paid', '2026-01-05T10:01', { order: 'b', promised: 'soon' })
    await trial.until('2026-03-01')
    expect(entered(trial)).toEqual([])
    const [ada] = (await trial.pages.customers({ limit: 1 })).items
    const { items } = await trial.pages.timeline(ada!.id, { limit: 10 })
    const refused = items.flatMap(({ what, detail }) => (what === 'notEnrolled' ? [detail] : []))
    expect(refused).toEqual([
      { workflow: 'trial', why: 'promiseMissing' },
      { workflow: 'trial', why: 'promisePast' },
    ])
    await trial.close()
  })

  test('rule 20: with a period for such dates it counts from the event', async () => {
    const trial = await openTrial([order({ ...byPromise, otherwise: 'P3D' })])
    await trial.track('ada', 'Paid', '2026-01-05T10:00', { order: 'a' })
    await trial.until('2026-03-01')
    expect(entered(trial).map(([at]) => at)).toEqual(['2026-01-08T10:00'])
    await trial.close()
  })
})

describe('rule 3: an older event that arrives after a newer one of its key', () => {
  const inAnHour = { by: 'period', within: 'PT1H' }
  const moments = (trial: Trial) => entered(trial).map(([at, key]) => [at, key])

  test('rule 3: what the newer one has planned stands', async () => {
    const trial = await openTrial([order(byPromise)])
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a', promised: '2026-01-08' })
    // A retry of what was said an hour before: the promise of then.
    const stale = { order: 'a', promised: '2026-01-05' }
    await trial.track('ada', 'Paid', '2026-01-01T10:05', stale, { time: '2026-01-01T09:00' })
    await trial.until('2026-02-01')
    expect(moments(trial)).toEqual([['2026-01-08T00:00', 'a']])
    await trial.close()
  })

  test('rule 3: nobody enters at once because the period of the older one is over', async () => {
    const trial = await openTrial([order(inAnHour)])
    await trial.track('ada', 'Paid', '2026-01-01T12:00', { order: 'a' })
    await trial.track('ada', 'Paid', '2026-01-01T12:10', { order: 'a' }, { time: '2026-01-01T11:05' })
    await trial.track('ada', 'Shipped', '2026-01-01T12:30', { order: 'a' })
    await trial.until('2026-02-01')
    expect(moments(trial)).toEqual([])
    await trial.close()
  })

  test('rule 3: an absence that the newer one has told is told once', async () => {
    const trial = await openTrial([order(inAnHour)])
    await trial.track('ada', 'Paid', '2026-01-01T12:00', { order: 'a' })
    await trial.track('ada', 'Paid', '2026-01-01T13:05', { order: 'a' }, { time: '2026-01-01T11:30' })
    await trial.until('2026-02-01')
    expect(moments(trial)).toEqual([['2026-01-01T13:00', 'a']])
    await trial.close()
  })

  test('rule 3: a newer one of another key, or one that the filter does not let pass, is no reason to leave it out', async () => {
    const trial = await openTrial([
      order(inAnHour, {}, { where: { not: { property: 'isTest', op: 'is', value: true } } }),
    ])
    await trial.track('ada', 'Paid', '2026-01-01T12:00', { order: 'b' })
    await trial.track('ada', 'Paid', '2026-01-01T12:01', { order: 'a', isTest: true })
    await trial.track('ada', 'Paid', '2026-01-01T12:10', { order: 'a' }, { time: '2026-01-01T11:30' })
    await trial.until('2026-02-01')
    expect(moments(trial)).toEqual([
      ['2026-01-01T12:30', 'a'],
      ['2026-01-01T13:00', 'b'],
    ])
    await trial.close()
  })

  test('rule 3: a newer one of somebody who joins by it counts too', async () => {
    const trial = await openTrial([order(inAnHour)])
    await trial.track('', 'Paid', '2026-01-01T12:00', { order: 'a' }, { anonymousId: 'phone' })
    const joining = { anonymousId: 'phone', time: '2026-01-01T11:30' }
    await trial.track('ada', 'Seen', '2026-01-01T12:01')
    await trial.track('ada', 'Paid', '2026-01-01T12:10', { order: 'a' }, joining)
    await trial.until('2026-02-01')
    expect(moments(trial)).toEqual([['2026-01-01T13:00', 'a']])
    await trial.close()
  })
})

describe('rule 4: late and imported events', () => {
  test('rule 4: a historical event plans nothing, and what follows late ends the plan', async () => {
    const trial = await openTrial([order(inTwoDays)])
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a' }, { historical: true })
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'b' })
    await trial.track(
      'ada',
      'Shipped',
      '2026-01-02T20:00',
      { order: 'b' },
      { time: '2026-01-01T12:00', historical: true },
    )
    await trial.until('2026-02-01')
    expect(entered(trial)).toEqual([])
    await trial.close()
  })

  test('rule 13: what followed by its own time counts though it arrived first', async () => {
    const trial = await openTrial([order(inTwoDays)])
    await trial.track('ada', 'Shipped', '2026-01-01T12:00', { order: 'a' })
    await trial.track('ada', 'Paid', '2026-01-01T12:01', { order: 'a' }, { time: '2026-01-01T11:00' })
    await trial.until('2026-02-01')
    expect(entered(trial)).toEqual([])
    await trial.close()
  })
})

test('rule 3: what came late with what should have followed it lets nobody in, and without it does', async () => {
  const trial = await openTrial([order(inTwoDays, { lateEvents: 'P7D' })])
  const came = (event: string, one: string, time: string) =>
    trial.track('ada', event, '2026-01-05T10:00', { order: one }, { time })
  await came('Paid', 'a', '2026-01-01T10:00')
  await came('Paid', 'b', '2026-01-01T11:00')
  await came('Shipped', 'a', '2026-01-02T10:00')
  await trial.until('2026-02-01')
  expect(entered(trial).map(([at, key]) => [at, key])).toEqual([['2026-01-05T10:00', 'b']])
  await trial.close()
})

test('rule 5: whoever joins brings what is planned, and what the other did ends it', async () => {
  const trial = await openTrial([order(inTwoDays)])
  await trial.track('', 'Paid', '2026-01-01T10:00', { order: 'a' }, { anonymousId: 'phone' })
  await trial.track('', 'Paid', '2026-01-01T10:00', { order: 'b' }, { anonymousId: 'phone' })
  await trial.track('ada', 'Shipped', '2026-01-01T11:00', { order: 'b' })
  await trial.track('ada', 'Seen', '2026-01-02T10:00', {}, { anonymousId: 'phone' })
  await trial.until('2026-02-01')
  expect(entered(trial).map(([, key]) => key)).toEqual(['a'])
  await trial.close()
})

describe('rule 5: of two who join each had an event of one key', () => {
  const joined = (trial: Trial, at: string) => trial.track('ada', 'Seen', at, {}, { anonymousId: 'phone' })

  test('rule 5: both starts are to come: the one of the newer event stands', async () => {
    const trial = await openTrial([order(inTwoDays)])
    await trial.track('', 'Paid', '2026-01-01T10:00', { order: 'a' }, { anonymousId: 'phone' })
    await trial.track('ada', 'Paid', '2026-01-01T12:00', { order: 'a' })
    await joined(trial, '2026-01-02')
    await trial.until('2026-02-01')
    expect(entered(trial).map(([at]) => at)).toEqual(['2026-01-03T12:00'])
    await trial.close()
  })

  test.each([
    ['the known customer', 'ada', ''],
    ['the visitor', '', 'ada'],
  ])('rule 3: an absence that the newer event of %s has told is told once', async (_, first, second) => {
    const trial = await openTrial([order(byPromise)])
    const paid = (userId: string, at: string, promised: string) =>
      trial.track(userId, 'Paid', at, { order: 'a', promised }, userId ? {} : { anonymousId: 'phone' })
    await paid(second, '2026-01-01T10:00', '2026-01-08')
    await paid(first, '2026-01-01T12:00', '2026-01-05')
    await joined(trial, '2026-01-06')
    await trial.until('2026-02-01')
    expect(entered(trial).map(([at]) => at)).toEqual(['2026-01-05T00:00'])
    await trial.close()
  })

  test('rule 5: a newer one that planned nothing takes nothing away', async () => {
    const trial = await openTrial([order(byPromise)])
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a', promised: '2026-01-08' })
    await trial.track('', 'Paid', '2026-01-01T12:00', { order: 'a' }, { anonymousId: 'phone' })
    await joined(trial, '2026-01-06')
    await trial.until('2026-02-01')
    expect(entered(trial).map(([at]) => at)).toEqual(['2026-01-08T00:00'])
    await trial.close()
  })

  test('rule 8: a newer event begins an absence anew though the older one has been told', async () => {
    const trial = await openTrial([order(inTwoDays)])
    await trial.track('', 'Paid', '2026-01-01T10:00', { order: 'a' }, { anonymousId: 'phone' })
    await trial.track('ada', 'Paid', '2026-01-01T12:00', { order: 'a' })
    await joined(trial, '2026-01-03T11:00')
    await trial.until('2026-02-01')
    expect(entered(trial).map(([at]) => at)).toEqual(['2026-01-03T10:00', '2026-01-03T12:00'])
    await trial.close()
  })
})

test('rule 8: whoever enters by time in the turn that joins them is remembered with what the other entered', async () => {
  const trial = await openTrial([order(inTwoDays, { reentry: { rule: 'notBefore', period: 'P3D' } })])
  const paid = (userId: string, at: string) => trial.track(userId, 'Paid', at, { order: 'same' })
  await paid('ada', '2026-01-01T10:00')
  await paid('bob', '2026-01-02T10:00')
  await trial.until('2026-01-02T12:00')
  // Both deadlines pass before the fold hears of it: Ada's own in the turn of the alias, Bob's just before.
  await trial.track('ada', 'Alias', '2026-01-04T10:00', {}, { previousId: 'bob' })
  await paid('ada', '2026-01-04T12:00')
  await trial.until('2026-02-01')
  expect(entered(trial).map(([at]) => at)).toEqual(['2026-01-03T10:00', '2026-01-04T10:00'])
  await trial.close()
})

test('rule 8: what was planned begins with the key that the workflow names by then', async () => {
  const settings = { reentry: { rule: 'once' } } as const
  const trial = await openTrial([order(inTwoDays, settings)])
  for (const one of ['a', 'b']) await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: one, person: 'ada' })
  const document = JSON.stringify(order(inTwoDays, { ...settings, key: 'person' }))
  await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: 1 })
  await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [] })
  await trial.until('2026-02-01')
  expect(entered(trial).map(([at, key]) => [at, key])).toEqual([['2026-01-03T10:00', 'ada']])
  await trial.close()
})

test('rule 26: while paused nobody enters, and an ended workflow forgets what it planned', async () => {
  const trial = await openTrial([order(inTwoDays)])
  await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a' })
  await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'paused' })
  await trial.until('2026-01-04')
  await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'live' })
  await trial.track('ada', 'Paid', '2026-01-05T10:00', { order: 'b' })
  await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'ended' })
  await trial.until('2026-02-01')
  expect(entered(trial)).toEqual([])
  await trial.close()
})

describe('what no trigger of the present version plans', () => {
  const asked = draw({
    nodes: {
      'event-3': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'exit-2' } },
      'exit-2': { kind: 'exit', settings: { reason: 'Late' } },
    },
  })
  const publishAnew = async (trial: Trial, workflow: Workflow, revision: number) => {
    const document = JSON.stringify(workflow)
    await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision })
    await trial.change({ do: 'publish', workflow: 'trial', document, revision: revision + 1, compiled: [] })
    await trial.until('2026-01-02')
  }
  const planned = async (trial: Trial) => (await trial.pages.stats('trial'))?.nodes['absence-1']?.planned ?? 0

  test('a version without the trigger forgets what it planned, and one that has it again plans nothing of the past', async () => {
    const trial = await openTrial([order(inTwoDays)])
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a' })
    expect(await planned(trial)).toBe(1)
    await publishAnew(trial, asked, 1)
    expect(await planned(trial)).toBe(0)
    await publishAnew(trial, order(inTwoDays), 2)
    await trial.until('2026-02-01')
    expect(entered(trial)).toEqual([])
    await trial.close()
  })

  test('rule 26: also when it is published in a pause', async () => {
    const trial = await openTrial([order(inTwoDays)])
    await trial.track('ada', 'Paid', '2026-01-01T10:00', { order: 'a' })
    await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'paused' })
    await publishAnew(trial, asked, 1)
    expect(await planned(trial)).toBe(0)
    await trial.close()
  })
})
