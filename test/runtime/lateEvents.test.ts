import { describe, expect, test } from 'vitest'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { WorkflowSettings } from '../../shared/workflow.ts'
import { type Drawing, draw, openTrial } from '../support/trial.ts'

type Limit = WorkflowSettings['lateEvents']

const limited = (lateEvents: Limit, trigger: Drawing['nodes'][string], more: Partial<Drawing> = {}) =>
  draw({
    settings: lateEvents ? { lateEvents } : {},
    nodes: {
      'start-1': { ...trigger, ports: { next: 'exit-2' } },
      'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
    },
    ...more,
  })

const buyers: Predicate = { test: 'event', event: 'Order', op: 'atLeast', value: 1 }
const triggers = {
  'its event': (limit: Limit) => limited(limit, { kind: 'event', settings: { event: 'Order' } }),
  'the segment that it lets the customer join': (limit: Limit) =>
    limited(limit, { kind: 'segment', settings: { segment: 'buyers', on: 'join' } }, { segments: { buyers } }),
  'what should follow it': (limit: Limit) =>
    limited(limit, {
      kind: 'absence',
      settings: { event: 'Order', without: { event: 'Review' }, deadline: { by: 'period', within: 'P1M' } },
    }),
}

describe.each(Object.entries(triggers))('a late event that lets a customer in by %s', (_, drawn) => {
  test.each([
    [undefined, '2026-01-04T10:00', true],
    [undefined, '2026-01-04T09:59', false],
    ['PT1H', '2026-01-05T09:00', true],
    ['PT1H', '2026-01-05T08:59', false],
    ['P7D', '2025-12-29T10:00', true],
    ['P7D', '2025-12-29T09:59', false],
  ] as const)('rule 4: with the limit %s, one of %s: %s', async (limit, time, enters) => {
    const trial = await openTrial([drawn(limit)])
    await trial.track('ada', 'Order', '2026-01-05T10:00', {}, { time })
    await trial.until('2026-03-01')
    expect(trial.story('ada').length > 0).toBe(enters)
    await trial.close()
  })

  test('rule 4: an imported one lets nobody in, whatever the limit', async () => {
    const trial = await openTrial([drawn('P7D')])
    await trial.track('ada', 'Order', '2026-01-05T10:00', {}, { historical: true })
    await trial.until('2026-03-01')
    expect(trial.story('ada')).toEqual([])
    await trial.close()
  })
})

test('rule 4: a run that a late event ended lets its customer into what follows within the limit of that', async () => {
  const first = draw({
    id: 'first',
    settings: { exits: [{ title: 'Bought', when: { ...buyers, within: 'run' } }] },
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
      'delay-2': { kind: 'delay', settings: { for: 'P9D' } },
    },
  })
  const following = (id: string, limit: Limit) => ({
    ...limited(limit, { kind: 'workflow', settings: { workflow: 'first', how: 'any' } }),
    id,
  })
  const trial = await openTrial([first, following('patient', 'P7D'), following('strict', 'PT1H')])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.track('ada', 'Order', '2026-01-05T10:00', {}, { time: '2026-01-02T10:00' })
  const begun = async (workflow: string) => (await trial.pages.runs({ workflow, limit: 9 })).items.length
  expect({ patient: await begun('patient'), strict: await begun('strict') }).toEqual({ patient: 1, strict: 0 })
  await trial.close()
})
