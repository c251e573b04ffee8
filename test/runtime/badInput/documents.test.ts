import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canonical } from '../../../shared/canonical.ts'
import { hostile, pollution } from '../../shared/hostileDocuments.ts'
import { tried } from './badInputs.ts'
import { type Answer, json, openStoreOfAll, type StoreOfAll } from './openStoreOfAll.ts'
import { expectPlainSentences, expectRefusal, type Told } from './refusal.ts'
import { apiTargets } from './routesOfAll.ts'

// What JSON cannot write cannot be sent: the one that contains itself.
const texts = Object.entries(hostile).flatMap(([name, document]) => {
  try {
    return [{ name, text: JSON.stringify(document) }]
  } catch {
    return []
  }
})

let store: StoreOfAll
let shape: readonly string[]
beforeAll(async () => {
  store = await openStoreOfAll()
  shape = shapeOf(Object.prototype)
})
afterAll(async () => {
  expect(store.faults).toEqual([])
  await store.close()
})

const post = (path: string, body: string) => store.send({ method: 'POST', path, headers: json, body })

/** All that a refusal must leave as it was. */
async function standing(): Promise<unknown> {
  const [workflows, segments, draft, versions] = await Promise.all([
    store.ask<{ items: object[] }>('GET', '/api/workflows?limit=200'),
    store.ask('GET', '/api/segments?limit=200'),
    store.ask('GET', '/api/workflows/welcome'),
    store.ask('GET', '/api/workflows/welcome/versions'),
  ])
  return { workflows, segments, draft, versions }
}

/** A refusal that says why and left no trace, or a success. */
async function refusedOrDone(answer: Answer, before: unknown): Promise<boolean> {
  expect(answer.status, answer.text.slice(0, 1000)).toBeLessThan(500)
  if (answer.status < 300) return true
  expectPlainSentences(expectRefusal(answer))
  expect(await standing()).toEqual(before)
  return false
}

describe('a hostile workflow file', () => {
  test('comes in at least fifty kinds that JSON can write', () => expect(texts.length).toBeGreaterThanOrEqual(50))

  test.each(tried(texts))('$name is refused or kept whole, wherever it is sent', async ({ text }) => {
    const before = await standing()
    const checked = await post('/api/check', text)
    if (await refusedOrDone(checked, before)) {
      const { problems } = JSON.parse(checked.text) as { problems: Told[] }
      expect(problems.length).toBeGreaterThan(0)
      expectPlainSentences(problems)
    }
    for (const how of ['preview', 'replace', 'copy']) {
      const answer = await post('/api/import', `{"document":${text},"how":"${how}"}`)
      if ((await refusedOrDone(answer, before)) && how !== 'preview') await forget(answer)
    }
    const created = await post('/api/workflows', `{"document":${text}}`)
    if (await refusedOrDone(created, before)) {
      const { id, revision } = JSON.parse(created.text) as { id: string; revision: number }
      const read = await store.ask<{ document: Record<string, unknown> }>('GET', `/api/workflows/${id}`)
      expect(read.document).toEqual(JSON.parse(canonical({ ...(JSON.parse(text) as object), id })))
      await everythingAbout(id)
      const published = await post(`/api/workflows/${id}/publish`, JSON.stringify({ revision }))
      expect(published.status, published.text.slice(0, 1000)).toBeLessThan(500)
      if (published.status < 300) await store.ask('POST', `/api/workflows/${id}/state`, { state: 'ended' })
      else {
        expectRefusal(published)
        expect(await store.ask('GET', `/api/workflows/${id}/versions`)).toEqual({ items: [], next: null })
        await forget(created)
      }
    }
    const headers = { ...json, 'if-match': '"1"' }
    const now = await standing()
    const saved = await store.send({ method: 'PUT', path: '/api/workflows/welcome', headers, body: text })
    expect(await refusedOrDone(saved, now), saved.text.slice(0, 200)).toBe(false)
  })
})

describe('a key that reaches into objects', () => {
  test.each(Object.entries(pollution))('is refused %s by every route, and changes no object', async (_, text) => {
    const before = await standing()
    const bodies = [text, `{"document":${text}}`, `{"title":"x","document":${text}}`, `[${text}]`]
    for (const { name, method, path, headers } of apiTargets(store.named).filter(({ body }) => body !== undefined))
      for (const body of bodies) {
        const answer = await store.send({ method, path, headers, body })
        expect(answer.status, name).toBe(400)
        expect(
          expectRefusal(answer).map(({ code }) => code),
          name,
        ).toContain('forbiddenKey')
      }
    for (const how of ['preview', 'replace', 'copy'])
      expect((await post('/api/import', `{"document":${text},"how":"${how}"}`)).status).toBe(400)
    expect(await standing()).toEqual(before)
    expect(shapeOf(Object.prototype)).toEqual(shape)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

/** Reads all that can be read of a draft, whatever is in it. */
async function everythingAbout(id: string): Promise<void> {
  for (const part of ['', '/export', '/publish', '/stats', '/versions'])
    await store.ask('GET', `/api/workflows/${id}${part}`)
  for (const path of ['/api/workflows', '/api/segments', '/api/vocabulary', '/api/status']) await store.ask('GET', path)
}

async function forget({ text }: Answer): Promise<void> {
  const { id } = JSON.parse(text) as { id: string }
  await store.ask('DELETE', `/api/workflows/${id}`)
}

const shapeOf = (object: object): string[] => Reflect.ownKeys(object).map(String)
