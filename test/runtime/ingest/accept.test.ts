import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Arrival, accept } from '../../../runtime/ingest/accept.ts'
import { checkEvent } from '../../../runtime/ingest/checkEvent.ts'
import { IncomingEvent } from '../../../shared/event.ts'
import { limits } from '../../../shared/limits.ts'
import { Refusal } from '../../../shared/problem.ts'

const receivedAt = Date.UTC(2026, 4, 1, 12)
const arrival: Arrival = {
  call: 'batch',
  source: 'shop',
  kind: 'server',
  receivedAt,
  now: receivedAt,
  clock: 'wall',
  newId: () => 'made',
}
const one = (item: unknown, also: Partial<Arrival> = {}, batch: object = {}) =>
  accept({ batch: [item], ...batch }, { ...arrival, ...also })
const event = (item: object, also: Partial<Arrival> = {}, batch: object = {}) => {
  const { accepted, refused } = one({ type: 'track', event: 'Order Completed', userId: 'u1', ...item }, also, batch)
  expect(refused).toEqual([])
  return accepted[0]!
}
const problems = (item: unknown, also: Partial<Arrival> = {}, batch: object = {}) =>
  one(item, also, batch).refused.flatMap((refused) => refused.problems.map(({ code, path }) => `${code} ${path}`))
const whole = (body: unknown, also: Partial<Arrival> = {}) => {
  try {
    accept(body, { ...arrival, ...also })
  } catch (error) {
    if (error instanceof Refusal) return `${error.status} ${error.problems.map(({ code, path }) => `${code} ${path}`)}`
    throw error
  }
}

describe('the calls', () => {
  test('rule 1: all seven kinds come in one batch and are named as predicates call them', () => {
    const batch = [
      { type: 'identify', userId: 'u', traits: {} },
      { type: 'track', userId: 'u', event: 'Cart Updated' },
      { type: 'page', userId: 'u', name: 'Home' },
      { type: 'screen', userId: 'u', name: 'Home' },
      { type: 'group', userId: 'u', groupId: 'g' },
      { type: 'alias', userId: 'u', previousId: 'old' },
    ]
    const { accepted } = accept({ batch }, arrival)
    expect(accepted.map(({ name }) => name)).toEqual(['identify', 'Cart Updated', 'page', 'screen', 'group', 'alias'])
    expect(accepted[5]!.previousId).toBe('old')
  })

  test('a single call is what its path says, and its key is not kept', () => {
    const { accepted } = accept({ userId: 'u', traits: { a: 1 }, writeKey: 'secret' }, { ...arrival, call: 'identify' })
    expect(JSON.parse(accepted[0]!.body)).toEqual({ type: 'identify', userId: 'u', traits: { a: 1 } })
  })

  test('what is imported is historical', () => {
    expect(event({}, { call: 'import' }).historical).toBe(true)
    expect(event({}).historical).toBe(false)
  })

  test('a good item is taken although its neighbour is refused', () => {
    const { accepted, refused } = accept({ batch: [{ type: 'page', userId: 'u' }, 7, { type: 'page' }] }, arrival)
    expect(accepted).toHaveLength(1)
    expect(refused.map(({ index }) => index)).toEqual([1, 2])
  })

  test('what is no object and no batch is refused whole', () => {
    expect(whole([])).toBe('400 wrongType ')
    expect(whole({})).toBe('400 missing /batch')
    expect(whole({ batch: {} })).toBe('400 wrongType /batch')
    expect(whole('x', { call: 'track' })).toBe('400 wrongType ')
    expect(whole({ batch: Array(limits.batchEvents + 1).fill({}) })).toBe('413 tooMany /batch')
  })
})

describe('own time', () => {
  const at = (text: string) => Date.parse(text)

  test("a timestamp goes before the client's own stamp, and neither means on arrival", () => {
    expect(event({ timestamp: '2026-04-30T00:00:00Z' }).time).toBe(at('2026-04-30T00:00:00Z'))
    expect(event({ originalTimestamp: '2026-04-29T02:00:00+02:00' }).time).toBe(at('2026-04-29T00:00:00Z'))
    expect(event({}).time).toBe(receivedAt)
    const named = { timestamp: '2026-04-30T00:00:00Z', originalTimestamp: '2026-05-01T09:00:00Z' }
    expect(event({ ...named, sentAt: '2026-05-01T09:00:00Z' }).time).toBe(at('2026-04-30T00:00:00Z'))
  })

  test("a wrong client's clock is corrected by the time of sending, the item's before the batch's", () => {
    const slow = { timestamp: '2026-05-01T09:00:00Z' }
    expect(event(slow, {}, { sentAt: '2026-05-01T10:00:00Z' }).time).toBe(at('2026-05-01T11:00:00Z'))
    expect(event({ ...slow, sentAt: '2026-05-01T09:30:00Z' }, {}, { sentAt: '2026-05-01T10:00:00Z' }).time).toBe(
      at('2026-05-01T11:30:00Z'),
    )
  })

  test('what arrived before is corrected by when it says that it was received, and else not at all', () => {
    const late = { timestamp: '2026-04-01T09:00:00Z', sentAt: '2026-04-01T09:30:00Z' }
    expect(event(late, { receivedAt: null }).time).toBe(at('2026-04-01T09:00:00Z'))
    const received = { ...late, receivedAt: '2026-04-01T09:40:00Z' }
    expect(event(received, { receivedAt: null }).time).toBe(at('2026-04-01T09:10:00Z'))
    expect(event(received).time).toBe(receivedAt - 30 * 60_000)
    expect(event({ ...late, receivedAt: 'then' }, { receivedAt: null }).time).toBe(at('2026-04-01T09:00:00Z'))
  })

  test('nothing happened later than it arrived, unless events move the clock', () => {
    const ahead = { timestamp: '2027-01-01T00:00:00Z' }
    expect(event(ahead).time).toBe(receivedAt)
    expect(event(ahead, { clock: 'data' }).time).toBe(at('2027-01-01T00:00:00Z'))
    expect(event({}, { clock: 'data', now: 5 }).time).toBe(5)
  })

  test.each([
    ['2026-05-01T12:00:00', 'instantWithoutZone'],
    ['2026-05-01', 'instantWithoutZone'],
    ['2026-02-30T00:00:00Z', 'instant'],
    ['2026-13-01T00:00:00Z', 'instant'],
    ['yesterday', 'instant'],
    [1777636800, 'wrongType'],
  ])('%j is refused with its path', (timestamp, code) => {
    expect(problems({ type: 'page', userId: 'u', timestamp })).toEqual([`${code} /timestamp`])
  })

  test('a batch sent at no time refuses each item that has no such time of its own', () => {
    expect(problems({ type: 'page', userId: 'u' }, {}, { sentAt: 'now' })).toEqual(['instant /sentAt'])
    expect(problems({ type: 'page', userId: 'u', sentAt: '2026-05-01T12:00:00Z' }, {}, { sentAt: 'now' })).toEqual([])
  })
})

describe('who it is about', () => {
  const named = (item: object, also: Partial<Arrival> = {}) =>
    event(item, also).identities.map(({ kind, value }) => `${kind}=${value}`)

  test('userId goes first, then external ids, then anonymousId', () => {
    expect(
      named({
        anonymousId: 'a',
        externalIds: { loyalty: 'L1' },
        context: { externalIds: [{ id: 'S1', type: 'shopify', collection: 'users' }] },
      }),
    ).toEqual(['userId=u1', 'shopify=S1', 'loyalty=L1', 'anonymousId=a'])
  })

  test("an address among the traits names a customer only where the source is trusted, and never a browser's word", () => {
    const item = { type: 'identify', traits: { email: ' Ada@Example.com ', phone: '+44 (20) 123-4' } }
    expect(named(item)).toEqual(['userId=u1', 'email=ada@example.com', 'phone=+44201234'])
    expect(named(item, { kind: 'browser' })).toEqual(['userId=u1'])
    expect(event(item, { kind: 'browser' }).trusted).toBe(false)
    expect(named({ traits: { email: 'a@example.com' } })).toEqual(['userId=u1'])
  })

  test('rule 6: a number is an id, as text', () => {
    expect(named({ userId: 17850 })).toEqual(['userId=17850'])
  })

  test('an event about nobody is refused', () => {
    expect(problems({ type: 'page', userId: '' })).toEqual(['nobody '])
  })
})

describe('what is kept', () => {
  test('a name may be two hundred characters long, an emoji counting as one', () => {
    const name = '👋'.repeat(limits.nameLength)
    expect(event({ event: name, userId: name, properties: { [name]: 1 } }).name).toBe(name)
    expect(one({ type: 'track', event: `${name}👋`, userId: 'u' }).refused[0]?.problems).toEqual([
      { code: 'tooLong', severity: 'error', path: '/event', params: { limit: 200, came: 201 } },
    ])
  })

  test('unknown keys and naughty strings stay as they came', () => {
    const item = {
      type: 'track',
      event: "'; drop table customers; --",
      userId: '\u202e😀\0',
      'x y': [null, { '': '﷽' }],
    }
    expect(JSON.parse(one(item).accepted[0]!.body)).toEqual(item)
  })

  test('a message without an id gets one', () => {
    expect(event({}).messageId).toBe('made')
    expect(event({ messageId: 'mine' }).messageId).toBe('mine')
  })

  test('what is refused is kept too, however deep', () => {
    let deep: unknown = 'x'
    for (let level = 0; level < 20_000; level++) deep = [deep]
    const { refused } = one({ type: 'page', userId: 'u', properties: { deep } })
    expect(refused[0]!.problems).toMatchObject([{ code: 'tooDeep', params: { limit: 32 } }])
    expect(refused[0]!.body).toContain('"userId":"u"')
  })
})

describe('what is refused', () => {
  test('rule 31: all problems are named at once, each with its path', () => {
    expect(
      problems({ type: 'track', userId: {}, timestamp: 'x', properties: [], 'a/b': { constructor: 1 }, messageId: 1 }),
    ).toEqual([
      'forbiddenKey /a~1b/constructor',
      'missing /event',
      'wrongType /userId',
      'wrongType /messageId',
      'instant /timestamp',
      'wrongType /properties',
    ])
  })

  test.each([
    ['forbiddenKey /__proto__', JSON.parse('{"type":"page","userId":"u","__proto__":{"admin":true}}')],
    ['forbiddenKey /properties/0~1/prototype', { type: 'page', userId: 'u', properties: { '0/': { prototype: 1 } } }],
    ['tooLong /event', { type: 'track', userId: 'u', event: 'x'.repeat(201) }],
    ['tooLong /traits/bio', { type: 'identify', userId: 'u', traits: { bio: 'é'.repeat(5001) } }],
    ['tooLarge ', { type: 'page', userId: 'u', properties: { a: 'é'.repeat(16_000) } }],
    ['notUnicode /event', { type: 'track', userId: 'u', event: '\ud800' }],
    ['wrongChoice /type', { type: 'dance', userId: 'u' }],
    ['missing /groupId', { type: 'group', userId: 'u' }],
    ['tooMany /externalIds', { type: 'page', externalIds: Object.fromEntries(Array(21).entries()) }],
    ['tooMany /context/externalIds', { type: 'page', context: { externalIds: Array(21).fill({ id: 1, type: 'a' }) } }],
    ['missing /context/externalIds/0/id', { type: 'page', context: { externalIds: [{ type: 'x' }] } }],
  ])('%s', (problem, item) => {
    expect(problems(item)).toEqual([problem])
  })
})

test('what is told of a refused event is no longer than a person reads, however much is wrong with it', () => {
  let properties: object = Object.fromEntries(Array.from({ length: 999 }, (_, n) => [`${n}`.padEnd(201, '~'), n]))
  for (let depth = 0; depth < 29; depth++) properties = { ['~'.repeat(200)]: properties }
  const found = checkEvent({ type: 'page', userId: 'u', properties })
  expect(found).toHaveLength(limits.eventProblems + 1)
  expect(found.at(-1)).toMatchObject({ code: 'moreProblems', params: { count: 999 - limits.eventProblems } })
  expect(JSON.stringify(found).length).toBeLessThan(20_000)
})

test('the checks written by hand and the schema that documents the format judge alike', () => {
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
  const odd = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean(), fc.constant([]), fc.constant({}))
  const id = maybe(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom('u1', 'x'.repeat(200), 12) }, odd, fc.constant('x'.repeat(201))),
  )
  const text = maybe(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom('Home', 'x'.repeat(200)) }, odd, fc.constant('x'.repeat(201))),
  )
  const time = maybe(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('2026-05-01T12:00:00Z', '2026-05-01T12:00:00.123+02:00') },
      fc.constantFrom('2026-05-01T12:00:00', '2026-02-30T12:00:00Z', '2026-05-01', ''),
      odd,
    ),
  )
  const object = maybe(fc.oneof({ weight: 4, arbitrary: fc.constantFrom({}, { a: { b: 1 } }) }, odd))
  const external = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom({ id: 'x', type: 'shopify' }, { id: 7, type: 'k', collection: 'users' }) },
    fc.constantFrom({ id: 'x' }, { type: 'x' }, { id: {}, type: 'x' }, { id: 'x', type: 7 }),
    odd,
  )
  const many = <T>(of: (entries: [string, number][]) => T) =>
    of(Array.from({ length: limits.externalIds + 1 }, (_, n) => [`kind ${n}`, n]))
  const item = fc.record(
    {
      type: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom('identify', 'track', 'page', 'screen', 'group', 'alias') },
        odd,
      ),
      event: text,
      messageId: text,
      name: text,
      category: text,
      userId: id,
      anonymousId: id,
      previousId: id,
      groupId: id,
      timestamp: time,
      originalTimestamp: time,
      sentAt: time,
      traits: object,
      properties: object,
      integrations: object,
      externalIds: maybe(
        fc.oneof(
          fc.constantFrom({ email: 'a' }, { loyalty: 7 }, { x: null }, { x: {} }, many(Object.fromEntries)),
          odd,
        ),
      ),
      context: maybe(
        fc.oneof(
          fc.record({
            externalIds: fc.oneof(
              { weight: 8, arbitrary: fc.array(external, { maxLength: 2 }) },
              fc.constant(many((entries) => entries.map(([type, id]) => ({ type, id })))),
            ),
          }),
          odd,
        ),
      ),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(item, (raw) => {
      const value = JSON.parse(JSON.stringify(raw))
      expect(checkEvent(value).length === 0, JSON.stringify(checkEvent(value))).toBe(
        IncomingEvent.safeParse(value).success,
      )
    }),
    { numRuns: 3000 },
  )
})
