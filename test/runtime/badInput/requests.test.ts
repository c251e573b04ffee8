import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { routes } from '../../../shared/api/index.ts'
import type { Route } from '../../../shared/api/route.ts'
import { limits } from '../../../shared/limits.ts'
import { haveBadInputs, naughtyStrings, tried } from './badInputs.ts'
import { inParallel } from './inParallel.ts'
import { basic, type Call, json, openStoreOfAll, type StoreOfAll } from './openStoreOfAll.ts'
import { expectRefusal } from './refusal.ts'
import { apiTargets, ingestTargets, type Named, namedAs, type Target } from './routesOfAll.ts'

let store: StoreOfAll
beforeAll(async () => {
  store = await openStoreOfAll()
})
afterAll(async () => {
  expect(store.faults).toEqual([])
  await store.close()
})

const allRoutes = Object.entries(routes) as [string, Route][]
const all = () => [...apiTargets(store.named), ...ingestTargets(store)]
const withBody = () => all().filter(({ body }) => body !== undefined)
const isIngest = ({ name }: Target) => name.startsWith('/v1/')

/** The status of a refusal, once it was seen to be one. */
async function refusal(call: Call): Promise<number> {
  const answer = await store.send(call)
  expect(answer.status, `${call.method} ${call.path}: ${answer.text.slice(0, 500)}`).toBeGreaterThanOrEqual(400)
  expect(answer.status, `${call.method} ${call.path}: ${answer.text.slice(0, 500)}`).toBeLessThan(500)
  expectRefusal(answer)
  return answer.status
}
const statuses = async (targets: readonly Target[], call: (target: Target) => Call) =>
  Object.fromEntries(await inParallel(targets, async (target) => [target.name, await refusal(call(target))]))
const each = (targets: readonly Target[], status: number) =>
  Object.fromEntries(targets.map(({ name }) => [name, status]))

describe('who may ask', () => {
  test('the API does not answer to the name of another host', async () => {
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost:1:2',
      '[::1',
      '127.1',
      '0.0.0.0',
      'a@127.0.0.1',
    ])
      expect(
        await statuses(apiTargets(store.named), ({ method, path, headers }) => ({
          method,
          path,
          headers: { ...headers, host },
        })),
      ).toEqual(each(apiTargets(store.named), 403))
  })
  test('nor to the page of another site', async () => {
    for (const origin of ['https://evil.example', 'null', '', 'http://127.0.0.1', 'http://127.0.0.1:1', 'file://'])
      expect(
        await statuses(apiTargets(store.named), ({ method, path, headers }) => ({
          method,
          path,
          headers: { ...headers, origin },
        })),
      ).toEqual(each(apiTargets(store.named), 403))
  })
  test('what changes something says that it is JSON', async () => {
    const changing = apiTargets(store.named).filter(({ method }) => method !== 'GET')
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
      '',
      ';',
      'application/json, text/plain',
    ])
      expect(
        await statuses(changing, ({ method, path, headers, body }) => ({
          method,
          path,
          headers: { ...headers, 'content-type': type },
          body: JSON.stringify(body ?? {}),
        })),
      ).toEqual(each(changing, 415))
  })
  test('ingest takes a key that is known and not revoked, and says 401 to every other', async () => {
    const revoked = await store.ask<{ id: string; key: string }>('POST', '/api/sources', {
      name: 'Gone',
      kind: 'server',
    })
    await store.ask('POST', `/api/sources/${revoked.id}/revoke`, {})
    const wrong = [
      undefined,
      '',
      'Basic',
      'Basic ',
      'Basic !!!!',
      'Bearer x',
      basic(''),
      basic('unknown'),
      basic(revoked.key),
      basic(`${store.writeKey}x`),
      basic('__proto__'),
      `Basic ${'A'.repeat(8000)}`,
    ]
    for (const authorization of wrong)
      expect(
        await statuses(ingestTargets(store), ({ method, path, body }) => ({
          method,
          path,
          headers: authorization === undefined ? {} : { authorization },
          body: JSON.stringify(body),
        })),
      ).toEqual(each(ingestTargets(store), 401))
    for (const writeKey of [null, 7, '', {}, ['x'], revoked.key])
      expect(
        await refusal({
          method: 'POST',
          path: '/v1/track',
          body: JSON.stringify({ writeKey, userId: 'u', event: 'E' }),
        }),
      ).toBe(401)
  })
})

describe('a method that a route does not have', () => {
  test('is refused with 405 and the ones that it has', async () => {
    for (const { method, path } of apiTargets(store.named))
      for (const other of ['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
        const has = apiTargets(store.named)
          .filter((target) => target.path === path)
          .map((target) => target.method)
        if (has.includes(other)) continue
        const answer = await store.send({ method: other, path, headers: json, body: '{}' })
        expectRefusal(answer)
        expect(answer.status, `${other} ${path}, which has ${method}`).toBe(405)
        for (const one of has) expect(answer.headers.allow).toContain(one)
      }
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'])
      expect(await refusal({ method, path: '/v1/track' })).toBe(405)
  })
  test('what is nowhere is 404', async () => {
    for (const path of [
      '/api',
      '/api/',
      '/api/nothing',
      '/api/workflows/a/b/c/d',
      '/v1',
      '/v1/',
      '/v1/toString',
      '/v1/__proto__',
      '/v1/track/x',
      '/u',
      '/assets/nothing',
      '/assets/../../package.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/v1/track%00',
    ])
      expect((await store.send({ path, method: path.startsWith('/v1') ? 'POST' : 'GET' })).status, path).toBe(404)
  })
})

describe('a body', () => {
  const send = (targets: readonly Target[], body: Buffer | string, more: Record<string, string> = {}) =>
    statuses(targets, ({ method, path, headers }) => ({ method, path, headers: { ...headers, ...more }, body }))

  test('over its limit is refused with 413, however it comes', async () => {
    const large = Buffer.alloc(limits.workflowBytes + 1, ' ')
    expect(await send(withBody(), large)).toEqual(each(withBody(), 413))
    const spaces = Buffer.concat([
      Buffer.from('{"userId":"u","event":"E"'),
      Buffer.alloc(limits.bodyBytes, ' '),
      Buffer.from('}'),
    ])
    expect(await send(ingestTargets(store), spaces)).toEqual(each(ingestTargets(store), 413))
    const chunked = await store.send({
      method: 'POST',
      path: '/v1/batch',
      headers: { 'transfer-encoding': 'chunked', authorization: basic(store.writeKey) },
      body: spaces,
    })
    expect(chunked.status).toBe(413)
  })
  test('that is a gzip bomb, or broken gzip, is refused', async () => {
    const targets = ingestTargets(store)
    const bomb = gzipSync(Buffer.alloc(100_000_000), { level: 9 })
    expect(await send(targets.slice(0, 3), bomb, { 'content-encoding': 'gzip' })).toEqual(
      each(targets.slice(0, 3), 413),
    )
    const whole = gzipSync('{"userId":"u","event":"E"}')
    const broken = [
      whole.subarray(0, -9),
      whole.subarray(0, 3),
      Buffer.concat([whole.subarray(0, 12), Buffer.from('xxxx'), whole.subarray(16)]),
      gzipSync(whole),
      gzipSync(''),
    ]
    for (const body of broken)
      expect(await send(targets, body, { 'content-encoding': 'gzip' })).toEqual(each(targets, 400))
  })
  test('that is nested without end, or is no UTF-8, is refused with 400', async () => {
    const deep = ['['.repeat(100_000), `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, '{"a":'.repeat(50_000)]
    const broken = [
      Buffer.from([0xff]),
      Buffer.from('{"a":"\xff"}', 'latin1'),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from('{"a":1}', 'utf16le'),
      '',
    ]
    const api = withBody().filter((target) => !isIngest(target))
    for (const body of [...deep, ...broken])
      expect(await send(api, body), String(body).slice(0, 20)).toEqual(each(api, 400))
    for (const body of broken) expect(await send(ingestTargets(store), body)).toEqual(each(ingestTargets(store), 400))
  })
  test('that says another thing than its route asks for is refused with the place', async () => {
    const wrong = [null, [], 7, 'text', true]
    for (const { name, method, path, headers, body } of withBody())
      for (const other of wrong) {
        const answer = await store.send({ method, path, headers, body: JSON.stringify(other) })
        expect(answer.status, `${name} ${JSON.stringify(other)}`).toBe(400)
        expect(expectRefusal(answer).length, name).toBeGreaterThan(0)
        for (const part of Object.keys(body as object)) {
          const without = { ...(body as object), [part]: other }
          const { status, text } = await store.send({ method, path, headers, body: JSON.stringify(without) })
          expect(status, `${name} with ${part} as ${JSON.stringify(other)}: ${text.slice(0, 300)}`).toBeLessThan(500)
        }
      }
  })
  test('that is cut off costs nobody anything', async () => {
    const before = await store.ask<{ events: number }>('GET', '/api/status')
    await inParallel(withBody(), async ({ method, path, headers }) => {
      const lines = Object.entries({ ...headers, host: `127.0.0.1:${store.port}`, 'content-length': '1000' }).map(
        ([name, value]) => `${name}: ${value}`,
      )
      const socket = connect(store.port, '127.0.0.1')
      await once(socket, 'connect')
      socket.on('error', () => {})
      socket.end(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{"userId":"u"`)
      socket.resume()
      await new Promise((resolve) => socket.once('close', resolve))
    })
    const after = await store.ask<{ events: number }>('GET', '/api/status')
    expect(after.events).toBe(before.events)
  })
})

describe('an address', () => {
  const positions = allRoutes.flatMap(([name, route]) =>
    [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({ name, route, parameter: parameter! })),
  )
  const pathValueOf = (parameter: string, name: string) =>
    encodeURIComponent(namedAs(parameter, name, store.named as Named))
  const pathWith = ({ path, query }: Route, name: string, parameter: string, text: string) =>
    path.replace(/\{(\w+)\}/g, (_, other: string) => (other === parameter ? text : pathValueOf(other, name))) +
    (query && !query.safeParse({}).success ? `?workflow=${pathValueOf('workflow', name)}` : '')

  test('that cannot be decoded is refused with 400, in every parameter', async () => {
    for (const wrong of ['%FF', '%', '%E0%A4%A', '%zz', '%C3%28'])
      for (const { name, route, parameter } of positions) {
        const headers = { ...json, ...(route.ifMatch ? { 'if-match': '"1"' } : {}) }
        expect(
          await refusal({ method: route.method, path: pathWith(route, name, parameter, wrong), headers, body: '{}' }),
          `${name} ${wrong}`,
        ).toBe(400)
      }
    expect((await store.send({ path: '/u/%FF' })).status).toBe(400)
  })
  test.skipIf(!haveBadInputs)('of nothing that is there is 404, whatever it says', async () => {
    const texts = naughtyStrings().filter((text) => text !== '' && text !== '.' && text !== '..')
    const targets = apiTargets(store.named)
    const asked = tried(positions.flatMap((position) => texts.map((text) => ({ ...position, text }))))
    await inParallel(asked, async ({ name, route, parameter, text }) => {
      const { method, headers, body } = targets.find((target) => target.name === name)!
      const path = pathWith(route, name, parameter, encodeURIComponent(text))
      const answer = await store.send({
        method,
        path,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      expect(answer.status, `${name} ${path}: ${answer.text}`).toBeLessThan(500)
      // A number may be the id of something.
      if (/^[0-9]+$/.test(text)) return
      expect([404, 422], `${name} ${path}: ${answer.text}`).toContain(answer.status)
      expectRefusal(answer)
    })
  })
  test.skipIf(!haveBadInputs)('may ask for anything in its query', async () => {
    const texts = naughtyStrings()
    const fields = allRoutes.flatMap(([name, { query }]) =>
      Object.entries((query as { shape?: Record<string, z.ZodType> } | undefined)?.shape ?? {}).map(
        ([field, schema]) => ({
          path: apiTargets(store.named).find((target) => target.name === name)!.path,
          field,
          takesAnyText: schema.safeParse('any text').success,
        }),
      ),
    )
    const asked = tried(
      fields.flatMap(({ path, field, takesAnyText }, position) =>
        texts
          // What a field of other kinds refuses, it refuses by one rule.
          .filter((_, index) => takesAnyText || index % 12 === position % 12)
          .map((text) => `${path}?${field}=${encodeURIComponent(text)}`),
      ),
    )
    await inParallel(asked, async (path) => {
      const answer = await store.send({ path })
      expect(answer.status, `${path}: ${answer.text}`).toBeLessThan(500)
      if (answer.status >= 400) expectRefusal(answer)
    })
  })
  test('refuses an absurd limit, position and place with their path', async () => {
    const lists = allRoutes.filter(([, { query }]) =>
      Object.hasOwn((query as { shape?: object } | undefined)?.shape ?? {}, 'limit'),
    )
    const wrong = {
      limit: ['0', '-1', '201', '1e9', '1.5', 'NaN', 'Infinity', 'ten', '9'.repeat(400), '1&limit=2', '%FF'],
      position: ['-1', '1.5', 'NaN', 'x', '1e400', '9007199254740993', '0&position=1'],
      after: ['x', '~', '1', '-~', '1e5~', '99999999999999999~', 'null', '%00', `1~${'x'.repeat(300)}`, '1~&after=1~'],
    }
    const paths = lists.flatMap(([name]) => {
      const { path } = apiTargets(store.named).find((target) => target.name === name)!
      return Object.entries(wrong).flatMap(([field, values]) =>
        values.map((value) => ({ field, path: `${path}?${field}=${value}` })),
      )
    })
    await inParallel(paths, async ({ field, path }) => {
      const answer = await store.send({ path })
      expect(answer.status, `${path}: ${answer.text.slice(0, 300)}`).toBe(400)
      expect(expectRefusal(answer)[0]?.path, path).toContain(field)
    })
    for (const [name] of lists) {
      const { path } = apiTargets(store.named).find((target) => target.name === name)!
      for (const after of ['0~', '-9999999999999999~x', '9999999999999999~\u0000'])
        expect((await store.send({ path: `${path}?after=${encodeURIComponent(after)}` })).status, path).toBe(200)
    }
  })
  test('names its place once: a field twice is refused', async () => {
    expect(await refusal({ path: '/api/customers?query=a&query=b' })).toBe(400)
    expect((await store.send({ path: '/api/customers?__proto__=1&constructor=1&query=a' })).status).toBe(200)
  })
})

describe('a revision', () => {
  const saving = () => apiTargets(store.named).filter((target) => 'if-match' in target.headers)
  const ask = (target: Target, ifMatch: string | string[] | undefined): Call => ({
    method: target.method,
    path: target.path,
    headers: { ...json, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch as string }) },
    body: JSON.stringify(target.body),
  })
  test('that is missing is asked for', async () => {
    expect(await statuses(saving(), (target) => ask(target, undefined))).toEqual(each(saving(), 428))
  })
  test('that is none is refused', async () => {
    const wrong = [
      '',
      '*',
      '"',
      '""',
      '-1',
      '1.5',
      '0x1',
      '1e3',
      'one',
      '"1", "2"',
      '"1',
      '9'.repeat(40),
      '"1";"2"',
      "'1'",
      '__proto__',
    ]
    for (const one of [...wrong.map((text) => [text]), ['"1"', '"1"']])
      expect(await statuses(saving(), (target) => ask(target, one)), String(one)).toEqual(each(saving(), 400))
  })
  test('rule 31: that is not the present one is refused with what is there', async () => {
    for (const target of saving()) {
      const there = await store.ask<{ revision?: number; segment?: { revision: number } }>('GET', target.path)
      const present = there.revision ?? there.segment?.revision ?? 0
      for (const revision of ['0', String(present + 1), '999999999999999']) {
        const answer = await store.send(ask(target, revision))
        expect(answer.status, target.name).toBe(412)
        expect(JSON.parse(answer.text)).toMatchObject({ current: {}, sent: {} })
      }
    }
  })
})

describe('headers', () => {
  const raw = async (head: string): Promise<string> => {
    const socket = connect(store.port, '127.0.0.1')
    await once(socket, 'connect')
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.end(head)
    await new Promise((resolve) => socket.once('close', resolve))
    return text
  }
  test('that come twice, contradict each other or never end are refused', async () => {
    const host = `Host: 127.0.0.1:${store.port}`
    const key = `Authorization: ${basic(store.writeKey)}`
    const wrong = [
      `GET /api/status HTTP/1.1\r\nHost: evil.example\r\n${host}\r\nConnection: close\r\n\r\n`,
      `GET /api/status HTTP/1.1\r\nConnection: close\r\n\r\n`,
      `POST /v1/track HTTP/1.1\r\n${host}\r\n${key}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      `POST /v1/track HTTP/1.1\r\n${host}\r\n${key}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
      `POST /v1/track HTTP/1.1\r\n${host}\r\n${key}\r\nContent-Length: -1\r\n\r\n{}`,
      `POST /v1/track HTTP/1.1\r\n${host}\r\n${key}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}`,
      `GET /api/status HTTP/1.1\r\n${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n\r\n`,
      'nonsense\r\n\r\n',
    ]
    for (const head of wrong) expect(await raw(head), head.slice(0, 120)).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect((await store.send({ path: '/health' })).status).toBe(200)
  })
})
