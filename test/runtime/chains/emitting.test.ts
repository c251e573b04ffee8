import { describe, expect, test } from 'vitest'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { draw, email, openTrial } from '../../support/trial.ts'
import { attributesOf, cartProperty, onCart } from './cart.ts'

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

  test.each([
    ['arrival', 'is not what its own run waits for next', 'rested wait-3 waiting'],
    ['run', 'is among all that its own run may wait for since it began', 'took wait-3 again'],
  ] as const)('since the %s: %s', async (since, _, last) => {
    const trial = await openTrial([
      draw({
        nodes: {
          ...onCart('emit-2'),
          'emit-2': { kind: 'emit', settings: { event: 'Cart' }, ports: { next: 'wait-3' } },
          'wait-3': {
            kind: 'wait',
            settings: { for: 'event', events: [{ port: 'again', event: 'Cart' }], since },
          },
        },
        settings: { reentry: { rule: 'once' } },
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.story().slice(0, 3)).toEqual(['entered event-1 entered', 'took emit-2 next', last])
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
