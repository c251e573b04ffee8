import { expect, test } from 'vitest'
import { draw, openTrial } from '../support/trial.ts'

const following = draw({
  settings: {
    exits: [{ title: 'Left', when: { test: 'event', event: 'Left', op: 'atLeast', value: 1, within: 'run' } }],
  },
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'PT1H' }, ports: { next: 'exit-3' } },
    'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
  },
})
const set = (state: 'live' | 'paused' | 'ended') => ({ do: 'setWorkflowState', workflow: 'trial', state }) as const

test('rule 26: while paused nobody enters and nobody advances; resuming goes on', async () => {
  const trial = await openTrial([following])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.change(set('paused'))
  await trial.track('bob', 'Cart', '2026-01-01T10:30')
  await trial.until('2026-01-01T13:00')
  expect(trial.story()).toEqual(['entered event-1 entered', 'rested delay-2 waiting'])
  await trial.change(set('live'))
  expect(trial.lines().slice(2)).toMatchObject([
    { at: '2026-01-01T13:00:00.000Z', what: 'took', node: 'delay-2', port: 'next' },
    { what: 'ended', node: 'exit-3' },
  ])
  await trial.close()
})

test('rule 26: while paused runs can leave', async () => {
  const trial = await openTrial([following])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.change(set('paused'))
  await trial.track('ada', 'Left', '2026-01-01T10:30')
  expect(trial.story().at(-1)).toBe('ended delay-2 exitRule')
  await trial.close()
})

test('rule 26: while paused time alone can end a run that waits to go on', async () => {
  const quiet = { not: { test: 'event', event: 'Visit', op: 'atLeast', value: 1, within: 'PT6H' } } as const
  const trial = await openTrial([
    { ...following, settings: { ...following.settings, exits: [{ title: 'Quiet', when: quiet }] } },
  ])
  await trial.track('ada', 'Visit', '2026-01-01T09:30')
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.change(set('paused'))
  await trial.until('2026-01-02')
  expect(trial.lines().at(-1)).toMatchObject({ at: '2026-01-01T15:30:00.000Z', what: 'ended', why: 'exitRule' })
  await trial.close()
})

test('rule 26: ending finishes every run with the reason', async () => {
  const trial = await openTrial([following])
  for (const customer of ['ada', 'bob']) await trial.track(customer, 'Cart', '2026-01-01T10:00')
  await trial.change(set('ended'))
  expect(
    trial
      .lines()
      .filter((line) => line.what === 'ended')
      .map((line) => line.why),
  ).toEqual(['workflowEnded', 'workflowEnded'])
  await trial.track('cleo', 'Cart', '2026-01-01T11:00')
  expect(trial.story('cleo')).toEqual([])
  await trial.close()
})

test('rule 25: runs stay on the version that they began with', async () => {
  const trial = await openTrial([following])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  const document = JSON.stringify({
    ...following,
    nodes: following.nodes.map((node) => (node.id === 'delay-2' ? { ...node, settings: { for: 'PT5M' } } : node)),
  })
  await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: 1 })
  await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [] })
  await trial.track('bob', 'Cart', '2026-01-01T10:10')
  await trial.until('2026-01-02')
  const over = (customer: string) =>
    trial.lines().find((line) => line.customer === customer && line.what === 'took')?.at
  expect([over('ada'), over('bob')]).toEqual(['2026-01-01T11:00:00.000Z', '2026-01-01T10:15:00.000Z'])
  await trial.close()
})
