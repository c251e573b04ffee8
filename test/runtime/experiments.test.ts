import { describe, expect, test } from 'vitest'
import { foldAgain } from '../support/foldAgain.ts'
import { draw, openTrial } from '../support/trial.ts'

const paths = [
  { port: 'a', percent: 50 },
  { port: 'b', percent: 50 },
]

const experimenting = (more: object = {}) =>
  draw({
    segments: { buyers: { test: 'event', event: 'Ordered', op: 'atLeast', value: 1 } },
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'experiment-2' } },
      'experiment-2': {
        kind: 'experiment',
        settings: {
          paths,
          goal: { by: 'event', event: 'Ordered', within: 'P7D' },
          certainty: 95,
          takeOver: true,
          ...more,
        },
        ports: { a: 'exit-3', b: 'exit-4' },
      },
      'exit-3': { kind: 'exit', settings: { reason: 'A' } },
      'exit-4': { kind: 'exit', settings: { reason: 'B' } },
    },
  })

type Trial = Awaited<ReturnType<typeof openTrial>>

const tallies = async (trial: Trial, version = 1) => {
  const { tallies } = await trial.storage.load({ tallies: [{ workflow: 'trial', version }] })
  return Object.fromEntries(
    tallies
      .filter(({ counter }) => /^(exposed|converted):/.test(counter))
      .map(({ counter, total }) => [counter, total]),
  )
}
/** How many who took a path converted. */
const converted = async (trial: Trial, version = 1) =>
  Object.entries(await tallies(trial, version))
    .filter(([counter]) => counter.startsWith('converted'))
    .reduce((sum, [, total]) => sum + total, 0)
const pathOf = (trial: Trial, customer: string) =>
  trial.lines().find((line) => line.customer === customer && line.node === 'experiment-2')

describe('an experiment', () => {
  test('rule 10: counts each customer once, with the path that they took first', async () => {
    const trial = await openTrial([experimenting()])
    for (let n = 0; n < 10; n++) await trial.track(`c${n}`, 'Cart', '2026-01-01T10:00')
    for (let n = 0; n < 10; n++) await trial.track(`c${n}`, 'Cart', '2026-01-01T11:00')
    const found = await tallies(trial)
    expect((found['exposed:a'] ?? 0) + (found['exposed:b'] ?? 0)).toBe(10)
    await trial.track('c0', 'Ordered', '2026-01-02T10:00')
    await trial.track('c0', 'Ordered', '2026-01-02T11:00')
    const port = pathOf(trial, 'c0')!.port
    expect(await tallies(trial)).toEqual({ ...found, [`converted:${port}`]: 1 })
    await trial.close()
  })

  test('counts what happened within the window, by its own time, and nothing before', async () => {
    const trial = await openTrial([experimenting()])
    for (const customer of ['early', 'late', 'delayed', 'never'])
      await trial.track(customer, 'Cart', '2026-01-01T10:00')
    await trial.track('early', 'Ordered', '2026-01-01T10:01', {}, { time: '2026-01-01T09:59' })
    await trial.track('delayed', 'Ordered', '2026-01-08T12:00', {}, { time: '2026-01-08T09:59' })
    await trial.track('late', 'Ordered', '2026-01-08T12:00', {}, { time: '2026-01-08T10:00' })
    const found = await tallies(trial)
    const converted = Object.entries(found).filter(([counter]) => counter.startsWith('converted'))
    expect(converted).toEqual([[`converted:${pathOf(trial, 'delayed')!.port}`, 1]])
    await trial.close()
  })

  test('counts those who join a segment, where that is the goal', async () => {
    const trial = await openTrial([experimenting({ goal: { by: 'segment', segment: 'buyers', within: 'P7D' } })])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.track('ada', 'Ordered', '2026-01-02T10:00')
    expect(await tallies(trial)).toMatchObject({ [`converted:${pathOf(trial, 'ada')!.port}`]: 1 })
    await trial.close()
  })

  test('rule 29: does not count those whom a new definition of that segment finds', async () => {
    const trial = await openTrial([experimenting({ goal: { by: 'segment', segment: 'buyers', within: 'P7D' } })])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    const before = await tallies(trial)
    const definition = { title: 'Buyers', when: { test: 'event', event: 'Cart', op: 'atLeast', value: 1 } } as const
    await trial.change({ do: 'saveSegment', segment: 'buyers', definition, revision: 1 })
    expect(await tallies(trial)).toEqual(before)
    await trial.close()
  })

  test('lets the winner take over on the hour after it is found, and not before', async () => {
    const trial = await openTrial([experimenting()])
    for (let n = 0; n < 80; n++) await trial.track(`c${n}`, 'Cart', '2026-01-01T10:00')
    const toB = [...Array(80).keys()].filter((n) => pathOf(trial, `c${n}`)!.port === 'b')
    for (const n of toB) await trial.track(`c${n}`, 'Ordered', '2026-01-01T11:30')
    await trial.track('before', 'Cart', '2026-01-01T11:59')
    expect(pathOf(trial, 'before')!.why).toBe('assigned')
    for (let n = 0; n < 10; n++) await trial.track(`after${n}`, 'Cart', '2026-01-01T12:00')
    for (let n = 0; n < 10; n++) expect(pathOf(trial, `after${n}`)).toMatchObject({ port: 'b', why: 'winnerTaken' })
    await trial.close()
  })

  test.each([
    ['on the hour', ['2026-01-01T12:00', '2026-01-01T12:10']],
    ['late', []],
  ])('lets the winner take over for whoever comes by time alone, where the fold comes %s', async (_, looks) => {
    const workflow = experimenting()
    const [start, ...others] = workflow.nodes
    const delay = { id: 'delay-5', kind: 'delay', settings: { for: 'PT2H' }, ports: { next: 'experiment-2' } }
    const nodes = [{ ...start, ports: { next: 'delay-5' } }, delay, ...others] as typeof workflow.nodes
    const trial = await openTrial([{ ...workflow, nodes }])
    for (let n = 0; n < 80; n++) await trial.track(`c${n}`, 'Cart', '2026-01-01T08:00')
    await trial.track('after', 'Cart', '2026-01-01T10:10')
    const toB = [...Array(80).keys()].filter((n) => pathOf(trial, `c${n}`)!.port === 'b')
    for (const n of toB) await trial.track(`c${n}`, 'Ordered', '2026-01-01T11:30')
    for (const at of looks) await trial.until(at)
    await trial.track('eve', 'Cart', '2026-01-02T06:10')
    expect(pathOf(trial, 'after')).toMatchObject({ port: 'b', why: 'winnerTaken' })
    expect(await foldAgain(trial.storage)).toEqual([])
    await trial.close()
  })

  test('rule 10: counts by a goal of its own nobody who took a path of an older version, which may have had another', async () => {
    const trial = await openTrial([experimenting()])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    const document = JSON.stringify(experimenting({ goal: { by: 'event', event: 'Visit', within: 'P7D' } }))
    await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'Trial', document, revision: 1 })
    await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [] })
    await trial.track('bob', 'Cart', '2026-01-02T10:00')
    for (const customer of ['ada', 'bob']) await trial.track(customer, 'Visit', '2026-01-02T11:00')
    expect(await converted(trial, 1)).toBe(0)
    expect(await converted(trial, 2)).toBe(1)
    await trial.close()
  })

  test('keeps assigning when the winner is not to take over', async () => {
    const trial = await openTrial([experimenting({ takeOver: false })])
    for (let n = 0; n < 80; n++) await trial.track(`c${n}`, 'Cart', '2026-01-01T10:00')
    const toB = [...Array(80).keys()].filter((n) => pathOf(trial, `c${n}`)!.port === 'b')
    for (const n of toB) await trial.track(`c${n}`, 'Ordered', '2026-01-01T11:30')
    for (let n = 0; n < 10; n++) await trial.track(`after${n}`, 'Cart', '2026-01-01T13:00')
    for (let n = 0; n < 10; n++) expect(pathOf(trial, `after${n}`)!.why).toBe('assigned')
    await trial.close()
  })
})

const goal = { by: 'event', event: 'Ordered', title: 'Order', within: 'P7D', from: 'start', ends: false } as const
const counting = (kind: 'experiment' | 'split') => {
  const workflow = experimenting(kind === 'experiment' ? { goal: { by: 'workflow' } } : {})
  const nodes = workflow.nodes.map((node) =>
    node.kind === 'experiment' && kind === 'split' ? { ...node, kind, settings: { paths: node.settings.paths } } : node,
  )
  return { ...workflow, nodes, settings: { ...workflow.settings, goal } } as typeof workflow
}

describe("the workflow's goal", () => {
  test.each(['experiment', 'split'] as const)('counts for the path of the %s that led to it, once', async (kind) => {
    const trial = await openTrial([counting(kind)])
    for (const customer of ['ada', 'bob', 'eve']) await trial.track(customer, 'Cart', '2026-01-01T10:00')
    await trial.track('ada', 'Ordered', '2026-01-02T10:00')
    await trial.track('ada', 'Ordered', '2026-01-03T10:00')
    await trial.track('bob', 'Ordered', '2026-01-09T10:00')
    const found = await tallies(trial)
    expect((found['exposed:a'] ?? 0) + (found['exposed:b'] ?? 0)).toBe(3)
    expect(Object.entries(found).filter(([counter]) => counter.startsWith('converted'))).toEqual([
      [`converted:${pathOf(trial, 'ada')!.port}`, 1],
    ])
    await trial.close()
  })

  test.each([
    ['its own', experimenting()],
    ['the workflow’s', counting('experiment')],
  ])(
    'rule 10: an experiment by %s goal counts somebody once who had converted as a guest before',
    async (_, workflow) => {
      const trial = await openTrial([workflow])
      await trial.track('ada', 'Cart', '2026-01-05T10:00')
      await trial.track('', 'Cart', '2026-01-05T10:10', {}, { anonymousId: 'laptop' })
      await trial.track('', 'Ordered', '2026-01-05T10:20', {}, { anonymousId: 'laptop' })
      expect(await converted(trial)).toBe(1)
      await trial.track('ada', 'Visit', '2026-01-05T11:00', {}, { anonymousId: 'laptop' })
      await trial.track('ada', 'Ordered', '2026-01-05T12:00')
      expect(await converted(trial)).toBe(1)
      await trial.close()
    },
  )

  test.each([
    ['its own', experimenting()],
    ['the workflow’s', counting('experiment')],
  ])(
    'rule 10: an experiment by %s goal counts what was done as a guest after the path was taken',
    async (_, workflow) => {
      const trial = await openTrial([workflow])
      await trial.track('', 'Ordered', '2026-01-05T09:00', {}, { anonymousId: 'laptop' })
      await trial.track('ada', 'Cart', '2026-01-05T10:00')
      await trial.track('ada', 'Visit', '2026-01-05T10:10', {}, { anonymousId: 'laptop' })
      expect(await converted(trial)).toBe(0)
      await trial.track('', 'Ordered', '2026-01-05T10:30', {}, { anonymousId: 'phone' })
      await trial.track('ada', 'Visit', '2026-01-05T11:00', {}, { anonymousId: 'phone' })
      expect(await converted(trial)).toBe(1)
      await trial.close()
    },
  )

  test.each([
    ['its own', experimenting()],
    ['the workflow’s', counting('experiment')],
  ])(
    'rule 10: an experiment by %s goal counts what was done by name after a guest had taken the path',
    async (_, workflow) => {
      const trial = await openTrial([workflow])
      await trial.track('ada', 'Visit', '2026-01-05T09:00')
      await trial.track('', 'Cart', '2026-01-05T10:00', {}, { anonymousId: 'laptop' })
      await trial.track('ada', 'Ordered', '2026-01-05T10:30')
      await trial.track('ada', 'Visit', '2026-01-05T11:00', {}, { anonymousId: 'laptop' })
      expect(await converted(trial)).toBe(1)
      await trial.close()
    },
  )

  test.each([
    ['its own', experimenting()],
    ['the workflow’s', counting('experiment')],
  ])('rule 10: an experiment by %s goal waits a day for what happened within its time', async (_, workflow) => {
    const trial = await openTrial([workflow])
    for (const customer of ['ada', 'bob', 'eve', 'dan']) await trial.track(customer, 'Cart', '2026-01-01T10:00')
    const time = '2026-01-02T10:00'
    for (const device of ['phone', 'laptop']) await trial.track('', 'Ordered', time, {}, { anonymousId: device })
    await trial.track('ada', 'Ordered', '2026-01-09T09:59', {}, { time })
    await trial.track('bob', 'Visit', '2026-01-09T09:59', {}, { anonymousId: 'phone' })
    expect(await converted(trial)).toBe(2)
    await trial.track('eve', 'Ordered', '2026-01-09T10:00', {}, { time })
    await trial.track('dan', 'Visit', '2026-01-09T10:00', {}, { anonymousId: 'laptop' })
    expect(await converted(trial)).toBe(2)
    await trial.close()
  })

  test('rule 10: an order that happened before the path was taken counts for the run, and not for the path', async () => {
    const trial = await openTrial([
      draw({
        settings: { goal },
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
          'delay-2': { kind: 'delay', settings: { for: 'PT2H' }, ports: { next: 'split-3' } },
          'split-3': { kind: 'split', settings: { paths }, ports: { a: 'delay-4', b: 'delay-4' } },
          'delay-4': { kind: 'delay', settings: { for: 'P5D' } },
        },
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.track('ada', 'Ordered', '2026-01-05T13:00', {}, { time: '2026-01-05T11:00' })
    expect((await trial.pages.stats('trial'))?.goal?.converted.count).toBe(1)
    expect(await converted(trial)).toBe(0)
    await trial.close()
  })

  test.each([
    ['while their run goes on', '2026-01-05T14:00'],
    ['after its end', '2026-01-11T14:00'],
  ])('rule 10: whoever was moved to a version counts for the split that they met in it, %s', async (_, at) => {
    const version = (after: string) =>
      draw({
        settings: { goal },
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
          'delay-2': { kind: 'delay', settings: { for: 'PT2H' }, ports: { next: after } },
          ...(after === 'split-5' && {
            'split-5': { kind: 'split', settings: { paths }, ports: { a: 'delay-4', b: 'delay-4' } } as const,
          }),
          'delay-4': { kind: 'delay', settings: { for: 'P5D' } },
        },
      })
    const trial = await openTrial([version('delay-4')])
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    const document = JSON.stringify(version('split-5'))
    await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'Trial', document, revision: 1 })
    const move = { nodes: { 'delay-2': { to: 'delay-2' } }, keepElapsed: true }
    await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [], move })
    await trial.until('2026-01-05T13:00')
    expect(trial.story('ada').some((line) => line.startsWith('took split-5'))).toBe(true)
    await trial.track('ada', 'Ordered', at)
    expect((await trial.pages.stats('trial'))?.goal?.converted.count).toBe(1)
    expect(await converted(trial, 2)).toBe(1)
    await trial.close()
  })
})
