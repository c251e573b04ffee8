// What people change: checked against what is there, written with its marker, or refused without a trace.
import { describe, expect, test } from 'vitest'
import type { ControlChange } from '../../runtime/storage/control.ts'
import { initialSettings } from '../../runtime/storage/control.ts'
import { limits } from '../../shared/limits.ts'
import { adapters } from './adapters.ts'
import { commit, event } from './build.ts'

const draft = (document: string, revision: number | null): ControlChange => ({
  do: 'saveDraft',
  workflow: 'welcome',
  title: 'Welcome',
  document,
  revision,
})
const publish = (document: string, revision: number): ControlChange => ({
  do: 'publish',
  workflow: 'welcome',
  document,
  revision,
  compiled: [{ node: 'email-1', html: '<p>{{ customer.firstName }}</p>', variables: ['customer.firstName'] }],
})
const definition = { title: 'At risk', when: { test: 'event', event: 'x', op: 'atLeast', value: 1 } } as const
const segment = (revision: number | null, title = 'At risk'): ControlChange => ({
  do: 'saveSegment',
  segment: 'at-risk',
  definition: { ...definition, title },
  revision,
})

describe.each(adapters)('control, $name', ({ open }) => {
  test('a draft is saved over the revision that it began with, else refused with what is there', async () => {
    const storage = open()
    expect(await storage.control(draft('{"a":1}', null), 1)).toEqual({ ok: true, position: 0, revision: 1 })
    expect(await storage.control(draft('{"a":2}', 1), 1)).toMatchObject({ ok: true, revision: 2 })
    expect(await storage.control(draft('{"a":3}', 1), 1)).toMatchObject({ ok: false, status: 412, current: '{"a":2}' })
    expect(await storage.control(draft('{"a":2}', 2), 1)).toMatchObject({ ok: true, revision: 2 })
    expect(await storage.control(draft('{}', null), 1)).toMatchObject({ ok: false, status: 409 })
    expect(await storage.control({ ...draft('{}', 1), workflow: 'other' } as ControlChange, 1)).toMatchObject({
      status: 404,
    })
    expect(await storage.pages.workflow('welcome')).toMatchObject({
      document: '{"a":2}',
      state: 'draft',
      changed: true,
    })
  })

  test('a draft and the segments that come with it are saved together or not at all', async () => {
    const storage = open()
    await storage.control(segment(null), 1)
    const carrying = (revision: number | null): ControlChange =>
      ({
        ...draft('{}', null),
        segments: [
          { segment: 'new', definition, revision: null },
          { segment: 'at-risk', definition: { ...definition, title: 'Mine' }, revision },
        ],
      }) as ControlChange
    expect(await storage.control(carrying(null), 2)).toMatchObject({ ok: false, status: 409 })
    expect(await storage.control(carrying(7), 2)).toMatchObject({ ok: false, status: 412 })
    expect(await storage.pages.workflow('welcome')).toBeNull()
    expect((await storage.pages.vocabulary()).segments).toEqual([{ id: 'at-risk', title: 'At risk' }])
    expect(await storage.entries(0, 10)).toHaveLength(1)
    expect(await storage.control(carrying(1), 3)).toMatchObject({ ok: true, position: 3, revision: 1 })
    expect((await storage.pages.vocabulary()).segments).toHaveLength(2)
  })

  test('what is live already is not published again, until it was changed or ended', async () => {
    const storage = open()
    await storage.control(draft('{}', null), 1)
    expect(await storage.control(publish('{}', 1), 1)).toMatchObject({ ok: true, version: 1 })
    expect(await storage.control(publish('{}', 1), 1)).toMatchObject({
      ok: false,
      status: 409,
      problems: [{ code: 'nothingToPublish' }],
    })
    expect(await storage.entries(0, 10)).toHaveLength(1)
    await storage.control({ do: 'setWorkflowState', workflow: 'welcome', state: 'paused' }, 1)
    expect(await storage.control(publish('{}', 1), 1)).toMatchObject({ status: 409 })
    await storage.control({ do: 'setWorkflowState', workflow: 'welcome', state: 'ended' }, 1)
    expect(await storage.control(publish('{}', 1), 1)).toMatchObject({ ok: true, version: 2 })
  })

  test('as many workflows are live or paused at once as may be; one that ends makes room for the next', async () => {
    const storage = open()
    const of = (change: ControlChange, workflow: string) => storage.control({ ...change, workflow } as ControlChange, 1)
    const publishNew = async (workflow: string) => {
      await of(draft('{}', null), workflow)
      return of(publish('{}', 1), workflow)
    }
    for (let number = 1; number <= limits.liveWorkflows; number++)
      expect((await publishNew(`w-${number}`)).ok).toBe(true)
    await storage.control({ do: 'setWorkflowState', workflow: 'w-1', state: 'paused' }, 1)
    expect(await publishNew('more')).toMatchObject({
      ok: false,
      status: 409,
      problems: [{ code: 'tooManyLive', params: { limit: 500 } }],
    })
    expect((await storage.pages.workflow('more'))?.state).toBe('draft')
    await of(draft('{"a":2}', 1), 'w-1')
    expect(await of(publish('{"a":2}', 2), 'w-1')).toMatchObject({ ok: true, version: 2 })
    await storage.control({ do: 'setWorkflowState', workflow: 'w-1', state: 'ended' }, 1)
    expect(await of(publish('{}', 1), 'more')).toMatchObject({ ok: true, version: 1 })
  })

  test('publishing makes the next version, with its mails, and a marker in the log', async () => {
    const storage = open()
    await storage.control(draft('{"a":1}', null), 1)
    expect(await storage.control(publish('{"a":1}', 9), 5)).toMatchObject({ ok: false, status: 412 })
    expect(await storage.control(publish('{"a":1}', 1), 5)).toEqual({ ok: true, position: 1, revision: 1, version: 1 })
    await storage.control(draft('{"a":2}', 1), 6)
    expect(await storage.control(publish('{"a":2}', 2), 7)).toMatchObject({ position: 2, version: 2 })
    expect(await storage.entries(0, 10)).toMatchObject([
      { seq: 1, at: 5, payload: { type: 'workflow', workflow: 'welcome', version: 1, state: 'live' } },
      { seq: 2, at: 7, payload: { version: 2 } },
    ])
    const { versions } = await storage.load({ versions: [{ workflow: 'welcome', version: 1 }] })
    expect(versions).toEqual([{ workflow: 'welcome', version: 1, document: '{"a":1}' }])
    expect((await storage.pages.version('welcome', 2))?.compiled).toMatchObject([{ node: 'email-1' }])
    expect(await storage.control({ do: 'deleteDraft', workflow: 'welcome' }, 8)).toMatchObject({ status: 409 })
  })

  test('a workflow is paused, resumed and ended, and comes back only by publishing', async () => {
    const storage = open()
    const set = (state: 'live' | 'paused' | 'ended') =>
      storage.control({ do: 'setWorkflowState', workflow: 'welcome', state }, 9)
    expect(await set('paused')).toMatchObject({ status: 404 })
    await storage.control(draft('{}', null), 1)
    expect(await set('paused')).toMatchObject({ status: 409 })
    await storage.control(publish('{}', 1), 1)
    expect(await set('paused')).toMatchObject({ ok: true, position: 2 })
    expect(await set('paused')).toMatchObject({ ok: true, position: 2 })
    expect(await set('live')).toMatchObject({ ok: true, position: 3 })
    expect(await set('ended')).toMatchObject({ ok: true, position: 4 })
    expect(await set('live')).toMatchObject({ status: 409 })
    expect(await storage.control(publish('{}', 1), 1)).toMatchObject({ ok: true, version: 2 })
  })

  test('a segment is made, changed and deleted, each with its marker', async () => {
    const storage = open()
    expect(await storage.control(segment(1), 1)).toMatchObject({ status: 404 })
    expect(await storage.control(segment(null), 1)).toMatchObject({ ok: true, position: 1, revision: 1 })
    expect(await storage.control(segment(null), 1)).toMatchObject({ status: 409 })
    expect(await storage.control(segment(7, 'Slipping'), 1)).toMatchObject({
      status: 412,
      current: JSON.stringify({ ...definition, title: 'At risk' }),
    })
    expect(await storage.control(segment(1, 'Slipping'), 1)).toMatchObject({ ok: true, position: 2, revision: 2 })
    expect(await storage.control({ do: 'deleteSegment', segment: 'at-risk' }, 1)).toMatchObject({ position: 3 })
    expect((await storage.entries(2, 1))[0]?.payload).toEqual({ type: 'segment', segment: 'at-risk', definition: null })
  })

  test('settings that decide something in the fold have a marker, others have none', async () => {
    const storage = open()
    expect(await storage.pages.settings()).toEqual(initialSettings)
    const named = { ...initialSettings, name: 'Tea' }
    expect(await storage.control({ do: 'saveSettings', settings: named }, 1)).toMatchObject({ position: 0 })
    const moved = { ...named, zone: 'Europe/Rome' }
    expect(await storage.control({ do: 'saveSettings', settings: moved }, 1)).toMatchObject({ position: 1 })
    expect(await storage.pages.settings()).toEqual(moved)
  })

  test('what is refused leaves no trace, not even of a half', async () => {
    const storage = open()
    await storage.control(draft('{}', null), 1)
    await storage.append([event('a')], 2)
    await storage.control(publish('{"b":1}', 4), 3)
    await commit(storage)
    expect(await storage.entries(0, 10)).toHaveLength(1)
    expect((await storage.pages.versions('welcome', { limit: 5 })).items).toEqual([])
  })

  test('what was appended before is on disk with it', async () => {
    const storage = open()
    await storage.append([event('a')], 2)
    expect(await storage.control(segment(null), 3)).toMatchObject({ position: 2 })
    expect(await storage.head()).toMatchObject({ last: 2, position: 0 })
  })

  test('a clock that stands is moved forward only, and a wall clock not at all', async () => {
    const standing = open('data')
    expect(await standing.control({ do: 'advanceClock', to: 500 }, 9_999)).toMatchObject({ ok: true })
    expect(await standing.head()).toMatchObject({ lastAt: 500 })
    expect(await standing.control({ do: 'advanceClock', to: 400 }, 9_999)).toMatchObject({ status: 422 })
    expect(await open().control({ do: 'advanceClock', to: 500 }, 1)).toMatchObject({ status: 409 })
  })

  test('refused events are kept with their reasons until they are dropped', async () => {
    const storage = open()
    const problems = [
      { code: 'noZone', severity: 'error', path: '/timestamp', params: { came: 'x', of: ['a'] } },
    ] as const
    const refused = { at: 5, source: 'shop', problems, body: '{"bad":1}', historical: true }
    await storage.control({ do: 'refuseEvents', refused: [refused, refused, refused] }, 5)
    const first = await storage.pages.refused({ limit: 2 })
    expect(first.items).toMatchObject([{ id: 3 }, { id: 2, ...refused, at: '1970-01-01T00:00:00.005Z' }])
    expect((await storage.pages.refused({ limit: 2, after: first.next ?? undefined })).items).toMatchObject([{ id: 1 }])
    await storage.control({ do: 'dropRefused', ids: [1, 3] }, 6)
    expect((await storage.pages.refused({ limit: 9 })).items).toMatchObject([{ id: 2 }])
  })

  test('of the events of a source that were refused the newest are kept, whatever another sends', async () => {
    const storage = open()
    const refused = (source: string, count: number) =>
      Array.from({ length: count }, (_, n) => ({ at: n, source, problems: [], body: `${n}`, historical: false }))
    await storage.control({ do: 'refuseEvents', refused: refused('shop', 3) }, 5)
    await storage.control({ do: 'refuseEvents', refused: refused('web', 2 * limits.refusedEvents) }, 5)
    const kept: { source: string; body: string }[] = []
    let after: string | undefined
    do {
      const page = await storage.pages.refused({ limit: 200, ...(after && { after }) })
      kept.push(...page.items)
      after = page.next ?? undefined
    } while (after)
    const of = (source: string) => kept.filter((one) => one.source === source).map(({ body }) => Number(body))
    expect(of('shop')).toEqual([2, 1, 0])
    const web = of('web')
    expect(web[0]).toBe(2 * limits.refusedEvents - 1)
    expect(web.length).toBeGreaterThanOrEqual(limits.refusedEvents)
    expect(web.length).toBeLessThan(limits.refusedEvents + 1_000)
  })

  test('what could not be folded is given to the fold again once, as a new entry of its own time', async () => {
    const storage = open()
    await storage.append([event('e1', { time: 500 }), event('e2')], 1_000)
    const parked = { customer: 0, what: 'event', why: 'a defect' }
    await commit(storage, {
      position: 2,
      parked: [
        { ...parked, seq: 1 },
        { ...parked, seq: 0, customer: 7, what: 'turn' },
      ],
    })
    expect((await storage.pages.parked({ limit: 9 })).items).toMatchObject([
      { seq: 1, name: 'Product Viewed', at: '1970-01-01T00:00:01.000Z', why: 'a defect', canBeFoldedAgain: true },
      { seq: 0, customer: '7', at: null, canBeFoldedAgain: false },
    ])
    expect(await storage.control({ do: 'foldAgain', seq: 2 }, 2_000)).toMatchObject({ status: 404 })
    expect(await storage.control({ do: 'foldAgain', seq: 1 }, 2_000)).toMatchObject({ ok: true, position: 3 })
    expect(await storage.control({ do: 'foldAgain', seq: 1 }, 2_000)).toMatchObject({ status: 404 })
    const [first, again] = [(await storage.entries(0, 1))[0]!, (await storage.entries(2, 1))[0]!]
    expect(again).toEqual({ ...first, seq: 3, at: 2_000 })
    expect((await storage.pages.parked({ limit: 9 })).items).toMatchObject([{ seq: 0 }])
    expect(await storage.pages.counts()).toMatchObject({ parked: 1 })
  })

  test('sources have unique keys and say how many events came', async () => {
    const storage = open()
    const source = { do: 'createSource', id: 'shop', name: 'Shop', kind: 'server', key: 'k1' } as const
    expect(await storage.control(source, 1)).toMatchObject({ ok: true })
    expect(await storage.control({ ...source, id: 'other' }, 1)).toMatchObject({ status: 409 })
    await storage.append([event('a'), event('b'), event('c', { source: 'elsewhere' })], 7)
    await storage.control({ do: 'revokeSource', id: 'shop' }, 9)
    expect((await storage.pages.sources({ limit: 5 })).items).toMatchObject([
      {
        id: 'shop',
        key: 'k1',
        events: 2,
        lastEventAt: '1970-01-01T00:00:00.007Z',
        revokedAt: '1970-01-01T00:00:00.009Z',
      },
    ])
  })
})
