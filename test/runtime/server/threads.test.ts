import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NewEvent } from '../../../runtime/server/eventColumns.ts'
import { fromColumns, isEvent, toColumns } from '../../../runtime/server/eventColumns.ts'
import { openServer } from '../../support/server.ts'

const text = fc.string({ unit: 'binary', maxLength: 20 })
const event = fc.record({
  id: text,
  idForEver: fc.option(fc.constant(true as const), { nil: undefined }),
  clock: fc.option(fc.integer(), { nil: undefined }),
  payload: fc.record({
    type: fc.constant('event' as const),
    kind: fc.constantFrom('track' as const, 'alias' as const),
    name: text,
    time: fc.integer(),
    identities: fc.array(fc.record({ kind: text, value: text }), { maxLength: 4 }),
    previousId: fc.option(text, { nil: undefined }),
    source: text,
    trusted: fc.boolean(),
    historical: fc.boolean(),
    body: text,
  }),
})

describe('events on their way to the engine', () => {
  test('arrive as they were sent, whatever their text', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const sent = JSON.parse(JSON.stringify(events)) as NewEvent[]
        expect(sent.every(isEvent)).toBe(true)
        expect(fromColumns(structuredClone(toColumns(sent)))).toEqual(sent)
      }),
    )
  })
})

test('an error of the thread keeps its class', async () => {
  const at = await openServer()
  await expect(openServer({}, at.data)).rejects.toMatchObject({ name: 'Conflict' })
  const { engine } = at.server.store()
  expect(await engine.control({ do: 'advanceClock', to: 1 })).toMatchObject({ ok: false, status: 409 })
  await at.close()
  await expect(engine.standing()).rejects.toThrow()
})

test('entries of one turn of the loop keep their order and get their own answers', async () => {
  const at = await openServer()
  const entry = (id: string): NewEvent => ({
    id,
    payload: {
      type: 'event',
      kind: 'track',
      name: 'Viewed',
      time: 0,
      identities: [{ kind: 'userId', value: 'u' }],
      source: 'server',
      trusted: true,
      historical: false,
      body: '{}',
    },
  })
  const { engine } = at.server.store()
  const answers = await Promise.all([
    engine.append([entry('a'), entry('b')]),
    engine.append([entry('a')]),
    engine.append([entry('c')]),
  ])
  const first = answers[0].map((one) => ('entry' in one ? one.entry.seq : null))
  expect(first[1]).toBe(first[0]! + 1)
  expect(answers[1]).toEqual([{ duplicateOf: first[0], conflict: false }])
  expect(answers[2]).toMatchObject([{ entry: { seq: first[1]! + 1, payload: entry('c').payload } }])
  await at.close()
})
