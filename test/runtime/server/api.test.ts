import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RouteName, routes } from '../../../shared/api/index.ts'
import type { Route } from '../../../shared/api/route.ts'
import { canonical } from '../../../shared/canonical.ts'
import { openServer, type TestServer } from '../../support/server.ts'

const example = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../examples/${name}/workflow.json`), 'utf8'))

let at: TestServer
beforeAll(async () => {
  at = await openServer({ clock: 'data' })
})
afterAll(async () => {
  expect(at.reported).toEqual([])
  await at.close()
})

describe('who may speak to the API', () => {
  test('only pages of our own, by our own name, in JSON', async () => {
    const status = async (headers: Record<string, string>) =>
      (await at.request('POST', '/api/check', {}, headers)).status
    expect(await status({})).toBe(200)
    expect(await status({ origin: at.url })).toBe(200)
    expect(await status({ origin: 'https://evil.example' })).toBe(403)
    expect(await status({ origin: 'null' })).toBe(403)
    expect(await status({ 'content-type': 'text/plain' })).toBe(415)
    expect(await status({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415)
  })

  test('a name that somebody else points at this machine is refused', async () => {
    const { request } = await import('node:http')
    const status = await new Promise((resolve, reject) => {
      request(`${at.url}/api/status`, { headers: { host: 'evil.example' } }, (answer) => resolve(answer.statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(403)
  })

  test('says with every answer what a page of ours may do', async () => {
    const { headers } = await at.request('GET', '/api/status')
    expect(headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(headers.get('x-powered-by')).toBeNull()
  })
})

describe('drafts', () => {
  test('a draft may lack what only its maker knows, and its problems are told', async () => {
    const { body: made } = await at.request('POST', '/api/workflows', { title: 'Welcome back' })
    const { body } = await at.request('GET', `/api/workflows/${made.id}`)
    expect(body).toMatchObject({ id: 'welcome-back', state: 'draft', revision: 1, document: { title: 'Welcome back' } })
    expect(body.problems[0]).toMatchObject({ code: 'noTrigger', sentence: expect.any(String) })
  })

  test('of two who save at once the second gets both documents', async () => {
    const { body: made } = await at.request('POST', '/api/workflows', { title: 'Two pens' })
    const { document, revision } = (await at.request('GET', `/api/workflows/${made.id}`)).body
    const save = (title: string) =>
      at.request('PUT', `/api/workflows/${made.id}`, { ...document, title }, { 'if-match': `"${revision}"` })
    expect((await save('First')).body.revision).toBe(2)
    const stale = await save('Second')
    expect(stale.status).toBe(412)
    expect(stale.body).toMatchObject({ current: { title: 'First' }, sent: { title: 'Second' } })
    expect((await at.request('PUT', `/api/workflows/${made.id}`, document)).status).toBe(428)
  })

  test('what is saved again, because its answer was lost, is saved once', async () => {
    const { body: made } = await at.request('POST', '/api/workflows', { title: 'Lost answer' })
    const { document, revision } = (await at.request('GET', `/api/workflows/${made.id}`)).body
    const when = { test: 'attribute', attribute: 'city', op: 'known' }
    const { body: segment } = await at.request('POST', '/api/segments', { title: 'With a city', when })
    for (const [path, is] of [
      [`/api/workflows/${made.id}`, { ...document, title: 'Found again' }],
      [`/api/segments/${segment.id}`, { title: 'Somewhere', when }],
    ] as const)
      for (const _ of ['lost', 'again'])
        expect(await at.request('PUT', path, is, { 'if-match': `"${revision}"` })).toMatchObject({
          status: 200,
          body: { revision: revision + 1 },
        })
  })

  test('what no editor could have made is refused and changes nothing', async () => {
    const { body: made } = await at.request('POST', '/api/workflows', { title: 'Strict' })
    const { document } = (await at.request('GET', `/api/workflows/${made.id}`)).body
    const save = async (change: object) => {
      const { status, body } = await at.request(
        'PUT',
        `/api/workflows/${made.id}`,
        { ...document, ...change },
        { 'if-match': '"1"' },
      )
      return `${status} ${body.problems?.[0]?.code} ${body.problems?.[0]?.path}`
    }
    expect(await save({ nodes: [{ id: 'x-1', kind: 'teleport', settings: {} }] })).toBe('422 wrongChoice /nodes/0/kind')
    expect(await save({ nodes: 'none' })).toBe('422 wrongType /nodes')
    expect(await save({ id: 'another' })).toBe('422 otherId /id')
    expect(await save({ nodes: Array(1001).fill({ id: 'exit-1', kind: 'exit', settings: {} }) })).toBe(
      '422 tooMany /nodes',
    )
    expect((await at.request('GET', `/api/workflows/${made.id}`)).body.revision).toBe(1)
  })

  test('a document that says something twice is refused, and all that it says twice is named', async () => {
    const document = JSON.stringify(example('win-back')).replaceAll(
      '"ports":{"next":',
      '"ports":{"next":"exit-1","next":',
    )
    const { status, body } = await at.request(
      'POST',
      '/api/import',
      `{"document":${document},"how":"replace","how":"copy"}`,
    )
    expect(status).toBe(400)
    const doubled = example('win-back').nodes.flatMap((node: { ports?: { next?: string } }, index: number) =>
      node.ports?.next ? [`/document/nodes/${index}/ports/next`] : [],
    )
    expect(doubled.length).toBeGreaterThan(1)
    expect(body.problems.map(({ path }: { path: string }) => path)).toEqual([...doubled, '/how'])
    expect(new Set(body.problems.map(({ code }: { code: string }) => code))).toEqual(new Set(['repeatedKey']))
  })

  test('titles that are the same make ids that differ, also at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 5 }, () => at.request('POST', '/api/workflows', { title: 'Same' })),
    )
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(5)
  })
})

describe('from a file to people inside', () => {
  test('a file is imported, published, entered, and exported as the same bytes', async () => {
    const document = example('abandoned-cart')
    const preview = await at.request('POST', '/api/import', { document, how: 'preview' })
    expect(preview.body).toMatchObject({ exists: false, imported: null, problems: [] })
    const { body: imported } = await at.request('POST', '/api/import', { document, how: 'replace' })
    const { body: published } = await at.request('POST', '/api/workflows/abandoned-cart/publish', {
      revision: imported.imported.revision,
    })
    expect(published.version).toBe(1)

    await at.ingest('identify', { userId: 'ada', traits: { email: 'ada@example.com', consent: { email: 'granted' } } })
    await at.ingest('track', {
      userId: 'ada',
      event: 'Product Added',
      timestamp: '2026-05-01T12:00:00Z',
      properties: { cart_id: 'c1' },
    })
    const { items } = (await at.request('GET', '/api/runs?workflow=abandoned-cart')).body
    expect(items).toHaveLength(1)
    const { body: run } = await at.request('GET', `/api/runs/${items[0].id}`)
    expect(run.trail.map(({ what }: { what: string }) => what)).toContain('rested')

    await at.request('POST', '/api/clock', { advance: 'PT5H' })
    const { body: messages } = await at.request('GET', '/api/messages')
    expect(messages.items[0]).toMatchObject({ address: 'ada@example.com', state: 'waiting' })
    const { body: mail } = await at.request('GET', `/api/messages/${encodeURIComponent(messages.items[0].key)}`)
    expect(mail.html).toContain('<html')
    expect(mail.headers.map(({ name }: { name: string }) => name)).toContain('List-Unsubscribe')

    const { text } = await at.request('GET', '/api/workflows/abandoned-cart/export')
    expect(canonical(JSON.parse(text))).toBe(canonical(document))
    const { body: stats } = await at.request('GET', '/api/workflows/abandoned-cart/stats')
    expect(stats).toMatchObject({ workflow: 'abandoned-cart', started: 1 })
  })

  test('a file with a segment that differs from ours asks first', async () => {
    const document = example('win-back')
    await at.request('POST', '/api/import', { document, how: 'replace' })
    const [id] = Object.keys(document.segments)
    const changed = structuredClone(document)
    changed.segments[id!].title = 'Another title'
    expect((await at.request('POST', '/api/import', { document: changed, how: 'copy' })).status).toBe(409)
    const { body } = await at.request('POST', '/api/import', { document: changed, how: 'copy', segments: 'keep' })
    expect(body.imported.id).toBe('win-back-2')
    expect((await at.request('DELETE', `/api/segments/${id}`)).body.problems[0].code).toBe('segmentNamed')
  })

  test.each([
    ['the audience of a schedule', 'schedule', (segment: string) => ({ audience: { of: 'segment', segment } })],
    ['the goal of an experiment', 'experiment', (segment: string) => ({ goal: { by: 'segment', segment } })],
  ])('%s names a segment: it is carried by the file, and not deleted', async (_, kind, naming) => {
    const { body: made } = await at.request('POST', '/api/segments', {
      title: `Loyal ${kind}`,
      when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 3 },
    })
    const node = { id: 'node-1', kind, settings: naming(made.id) }
    const document = { format: 1, title: `For ${kind}`, nextId: 2, settings: {}, nodes: [node] }
    const { body: workflow } = await at.request('POST', '/api/workflows', { document })
    const { body: file } = await at.request('GET', `/api/workflows/${workflow.id}/export`)
    expect(Object.keys(file.segments ?? {})).toEqual([made.id])
    const deleted = await at.request('DELETE', `/api/segments/${made.id}`)
    expect(deleted.body.problems?.[0]).toMatchObject({ code: 'segmentNamed', params: { workflows: [workflow.id] } })
  })

  test('a segment stays while another is defined by it', async () => {
    const buys = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 3 }
    const { body: part } = await at.request('POST', '/api/segments', { title: 'Buys often', when: buys })
    const when = { not: { test: 'segment', segment: part.id } }
    const { body: whole } = await at.request('POST', '/api/segments', { title: 'Buys seldom', when })
    const { status, body } = await at.request('DELETE', `/api/segments/${part.id}`)
    expect(status).toBe(409)
    expect(body.problems[0]).toMatchObject({ code: 'segmentOfSegment', params: { segments: ['Buys seldom'] } })
    expect((await at.request('DELETE', `/api/segments/${whole.id}`)).status).toBe(200)
    expect((await at.request('DELETE', `/api/segments/${part.id}`)).status).toBe(200)
  })

  test('a segment stays while somebody is inside of an older version that names it', async () => {
    const { body: made } = await at.request('POST', '/api/segments', {
      title: 'Thrice',
      when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 3 },
    })
    const waits = (settings: object) => ({
      format: 1,
      id: 'waits-for-thrice',
      title: 'Waits for thrice',
      nextId: 3,
      settings: { reentry: { rule: 'once' }, ...settings },
      nodes: [
        { id: 'event-1', kind: 'event', settings: { event: 'Signed Up' }, ports: { next: 'delay-2' } },
        { id: 'delay-2', kind: 'delay', settings: { for: 'P30D' } },
      ],
    })
    const leaving = { exits: [{ title: 'Thrice', when: { test: 'segment', segment: made.id } }] }
    const { body: first } = await at.request('POST', '/api/workflows', { document: waits(leaving) })
    const { id, revision } = first
    expect((await at.request('POST', `/api/workflows/${id}/publish`, { revision })).body.version).toBe(1)
    await at.ingest('track', { userId: 'eve', event: 'Signed Up', timestamp: '2026-06-01T12:00:00Z' })
    const { body: saved } = await at.request('PUT', `/api/workflows/${id}`, waits({}), { 'if-match': `${revision}` })
    const second = await at.request('POST', `/api/workflows/${id}/publish`, { revision: saved.revision })
    expect(second.body.version).toBe(2)
    const { body } = await at.request('DELETE', `/api/segments/${made.id}`)
    expect(body.problems?.[0]).toMatchObject({ code: 'segmentNamed', params: { workflows: [id] } })
  })

  test('a draft with errors is not published, and all of them are said', async () => {
    const { body: made } = await at.request('POST', '/api/workflows', { title: 'Broken' })
    const { status, body } = await at.request('POST', `/api/workflows/${made.id}/publish`, { revision: 1 })
    expect(status).toBe(422)
    expect(body.problems.map(({ code }: { code: string }) => code)).toContain('noTrigger')
  })

  test('a condition says how many customers satisfy it now', async () => {
    const when = { test: 'event', event: 'Product Added', op: 'atLeast', value: 1 }
    const { body } = await at.request('POST', '/api/preview/audience', { when })
    expect(body).toMatchObject({ matching: 1, complete: true, sample: [{ name: 'ada@example.com' }] })
  })

  test('an e-mail is shown as a named customer would get it', async () => {
    const mjml = [
      '<mjml><mj-body><mj-section><mj-column><mj-text>Dear {{ customer.email }}</mj-text></mj-column></mj-section></mj-body></mjml>',
    ]
    const { items } = (await at.request('GET', '/api/customers?query=ada')).body
    const mail = { subject: 'For {{ customer.email }}', mjml, purpose: 'transactional', customer: items[0].id }
    const { body } = await at.request('POST', '/api/preview/mail', mail)
    expect(body).toMatchObject({ subject: 'For ada@example.com', problems: [] })
    expect(body.text).toContain('Dear ada@example.com')
    const broken = await at.request('POST', '/api/preview/mail', { ...mail, subject: '{{ unclosed' })
    expect(broken.body.problems[0].code).toBe('liquidSyntax')
  })
})

describe('live numbers', () => {
  test('are told once at first and again when something changed', async () => {
    const aborted = new AbortController()
    const answer = await fetch(`${at.url}/api/live?workflow=abandoned-cart`, { signal: aborted.signal })
    const events: string[] = []
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    const readUntil = async (done: () => boolean) => {
      while (!done()) {
        const { value = '', done: ended } = await reader.read()
        if (ended) return
        for (const [, event = '', data = ''] of value.matchAll(/event: (\w+)\ndata: (.*)/g))
          events.push(`${event} ${data}`)
      }
    }
    await readUntil(() => events.some((event) => event.startsWith('stats')))
    const before = events.length
    await at.ingest('track', { userId: 'eve', event: 'Product Added', properties: { cart_id: 'c2' } })
    await readUntil(() => events.slice(before).some((event) => /^stats.*"started":2/.test(event)))
    expect(events.slice(before).some((event) => event.startsWith('stats'))).toBe(true)
    aborted.abort()
  })
})

describe('every route', () => {
  const all = Object.entries(routes) as [RouteName, Route][]
  /** What a question can't do without. */
  const queryOf = (name: RouteName) => (name === 'explainCustomer' ? '?workflow=abandoned-cart' : '')

  test('is in the OpenAPI document, and on the page that shows it', async () => {
    const { body } = await at.request('GET', '/api/openapi.json')
    expect(body.openapi).toBe('3.1.1')
    for (const [name, route] of all)
      expect(body.paths[route.path]?.[route.method.toLowerCase()]?.operationId, name).toBe(name)
    const page = await at.request('GET', '/api/docs')
    for (const [name] of all) expect(page.text).toContain(`id="${name}"`)
    expect(page.text).not.toContain('<script')
  })

  test('that reads answers as its schema says', async () => {
    const ids: Record<string, string> = {}
    const first = async (path: string) => (await at.request('GET', path)).body.items[0]
    ids.customer = (await first('/api/customers')).id
    ids.run = (await first('/api/runs')).id
    ids.message = (await first('/api/messages')).key
    ids.segment = (await first('/api/segments')).id
    ids.workflow = 'abandoned-cart'
    ids.version = '1'
    for (const [name, route] of all) {
      if (route.method !== 'GET') continue
      const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(ids[key] ?? 'x'))
      const { status, body } = await at.request('GET', path + queryOf(name))
      expect(status, name).toBe(200)
      const parsed = route.response.safeParse(body)
      expect(parsed.success ? [] : parsed.error.issues, name).toEqual([])
    }
  })

  test('answers 404 for what does not exist', async () => {
    for (const [name, route] of all) {
      if (route.method !== 'GET' || !route.path.includes('{')) continue
      const path = route.path.replace(/\{\w+\}/g, 'nothing-there')
      const { status, body } = await at.request('GET', path + queryOf(name))
      expect(status, name).toBe(404)
      expect(body.problems[0].code, name).toBe('unknownId')
    }
  })

  test('names all problems of a query at once', async () => {
    const { status, body } = await at.request('GET', '/api/runs?limit=0&state=lost')
    expect(status).toBe(400)
    expect(body.problems.map(({ path }: { path: string }) => path)).toEqual(['?/limit', '?/state'])
  })
})

test('a read that names a position sees what was changed', async () => {
  const { body } = await at.request('POST', '/api/segments', {
    title: 'Everybody',
    when: { test: 'attribute', attribute: 'email', op: 'known' },
  })
  const read = await at.request('GET', `/api/segments/${body.id}?position=${body.position}`)
  expect(read.body.definition.title).toBe('Everybody')
  expect(read.headers.get('x-perennial-behind')).toBeNull()
})

test('a read that names a position which does not come in time says how many entries are missing', async () => {
  const when = { test: 'attribute', attribute: 'email', op: 'unknown' }
  const { body } = await at.request('POST', '/api/segments', { title: 'Nobody', when })
  const read = await at.request('GET', `/api/segments/${body.id}?position=${body.position + 7}`)
  expect(read.status).toBe(200)
  expect(read.headers.get('x-perennial-behind')).toBe('7')
})
