// Every page of the demo store, on a desk and on a phone, light and dark: nothing is wrong with it that a machine can see.
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, openApp, patience, picture } from '../support/app.ts'
import { isWithoutBrowser } from '../support/browser.ts'
import { handOn } from '../support/hand.ts'
import { isThorough } from '../support/thorough.ts'

const looks = [
  { width: 1440, height: 900, scheme: 'light' },
  { width: 390, height: 844, scheme: 'dark' },
  { width: 390, height: 844, scheme: 'light' },
  { width: 1440, height: 900, scheme: 'dark' },
] as const
const desk = { width: 1440, height: 900 }
let pagesSeen = 0
/** A thorough run sees every page in all four looks; a quick one each in one of the first two, by turns. */
const looksOfNext = () => (isThorough ? looks : [looks[pagesSeen++ % 2]!])

const names = [
  'workflows',
  'builder',
  'templates',
  'customers',
  'customer',
  'runs',
  'run',
  'segments',
  'segment',
  'outbox',
  'message',
  'sources',
  'mail',
  'sending',
  'store',
  'refused',
  'parked',
  'unsubscribe',
  'nothing',
] as const
type Places = Readonly<Record<(typeof names)[number], string>>

describe.skipIf(isWithoutBrowser())('the pages of the demo store', () => {
  let app: App
  let page: Page
  let places: Places

  beforeAll(async () => {
    app = await openApp()
  })

  afterAll(() => app?.close())

  const onDesk = async (path: string) => {
    await page.setViewportSize(desk)
    await page.goto(app.perennial.url + path)
  }

  test('begin with the offer to open it, and it lives', async () => {
    page = await app.open('/')
    await page.getByRole('heading', { name: 'Welcome to Perennial' }).waitFor()
    expect(await wrongWith(page, 'start')).toEqual([])
    const alarms = await alarmsOf(page)
    await page.getByRole('button', { name: 'Open the demo store' }).click()
    // Seven months of events come in first.
    await page.getByRole('button', { name: 'Let its days pass' }).click({ timeout: 3 * patience })
    for (const path of ['/api/runs?state=ended', '/api/messages?channel=email'])
      await expect.poll(() => listed(app, path), { interval: 200 }).not.toEqual([])
    await page.getByRole('button', { name: 'Stop its days' }).click()
    await page.getByText('time stands at').waitFor()
    expect(await alarms.jsonValue()).toEqual([])
    places = await placesOf(app)
    expect(app.complaints).toEqual([])
  })

  test.for(names)('has nothing wrong with it, whatever it looks like: %s', async (name) => {
    const before = app.complaints.length
    await page.setViewportSize(desk)
    // The first page is on screen already, and the one to unsubscribe is none of the app's.
    const isLoaded = name !== 'workflows' && name !== 'unsubscribe' && (await page.locator('#root').count()) === 1
    await (isLoaded ? follow(page, places[name]) : page.goto(app.perennial.url + places[name]))
    expect(await wrongWith(page, name)).toEqual([])
    expect(app.complaints.slice(before)).toEqual([])
  })

  test('lead to their main action by the keyboard', async () => {
    await onDesk('/workflows')
    await page.getByRole('heading', { name: 'Workflows' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the page')
    await page.keyboard.press('Enter')
    await tabUntil(page, 'New workflow')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input'))
    await page.keyboard.type('Thanks for the first order')
    await page.keyboard.press('Enter')
    await page.getByText('What begins this workflow?').waitFor()
    await expect.poll(() => page.title()).toBe('Thanks for the first order · Perennial')
  })

  test('let a workflow be changed on its canvas by keys', async () => {
    await onDesk(places.builder)
    const hand = handOn(page)
    const cards = hand.canvas.getByRole('group')
    await cards.first().waitFor()
    const all = await cards.count()
    await page.locator('body').press('ArrowDown')
    await hand.details.getByRole('heading', { level: 2 }).waitFor()
    await page.keyboard.press('ArrowDown')
    const title = await hand.details.getByRole('button', { name: /^Delete / }).getAttribute('aria-label')
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: `Undo: ${title?.replace('Delete', 'delete')}` }).waitFor()
    expect(await cards.count()).toBe(all - 1)
    await page.keyboard.press('Control+z')
    await expect.poll(() => cards.count()).toBe(all)
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByText('Tidy up').waitFor()
    await page.keyboard.press('Escape')
  })

  test('stay within their window, whatever a customer is called and a mail is about', async () => {
    const long = 'Donaudampfschifffahrtsgesellschaft'.repeat(3)
    const somebody = { type: 'identify', userId: 'long', traits: { name: long }, timestamp: '2026-03-01T10:00:00Z' }
    await app.perennial.ask('POST', '/api/load', { live: false, items: [somebody] })
    const [{ id } = {}] = await listed(app, '/api/customers?query=long')
    await onDesk(`/customers/${id}`)
    await page.getByRole('heading', { name: `Is ${long} in a workflow, and why?` }).waitFor()
    expect(await widthOver(page)).toBe(0)

    await onDesk(places.builder)
    const hand = handOn(page)
    await hand.step('E-mail').first().click()
    await hand.fill('Subject', long)
    await hand.details.getByText(long, { exact: true }).waitFor()
    const [frame, details] = await Promise.all([
      hand.details.locator('iframe').boundingBox(),
      hand.details.boundingBox(),
    ])
    expect(frame!.x + frame!.width).toBeLessThan(details!.x + details!.width)
    await page.keyboard.press('Control+z')
    await hand.saved()
  })

  test('let a customer be erased, once it was said what goes', async () => {
    await onDesk(places.customer)
    const erase = page.getByRole('button', { name: 'Erase this customer…' })
    await erase.waitFor()
    const name = await page.getByRole('heading', { level: 1 }).textContent()
    await erase.click()
    await page.getByRole('dialog', { name: `Erase ${name}?` }).waitFor()
    await page.getByRole('button', { name: 'Erase for good' }).click()
    await page.getByText(`${name} was erased`).waitFor()
    await page.waitForURL(`${app.perennial.url}/customers`)
    expect((await fetch(app.perennial.url + places.customer.replace('/customers', '/api/customers'))).status).toBe(404)
  })
})

/** Everything that is wrong with a page in each of its looks, a line each. */
async function wrongWith(page: Page, name: string): Promise<readonly string[]> {
  const found: string[] = []
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  for (const { width, height, scheme } of looksOfNext()) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: scheme })
    await settled(page, scheme)
    const look = `${name}-${width}-${scheme}`
    await picture(page, look)
    for (const { id, impact, nodes } of await violationsOn(page))
      if (impact === 'serious' || impact === 'critical')
        found.push(
          ...nodes.map(({ target, failureSummary }) => `${look}: ${id} at ${target.join(' ')}: ${failureSummary}`),
        )
    const over = await widthOver(page)
    if (over > 0) found.push(`${look}: wider than its window by ${over} px`)
  }
  return found
}

/** How much wider the page or its main part is than there is room for. */
const widthOver = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const boxes = [document.documentElement, document.querySelector('main')]
    return Math.max(...boxes.map((box) => (box ? box.scrollWidth - box.clientWidth : 0)))
  })

/** Mails stand in frames without scripts, where axe cannot look. */
const violationsOn = (page: Page): Promise<axe.Result[]> =>
  page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: unknown): Promise<axe.AxeResults> } }
    return (await axe.run({ iframes: false, resultTypes: ['violations'] })).violations
  })

/** As a link of the app does it, which need not load the app again; there when something is shown that was not. */
async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((path) => {
    for (const shown of document.querySelectorAll('main *')) shown.setAttribute('data-before', '')
    history.pushState(null, '', path)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
  await page.locator('main :not([data-before])').first().waitFor({ state: 'attached' })
}

/** Nothing is being loaded any more, and the colours are those asked for. */
async function settled(page: Page, scheme: string): Promise<void> {
  await page.locator('main').first().waitFor()
  await page.waitForFunction((wanted) => {
    const { mantineColorScheme: shown } = document.documentElement.dataset
    const isLoading = document.querySelector('[aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root') !== null
    const isMoving = document.getAnimations().some(({ playState }) => playState === 'running')
    return !isLoading && !isMoving && (shown === undefined || shown === wanted)
  }, scheme)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')

async function tabUntil(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === name) return
  }
  throw new Error(`30 presses of Tab do not lead to ${name}.`)
}

/** What the banner says from now on that would make somebody uneasy, however short it shows. */
const alarmsOf = (page: Page) =>
  page.evaluateHandle(() => {
    const seen: string[] = []
    const look = () => {
      for (const { textContent } of document.querySelectorAll('[role=status]'))
        if (textContent?.includes('does not answer')) seen.push(textContent)
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
    return seen
  })

async function listed(app: App, path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await app.perennial.ask<{ items: Record<string, unknown>[] }>('GET', path)).items
}

/** The address of each page, with somebody and something of the store where it is about one. */
async function placesOf(app: App): Promise<Places> {
  const first = async (path: string) => {
    const [item] = await listed(app, path)
    if (!item) throw new Error(`The demo store has nothing at ${path}.`)
    return item
  }
  const part = (value: unknown) => encodeURIComponent(String(value))
  const run = await first('/api/runs?state=ended')
  const message = await first('/api/messages?channel=email')
  const detail = await app.perennial.ask<{ html?: string; text?: string }>('GET', `/api/messages/${part(message.key)}`)
  const link = /https?:\/\/[^"\s<>]+(\/u\/[^"\s<>]+)/.exec(`${detail.html} ${detail.text}`)?.[1]
  if (!link) throw new Error('The newest mail of the demo store has no link to unsubscribe.')
  return {
    workflows: '/workflows',
    builder: `/workflows/${part((await first('/api/workflows')).id)}`,
    templates: '/templates',
    customers: '/customers',
    customer: `/customers/${part(run.customer)}`,
    runs: '/runs',
    run: `/runs/${part(run.id)}`,
    segments: '/segments',
    segment: `/segments/${part((await first('/api/segments')).id)}`,
    outbox: '/outbox',
    message: `/outbox/${part(message.key)}`,
    sources: '/settings/sources',
    mail: '/settings/mail',
    sending: '/settings/sending',
    store: '/settings/store',
    refused: '/settings/refused',
    parked: '/settings/parked',
    unsubscribe: link,
    nothing: '/nowhere',
  }
}
