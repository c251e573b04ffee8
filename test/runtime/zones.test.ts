import { describe, expect, test } from 'vitest'
import { initialSettings } from '../../runtime/storage/control.ts'
import { draw, openTrial, type Trial } from '../support/trial.ts'

const atTen = (zone?: string) =>
  draw({
    settings: zone ? { zone } : {},
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
      'delay-2': { kind: 'delay', settings: { until: { time: '10:00' } } },
    },
  })

async function waitsUntil(traits: object, workflowZone: string | undefined, storeZone: string): Promise<string> {
  const trial = await openTrial()
  await trial.change({ do: 'saveSettings', settings: { ...initialSettings, zone: storeZone } })
  await trial.publish(atTen(workflowZone))
  await trial.identify('ada', '2026-01-15T00:00', traits as Record<string, unknown>)
  await trial.track('ada', 'Cart', '2026-01-15T00:00')
  const until = trial.lines().find((line) => line.what === 'rested')?.until
  await trial.close()
  return until ?? ''
}

describe('whose zone counts', () => {
  test.each([
    ['the customer’s', { timezone: 'America/New_York' }, 'Europe/Rome', 'Asia/Tokyo', '2026-01-15T15:00:00.000Z'],
    ['else the workflow’s', {}, 'Europe/Rome', 'Asia/Tokyo', '2026-01-15T09:00:00.000Z'],
    ['else the installation’s', {}, undefined, 'Asia/Tokyo', '2026-01-15T01:00:00.000Z'],
    [
      'one that is none falls back',
      { timezone: 'Mars/Olympus' },
      'Europe/Rome',
      'Asia/Tokyo',
      '2026-01-15T09:00:00.000Z',
    ],
  ])('rule 18: %s', async (_, traits, workflowZone, storeZone, until) =>
    expect(await waitsUntil(traits, workflowZone, storeZone)).toBe(until),
  )
})

describe('when the store moves to another zone', () => {
  const soon = { test: 'attribute', attribute: 'birthday', op: 'withinNext', value: 'P7D' } as const
  const moveTo = (trial: Trial, zone: string) =>
    trial.change({ do: 'saveSettings', settings: { ...initialSettings, zone } })
  const celebrating = draw({
    segments: { soon },
    nodes: {
      'segment-1': { kind: 'segment', settings: { segment: 'soon', on: 'join' }, ports: { next: 'exit-2' } },
      'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
    },
  })
  const greeting = draw({
    id: 'greeting',
    nodes: {
      'date-1': {
        kind: 'date',
        settings: { of: { from: 'attribute', attribute: 'birthday' }, repeat: 'yearly', time: '09:00' },
        ports: { next: 'exit-2' },
      },
      'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
    },
  })

  test.each([
    ['of no zone of their own', {}, '2026-02-02T15:00:00.000Z', '2026-02-10T00:00:00.000Z'],
    [
      'of a zone of their own',
      { timezone: 'America/Los_Angeles' },
      '2026-02-03T08:00:00.000Z',
      '2026-02-10T17:00:00.000Z',
    ],
  ])('rule 18: what stands on time turns by it at once, for customers %s', async (_, traits, joined, greeted) => {
    const trial = await openTrial()
    await moveTo(trial, 'America/Los_Angeles')
    await trial.publish(celebrating)
    await trial.publish(greeting)
    await trial.identify('ada', '2026-01-02T10:00', { birthday: '2026-02-10', ...traits })
    await moveTo(trial, 'Asia/Tokyo')
    await trial.until('2026-03-01')
    expect(trial.lines().flatMap(({ what, at }) => (what === 'entered' ? [at] : []))).toEqual([joined, greeted])
    await trial.close()
  })
})

test('rule 18: a zone that is none is noted, once', async () => {
  const trial = await openTrial()
  await trial.identify('ada', '2026-01-15T00:00', { timezone: 'Mars/Olympus' })
  await trial.identify('ada', '2026-01-16T00:00', { timezone: 'Mars/Olympus' })
  const [ada] = (await trial.pages.customers({ limit: 1 })).items
  const { items } = await trial.pages.timeline(ada!.id, { limit: 10 })
  expect(items.filter(({ what }) => what === 'zoneUnknown')).toMatchObject([{ detail: { zone: 'Mars/Olympus' } }])
  await trial.close()
})
