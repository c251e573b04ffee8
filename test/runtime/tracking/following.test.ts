// The whole way of a click: a real mail arrives at a mail server, its link is followed, and the run that waits for it goes on.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Mailbox, openMailbox } from '../../support/mailbox.ts'
import { openServer, type TestServer } from '../../support/server.ts'

const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const settings = {
  sender: 'Fern & Fig <hello@fern.example>',
  postalAddress: 'Fig Street 1, 10115 Berlin',
}
const workflow = {
  format: 1,
  id: 'letter',
  title: 'Letter',
  nextId: 6,
  settings: { reentry: { rule: 'always' } },
  nodes: [
    { id: 'event-1', kind: 'event', settings: { event: 'Asked' }, ports: { next: 'email-2' } },
    {
      id: 'email-2',
      kind: 'email',
      settings: {
        subject: 'Hello {{ customer.firstName }}',
        purpose: 'marketing',
        mjml: [
          '<mjml><mj-body><mj-section><mj-column>',
          '<mj-button href="https://shop.example/sale?a=1&amp;b=2#top">Sale</mj-button>',
          '<mj-text>{% for item in trigger.items %}<a href="{{ item.url }}">{{ item.name }}</a>{% endfor %}',
          '<a href="mailto:hello@fern.example">Write</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>',
          '</mj-column></mj-section></mj-body></mjml>',
        ],
      },
      ports: { next: 'wait-3' },
    },
    {
      id: 'wait-3',
      kind: 'wait',
      settings: {
        for: 'event',
        since: 'arrival',
        events: [
          {
            port: 'clicked',
            event: 'Email Link Clicked',
            where: {
              all: [
                { property: 'workflow', op: 'is', value: 'letter' },
                { property: 'machine', op: 'is', value: false },
              ],
            },
          },
        ],
        timeout: 'P3D',
      },
      ports: { clicked: 'exit-4', timeout: 'exit-5' },
    },
    { id: 'exit-4', kind: 'exit', settings: { reason: 'Clicked' } },
    { id: 'exit-5', kind: 'exit', settings: { reason: 'Did not click' } },
  ],
}

describe('a mail that was sent', () => {
  let mailbox: Mailbox
  let server: TestServer

  beforeAll(async () => {
    mailbox = await openMailbox()
    server = await openServer({ smtpUrl: mailbox.url })
    const { body: before } = await server.request('GET', '/api/settings')
    await answered('PUT', '/api/settings', { ...before, ...settings })
    const { body: draft } = await server.request('POST', '/api/import', { document: workflow, how: 'replace' })
    await answered('POST', `/api/workflows/letter/publish`, { revision: draft.imported.revision })
  })
  afterEach(() => expect(server.reported).toEqual([]))
  afterAll(async () => {
    await server.close()
    await mailbox.close()
  })

  async function answered(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    const answer = await server.request(method, path, body, headers)
    expect({ path, status: answer.status, text: answer.status < 300 ? '' : answer.text }).toMatchObject({ text: '' })
    return answer.body
  }

  async function soon<Found>(look: () => Promise<Found | undefined> | Found | undefined): Promise<Found> {
    for (const until = Date.now() + 20_000; Date.now() < until; ) {
      const found = await look()
      if (found !== undefined) return found
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('It did not come.')
  }

  /** Somebody asks; the mail that they get, and their customer. */
  async function mailTo(name: string, consent: object = {}) {
    const email = `${name.toLowerCase()}@example.com`
    await server.ingest('identify', {
      userId: name,
      traits: { firstName: name, email, consent: { email: 'granted', ...consent } },
    })
    await server.ingest('track', {
      userId: name,
      event: 'Asked',
      properties: { items: [{ name: 'Tea', url: `https://shop.example/tea?for=${name}&x=1` }] },
    })
    const mail = await soon(() => mailbox.mails().find(({ to }) => to.includes(email)))
    const html = mail.email.html ?? ''
    const { items } = await answered('GET', `/api/customers?query=${email}`)
    const customer = items[0].id as string
    const key = await soon(async () => {
      const { items: messages } = await answered('GET', `/api/messages?customer=${customer}`)
      return messages[0]?.state === 'sent' ? (messages[0].key as string) : undefined
    })
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
    const pixel = /<img src="([^"]*\/t\/[^"]*)"/.exec(html)?.[1]
    return { mail, html, customer, key, links, tracked: links.filter((href) => href.includes('/t/')), pixel }
  }

  const follow = (url: string, { method = 'GET', agent = browser, headers = {} } = {}) =>
    fetch(url, { method, redirect: 'manual', headers: { 'user-agent': agent, ...headers } })

  const eventsOf = async (customer: string, title: string) => {
    const { items } = await answered('GET', `/api/customers/${customer}/timeline?limit=100`)
    return items.filter((item: { title: string }) => item.title === title) as { detail: Record<string, unknown> }[]
  }
  const pastTheScanners = () => new Promise((resolve) => setTimeout(resolve, 2_100))

  test('leads to the stored addresses, and the run that waits for a click goes on', async () => {
    const { mail, customer, key, links, tracked, pixel } = await mailTo('Ada')
    expect(tracked).toHaveLength(2)
    expect(links.filter((href) => !href.includes('/t/')).map((href) => href.replace(/\/u\/.*/, '/u/'))).toEqual([
      'mailto:hello@fern.example',
      `${server.url}/u/`,
    ])
    // The text is read as it stands, and who unsubscribes is asked as before.
    expect(mail.email.text).toContain('https://shop.example/sale?a=1&b=2#top')
    expect(mail.header('List-Unsubscribe')).toMatch(new RegExp(`^<${server.url}/u/[\\w-]+\\.[\\w-]+>$`))
    expect(mail.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')

    await pastTheScanners()
    const opened = await follow(pixel!)
    expect([opened.status, opened.headers.get('content-type'), opened.headers.get('cache-control')]).toEqual([
      200,
      'image/gif',
      'no-store',
    ])
    const sale = await follow(`${tracked[0]}?to=https://evil.example/`)
    expect([sale.status, sale.headers.get('location')]).toEqual([302, 'https://shop.example/sale?a=1&b=2#top'])
    expect(sale.headers.get('cache-control')).toBe('no-store')
    const tea = await follow(tracked[1]!)
    expect(tea.headers.get('location')).toBe('https://shop.example/tea?for=Ada&x=1')
    for (let again = 0; again < 3; again++) await follow(tracked[1]!)

    const clicks = await soon(async () => {
      const found = await eventsOf(customer, 'Email Link Clicked')
      return found.length >= 2 ? found : undefined
    })
    // Loading again within a minute is the same click; a minute may end in between.
    expect(clicks.length).toBeLessThan(5)
    expect(clicks.at(-1)?.detail).toMatchObject({
      email_id: key,
      email_subject: 'Hello Ada',
      campaign_id: 'letter',
      campaign_name: 'Letter',
      link_id: tracked[0]?.split('/').at(-1),
      link_url: 'https://shop.example/sale?a=1&b=2#top',
      workflow: 'letter',
      node: 'email-2',
      run: key.split(':')[0],
      machine: false,
    })
    const { run } = await soon(async () => {
      const detail = await answered('GET', `/api/runs/${key.split(':')[0]}`)
      return detail.run.state === 'ended' ? detail : undefined
    })
    expect(run.reason).toEqual({ code: 'exitNode', detail: 'Clicked' })

    const { responses } = await answered('GET', `/api/messages/${key}`)
    expect(responses.map(({ what, url, machine }: never) => ({ what, url, machine })).slice(0, 2)).toEqual([
      { what: 'opened', url: null, machine: false },
      { what: 'clicked', url: 'https://shop.example/sale?a=1&b=2#top', machine: false },
    ])
    const { nodes } = await answered('GET', '/api/workflows/letter/stats')
    expect(nodes['email-2']).toMatchObject({ opened: 1, clicked: 1, bounced: 0, complained: 0 })
  })

  test('marks machines, counts them nowhere, and lets them end no wait that leaves them out', async () => {
    const { customer, key, tracked, pixel } = await mailTo('Ben')
    const tooSoon = await follow(tracked[0]!)
    expect(tooSoon.headers.get('location')).toBe('https://shop.example/sale?a=1&b=2#top')
    await pastTheScanners()
    const head = await follow(tracked[1]!, { method: 'HEAD' })
    expect([head.status, head.headers.get('location')]).toEqual([302, 'https://shop.example/tea?for=Ben&x=1'])
    await follow(pixel!, { agent: 'Mozilla/5.0' })
    await follow(tracked[1]!, { headers: { 'sec-purpose': 'prefetch' } })

    const clicks = await soon(async () => {
      const found = await eventsOf(customer, 'Email Link Clicked')
      return found.length >= 2 ? found : undefined
    })
    expect(clicks.map(({ detail }) => detail.machine)).not.toContain(false)
    const opens = await soon(async () => (await eventsOf(customer, 'Email Opened'))[0])
    expect(opens.detail).toMatchObject({ email_id: key, machine: true })
    const { run } = await answered('GET', `/api/runs/${key.split(':')[0]}`)
    expect(run).toMatchObject({ state: 'active', node: 'wait-3' })
    const { nodes } = await answered('GET', '/api/workflows/letter/stats')
    expect(nodes['email-2']).toMatchObject({ opened: 1, clicked: 1 })
  })

  test('to somebody who refuses tracking is as it was written, and what they follow later is not noted', async () => {
    const { tracked, pixel, links } = await mailTo('Cleo', { tracking: 'denied' })
    expect([tracked, pixel]).toEqual([[], undefined])
    expect(links).toContain('https://shop.example/tea?for=Cleo&x=1')

    const dan = await mailTo('Dan')
    await answered('POST', `/api/customers/${dan.customer}/consent`, {
      channel: 'email',
      purpose: 'tracking',
      is: 'denied',
    })
    await pastTheScanners()
    const { status } = await follow(dan.tracked[0]!)
    expect(status).toBe(302)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await eventsOf(dan.customer, 'Email Link Clicked')).toEqual([])
    const { consents, identities } = await answered('GET', `/api/customers/${dan.customer}`)
    expect(consents).toMatchObject([
      { purpose: 'marketing', is: 'granted' },
      { purpose: 'tracking', is: 'denied', source: 'api' },
    ])
    expect(identities).not.toEqual([])
  })

  test('is not tracked where the settings say so, and links of earlier mails still lead on', async () => {
    const earlier = await mailTo('Eve')
    const { body: before } = await server.request('GET', '/api/settings')
    await answered('PUT', '/api/settings', { ...before, tracking: { clicks: false, opens: true } })
    const onlyOpens = await mailTo('Finn')
    expect(onlyOpens.tracked).toEqual([])
    expect(onlyOpens.pixel).toBeDefined()
    await answered('PUT', '/api/settings', { ...before, tracking: { clicks: true, opens: false } })
    const onlyClicks = await mailTo('Gus')
    expect(onlyClicks.tracked).toHaveLength(2)
    expect(onlyClicks.pixel).toBeUndefined()
    await answered('PUT', '/api/settings', before)

    server = await server.restart()
    const path = earlier.tracked[1]!.replace(/^https?:\/\/[^/]+/, '')
    const { status, headers } = await follow(server.url + path)
    expect([status, headers.get('location')]).toEqual([302, 'https://shop.example/tea?for=Eve&x=1'])
  })

  test('has links that nobody can bend: what is not ours leads nowhere', async () => {
    const { tracked, links } = await mailTo('Hal')
    const [, token = '', id = ''] = /\/t\/([^/]+)\/(.+)$/.exec(tracked[0]!)!
    const unsubscribe = /\/u\/(.+)$/.exec(links.find((href) => href.includes('/u/'))!)![1]!
    const wrong = [
      `/t/${token}/https:%2F%2Fevil.example`,
      `/t/${token}/AAAAAAAAAA`,
      `/t/${token.slice(0, -3)}/${id}`,
      `/t/${token.split('.')[0]}.${'A'.repeat(43)}/${id}`,
      `/t/${unsubscribe}/${id}`,
      `/t/${unsubscribe}`,
      `/t/x/y`,
      '/t/%00%F0%9F%8C%B1',
      '/t',
    ]
    for (const path of wrong)
      for (const method of ['GET', 'HEAD', 'POST']) {
        const answer = await follow(server.url + path, { method })
        expect([path, method, answer.status, answer.headers.get('location')]).toEqual([path, method, 404, null])
      }
    // Nor does a link that was clicked unsubscribe anybody.
    expect((await follow(`${server.url}/u/${token}`, { method: 'POST' })).status).toBe(404)
  })
})
