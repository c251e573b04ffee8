import { describe, expect, test } from 'vitest'
import { initialSettings } from '../../runtime/storage/control.ts'
import { draw, openTrial } from '../support/trial.ts'

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
