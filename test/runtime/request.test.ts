import { expect, test } from 'vitest'
import type { StartPayload } from '../../runtime/commit/entry.ts'
import type { WorkflowSettings } from '../../shared/workflow.ts'
import { draw, openTrial } from '../support/trial.ts'

const asked = (settings: Partial<WorkflowSettings> = {}) =>
  draw({
    settings,
    nodes: {
      'request-1': { kind: 'request', settings: { properties: ['order'] }, ports: { next: 'update-2' } },
      'update-2': {
        kind: 'update',
        settings: { set: [{ attribute: 'asked', to: { ref: 'trigger.order' } }] },
        ports: { next: 'delay-3' },
      },
      'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
    },
  })

const start = (userId: string, properties: StartPayload['properties'] = {}): StartPayload => ({
  type: 'start',
  workflow: 'trial',
  identity: { kind: 'userId', value: userId },
  properties,
})
type Trial = Awaited<ReturnType<typeof openTrial>>
const entered = (trial: Trial) => trial.lines().filter(({ what }) => what === 'entered')

test('whoever is asked for enters, with the properties of the request', async () => {
  const trial = await openTrial([asked()])
  await trial.identify('ada', '2026-01-01')
  await trial.append(start('ada', { order: 'o-1' }), '2026-01-02T10:00')
  await trial.until('2026-01-04')
  expect(trial.lines().map(({ what, node, params }) => [what, node, params])).toEqual([
    ['entered', 'request-1', { request: true }],
    ['took', 'update-2', { attributes: 'asked' }],
    ['rested', 'delay-3', undefined],
    ['took', 'delay-3', undefined],
    ['ended', 'delay-3', undefined],
  ])
  const [ada] = (await trial.pages.customers({ limit: 1 })).items
  expect((await trial.pages.customer(ada!.id))?.attributes).toContainEqual(
    expect.objectContaining({ name: 'asked', value: 'o-1' }),
  )
  await trial.close()
})

test('rule 8: a request keeps the rules for entering again, for each key', async () => {
  const trial = await openTrial([asked({ key: 'order', reentry: { rule: 'once' } })])
  await trial.identify('ada', '2026-01-01')
  for (const order of ['o-1', 'o-1', 'o-2']) await trial.append(start('ada', { order }), '2026-01-02T10:00')
  await trial.append(start('ada'), '2026-01-02T10:00')
  expect(entered(trial).map(({ key }) => key)).toEqual(['o-1', 'o-2'])
  await trial.close()
})

test('rule 9: the same request sent twice makes one run; one for nobody or for another workflow none', async () => {
  const trial = await openTrial([asked()])
  await trial.identify('ada', '2026-01-01')
  await trial.append(start('ada'), '2026-01-02T10:00', 'same')
  await trial.append(start('ada'), '2026-01-02T10:01', 'same')
  await trial.append(start('nobody'), '2026-01-02T10:00')
  await trial.append({ ...start('ada'), workflow: 'other' }, '2026-01-02T10:00')
  expect(entered(trial)).toHaveLength(1)
  await trial.close()
})
