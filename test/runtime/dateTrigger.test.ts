import { describe, expect, test } from 'vitest'
import { nextOccurrence } from '../../runtime/nodes/date.ts'
import { initialSettings } from '../../runtime/storage/control.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { draw, openTrial } from '../support/trial.ts'

const birthday = (settings: Partial<SettingsOf<'date'>> = {}, id = 'trial') =>
  draw({
    id,
    nodes: {
      'date-1': {
        kind: 'date',
        settings: { of: { from: 'attribute', attribute: 'birthday' }, repeat: 'yearly', time: '09:00', ...settings },
        ports: { next: 'exit-2' },
      },
      'exit-2': { kind: 'exit', settings: { reason: 'Greeted' } },
    },
  })

type Trial = Awaited<ReturnType<typeof openTrial>>
const entered = (trial: Trial, customer?: string) =>
  trial
    .lines()
    .flatMap((line) =>
      line.what === 'entered' && (!customer || line.customer === customer) ? [line.at.slice(0, 16)] : [],
    )

describe('date: a date of the customer comes', () => {
  test("every year, at a time of day in the customer's own zone", async () => {
    const trial = await openTrial([birthday()])
    await trial.identify('ada', '2026-01-01', { birthday: '1990-06-01', timezone: 'America/New_York' })
    await trial.until('2028-01-01')
    expect(entered(trial)).toEqual(['2026-06-01T13:00', '2027-06-01T13:00'])
    await trial.close()
  })

  test('once, so long before it', async () => {
    const trial = await openTrial([birthday({ repeat: 'once', offset: { by: 'P3D', to: 'before' } })])
    await trial.identify('ada', '2026-01-01', { birthday: '2026-06-01' })
    await trial.identify('bob', '2026-05-30', { birthday: '2026-06-01' })
    await trial.until('2028-01-01')
    expect(entered(trial)).toEqual(['2026-05-29T09:00'])
    await trial.close()
  })

  test('rule 20: when the date or the zone changes the start is planned again, and without one nobody enters', async () => {
    const trial = await openTrial([birthday()])
    for (const userId of ['ada', 'bob', 'cleo']) await trial.identify(userId, '2026-01-01', { birthday: '1990-06-01' })
    await trial.identify('ada', '2026-02-01', { birthday: '1990-05-01' })
    await trial.identify('bob', '2026-02-01', { birthday: null })
    await trial.identify('cleo', '2026-02-01', { timezone: 'Asia/Tokyo' })
    await trial.until('2027-01-01')
    expect(entered(trial, 'ada')).toEqual(['2026-05-01T09:00'])
    expect(entered(trial, 'bob')).toEqual([])
    expect(entered(trial, 'cleo')).toEqual(['2026-06-01T00:00'])
    await trial.close()
  })

  test('rule 20: a date inside an attribute is planned again when the attribute changes', async () => {
    const of = { from: 'attribute', attribute: 'contract.renews' } as const
    const trial = await openTrial([birthday({ of, repeat: 'once' })])
    // Known when they are met first, changed, and said only later.
    await trial.identify('ada', '2026-01-01', { contract: { renews: '2026-06-01' } })
    await trial.identify('ada', '2026-02-01', { contract: { renews: '2026-05-01' } })
    await trial.identify('bob', '2026-01-01')
    await trial.identify('bob', '2026-02-01', { contract: { renews: '2026-05-02' } })
    await trial.until('2027-01-01')
    expect(entered(trial, 'ada')).toEqual(['2026-05-01T09:00'])
    expect(entered(trial, 'bob')).toEqual(['2026-05-02T09:00'])
    await trial.close()
  })

  test('rule 29: whoever was known before publishing is planned, and a date before it lets nobody in', async () => {
    const trial = await openTrial()
    await trial.identify('ada', '2026-01-01', { birthday: '1990-06-01' })
    await trial.identify('bob', '2026-01-01', { birthday: '1990-01-10' })
    await trial.until('2026-03-01')
    await trial.publish(birthday())
    await trial.until('2026-12-31')
    expect(entered(trial)).toEqual(['2026-06-01T09:00'])
    await trial.close()
  })

  test('a new version plans again by its own settings', async () => {
    const trial = await openTrial([birthday()])
    await trial.identify('ada', '2026-01-01', { birthday: '1990-06-01' })
    const document = JSON.stringify(birthday({ time: '18:00' }))
    await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: 1 })
    await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [] })
    await trial.until('2026-12-31')
    expect(entered(trial)).toEqual(['2026-06-01T18:00'])
    await trial.close()
  })

  test('what a trigger has planned goes with it, also when another by the same date takes its place', async () => {
    const trial = await openTrial([birthday()])
    await trial.identify('ada', '2026-01-01', { birthday: '1990-06-01' })
    const drawn = birthday({ time: '18:00' })
    const nodes = drawn.nodes.map((node) => (node.id === 'date-1' ? { ...node, id: 'date-3' } : node))
    const document = JSON.stringify({ ...drawn, nodes })
    await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: 1 })
    await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [] })
    await trial.until('2026-01-02')
    const stats = (await trial.pages.stats('trial'))!.nodes
    expect([stats['date-1']?.planned ?? 0, stats['date-3']?.planned]).toEqual([0, 1])
    await trial.until('2026-12-31')
    expect(entered(trial)).toEqual(['2026-06-01T18:00'])
    await trial.close()
  })

  test('rule 26: in a pause the dates of the version that was published in it come, and are counted as kept out', async () => {
    const trial = await openTrial([draw({ nodes: { 'event-3': { kind: 'event', settings: { event: 'Asked' } } } })])
    await trial.identify('ada', '2026-01-01', { birthday: '1990-06-01' })
    await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'paused' })
    const document = JSON.stringify(birthday())
    await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: 1 })
    await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [] })
    await trial.until('2026-12-31')
    expect(entered(trial)).toEqual([])
    expect((await trial.pages.stats('trial'))?.paused?.keptOut).toBe(1)
    await trial.close()
  })

  test('the latest event of a name counts, and its properties are those of the run', async () => {
    const trial = await openTrial([
      birthday({
        of: { from: 'event', event: 'Order Completed' },
        repeat: 'once',
        offset: { by: 'P11M', to: 'after' },
      }),
    ])
    await trial.track('ada', 'Order Completed', '2026-01-01T10:00')
    await trial.track('ada', 'Order Completed', '2026-02-01T10:00')
    await trial.track('ada', 'Order Completed', '2026-02-03T10:00', {}, { time: '2026-01-15T10:00', historical: true })
    await trial.until('2027-12-01')
    expect(entered(trial)).toEqual(['2027-01-01T09:00'])
    await trial.close()
  })

  test('rule 5: of two who join the date that stands is planned, once', async () => {
    const trial = await openTrial([birthday()])
    await trial.identify('ada', '2026-01-01', { birthday: '1990-06-01' })
    await trial.identify('bob', '2026-01-02', { birthday: '1990-07-01' })
    await trial.track('ada', 'Alias', '2026-01-03', {}, { previousId: 'bob' })
    await trial.until('2026-12-31')
    expect(entered(trial)).toEqual(['2026-07-01T09:00'])
    await trial.close()
  })
})

describe('rule 18: a date comes once, whatever the clocks', () => {
  const moves = [
    {
      way: 'to the west after it has come',
      from: 'Europe/Rome',
      to: 'America/New_York',
      at: '2026-06-01T12:00',
      comes: ['2026-06-01T07:00', '2027-06-01T13:00'],
    },
    {
      way: 'to the east when its time has passed there',
      from: 'America/New_York',
      to: 'Europe/Rome',
      at: '2026-06-01T12:00',
      comes: ['2026-06-01T12:00', '2027-06-01T07:00'],
    },
    {
      way: 'to the west before it has come',
      from: 'Europe/Rome',
      to: 'America/New_York',
      at: '2026-06-01T06:00',
      comes: ['2026-06-01T13:00', '2027-06-01T13:00'],
    },
  ]
  const cases = moves.flatMap((move) => [
    { ...move, repeat: 'yearly' as const },
    { ...move, repeat: 'once' as const, comes: move.comes.slice(0, 1) },
  ])

  test.each(cases)('$repeat, of a store that moves $way', async ({ repeat, from, to, at, comes }) => {
    const trial = await openTrial()
    await trial.change({ do: 'saveSettings', settings: { ...initialSettings, zone: from } })
    await trial.publish(birthday({ repeat }))
    await trial.identify('ada', '2026-01-02', { birthday: '2026-06-01' })
    await trial.until(at)
    await trial.change({ do: 'saveSettings', settings: { ...initialSettings, zone: to } })
    await trial.until('2027-12-31')
    expect(entered(trial)).toEqual(comes)
    await trial.close()
  })

  test.each(cases)('$repeat, of a customer who travels $way', async ({ repeat, from, to, at, comes }) => {
    const trial = await openTrial([birthday({ repeat })])
    await trial.identify('ada', '2026-01-02', { birthday: '2026-06-01', timezone: from })
    await trial.identify('ada', at, { timezone: to })
    await trial.until('2027-12-31')
    expect(entered(trial)).toEqual(comes)
    await trial.close()
  })

  test('of a customer who goes on and comes back', async () => {
    const trial = await openTrial([birthday()])
    await trial.identify('ada', '2026-01-02', { birthday: '2026-06-01', timezone: 'America/New_York' })
    await trial.identify('ada', '2026-06-01T10:00', { timezone: 'Europe/Rome' })
    await trial.identify('ada', '2026-06-01T11:00', { timezone: 'America/Los_Angeles' })
    await trial.identify('ada', '2026-06-02T00:00', { timezone: 'Asia/Tokyo' })
    await trial.until('2027-12-31')
    expect(entered(trial)).toEqual(['2026-06-01T10:00', '2027-06-01T00:00'])
    await trial.close()
  })

  test.each([
    ['west', 'America/New_York', ['2026-06-01T13:00', '2027-06-01T13:00']],
    ['east', 'Asia/Tokyo', ['2026-06-01T10:00', '2027-06-01T00:00']],
  ])('of a customer who travels to the %s while a hold keeps it', async (_, timezone, comes) => {
    const trial = await openTrial([birthday()])
    await trial.identify('ada', '2026-01-02', { birthday: '2026-06-01', timezone: 'Europe/Rome' })
    await trial.append({ type: 'hold', from: Date.parse('2026-06-01T06:00Z'), why: 'absence' }, '2026-06-01T06:00')
    await trial.identify('ada', '2026-06-01T08:00', { timezone })
    await trial.append({ type: 'release', overdue: 'run' }, '2026-06-01T10:00')
    await trial.until('2027-12-31')
    expect(entered(trial)).toEqual(comes)
    await trial.close()
  })

  test('one that was past when it was learnt does not come by other clocks', async () => {
    const trial = await openTrial([birthday({ repeat: 'once' })])
    await trial.identify('ada', '2026-06-01T10:00', { birthday: '2026-06-01', timezone: 'Europe/Rome' })
    await trial.identify('ada', '2026-06-01T12:00', { timezone: 'America/New_York' })
    await trial.until('2027-12-31')
    expect(entered(trial)).toEqual([])
    await trial.close()
  })
})

describe('rule 19: the next time that a date comes', () => {
  const at = (text: string) => Date.parse(text)
  const next = (settings: Parameters<typeof nextOccurrence>[0], date: string, after: string, zone = 'UTC') => {
    const due = nextOccurrence(settings, at(date), at(after), zone)
    return due === null ? null : new Date(due).toISOString().slice(0, 16)
  }
  const yearly = { repeat: 'yearly' as const, time: '09:00' }

  test('29 February is the 28th in years without it', () => {
    expect(next(yearly, '2000-02-29T00:00Z', '2026-01-01T00:00Z')).toBe('2026-02-28T09:00')
    expect(next(yearly, '2000-02-29T00:00Z', '2028-01-01T00:00Z')).toBe('2028-02-29T09:00')
  })
  test('a time that a clock change skips moves later', () => {
    expect(next({ ...yearly, time: '02:30' }, '1990-03-29T00:00Z', '2026-01-01T00:00Z', 'Europe/Rome')).toBe(
      '2026-03-29T01:30',
    )
  })
  test('an offset of more than a year is found', () => {
    const after = { ...yearly, offset: { by: 'P18M', to: 'after' as const } }
    expect(next(after, '2020-03-01T00:00Z', '2021-09-01T08:59Z')).toBe('2021-09-01T09:00')
    expect(next(after, '2020-03-01T00:00Z', '2021-09-01T09:00Z')).toBe('2022-09-01T09:00')
    const before = { ...yearly, offset: { by: 'P2Y', to: 'before' as const } }
    expect(next(before, '2020-03-01T00:00Z', '2026-01-01T00:00Z')).toBe('2026-03-01T09:00')
  })
  test('yearly it comes first on the date itself', () => {
    expect(next(yearly, '2030-03-01T00:00Z', '2026-01-01T00:00Z')).toBe('2030-03-01T09:00')
  })
})
