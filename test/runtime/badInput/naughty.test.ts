import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { textLength } from '../../../shared/textLength.ts'
import { haveBadInputs, naughtyStrings } from './badInputs.ts'
import { inParallel } from './inParallel.ts'
import { conditionOn, mjmlWith, naughtyFile, naughtyMails } from './naughtyDocuments.ts'
import { type Answer, basic, json, openStoreOfAll, type StoreOfAll } from './openStoreOfAll.ts'
import { lawfulBodies } from './routesOfAll.ts'

interface List<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

// Names and titles must say something, and no more than they may; the list has an empty string and some long ones.
const isName = (text: string) => text !== '' && textLength(text) <= limits.nameLength
const refusedForLength = ({ status, text }: Answer) => status === 400 && /"code":"(tooLong|empty|tooShort)"/.test(text)

describe.skipIf(!haveBadInputs)('a naughty string', () => {
  let store: StoreOfAll
  let texts: string[]
  let names: string[]
  beforeAll(async () => {
    store = await openStoreOfAll()
    texts = naughtyStrings()
    names = texts.filter(isName)
  })
  afterAll(async () => {
    expect(store.faults).toEqual([])
    await store.close()
  })
  const send = (method: string, path: string, body: unknown, headers = {}) =>
    store.send({ method, path, headers: { ...json, ...headers }, body: JSON.stringify(body) })
  const listed = async <Item>(path: string): Promise<Item[]> => {
    const items: Item[] = []
    for (let after: string | null = ''; after !== null; ) {
      const page: List<Item> = await store.ask(
        'GET',
        `${path}?limit=200${after && `&after=${encodeURIComponent(after)}`}`,
      )
      items.push(...page.items)
      after = page.next
    }
    return items
  }

  test('is kept as the title of a workflow and of a source', async () => {
    await inParallel(names, async (title) => {
      const { id } = await store.ask<Saved>('POST', '/api/workflows', { title })
      expect(await store.ask('GET', `/api/workflows/${id}/export`)).toMatchObject({ title })
    })
    await inParallel(names, (name) => store.ask('POST', '/api/sources', { name, kind: 'server' }))
    const sources = new Set((await listed<{ name: string }>('/api/sources')).map(({ name }) => name))
    expect(names.filter((name) => !sources.has(name))).toEqual([])
  })

  test('is kept in every field of a segment', async () => {
    for (const group of groupsOf(names, 6)) {
      const body = { title: group[0], when: conditionOn(group) }
      const { id, revision } = await store.ask<Saved>('POST', '/api/segments', { ...body, title: 'Another' })
      await store.ask('PUT', `/api/segments/${id}`, body, { 'if-match': `"${revision}"` })
      const read = await store.ask<{ definition: unknown; segment: object }>('GET', `/api/segments/${id}`)
      expect(read).toMatchObject({ definition: body, segment: { title: group[0] } })
      await store.ask('DELETE', `/api/segments/${id}`)
      await store.ask('POST', '/api/preview/audience', { when: body.when })
    }
    for (const text of texts.filter((text) => !isName(text))) {
      const answer = await send('POST', '/api/segments', { title: text, when: conditionOn(['a']) })
      expect(refusedForLength(answer), answer.text).toBe(true)
    }
  })

  test('is kept in every field of a file that is imported with its segment and exported again', async () => {
    await inParallel([...Array(8).keys()], async (n) => {
      for (const [index, text] of names.entries()) {
        if (index % 8 !== n) continue
        const document = naughtyFile(`imported-${n}`, `naughty-${n}`, text)
        const answer = await send('POST', '/api/import', { document, how: 'replace', segments: 'replace' })
        expect(answer.status, answer.text).toBe(200)
        expect(await store.ask('GET', `/api/workflows/imported-${n}/export`)).toEqual(document)
        expect((await send('POST', '/api/check', document)).status).toBe(200)
      }
    })
  })

  test('is kept in every field of a mail in a draft, and a title that is too long is refused', async () => {
    let { id, revision } = await store.ask<Saved>('POST', '/api/workflows', { title: 'Mails' })
    for (const group of groupsOf(texts)) {
      const document = naughtyMails(id, group)
      const saved = await store.ask<Saved>('PUT', `/api/workflows/${id}`, document, { 'if-match': `"${revision}"` })
      revision = saved.revision
      expect(await store.ask('GET', `/api/workflows/${id}/export`)).toEqual(document)
    }
    for (const title of texts.filter((text) => text !== '' && !isName(text))) {
      const answer = await send(
        'PUT',
        `/api/workflows/${id}`,
        { ...naughtyMails(id, ['a']), title },
        { 'if-match': `"${revision}"` },
      )
      expect(JSON.parse(answer.text)).toMatchObject({ status: 422, problems: [{ code: 'tooLong', path: '/title' }] })
    }
  })

  test('in a mail is rendered or refused with its place', async () => {
    for (const group of groupsOf(texts)) {
      const body = {
        subject: group[0],
        preheader: group[1],
        mjml: mjmlWith(group),
        purpose: 'marketing',
        trigger: { group },
      }
      const answer = await send('POST', '/api/preview/mail', body)
      expect(answer.status, answer.text).toBe(200)
      const { html, problems } = JSON.parse(answer.text) as { html: string; problems: { path?: string }[] }
      if (html === '') expect(problems[0]?.path, answer.text).toMatch(/^\/(mjml|subject|preheader)/)
    }
  })

  test('is kept in every field of the settings', async () => {
    const fitting = texts.filter((text) => textLength(text) <= limits.nameLength)
    for (const [name, sender = '', replyTo = '', postalAddress = ''] of groupsOf(fitting, 4)) {
      const body = { ...(lawfulBodies.saveSettings as object), name, sender, replyTo, postalAddress }
      await store.ask('PUT', '/api/settings', body)
      expect(await store.ask('GET', '/api/settings')).toEqual(body)
    }
    for (const name of texts.filter((text) => !fitting.includes(text))) {
      const answer = await send('PUT', '/api/settings', { ...(lawfulBodies.saveSettings as object), name })
      expect(refusedForLength(answer), answer.text).toBe(true)
    }
  })

  test('is kept in every field of an event: its name, ids, keys, values and traits', async () => {
    const events = texts.flatMap((text, index) => {
      const own = { anonymousId: who(index), context: { page: { [text]: text }, said: text }, [`x${text}`]: text }
      const isId = textLength(text) <= limits.nameLength
      const properties = { text, list: [text, [text]], inside: { text }, ...(isId ? { [text]: text } : {}) }
      const traits = { text, firstName: text, city: { text }, ...(isId ? { [text]: text } : {}) }
      const named = isName(text)
        ? { userId: text, messageId: `${index}${text}`.slice(0, 100), event: text }
        : { event: 'Named' }
      return [
        { ...own, ...named, type: 'identify', messageId: `identify ${index}`, traits },
        { ...own, ...named, type: 'track', properties },
      ]
    })
    for (let from = 0; from < events.length; from += 200) {
      const batch = events.slice(from, from + 200)
      // Keys of the longest ones are too long, and are said so by name.
      const answer = await send('POST', '/v1/batch', { batch }, { authorization: basic(store.writeKey) })
      const { refused } = JSON.parse(answer.text) as {
        refused: { index: number; problems: { code: string; path: string }[] }[]
      }
      expect(answer.status).toBe(200)
      for (const { index, problems } of refused) {
        expect(textLength(texts[Math.floor((from + index) / 2)]!), JSON.stringify(problems)).toBeGreaterThanOrEqual(
          limits.nameLength,
        )
        expect(problems[0]?.code).toBe('tooLong')
      }
    }
    await store.folded()
    await inParallel(texts, async (text, index) => {
      if (textLength(text) >= limits.nameLength) return
      const found = await store.ask<List<{ id: string }>>('GET', `/api/customers?limit=200&query=${who(index)}`)
      expect(found.items, JSON.stringify(text)).toHaveLength(1)
      const path = `/api/customers/${found.items[0]!.id}`
      const customer = await store.ask<Customer>('GET', path)
      const attributes = Object.fromEntries(customer.attributes.map(({ name, value }) => [name, value]))
      expect(attributes, JSON.stringify(text)).toEqual({ text, firstName: text, city: { text }, [text]: text })
      expect(customer.identities).toContainEqual({ kind: 'anonymousId', value: who(index) })
      if (text !== '') expect(customer.identities).toContainEqual({ kind: 'userId', value: text })
      const { items } = await store.ask<List<{ title: string; what: string; detail: unknown }>>(
        'GET',
        `${path}/timeline`,
      )
      const event = items.find(({ what, title }) => what === 'event' && title !== 'identify')
      expect(event?.title).toBe(text === '' ? 'Named' : text)
      expect(event?.detail).toEqual({ text, list: [text, [text]], inside: { text }, [text]: text })
    })
  })

  test('is kept on its way through a run into a subject', async () => {
    const address = (index: number) => `mailed-${index}@example.com`
    const calls = names.flatMap((text, index) => [
      { type: 'identify', userId: `mailed-${index}`, traits: { email: address(index) } },
      { type: 'track', userId: `mailed-${index}`, event: 'Signed Up', properties: { text } },
    ])
    for (const batch of groupsOf(calls, 500))
      await store.ask('POST', '/v1/batch', { batch }, { authorization: basic(store.writeKey) })
    await store.folded()
    const messages = await listed<{ address: string; subject: string; key: string }>('/api/messages')
    await inParallel(messages, ({ key }) => store.ask('GET', `/api/messages/${encodeURIComponent(key)}`))
    const subjects = new Map(messages.map(({ address, subject }) => [address, subject]))
    // A subject is one line, without what would end it.
    const line = (text: string) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
    names.forEach((text, index) => {
      expect(line(subjects.get(address(index)) ?? 'none'), JSON.stringify(text)).toBe(line(`Hello ${text}`))
    })
  })
})

interface Saved {
  readonly id: string
  readonly revision: number
}

interface Customer {
  readonly attributes: readonly { name: string; value: unknown }[]
  readonly identities: readonly { kind: string; value: string }[]
}

const who = (index: number): string => `naughty-${String(index).padStart(4, '0')}.`

function groupsOf<Item>(items: readonly Item[], size = 20): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, n * size + size))
}
