import { expect, test } from 'vitest'
import { draw, openTrial } from '../support/trial.ts'

const flipTo = (id: string, from: string, to: string) =>
  draw({
    id,
    segments: { [from]: { test: 'attribute', attribute: 'side', op: 'is', value: from } },
    nodes: {
      'segment-1': { kind: 'segment', settings: { segment: from, on: 'join' }, ports: { next: 'update-2' } },
      'update-2': { kind: 'update', settings: { set: [{ attribute: 'side', to }] } },
    },
  })

test('rule 12: two workflows that undo each other stop, and the chain is shown', async () => {
  const trial = await openTrial([flipTo('one', 'left', 'right'), flipTo('two', 'right', 'left')])
  await trial.identify('ada', '2026-01-01T10:00', { side: 'left' })
  const entered = trial.story().filter((line) => line.startsWith('entered')).length
  expect(entered).toBeGreaterThan(2)
  expect(entered).toBeLessThanOrEqual(21)
  await trial.close()
})

test('rule 12: what a step changes is judged at once', async () => {
  const trial = await openTrial([
    draw({
      id: 'first',
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'update-2' } },
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
