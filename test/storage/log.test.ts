// What the log promises: numbers without gaps, times that never go back, and one entry for each id.
import { describe, expect, test } from 'vitest'
import { type Appended, type NewEntry, positionOf } from '../../runtime/commit/entry.ts'
import { adapters } from './adapters.ts'
import { commit, event } from './build.ts'

const day = 86_400_000
const seqs = (appended: readonly Appended[]) =>
  appended.map((one) => ('entry' in one ? one.entry.seq : `duplicate of ${positionOf(one)}`))
const ats = (appended: readonly Appended[]) => appended.map((one) => ('entry' in one ? one.entry.at : null))

describe.each(adapters)('the log, $name', ({ open }) => {
  test('gives each entry the next number', async () => {
    const storage = open()
    expect(seqs(await storage.append([event('a'), event('b')], 1_000))).toEqual([1, 2])
    expect(seqs(await storage.append([event('c')], 1_000))).toEqual([3])
  })

  test('stamps with the wall, never earlier than before', async () => {
    const storage = open()
    expect(ats(await storage.append([event('a')], 2_000))).toEqual([2_000])
    expect(ats(await storage.append([event('b')], 1_500))).toEqual([2_000])
  })

  test('never stamps earlier than the time up to which timers have fired', async () => {
    const storage = open()
    await commit(storage, { clock: 5_000 })
    expect(ats(await storage.append([event('a')], 4_000))).toEqual([5_000])
  })

  test('of a store with clock data is stamped by the entries themselves, and stands where they say nothing', async () => {
    const storage = open('data')
    const at = (id: string, clock: number) => ({ ...event(id), clock })
    expect(ats(await storage.append([at('a', 100), event('b'), at('c', 300), at('d', 200)], 9_999))).toEqual([
      100, 100, 300, 300,
    ])
  })

  test('clamps own time to the time of acceptance', async () => {
    const storage = open()
    await storage.append([event('a', { time: 9_000 })], 2_000)
    await commit(storage)
    expect(await storage.entries(0, 10)).toMatchObject([{ payload: { time: 2_000 } }])
  })

  test('gives back what was appended, word for word', async () => {
    const storage = open()
    const body = '{"type":"identify","traits":{"id":12345678901234567890,"name":"\\u0000 \u{1f331} ‮"}}'
    const entries = [
      event('a', { kind: 'identify', name: 'identify', body, trusted: false, historical: true }),
      event('b', { kind: 'alias', name: 'alias', previousId: 'anon-1', identities: [] }),
      {
        id: 'c',
        depth: 3,
        payload: {
          type: 'outcome',
          message: '1-0:email-1:2',
          customer: 1,
          outcome: 'sent',
          detail: '250 ok',
          attempts: 1,
        } as const,
      },
      { payload: { type: 'segment', segment: 'at-risk', definition: null } as const },
    ]
    await storage.append(entries, 2_000)
    await commit(storage)
    expect(await storage.entries(0, 10)).toEqual(
      entries.map((entry, index) => ({
        seq: index + 1,
        at: 2_000,
        depth: 'depth' in entry ? entry.depth : 0,
        payload: entry.payload,
      })),
    )
    expect(await storage.entries(2, 1)).toMatchObject([{ seq: 3 }])
  })

  test('says of which entry a repeated id is a duplicate, also inside one batch', async () => {
    const storage = open()
    expect(seqs(await storage.append([event('a'), event('b'), event('a')], 1_000))).toEqual([1, 2, 'duplicate of 1'])
    await commit(storage)
    expect(seqs(await storage.append([event('b'), event('c')], 1_000))).toEqual(['duplicate of 2', 3])
  })

  test('keeps the first body of an id and reports one that says something else as a conflict', async () => {
    const storage = open()
    await storage.append([event('a')], 1_000)
    const said = JSON.parse(event('a').payload.body) as object
    const another = (over: object) => event('a', { body: JSON.stringify({ ...said, ...over }) })
    const again = [another({ properties: { sku: 'coffee' } }), another({ sentAt: '2026-01-05T08:00:00Z' })]
    expect(await storage.append([event('a'), ...again], 1_000)).toEqual([
      { duplicateOf: 1, conflict: false },
      { duplicateOf: 1, conflict: true },
      { duplicateOf: 1, conflict: false },
    ])
  })

  test('never takes the id of an event, which its sender chose, for one of the store’s own', async () => {
    const storage = open()
    const outcome: NewEntry = {
      id: '1-0:email-1:2:1',
      payload: {
        type: 'outcome',
        message: '1-0:email-1:2',
        customer: 1,
        outcome: 'sent',
        detail: '',
        attempts: 1,
      },
    }
    expect(seqs(await storage.append([event(outcome.id!), outcome], 1_000))).toEqual([1, 2])
    const again = ['duplicate of 1', 'duplicate of 2']
    expect(seqs(await storage.append([event(outcome.id!), outcome], 1_000))).toEqual(again)
  })

  test('knows an id for at least thirty days, whenever in the month it came, and forgets it some day', async () => {
    for (const offset of [0, 13, 29.9]) {
      const storage = open()
      const start = 20_000 * day + offset * day
      await storage.append([event('a')], start)
      expect(seqs(await storage.append([event('a')], start + 29.99 * day))).toEqual(['duplicate of 1'])
      expect(seqs(await storage.append([event('a')], start + 61 * day))).toEqual([2])
    }
  })

  test('knows the id of a loaded row for ever', async () => {
    const storage = open()
    const row = { ...event('file:1'), idForEver: true as const }
    await storage.append([row], day)
    await storage.append([event('later')], 400 * day)
    expect(seqs(await storage.append([row], 800 * day))).toEqual(['duplicate of 1'])
  })

  test('rule 2: an id has one effect, whether it comes live first and is loaded then, or the other way round', async () => {
    const storage = open()
    const loaded = (id: string, over: object = {}) => ({ ...event(id, over), idForEver: true as const })
    expect(seqs(await storage.append([event('a'), loaded('a'), loaded('b'), event('b')], 20_000 * day))).toEqual([
      1,
      'duplicate of 1',
      2,
      'duplicate of 2',
    ])
    await commit(storage)
    const other = { body: '{"other":true}' }
    expect(await storage.append([loaded('a', other), event('b', other)], 20_031 * day)).toEqual([
      { duplicateOf: 1, conflict: true },
      { duplicateOf: 2, conflict: true },
    ])
    expect(seqs(await storage.append([loaded('a'), event('a'), event('b')], 20_400 * day))).toEqual([
      'duplicate of 1',
      'duplicate of 1',
      'duplicate of 2',
    ])
  })

  test('takes markers without an id as often as they come', async () => {
    const storage = open()
    const marker = { payload: { type: 'workflow', workflow: 'welcome', version: 1, state: 'paused' } as const }
    expect(seqs(await storage.append([marker, marker], 1_000))).toEqual([1, 2])
  })

  test('keeps nothing of a batch of which one entry cannot be stored', async () => {
    const storage = open()
    await storage.append([event('before')], 1_000)
    const impossible = event('bad', { body: 1n as unknown as string, name: 'new name' })
    await expect(storage.append([event('a'), impossible], 2_000)).rejects.toThrow()
    expect(await storage.head()).toMatchObject({ last: 1, lastAt: 1_000 })
    expect(seqs(await storage.append([event('a', { name: 'new name' })], 2_000))).toEqual([2])
    await commit(storage)
    expect(await storage.entries(0, 10)).toMatchObject([{ seq: 1 }, { seq: 2, payload: { name: 'new name' } }])
  })
})
