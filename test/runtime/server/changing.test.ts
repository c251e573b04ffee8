import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type TestServer } from '../../support/server.ts'
import { draw } from '../../support/trial.ts'

let at: TestServer
beforeAll(async () => {
  at = await openServer({ clock: 'data' })
})
afterAll(async () => {
  expect(at.reported).toEqual([])
  await at.close()
})

const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
  const answer = await at.request(method, path, body, headers)
  // What a publish, a move or a resuming means for each customer comes after its answer.
  await at.server.store('own').engine.idle()
  return { ...answer.body, status: answer.status }
}

const series = (nodes: Parameters<typeof draw>[0]['nodes']) =>
  draw({
    id: 'series',
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
      ...nodes,
    },
  })
const three = series({
  'delay-2': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'delay-3' } },
  'delay-3': { kind: 'delay', settings: { for: 'P3D' } },
})
const two = series({ 'delay-2': { kind: 'delay', settings: { for: 'P2D' } } })

const say = (userId: string) =>
  ask('POST', '/api/load', { live: true, items: [{ type: 'track', event: 'Cart', userId, timestamp: now() }] })
const now = () => new Date(Date.UTC(2026, 0, 1 + days)).toISOString()
let days = 0
const advance = (duration: string) => ask('POST', '/api/clock', { advance: duration })

async function save(document: object) {
  const { revision } = await ask('GET', '/api/workflows/series')
  return (await ask('PUT', '/api/workflows/series', document, { 'if-match': `"${revision}"` })).revision as number
}

test('rules 25 and 27: publishing shows who is inside and asks where those go whose step is gone', async () => {
  await ask('POST', '/api/workflows', { document: three })
  expect(await ask('POST', '/api/workflows/series/publish', { revision: 1 })).toMatchObject({ version: 1 })
  await say('ada')
  days++
  await say('bob')
  await advance('PT1H')

  const revision = await save(two)
  const preview = await ask('GET', '/api/workflows/series/publish')
  expect(preview).toMatchObject({
    version: 2,
    inside: 2,
    state: 'live',
    removed: ['delay-3'],
    changed: ['delay-2'],
    differences: ['Changed: Wait 1 day → Wait 2 days', 'Gone: Wait 3 days'],
    targets: [{ node: 'delay-2', title: 'Wait 2 days' }],
  })
  expect(preview.waiting).toEqual([
    { version: 1, node: 'delay-2', title: 'Wait 1 day', runs: 1, change: 'changed', suggested: 'delay-2' },
    { version: 1, node: 'delay-3', title: 'Wait 3 days', runs: 1, change: 'gone', suggested: null },
  ])

  const publish = (move?: object) => ask('POST', '/api/workflows/series/publish', { revision, ...(move && { move }) })
  expect(await publish()).toMatchObject({
    status: 422,
    problems: [{ code: 'whereTo', params: { node: 'delay-3', runs: 1 } }],
  })
  const wrong = { 'delay-2': { to: 'event-1' }, 'delay-3': { to: 'delay-3' } }
  expect((await publish({ nodes: wrong })).problems.map(({ code }: { code: string }) => code)).toEqual([
    'movesToTrigger',
    'movesNowhere',
  ])
  const nodes = { 'delay-2': { to: 'delay-2' }, 'delay-3': { stay: true } }
  expect(await publish({ nodes, keepElapsed: true })).toMatchObject({ status: 200, version: 2 })
  const { items } = await ask('GET', '/api/workflows/series/versions')
  expect(items).toMatchObject([
    {
      version: 2,
      active: 1,
      movedIn: 1,
      movedOut: 0,
      differences: ['Changed: Wait 1 day → Wait 2 days', 'Gone: Wait 3 days'],
    },
    { version: 1, active: 1, movedIn: 0, movedOut: 1, differences: [] },
  ])
})

test('rule 25: an older version is published again, and a draft in which something was changed stays', async () => {
  const revision = await save({ ...two, title: 'Not yet' })
  expect(await ask('GET', '/api/workflows/series/publish?version=1')).toMatchObject({
    version: 3,
    differences: ['Changed: Wait 2 days → Wait 1 day', 'New: Wait 3 days'],
    waiting: [
      { version: 2, node: 'delay-2', runs: 1, suggested: 'delay-2' },
      { version: 1, node: 'delay-3', runs: 1, suggested: 'delay-3', change: 'same' },
    ],
  })
  expect(await ask('POST', '/api/workflows/series/publish', { revision, version: 1 })).toMatchObject({ version: 3 })
  expect(await ask('GET', '/api/workflows/series')).toMatchObject({ version: 3, document: { title: 'Not yet' } })
  expect((await ask('GET', '/api/workflows/series/versions/3')).nodes).toHaveLength(3)

  const move = { nodes: { 'delay-2': { to: 'delay-2' }, 'delay-3': { to: 'delay-3' } } }
  const stale = { version: 2, move: { nodes: { 'delay-2': { to: 'delay-2' } } } }
  expect(await ask('POST', '/api/workflows/series/runs/move', stale)).toMatchObject({ status: 409 })
  // Who stayed may come later, and is shown before; those of the present version are there already.
  expect(await ask('GET', '/api/workflows/series/runs/move')).toMatchObject({
    version: 3,
    inside: 2,
    waiting: [
      { version: 2, node: 'delay-2', runs: 1, suggested: 'delay-2', change: 'changed' },
      { version: 1, node: 'delay-3', runs: 1, suggested: 'delay-3', change: 'same' },
    ],
    targets: [
      { node: 'delay-2', title: 'Wait 1 day' },
      { node: 'delay-3', title: 'Wait 3 days' },
    ],
  })
  expect(await ask('POST', '/api/workflows/series/runs/move', { version: 3, move })).toMatchObject({ status: 200 })
  expect(await ask('GET', '/api/workflows/series/runs/move')).toMatchObject({ inside: 0, waiting: [] })
  const { items } = await ask('GET', '/api/workflows/series/versions')
  expect(items.map(({ active }: { active: number }) => active)).toEqual([2, 0, 0])
  const { items: runs } = await ask('GET', '/api/runs?workflow=series')
  const { trail } = await ask('GET', `/api/runs/${runs[0].id}`)
  expect(trail.map(({ sentence }: { sentence: string }) => sentence)).toContain('Moved from version 2 to version 3')
})

test('rule 25: of more than two hundred versions, people in the oldest are counted and their node is known', async () => {
  const waiting = (days: number) =>
    draw({
      id: 'old',
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: `P${days}D` } },
      },
    })
  await ask('POST', '/api/workflows', { document: waiting(9) })
  await ask('POST', '/api/workflows/old/publish', { revision: 1 })
  await ask('POST', '/api/load', {
    live: true,
    items: [{ type: 'track', event: 'Asked', userId: 'ada', timestamp: now() }],
  })
  let last = 1
  while (last < 202) {
    const { revision } = await ask('PUT', '/api/workflows/old', waiting(last % 2 ? 8 : 9), { 'if-match': `"${last}"` })
    last = (await ask('POST', '/api/workflows/old/publish', { revision })).version
  }
  const people = { inside: 1, waiting: [{ version: 1, node: 'delay-2', runs: 1, suggested: 'delay-2' }] }
  expect(await ask('GET', '/api/workflows/old/publish')).toMatchObject({ version: 203, ...people })
  expect(await ask('GET', '/api/workflows/old/runs/move')).toMatchObject({ version: 202, ...people })
}, 60_000)

test('rule 26: a pause says how many came due and how many would have entered, and each run that it rests', async () => {
  const set = (state: string, overdue?: string) =>
    ask('POST', '/api/workflows/series/state', { state, ...(overdue && { overdue }) })
  await set('paused')
  await advance('P2D')
  days = 5
  await say('cleo')
  const { paused, active } = await ask('GET', '/api/workflows/series/stats')
  expect({ ...paused, active }).toMatchObject({ overdue: 2, keptOut: 1, active: 2 })
  const resting = async () => {
    const { items } = await ask('GET', '/api/runs?workflow=series')
    return items.map(({ paused }: { paused: boolean }) => paused)
  }
  expect(await resting()).toEqual([true, true])
  await set('live', 'skip')
  expect(await ask('GET', '/api/workflows/series/stats')).toMatchObject({ paused: null, active: 0 })
  expect(await resting()).toEqual([false, false])
})

test('what changes is told with dates in the zone of the store', async () => {
  const { body: settings } = await at.request('GET', '/api/settings')
  expect(await ask('PUT', '/api/settings', { ...settings, zone: 'Asia/Tokyo' })).toMatchObject({ status: 200 })
  const before = (value: string) =>
    draw({
      id: 'renewal',
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'branch-2' } },
        'branch-2': {
          kind: 'branch',
          settings: {
            paths: [{ port: 'early', when: { test: 'attribute', attribute: 'renewal', op: 'before', value } }],
          },
        },
      },
    })
  await ask('POST', '/api/workflows', { document: before('2026-12-01T00:00:00Z') })
  await ask('POST', '/api/workflows/renewal/publish', { revision: 1 })
  await ask('PUT', '/api/workflows/renewal', before('2026-12-02T00:00:00Z'), { 'if-match': '"1"' })
  const { differences } = await ask('GET', '/api/workflows/renewal/publish')
  expect(differences[0]).toMatch(/^Changed: .*1 Dec 2026, 09:00.* → .*2 Dec 2026, 09:00/)
})
