// Hostile and lawful input of the JSON test suite and the naughty strings, against ingest and the routes of the API. The files are not part
// of Perennial: PERENNIAL_BAD_INPUTS names their folder, else ../shared/data/bad-inputs beside the repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RouteName, routes } from '../../../shared/api/index.ts'
import type { Route } from '../../../shared/api/route.ts'
import { parseJson } from '../../../shared/parse.ts'
import { openServer, type TestServer } from '../../support/server.ts'

const folder = process.env.PERENNIAL_BAD_INPUTS ?? join(import.meta.dirname, '../../../../shared/data/bad-inputs')
const isThere = existsSync(folder)
if (!isThere) console.warn(`Bad inputs were skipped: there is no folder ${folder}. PERENNIAL_BAD_INPUTS names another.`)

const files = isThere ? readdirSync(join(folder, 'json')).filter((name) => name.endsWith('.json')) : []
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, 'json', name)))
const naughty = isThere ? (JSON.parse(readFileSync(join(folder, 'blns.json'), 'utf8')) as string[]) : []
const around = (bytes: Uint8Array) => {
  const before = '{"type":"track","event":"Kept","userId":"keeper","properties":{"kept":'
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from('}}')])
}
const changing = Object.entries(routes).filter(([, route]) => (route as Route).body) as [RouteName, Route][]

let at: TestServer
beforeAll(async () => {
  at = await openServer()
})
afterAll(async () => {
  expect(at.reported).toEqual([])
  await at.close()
})

type Refusals = readonly { index: number; problems: readonly { path?: string }[] }[]

/** Does the work for each item, some at once, and gives the answers in order. */
async function inTurns<Item, Answer>(items: readonly Item[], work: (item: Item, index: number) => Promise<Answer>) {
  const answers: Answer[] = []
  for (let from = 0; from < items.length; from += 20)
    answers.push(...(await Promise.all(items.slice(from, from + 20).map((item, n) => work(item, from + n)))))
  return answers
}

const newestOf = async (query: string) => {
  const { items } = (await at.request('GET', `/api/customers?query=${encodeURIComponent(query)}`)).body
  return (await at.request('GET', `/api/customers/${items[0].id}/timeline?limit=1`)).body.items[0]
}

describe.skipIf(!isThere)('files of the JSON test suite', () => {
  test('each file that is not JSON is refused by ingest with 400, as a body and inside one', async () => {
    for (const name of files.filter((file) => file.startsWith('n_'))) {
      expect((await at.ingest('batch', bytesOf(name))).status, name).toBe(400)
      // Some files end the property that they are put into and are JSON again.
      const inside = await at.ingest('track', around(bytesOf(name)))
      expect([200, 400], name).toContain(inside.status)
    }
  })

  test('each file that is JSON is kept verbatim inside a property', async () => {
    for (const name of files.filter((file) => file.startsWith('y_'))) {
      const answer = await at.ingest('track', around(bytesOf(name)))
      expect(answer.body, name).toMatchObject({ accepted: 1, refused: [] })
      const { value } = parseJson(Buffer.from(bytesOf(name)).toString('utf8'))
      expect((await newestOf('keeper')).detail, name).toEqual({ kept: JSON.parse(JSON.stringify(value)) })
    }
  })

  test('no file makes a route of the API fail', async () => {
    for (const [, route] of changing) {
      const path = route.path.replace(/\{\w+\}/g, 'x')
      if (path === '/api/demo/open') continue
      for (const name of files.filter((_, index) => index % 8 === 0)) {
        const headers: Record<string, string> = route.ifMatch ? { 'if-match': '"1"' } : {}
        const { status } = await at.request(route.method, path, bytesOf(name), headers)
        expect(status, `${route.method} ${path} ${name}`).toBeLessThan(500)
        if (name.startsWith('n_')) expect(status, `${path} ${name}`).toBeGreaterThanOrEqual(400)
      }
    }
  })
})

describe.skipIf(!isThere)('naughty strings', () => {
  const idsByUser = async () => {
    const found = new Map<string, string>()
    let after = ''
    do {
      const { items, next } = (await at.request('GET', `/api/customers?limit=200${after}`)).body
      for (const { id, name } of items as { id: string; name: string }[]) found.set(name, id)
      after = next === null ? '' : `&after=${encodeURIComponent(next)}`
    } while (after !== '')
    return found
  }
  const newestOfEach = async (prefix: string) => {
    const ids = await idsByUser()
    return inTurns(naughty, async (_, index) => {
      const { items } = (await at.request('GET', `/api/customers/${ids.get(`${prefix}-${index}`)}/timeline?limit=1`))
        .body
      return items?.[0] as { title: string; detail: unknown } | undefined
    })
  }

  test('each is kept verbatim in a property', async () => {
    const properties = (text: string) => ({ properties: { text } })
    const batch = naughty.map((text, n) => ({ type: 'track', event: 'Naughty', userId: `n-${n}`, ...properties(text) }))
    expect((await at.ingest('batch', { batch })).body).toMatchObject({ accepted: naughty.length, refused: [] })
    expect((await newestOfEach('n')).map((event) => event?.detail)).toEqual(naughty.map((text) => ({ text })))
  })

  test('each is kept verbatim as the name of an event, or refused with its path', async () => {
    const batch = naughty.map((event, n) => ({ type: 'track', event, userId: `e-${n}` }))
    const refused = (await at.ingest('batch', { batch })).body.refused as Refusals
    for (const { problems } of refused) expect(problems[0]?.path).toBe('/event')
    const lost = new Set(refused.map(({ index }) => index))
    for (const [index, event] of (await newestOfEach('e')).entries())
      if (!lost.has(index)) expect(event?.title).toBe(naughty[index])
  })

  test('each is taken as an id and as a trait, or refused with its path', async () => {
    const batch = naughty.map((text) => ({ type: 'identify', userId: text, traits: { firstName: text } }))
    const { status, body } = await at.ingest('batch', { batch })
    expect(status).toBe(200)
    for (const { problems } of body.refused as Refusals) expect(problems[0]?.path).toBeDefined()
    expect(body.accepted).toBeGreaterThan(naughty.length - 10)
  })

  test('each is kept verbatim as the title of a workflow, or refused with its path', async () => {
    await inTurns(naughty, async (title) => {
      const created = await at.request('POST', '/api/workflows', { title })
      if (created.status !== 200) return expect(created.body.problems[0].path, title).toBeDefined()
      const { body } = await at.request('GET', `/api/workflows/${created.body.id}`)
      expect(body.document.title).toBe(title)
    })
  })

  test('none makes a read fail, in a query or in an address', async () => {
    for (const text of naughty.filter((_, index) => index % 5 === 0)) {
      const part = encodeURIComponent(text)
      for (const path of [
        `/api/customers?query=${part}`,
        `/api/customers?after=${part}`,
        `/api/runs?workflow=${part}&limit=${part}`,
        `/api/messages?query=${part}`,
        `/api/workflows/${part}`,
        `/api/runs/${part}`,
        `/api/segments/${part}`,
        `/api/messages/${part}`,
        `/u/${part}`,
      ])
        expect((await at.request('GET', path)).status, path).toBeLessThan(500)
    }
  })
})

describe('documents that reach into JavaScript', () => {
  const keys = ['__proto__', 'constructor', 'prototype']
  const shapes = [
    (key: string) => `{"${key}":{"admin":true}}`,
    (key: string) => `{"document":{"${key}":{"admin":true}},"how":"preview"}`,
    (key: string) => `{"format":1,"id":"x","title":"x","nextId":1,"settings":{"${key}":1},"nodes":[]}`,
    (key: string) => `{"title":"x","when":{"all":[{"${key}":{}}]}}`,
  ]

  test('are refused by every route that takes a body, and leave nothing', async () => {
    const before = (await at.request('GET', '/api/status')).body
    for (const [, route] of changing)
      for (const key of keys)
        for (const shape of shapes) {
          const path = route.path.replace(/\{\w+\}/g, 'x')
          const headers: Record<string, string> = route.ifMatch ? { 'if-match': '"1"' } : {}
          const { status, body } = await at.request(route.method, path, shape(key), headers)
          expect(status, path).toBe(400)
          expect(body.problems[0].code, path).toBe('forbiddenKey')
        }
    const after = (await at.request('GET', '/api/status')).body
    expect({ ...after, now: '' }).toEqual({ ...before, now: '' })
    expect(({} as { admin?: unknown }).admin).toBeUndefined()
  })

  test('are refused by ingest item by item', async () => {
    for (const key of keys) {
      const bad = `{"type":"track","event":"x","userId":"proto","properties":{"${key}":{"admin":true}}}`
      const good = '{"type":"track","event":"x","userId":"proto"}'
      const { body } = await at.ingest('batch', `{"batch":[${bad},${good}]}`)
      expect(body).toMatchObject({ accepted: 1, refused: [{ index: 0, problems: [{ code: 'forbiddenKey' }] }] })
    }
  })
})
