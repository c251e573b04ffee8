import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { haveBadInputs, type JsonFile, jsonFiles, tried } from './badInputs.ts'
import { inParallel } from './inParallel.ts'
import { basic, openStoreOfAll, type StoreOfAll } from './openStoreOfAll.ts'
import { apiTargets, ingestTargets, type Target } from './routesOfAll.ts'

/** How a route answered a file, when that was not as it should be. */
interface Wrong {
  readonly file: string
  readonly route: string
  readonly status: number
  readonly text: string
}

describe.skipIf(!haveBadInputs)('JSONTestSuite', () => {
  let store: StoreOfAll
  let files: JsonFile[]
  beforeAll(async () => {
    store = await openStoreOfAll()
    files = jsonFiles()
  })
  afterAll(async () => {
    expect(store.faults).toEqual([])
    await store.close()
  })
  const targets = () => [...ingestTargets(store), ...apiTargets(store.named).filter(({ body }) => body !== undefined)]

  async function wrongAnswers(kind: JsonFile['kind'], isRight: (status: number) => boolean): Promise<Wrong[]> {
    const all = files
      .filter((file) => file.kind === kind)
      .flatMap((file) => targets().map((target) => ({ file, target })))
    const sent = tried(all).filter(({ file, target }) => !opensTheDemo(file, target))
    const answers = await inParallel(sent, async ({ file, target }) => {
      const { method, path, headers } = target
      const { status, text } = await store.send({ method, path, headers, body: file.bytes })
      return { file: file.name, route: target.name, status, text }
    })
    return answers.filter(({ status }) => !isRight(status))
  }

  test('holds all its files', () => {
    expect(files.filter(({ kind }) => kind === 'y').length).toBeGreaterThanOrEqual(95)
    expect(files.filter(({ kind }) => kind === 'n').length).toBeGreaterThanOrEqual(187)
  })

  test('what is no JSON is refused with 400 by every route that takes a body', async () => {
    const counts = async () => {
      const { events, customers, workflows, refused } = await store.ask<Record<string, number>>('GET', '/api/status')
      return { events, customers, workflows, refused }
    }
    const before = await counts()
    expect(await wrongAnswers('n', (status) => status === 400)).toEqual([])
    expect(await counts()).toEqual(before)
  })

  test('what is JSON is understood or refused, and nothing fails over it', async () => {
    expect(await wrongAnswers('y', (status) => status < 500)).toEqual([])
    expect(await wrongAnswers('i', (status) => status < 500)).toEqual([])
  })

  test('every value is accepted as a property of an event and stands in the timeline as it came', async () => {
    const lawful = files.filter(({ kind }) => kind === 'y')
    const values = [
      ...lawful.map(({ name, bytes }) => ({ name, text: bytes.toString('utf8'), value: read(bytes.toString('utf8')) })),
      ...Object.entries(large).map(([text, value]) => ({ name: text, text, value })),
    ]
    const headers = { authorization: basic(store.writeKey) }
    await inParallel(values, async ({ name, text }, index) => {
      const body = `{"userId":"json-${index}","event":"JSON","properties":{"value":${text},"in":[{"it":${text}}]}}`
      const answer = await store.send({ method: 'POST', path: '/v1/track', headers, body })
      expect(JSON.parse(answer.text), name).toMatchObject({ success: true, accepted: 1, refused: [] })
      const traits = `{"userId":"json-${index}","traits":{"value":${text}}}`
      const identified = await store.send({ method: 'POST', path: '/v1/identify', headers, body: traits })
      expect(JSON.parse(identified.text), name).toMatchObject({ success: true, accepted: 1, refused: [] })
    })
    await store.folded()
    await inParallel(values, async ({ name, value }, index) => {
      const found = await store.ask<{ items: { id: string; name: string }[] }>(
        'GET',
        `/api/customers?limit=200&query=json-${index}`,
      )
      const { id } = found.items.find((customer) => customer.name === `json-${index}`)!
      const customer = await store.ask<{ attributes: { name: string; value: unknown }[] }>(
        'GET',
        `/api/customers/${id}`,
      )
      const timeline = await store.ask<{ items: { title: string; detail: unknown }[] }>(
        'GET',
        `/api/customers/${id}/timeline`,
      )
      const { detail } = timeline.items.find(({ title }) => title === 'JSON')!
      expect(detail, name).toEqual({ value, in: [{ it: value }] })
      // A trait that is null says that there is none.
      if (value !== null) expect(customer.attributes, name).toMatchObject([{ name: 'value', value }])
    })
  })
})

/** Numbers that JavaScript cannot hold come back as the text of their digits. */
const large = {
  '9007199254740991': 9007199254740991,
  '9007199254740992': '9007199254740992',
  '-9007199254740993': '-9007199254740993',
  '12345678901234567890': '12345678901234567890',
  '1e400': '1e400',
  '-1E+999': '-1E+999',
  '1e-999': '1e-999',
}

// No value of the suite is a whole number above 2^53, and JSON knows no zero below zero.
const read = (text: string): unknown => JSON.parse(text, (_, value: unknown) => (value === 0 ? 0 : value))

// An empty object is what that route asks for, and a hundred thousand events take their time.
const opensTheDemo = ({ bytes }: JsonFile, { name }: Target) =>
  name === 'openDemo' && bytes.toString('utf8').trim() === '{}'
