import { describe, expect, test } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { type Drawing, draw, email, openTrial } from '../../support/trial.ts'
import { onCart } from './cart.ts'

type Nodes = Drawing['nodes']

const flipTo = (id: string, from: string, to: string) =>
  draw({
    id,
    segments: { [from]: { test: 'attribute', attribute: 'side', op: 'is', value: from } },
    nodes: {
      'segment-1': { kind: 'segment', settings: { segment: from, on: 'join' }, ports: { next: 'update-2' } },
      'update-2': { kind: 'update', settings: { set: [{ attribute: 'side', to }] } },
    },
  })

/** Makes so much noise of a cart, one after the other, and then comes to the node that is given. */
function loud(id: string, noises = 60, then: Nodes = {}) {
  const [last] = Object.keys(then)
  const emits = Array.from({ length: noises }, (_, index) => {
    const next = index < noises - 1 ? `emit-${index + 3}` : last
    return [`emit-${index + 2}`, { kind: 'emit', settings: { event: 'Noise' }, ...(next && { ports: { next } }) }]
  })
  return draw({ id, nodes: { ...onCart('emit-2'), ...(Object.fromEntries(emits) as Nodes), ...then } })
}

const heard = (settings?: Drawing['settings']) =>
  draw({
    id: 'heard',
    ...(settings && { settings }),
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Noise' }, ports: { next: 'exit-2' } },
      'exit-2': { kind: 'exit', settings: { reason: 'Heard' } },
    },
  })

describe('how far a chain goes', () => {
  test('rule 12: two workflows that undo each other stop, and the chain is shown', async () => {
    const trial = await openTrial([flipTo('one', 'left', 'right'), flipTo('two', 'right', 'left')])
    await trial.identify('ada', '2026-01-01T10:00', { side: 'left' })
    const entered = trial.story().filter((line) => line.startsWith('entered')).length
    expect(entered).toBe(limits.causes + 1)
    const last = trial.lines().find(({ why }) => why === 'notStarted')
    expect(last?.params).toMatchObject({ reason: 'chainTooLong', workflow: 'two' })
    const { chain } = last!.params as { chain: string[] }
    expect(chain).toHaveLength(limits.causes + 2)
    expect(chain.slice(-3)).toEqual(['two', 'one', 'two'])
    await trial.close()
  })

  test('rule 12: what a step changes is judged at once', async () => {
    const trial = await openTrial([
      draw({
        id: 'first',
        nodes: {
          ...onCart('update-2'),
          'update-2': { kind: 'update', settings: { set: [{ attribute: 'side', to: 'left' }] } },
        },
      }),
      flipTo('one', 'left', 'done'),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.story()).toEqual([
      'entered event-1 entered',
      'took update-2 next',
      'ended update-2 reachedEnd',
      'entered segment-1 entered',
      'took update-2 next',
      'ended update-2 reachedEnd',
    ])
    await trial.close()
  })

  const pingPong = (id: string, other: string, delay?: string) =>
    draw({
      id,
      nodes: {
        ...(id === 'ping'
          ? {
              'event-9': { kind: 'event', settings: { event: 'Cart' }, ports: { next: delay ? 'delay-3' : 'start-2' } },
            }
          : {}),
        'request-1': { kind: 'request', settings: {}, ports: { next: delay ? 'delay-3' : 'start-2' } },
        ...(delay && { 'delay-3': { kind: 'delay', settings: { for: delay }, ports: { next: 'start-2' } } }),
        'start-2': { kind: 'start', settings: { workflow: other } },
      } as Nodes,
    })

  test.each([
    ['at once', undefined],
    ['over rests', 'PT1H'],
  ])('rule 12: two workflows that start each other %s come to their end after 20 causes', async (_, delay) => {
    const trial = await openTrial([pingPong('ping', 'pong', delay), pingPong('pong', 'ping', delay)])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.until('2026-01-09')
    expect(trial.story().filter((line) => line.startsWith('entered'))).toHaveLength(limits.causes + 1)
    const refused = trial.lines().filter(({ why }) => why === 'notStarted')
    expect(refused).toMatchObject([{ params: { workflow: 'pong', reason: 'chainTooLong' } }])
    expect(new Set((refused[0]!.params as { chain: string[] }).chain)).toEqual(new Set(['ping', 'pong']))
    await trial.close()
  })

  test('rule 12: at most 100 things follow from one another in a turn, over all workflows', async () => {
    const trial = await openTrial([loud('loud'), loud('louder'), heard()])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.story().filter((line) => line.startsWith('took emit'))).toHaveLength(120)
    expect(trial.story().filter((line) => line === 'ended exit-2 exitNode')).toHaveLength(100)
    await trial.close()
  })

  test('rule 15: a goal that holds when its time begins is reached, however much else follows', async () => {
    const known = { test: 'attribute', attribute: 'email', op: 'known' } as const
    const goal = { by: 'condition', when: known, title: 'Known', within: 'P1D', from: 'start', ends: false } as const
    const trial = await openTrial([loud('loud'), heard({ reentry: { rule: 'always' }, goal })])
    await trial.identify('ada', '2026-01-01T09:00')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.story().filter((line) => line === 'reached event-1 goalReached')).toHaveLength(60)
    await trial.close()
  })

  test('rule 12: a run that makes more than 100 things follow is stopped, and the chain is shown', async () => {
    const trial = await openTrial([loud('loud', 110, { 'delay-200': { kind: 'delay', settings: { for: 'P1D' } } })])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.lines().at(-1)).toMatchObject({
      what: 'ended',
      node: 'delay-200',
      why: 'tooManyConsequences',
      params: { limit: 100, chain: ['loud'] },
    })
    await trial.close()
  })

  test('rule 12: what a customer’s runs make happen counts together when a pause is over, and for each by itself without one', async () => {
    const stopped = async (isPaused: boolean) => {
      const noisy = draw({
        settings: { reentry: { rule: 'always' } },
        nodes: {
          ...onCart('delay-2'),
          'delay-2': { kind: 'delay', settings: { for: 'PT1H' }, ports: { next: 'emit-3' } },
          'emit-3': { kind: 'emit', settings: { event: 'Noise' }, ports: { next: 'emit-4' } },
          'emit-4': { kind: 'emit', settings: { event: 'Noise' }, ports: { next: 'delay-5' } },
          'delay-5': { kind: 'delay', settings: { for: 'P1D' } },
        },
      })
      const trial = await openTrial([noisy])
      const set = (state: 'live' | 'paused') => trial.change({ do: 'setWorkflowState', workflow: noisy.id, state })
      for (let cart = 0; cart < 60; cart++) await trial.track('ada', 'Cart', '2026-01-01T10:00')
      if (isPaused) await set('paused')
      await trial.until('2026-01-01T12:00')
      if (isPaused) await set('live')
      await trial.close()
      return trial.lines().filter(({ why }) => why === 'tooManyConsequences').length
    }
    expect(await stopped(false)).toBe(0)
    expect(await stopped(true)).toBe(10)
  })

  test.each([
    { for: 'event', events: [{ port: 'again', event: 'Order' }], since: 'run' },
    { for: 'condition', until: { test: 'event', event: 'Order', op: 'atLeast', value: 1 } },
  ])(
    'rule 12: a run that would go round for ever, since its wait is over whenever it comes back, fails: %j',
    async (settings) => {
      const round = draw({
        nodes: {
          ...onCart('wait-2'),
          'wait-2': { kind: 'wait', settings, ports: { again: 'email-3', holds: 'email-3' } },
          'email-3': email('Thanks', { next: 'wait-2' }),
        },
      })
      const trial = await openTrial([round])
      await trial.identify('ada', '2026-01-01T09:00')
      await trial.track('ada', 'Cart', '2026-01-01T10:00')
      await trial.track('ada', 'Order', '2026-01-01T11:00')
      expect(trial.story().slice(-2)).toEqual(['asked email-3 emailAdmitted', 'failed wait-2 failed'])
      expect(await trial.messages()).toHaveLength(1)
      await trial.close()
    },
  )

  test('rule 12: of a run that goes round without a rest no message goes twice', async () => {
    const round = draw({
      nodes: {
        ...onCart('email-2'),
        'email-2': email('Thanks', { next: 'wait-3' }),
        'wait-3': {
          kind: 'wait',
          settings: { for: 'condition', until: { test: 'event', event: 'Cart', op: 'atLeast', value: 1 } },
          ports: { holds: 'repeat-4' },
        },
        'repeat-4': { kind: 'repeat', settings: { times: 3 }, ports: { again: 'email-2' } },
      },
    })
    const trial = await openTrial([round])
    await trial.identify('ada', '2026-01-01T09:00')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.story().filter((line) => line.includes('email-2'))).toEqual([
      'asked email-2 emailAdmitted',
      'failed email-2 failed',
    ])
    expect(await trial.messages()).toHaveLength(1)
    await trial.close()
  })

  test('rule 12: what an input itself changes is followed to its end, however many segments that are', async () => {
    const trial = await openTrial()
    const names = Array.from({ length: 120 }, (_, index) => `not-bought-${1000 + index}`)
    for (const [index, segment] of names.entries()) {
      const where = { property: 'category', op: 'is', value: `c${index}` } as const
      const when = { test: 'event', event: 'Order', op: 'exactly', value: 0, where } as const
      await trial.change({ do: 'saveSegment', segment, definition: { title: segment, when }, revision: null })
    }
    for (const [id, segment] of [
      ['early', names[5]],
      ['late', names[115]],
    ] as const)
      await trial.publish(
        draw({
          id,
          nodes: {
            'segment-1': { kind: 'segment', settings: { segment, on: 'join' }, ports: { next: 'delay-2' } },
            'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
          },
        }),
      )
    await trial.identify('ada', '2026-01-02T10:00')
    expect(trial.lines().filter(({ what }) => what === 'entered')).toHaveLength(2)
    await trial.close()
  })

  test('segments that read one another in a circle come to an end', async () => {
    const trial = await openTrial()
    const member = (segment: string) => ({ test: 'segment', segment }) as const
    const save = (segment: string, when: Predicate, revision: number | null = null) =>
      trial.change({ do: 'saveSegment', segment, definition: { title: segment, when }, revision })
    await save('left', { not: { test: 'attribute', attribute: 'email', op: 'known' } })
    await save('right', member('left'))
    await save('left', { not: member('right') }, 1)
    await trial.identify('ada', '2026-01-02T10:00')
    await trial.identify('ada', '2026-01-02T11:00', { plan: 'pro' })
    const [ada] = (await trial.pages.customers({ limit: 1 })).items
    const { items } = await trial.pages.timeline(ada!.id, { limit: 200 })
    expect(items.filter(({ what }) => what.startsWith('segment')).length).toBeLessThan(limits.consequences + 10)
    await trial.close()
  })

  test('rule 12: nobody begins one workflow more than 100 times in 24 hours, however it comes', async () => {
    const trial = await openTrial([
      draw({ id: 'often', nodes: { ...onCart('exit-2'), 'exit-2': { kind: 'exit', settings: { reason: 'Seen' } } } }),
      draw({
        id: 'too',
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Visit' }, ports: { next: 'exit-2' } },
          'exit-2': { kind: 'exit', settings: { reason: 'Seen' } },
        },
      }),
    ])
    const begun = async (id: string) => (await trial.pages.runs({ workflow: id, limit: 200 })).items.length
    const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 10, n)).toISOString()
    for (let n = 0; n < 5; n++) await trial.track('ada', 'Visit', minute(n))
    for (let n = 5; n < 110; n++) await trial.track('ada', 'Cart', minute(n))
    expect([await begun('often'), await begun('too')]).toEqual([100, 5])
    await trial.track('ada', 'Visit', minute(110))
    expect(await begun('too')).toBe(6)
    // The first of the hundred was at 10:05.
    await trial.track('ada', 'Cart', '2026-01-02T10:04')
    expect(await begun('often')).toBe(100)
    await trial.track('ada', 'Cart', '2026-01-02T10:05')
    expect(await begun('often')).toBe(101)
    await trial.close()
  })
})
