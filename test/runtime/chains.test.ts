import { describe, expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { WorkflowSettings } from '../../shared/workflow.ts'
import { type Drawing, draw, email, openTrial } from '../support/trial.ts'

type Nodes = Drawing['nodes']
type Trial = Awaited<ReturnType<typeof openTrial>>

const flipTo = (id: string, from: string, to: string) =>
  draw({
    id,
    segments: { [from]: { test: 'attribute', attribute: 'side', op: 'is', value: from } },
    nodes: {
      'segment-1': { kind: 'segment', settings: { segment: from, on: 'join' }, ports: { next: 'update-2' } },
      'update-2': { kind: 'update', settings: { set: [{ attribute: 'side', to }] } },
    },
  })

const onCart = (next: string): Nodes => ({
  'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next } },
})
const cartProperty = [{ property: 'cart', value: { ref: 'trigger.cart_id' } }]
/** On a cart it asks for `other`, and then waits for a day. */
const starting = (other: string, properties: object[] = cartProperty) =>
  draw({
    id: 'starting',
    nodes: {
      ...onCart('start-2'),
      'start-2': { kind: 'start', settings: { workflow: other, properties }, ports: { next: 'delay-3' } },
      'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
    },
  })
const asked = (settings: Partial<WorkflowSettings> = {}) =>
  draw({
    id: 'asked',
    settings,
    nodes: {
      'request-1': { kind: 'request', settings: {}, ports: { next: 'update-2' } },
      'update-2': {
        kind: 'update',
        settings: { set: [{ attribute: 'cart', to: { ref: 'trigger.cart' } }] },
        ports: { next: 'delay-3' },
      },
      'delay-3': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'update-4' } },
      'update-4': { kind: 'update', settings: { set: [{ attribute: 'later', to: { ref: 'trigger.cart' } }] } },
    },
  })

const attributesOf = async (trial: Trial) => {
  const [customer] = (await trial.pages.customers({ limit: 1 })).items
  const { attributes } = (await trial.pages.customer(customer!.id))!
  return Object.fromEntries(attributes.map(({ name, value }) => [name, value]))
}
const whyOf = (trial: Trial, node: string) =>
  trial
    .lines()
    .filter((line) => line.node === node && line.what === 'asked')
    .map(({ why, params }) => [why, params])

describe('starting another workflow', () => {
  test('lets the customer in at once, with what it is given, and says so in both trails', async () => {
    const trial = await openTrial([starting('asked'), asked()])
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'c-1' })
    expect(await attributesOf(trial)).toMatchObject({ cart: 'c-1' })
    expect(trial.lines().filter(({ what }) => what === 'entered' || what === 'asked')).toMatchObject([
      { at: '2026-01-01T10:00:00.000Z', node: 'event-1' },
      { node: 'start-2', why: 'started', params: { workflow: 'asked', run: '3-1' } },
      { at: '2026-01-01T10:00:00.000Z', node: 'request-1', params: { request: true, by: 'starting' } },
    ])
    await trial.until('2026-01-03')
    expect(await attributesOf(trial)).toMatchObject({ later: 'c-1' })
    await trial.close()
  })

  test('what one is given, the rules for entering again may tell apart', async () => {
    const trial = await openTrial([starting('asked'), asked({ key: 'cart', reentry: { rule: 'once' } })])
    for (const cart_id of ['c-1', 'c-1', 'c-2']) await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id })
    await trial.track('ada', 'Cart', '2026-01-01T11:00')
    expect(whyOf(trial, 'start-2')).toEqual([
      ['started', { workflow: 'asked', run: '3-1' }],
      ['notStarted', { workflow: 'asked', reason: 'reentryOnce' }],
      ['started', { workflow: 'asked', run: '3-4' }],
      ['notStarted', { workflow: 'asked', reason: 'keyMissing' }],
    ])
    await trial.close()
  })

  test.each([
    ['is not there', 'nowhere', 'nowhere', 'workflowNotLive'],
    ['does not begin by request', 'other', 'other', 'noRequestTrigger'],
    ['is ended', 'ended', 'ended', 'workflowNotLive'],
    ['is paused', 'paused', 'paused', 'workflowPaused'],
  ])('one that %s: the trail says it, and the run goes on', async (_, id, workflow, reason) => {
    const others = ['ended', 'paused'].map((other) => ({ ...asked(), id: other, title: other }))
    const trial = await openTrial([
      starting(id),
      draw({ id: 'other', nodes: { ...onCart('exit-2'), 'exit-2': { kind: 'exit', settings: { reason: 'Seen' } } } }),
      ...others,
    ])
    for (const state of ['ended', 'paused'] as const)
      await trial.change({ do: 'setWorkflowState', workflow: state, state })
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(whyOf(trial, 'start-2')).toEqual([['notStarted', { workflow, reason }]])
    await trial.until('2026-01-03')
    expect(trial.story()).toContain('ended delay-3 reachedEnd')
    await trial.close()
  })
})

describe('stopping another workflow', () => {
  const mailing = (id: string, settings: Partial<WorkflowSettings> = {}) =>
    draw({
      id,
      settings,
      nodes: {
        ...onCart('email-2'),
        'email-2': email('Your cart', { next: 'delay-3' }),
        'delay-3': { kind: 'delay', settings: { for: 'P3D' } },
      },
    })
  const stopping = (more: object = {}) =>
    draw({
      id: 'stopping',
      settings: { key: 'cart_id' },
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Order' }, ports: { next: 'stop-2' } },
        'stop-2': { kind: 'stop', settings: { workflow: 'mailing', ...more } },
      },
    })

  test('rule 15: its runs end at once, with a reason, and what has not begun is cancelled', async () => {
    const trial = await openTrial([mailing('mailing'), mailing('unmoved'), stopping({ reason: 'Bought' })])
    await trial.identify('ada', '2026-01-01')
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'c-1' })
    await trial.track('ada', 'Order', '2026-01-01T10:01', { cart_id: 'c-1' })
    expect(trial.lines().filter(({ what }) => what === 'ended')).toMatchObject([
      { node: 'delay-3', why: 'stopped', params: { by: 'stopping', reason: 'Bought' } },
      { node: 'stop-2', why: 'reachedEnd' },
    ])
    expect(
      (await trial.pages.messages({ limit: 9 })).items.map(({ workflow, state }) => `${workflow} ${state}`),
    ).toEqual(['unmoved waiting', 'mailing cancelled'])
    const { items } = await trial.pages.runs({ workflow: 'mailing', limit: 9 })
    expect(items).toMatchObject([{ state: 'ended', reason: { code: 'stopped', detail: 'Bought' } }])
    await trial.close()
  })

  test('with the same key, the others stay; nobody inside is said too', async () => {
    const trial = await openTrial([mailing('mailing', { key: 'cart_id' }), stopping({ sameKey: true })])
    for (const cart_id of ['c-1', 'c-2']) await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id })
    for (const cart_id of ['c-1', 'c-3']) await trial.track('ada', 'Order', '2026-01-01T11:00', { cart_id })
    expect(
      trial
        .lines()
        .filter(({ node }) => node === 'stop-2')
        .map(({ key, why, params }) => [key, why, params]),
    ).toEqual([
      ['c-1', 'stoppedRuns', { workflow: 'mailing', runs: 1 }],
      ['c-1', 'reachedEnd', undefined],
      ['c-3', 'nothingToStop', { workflow: 'mailing', runs: 0 }],
      ['c-3', 'reachedEnd', undefined],
    ])
    expect((await trial.pages.runs({ workflow: 'mailing', state: 'active', limit: 9 })).items).toMatchObject([
      { key: 'c-2' },
    ])
    await trial.close()
  })
})

describe('an event that a run makes happen', () => {
  const emitting = (next = 'delay-3') =>
    draw({
      id: 'emitting',
      nodes: {
        ...onCart('emit-2'),
        'emit-2': { kind: 'emit', settings: { event: 'Cart Noted', properties: cartProperty }, ports: { next } },
        'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
      },
    })
  const noted = (within?: string): Predicate => ({
    test: 'event',
    event: 'Cart Noted',
    op: 'atLeast',
    value: 1,
    ...(within && { within: within as never }),
  })

  test('rule 12: begins workflows, ends waits and moves into segments in the same turn', async () => {
    const trial = await openTrial([
      emitting(),
      draw({
        id: 'by-event',
        nodes: {
          'event-1': {
            kind: 'event',
            settings: { event: 'Cart Noted', where: { property: 'cart', op: 'is', value: 'c-1' } },
            ports: { next: 'update-2' },
          },
          'update-2': { kind: 'update', settings: { set: [{ attribute: 'cart', to: { ref: 'trigger.cart' } }] } },
        },
      }),
      draw({
        id: 'by-segment',
        segments: { noted: noted('P1D') },
        nodes: {
          'segment-1': { kind: 'segment', settings: { segment: 'noted', on: 'join' }, ports: { next: 'exit-2' } },
          'exit-2': { kind: 'exit', settings: { reason: 'Noted' } },
        },
      }),
      draw({
        id: 'waiting',
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Visit' }, ports: { next: 'wait-2' } },
          'wait-2': {
            kind: 'wait',
            settings: { for: 'event', events: [{ port: 'noted', event: 'Cart Noted' }], since: 'arrival' },
          },
        },
      }),
    ])
    await trial.track('ada', 'Visit', '2026-01-01T09:00')
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'c-1' })
    expect(trial.story().slice(2)).toEqual([
      'entered event-1 entered',
      'took emit-2 next',
      'rested delay-3 waiting',
      'took wait-2 noted',
      'ended wait-2 reachedEnd',
      'entered event-1 entered',
      'took update-2 next',
      'ended update-2 reachedEnd',
      'entered segment-1 entered',
      'ended exit-2 exitNode',
    ])
    expect(await attributesOf(trial)).toMatchObject({ cart: 'c-1' })
    expect(
      new Set(
        trial
          .lines()
          .slice(2)
          .map(({ at }) => at),
      ).size,
    ).toBe(1)
    await trial.close()
  })

  test('two at one instant stay in their order: in conditions, in waits, in what is read again, and on the timeline', async () => {
    const emitted = (n: number, next: string) => ({
      kind: 'emit' as const,
      settings: { event: 'Ping', properties: [{ property: 'n', value: n }] },
      ports: { next },
    })
    const asks = (test: 'first' | 'last', n: number): Predicate => ({
      test,
      event: 'Ping',
      where: { property: 'n', op: 'is', value: n },
    })
    const inOrder = { all: [asks('first', 1), asks('last', 3)] }
    const trial = await openTrial([
      draw({
        id: 'pinging',
        nodes: {
          ...onCart('emit-2'),
          'emit-2': emitted(1, 'emit-3'),
          'emit-3': emitted(2, 'emit-4'),
          'emit-4': emitted(3, 'branch-5'),
          'branch-5': {
            kind: 'branch',
            settings: { paths: [{ port: 'yes', when: inOrder }] },
            ports: { yes: 'wait-6' },
          },
          'wait-6': {
            kind: 'wait',
            settings: {
              for: 'event',
              since: 'run',
              events: [
                { port: 'third', event: 'Ping', where: { property: 'n', op: 'is', value: 3 } },
                { port: 'later', event: 'Ping', where: { property: 'n', op: 'atLeast', value: 2 } },
              ],
            },
            ports: { later: 'delay-7' },
          },
          'delay-7': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'branch-8' } },
          'branch-8': {
            kind: 'branch',
            settings: { paths: [{ port: 'yes', when: inOrder }] },
            ports: { yes: 'exit-9' },
          },
          'exit-9': { kind: 'exit', settings: { reason: 'In order' } },
        },
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.until('2026-01-03')
    expect(trial.story().slice(-6)).toEqual([
      'took branch-5 yes',
      'took wait-6 later',
      'rested delay-7 waiting',
      'took delay-7 next',
      'took branch-8 yes',
      'ended exit-9 exitNode',
    ])
    const said = (body: string | null) => JSON.parse(body ?? 'null').properties.n
    const { customer } = (await trial.pages.runs({ limit: 1 })).items[0]!
    const [facts] = await trial.pages.facts({ customers: [customer], limit: 1, events: ['Ping'] })
    expect(facts?.history.flatMap(({ events }) => events.map(({ body }) => said(body)))).toEqual([1, 2, 3])
    const { history } = await trial.storage.load({ history: [{ customer: Number(customer), name: 'Ping', newest: 2 }] })
    const { bodies } = await trial.storage.load({ bodies: history[0]!.rows.map(({ seq }) => seq) })
    const byNumber = new Map(bodies.map(({ seq, body }) => [seq, said(body)]))
    expect(history[0]!.rows.map(({ seq }) => byNumber.get(seq))).toEqual([2, 3])
    const { items } = await trial.pages.timeline(customer, { limit: 20 })
    expect(items.flatMap(({ title, detail }) => (title === 'Ping' ? [(detail as { n: number }).n] : []))).toEqual([
      3, 2, 1,
    ])
    await trial.close()
  })

  test('is on the timeline after what caused it, and leaves a window at the right second', async () => {
    const trial = await openTrial([
      emitting(),
      draw({
        id: 'by-segment',
        segments: { noted: noted('P1D') },
        nodes: {
          'segment-1': { kind: 'segment', settings: { segment: 'noted', on: 'leave' }, ports: { next: 'exit-2' } },
          'exit-2': { kind: 'exit', settings: { reason: 'Left' } },
        },
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'c-1' })
    await trial.until('2026-01-03')
    const [customer] = (await trial.pages.customers({ limit: 1 })).items
    const events = []
    let after: string | undefined
    do {
      const page = await trial.pages.timeline(customer!.id, { limit: 1, ...(after !== undefined && { after }) })
      events.push(...page.items.filter(({ what }) => what === 'event'))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(events.map(({ title, at, detail }) => ({ title, at, detail }))).toEqual([
      { title: 'Cart Noted', at: '2026-01-01T10:00:00.000Z', detail: { cart: 'c-1' } },
      { title: 'Cart', at: '2026-01-01T10:00:00.000Z', detail: { cart_id: 'c-1' } },
    ])
    expect(trial.lines().find(({ node }) => node === 'segment-1')?.at).toBe('2026-01-02T10:00:00.000Z')
    await trial.close()
  })

  test('is not what its own run waits for next', async () => {
    const trial = await openTrial([
      draw({
        nodes: {
          ...onCart('emit-2'),
          'emit-2': { kind: 'emit', settings: { event: 'Cart' }, ports: { next: 'wait-3' } },
          'wait-3': {
            kind: 'wait',
            settings: { for: 'event', events: [{ port: 'again', event: 'Cart' }], since: 'arrival' },
          },
        },
        settings: { reentry: { rule: 'once' } },
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.story()).toEqual(['entered event-1 entered', 'took emit-2 next', 'rested wait-3 waiting'])
    await trial.close()
  })

  test('says nothing about consent, whatever it is called', async () => {
    const trial = await openTrial([
      draw({
        nodes: {
          ...onCart('emit-2'),
          'emit-2': { kind: 'emit', settings: { event: 'Unsubscribed' }, ports: { next: 'email-3' } },
          'email-3': email('Hello'),
        },
      }),
    ])
    await trial.identify('ada', '2026-01-01')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(await trial.messages()).toHaveLength(1)
    await trial.close()
  })
})

describe('following another workflow', () => {
  const first = () =>
    draw({
      id: 'first',
      settings: {
        exits: [{ title: 'Bought', when: { test: 'event', event: 'Order', op: 'atLeast', value: 1, within: 'run' } }],
      },
      nodes: {
        ...onCart('branch-2'),
        'branch-2': {
          kind: 'branch',
          settings: { paths: [{ port: 'out', when: { test: 'trigger', property: 'out', op: 'is', value: true } }] },
          ports: { out: 'exit-3', else: 'delay-4' },
        },
        'exit-3': { kind: 'exit', settings: { reason: 'Too small' } },
        'delay-4': { kind: 'delay', settings: { for: 'P1D' } },
      },
    })
  const following = (how: string, reason?: string) =>
    draw({
      id: `after-${how}${reason ? '-one' : ''}`,
      nodes: {
        'workflow-1': {
          kind: 'workflow',
          settings: { workflow: 'first', how, ...(reason && { reason }) },
          ports: { next: 'update-2' },
        },
        'update-2': { kind: 'update', settings: { set: [{ attribute: 'cart', to: { ref: 'trigger.cart_id' } }] } },
      },
    })
  const followers = () => [
    following('any'),
    following('end'),
    following('exit'),
    following('exit', 'Bought'),
    following('goal'),
  ]
  const begun = async (trial: Trial) =>
    Promise.all(
      followers().map(async ({ id }) => [id, (await trial.pages.runs({ workflow: id, limit: 9 })).items.length]),
    ).then(Object.fromEntries)

  test.each([
    [
      'at its end',
      {},
      undefined,
      { 'after-any': 1, 'after-end': 1, 'after-exit': 0, 'after-exit-one': 0, 'after-goal': 0 },
    ],
    [
      'by an exit',
      { out: true },
      undefined,
      { 'after-any': 1, 'after-end': 0, 'after-exit': 1, 'after-exit-one': 0, 'after-goal': 0 },
    ],
    [
      'by an exit rule',
      {},
      'Order',
      { 'after-any': 1, 'after-end': 0, 'after-exit': 1, 'after-exit-one': 1, 'after-goal': 0 },
    ],
  ])('begins when somebody leaves it %s, and knows what began it', async (_, properties, then, expected) => {
    const trial = await openTrial([first(), ...followers()])
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'c-1', ...properties })
    if (then) await trial.track('ada', then, '2026-01-01T11:00')
    await trial.until('2026-01-03')
    expect(await begun(trial)).toEqual(expected)
    expect(await attributesOf(trial)).toMatchObject({ cart: 'c-1' })
    await trial.close()
  })

  test('rule 4: an imported event that ends a run lets nobody in by it', async () => {
    const trial = await openTrial([first(), ...followers()])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.track('ada', 'Order', '2026-01-01T11:00', {}, { historical: true })
    expect(trial.story()).toContain('ended delay-4 exitRule')
    expect(Object.values(await begun(trial))).toEqual([0, 0, 0, 0, 0])
    await trial.close()
  })
})

describe('chains', () => {
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
    const emits = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `emit-${index + 2}`,
        { kind: 'emit', settings: { event: 'Noise' }, ...(index < 59 && { ports: { next: `emit-${index + 3}` } }) },
      ]),
    ) as Nodes
    const loud = (id: string) => draw({ id, nodes: { ...onCart('emit-2'), ...emits } })
    const heard = draw({
      id: 'heard',
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Noise' }, ports: { next: 'exit-2' } },
        'exit-2': { kind: 'exit', settings: { reason: 'Heard' } },
      },
    })
    const trial = await openTrial([loud('loud'), loud('louder'), heard])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.story().filter((line) => line.startsWith('took emit'))).toHaveLength(120)
    // The cart was the first of the hundred.
    expect(trial.story().filter((line) => line === 'ended exit-2 exitNode')).toHaveLength(99)
    await trial.close()
  })

  test('rule 12: a run that makes more than 100 things follow is stopped, and the chain is shown', async () => {
    const trial = await openTrial([
      draw({
        id: 'loud',
        nodes: {
          ...onCart('emit-2'),
          ...Object.fromEntries(
            Array.from({ length: 110 }, (_, index) => [
              `emit-${index + 2}`,
              {
                kind: 'emit',
                settings: { event: 'Noise' },
                ports: { next: index < 109 ? `emit-${index + 3}` : 'delay-200' },
              },
            ]),
          ),
          'delay-200': { kind: 'delay', settings: { for: 'P1D' } },
        } as Nodes,
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.lines().at(-1)).toMatchObject({
      what: 'ended',
      node: 'delay-200',
      why: 'tooManyConsequences',
      params: { limit: 100, chain: ['loud'] },
    })
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
