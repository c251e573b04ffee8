import { describe, expect, test } from 'vitest'
import { shareOf } from '../../runtime/step/assignment.ts'
import { draw, openTrial } from '../support/trial.ts'

const splitting = (a = 50, more: object = {}) =>
  draw({
    ...more,
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'split-2' } },
      'split-2': {
        kind: 'split',
        settings: {
          paths: [
            { port: 'a', percent: a },
            { port: 'b', title: 'Path B', percent: 100 - a },
          ],
        },
        ports: { a: 'exit-3', b: 'exit-4' },
      },
      'exit-3': { kind: 'exit', settings: { reason: 'A' } },
      'exit-4': { kind: 'exit', settings: { reason: 'B' } },
    },
  })

type Trial = Awaited<ReturnType<typeof openTrial>>
const paths = (trial: Trial, customer?: string) =>
  trial
    .lines()
    .filter(({ why, customer: who }) => why === 'assigned' && (customer === undefined || who === customer))
    .map(({ port }) => port)

describe('rule 10: a split', () => {
  test('rule 10: sends a customer who comes again the same way, and says by which assignment', async () => {
    const trial = await openTrial([splitting()])
    for (let n = 0; n < 12; n++) await trial.track(`c${n}`, 'Cart', '2026-01-01T10:00')
    for (let n = 0; n < 12; n++) await trial.track(`c${n}`, 'Cart', '2026-01-02T10:00')
    for (let n = 0; n < 12; n++) {
      const [first, again] = paths(trial, `c${n}`)
      expect(again).toBe(first)
    }
    expect(new Set(paths(trial))).toEqual(new Set(['a', 'b']))
    for (const { why, port, params, run } of trial.lines()) {
      if (why !== 'assigned') continue
      const customer = Number.parseInt(run, 10)
      const share = shareOf({ salt: 'split', workflow: 'trial', node: 'split-2', customer })
      expect(params).toEqual({ path: port === 'b' ? 'Path B' : 'a', percent: 50, as: customer, share })
      expect(port).toBe(share < 0.5 ? 'a' : 'b')
    }
    await trial.close()
  })

  test('rule 10: a path without a share is taken by nobody', async () => {
    const trial = await openTrial([splitting(0)])
    for (let n = 0; n < 20; n++) await trial.track(`c${n}`, 'Cart', '2026-01-01T10:00')
    expect(new Set(paths(trial))).toEqual(new Set(['b']))
    await trial.close()
  })

  test('rule 5: an assignment keeps the id that it was made with when the customer joins an older one', async () => {
    const trial = await openTrial([splitting()])
    const people = [...Array(10).keys()]
    for (const n of people) await trial.identify(`known${n}`, '2026-01-01T09:00')
    for (const n of people) await trial.track('', 'Cart', '2026-01-01T10:00', {}, { anonymousId: `visitor${n}` })
    const before = paths(trial)
    for (const n of people)
      await trial.track(`known${n}`, 'Signed In', '2026-01-01T11:00', {}, { anonymousId: `visitor${n}` })
    for (const n of people) await trial.track(`known${n}`, 'Cart', '2026-01-02T10:00')
    expect(paths(trial).slice(people.length)).toEqual(before)
    // Their own ids would have sent some of them the other way.
    const anew = trial
      .lines()
      .filter(({ why }) => why === 'assigned')
      .slice(people.length)
      .map(({ run }) => {
        const customer = Number.parseInt(run, 10)
        return shareOf({ salt: 'split', workflow: 'trial', node: 'split-2', customer }) < 0.5 ? 'a' : 'b'
      })
    expect(anew).not.toEqual(before)
    await trial.close()
  })

  test('rule 5: of two assignments that meet the older holds', async () => {
    const trial = await openTrial([splitting()])
    const people = [...Array(10).keys()]
    for (const n of people) await trial.identify(`known${n}`, '2026-01-01T09:00')
    for (const n of people) await trial.track('', 'Cart', '2026-01-01T10:00', {}, { anonymousId: `visitor${n}` })
    const older = paths(trial)
    for (const n of people) await trial.track(`known${n}`, 'Cart', '2026-01-01T10:30')
    for (const n of people)
      await trial.track(`known${n}`, 'Cart', '2026-01-01T11:00', {}, { anonymousId: `visitor${n}` })
    expect(paths(trial).slice(2 * people.length)).toEqual(older)
    await trial.close()
  })
})

describe('a loop through a rest', () => {
  const loop = (times: number) =>
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'repeat-3' } },
        'repeat-3': { kind: 'repeat', settings: { times }, ports: { again: 'delay-2', done: 'exit-4' } },
        'exit-4': { kind: 'exit', settings: { reason: 'Done' } },
      },
    })

  test('rule 12: goes round as often as it says, and counts its visits', async () => {
    const trial = await openTrial([loop(3)])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.until('2026-02-01')
    expect(
      trial
        .lines()
        .filter(({ node }) => node === 'repeat-3')
        .map(({ port, params }) => [port, params?.round]),
    ).toEqual([
      ['again', 1],
      ['again', 2],
      ['again', 3],
      ['done', undefined],
    ])
    expect(trial.lines().at(-1)).toMatchObject({ at: '2026-01-05T10:00:00.000Z', visit: 9, why: 'exitNode' })
    await trial.close()
  })

  test('rule 12: a loop inside another begins its count anew', async () => {
    const nested = draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: 'PT1H' }, ports: { next: 'repeat-3' } },
        'repeat-3': { kind: 'repeat', settings: { times: 1 }, ports: { again: 'delay-2', done: 'repeat-4' } },
        'repeat-4': { kind: 'repeat', settings: { times: 2 }, ports: { again: 'delay-2', done: 'exit-5' } },
        'exit-5': { kind: 'exit', settings: { reason: 'Done' } },
      },
    })
    const trial = await openTrial([nested])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.until('2026-01-02')
    expect(trial.story().filter((line) => line.includes('repeat'))).toEqual([
      'took repeat-3 again',
      'took repeat-3 done',
      'took repeat-4 again',
      'took repeat-3 again',
      'took repeat-3 done',
      'took repeat-4 again',
      'took repeat-3 again',
      'took repeat-3 done',
      'took repeat-4 done',
    ])
    await trial.close()
  })
})
