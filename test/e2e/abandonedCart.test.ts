// The whole way, as a marketer and her shop go it: a workflow is drawn with the mouse, the shop's own clients send what
// happens, mails arrive at a mail server, and somebody unsubscribes.
import RudderStack from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type App, openApp, picture } from '../support/app.ts'
import { isWithoutBrowser } from '../support/browser.ts'
import { type Hand, handOn } from '../support/hand.ts'
import { type Mailbox, openMailbox } from '../support/mailbox.ts'

const waiting = 'Order Completed of the same cart, up to 4 hours'
const asking = 'Ordered at least twice in 90 days?'
const forReturning = 'Still on your list, ‹first name›?'
const forNew = 'You left ‹name› behind'
const waitingAgain = 'Order Completed of the same cart, up to 1 day'
const lastNote = 'We empty carts tomorrow'

describe.skipIf(isWithoutBrowser())('an abandoned cart, drawn and lived through', () => {
  let mailbox: Mailbox
  let app: App
  let page: Page
  let hand: Hand
  let segment: Analytics
  let rudder: RudderStack

  beforeAll(async () => {
    mailbox = await openMailbox()
    app = await openApp({ PERENNIAL_CLOCK: 'data', PERENNIAL_SMTP_URL: mailbox.url })
    const { url: host } = app.perennial
    const sources = await app.perennial.ask<{ items: { kind: string; key: string }[] }>('GET', '/api/sources')
    const writeKey = sources.items.find(({ kind }) => kind === 'server')!.key
    segment = new Analytics({ writeKey, host })
    rudder = new RudderStack(writeKey, { dataPlaneUrl: host })
    page = await app.open('/')
    hand = handOn(page)
  })

  afterAll(async () => {
    await segment?.closeAndFlush({ timeout: 1_000 })
    await app?.close()
    await mailbox?.close()
  })

  // Each chapter begins where the one before ended.
  let failed = false
  beforeEach(({ skip }) => skip(failed, 'the chapter before failed'))
  afterEach(async ({ task }) => {
    failed ||= task.result?.state === 'fail'
    if (failed) await picture(page, 'cart-failed')
  })

  test('is drawn on an empty canvas with the mouse', async () => {
    await page.getByRole('button', { name: 'Or begin with an empty canvas' }).click()
    await page.getByLabel('What is it for?').fill('Abandoned cart')
    await page.getByRole('button', { name: 'Open the canvas' }).click()
    await page.getByText('What begins this workflow?').waitFor()

    await hand.dragKind('Event')
    await hand.fill('Event', 'Product Added')
    await hand.details.getByRole('button', { name: 'Add a property' }).click()
    const property = (await hand.token('a property')).getByRole('combobox')
    await property.fill('cart_id')
    await property.press('Enter')
    await hand.choose('is', 'is known')
    await hand.details.getByRole('button', { name: 'Close' }).click()
    await hand.fill('Key', 'cart_id')
    await hand.pick('Who was inside may enter again', 'Always, and the active run is replaced')

    await hand.addAfter('Product Added', 'Wait')
    await hand.fill('Name of its way out', 'Ordered')
    await hand.details.getByRole('button', { name: 'Of the same cart_id as the trigger' }).click()
    await hand.fill('At most', '4')
    await hand.pick('Unit', 'hours')

    await hand.addAfter(`${waiting}: Timeout`, 'Branch')
    await hand.fill('Path 1', 'Bought before')
    const number = (await hand.token('at least 1 time')).getByLabel('Number')
    await number.fill('2')
    await number.press('Enter')
    await (await hand.token('ever')).getByText('In the last').click()
    await page.keyboard.press('Escape')

    await hand.addAfter(`${asking}: Bought before`, 'E-mail')
    await hand.fill('Subject', 'Still on your list, {{ customer.firstName | default: "friend" }}?')
    await hand.addAfter(`${asking}: Everyone else`, 'E-mail')
    await hand.fill('Subject', 'You left {{ trigger.name | default: "something" }} behind')

    await hand.addAfter(forReturning, 'Wait')
    await hand.fill('Name of its way out', 'Ordered')
    await hand.details.getByRole('button', { name: 'Of the same cart_id as the trigger' }).click()
    await hand.addAfter(`${waitingAgain}: Timeout`, 'E-mail')
    await hand.fill('Subject', lastNote)
    await hand.addAfter(`${waitingAgain}: Ordered`, 'Exit')
    await hand.fill('Reason', 'Ordered')

    await hand.connect(hand.step(forNew), 0, hand.step(waitingAgain))
    await hand.connect(hand.step(waiting), 0, hand.step('ExitOrdered'))
    await hand.saved()
    await picture(page, 'cart-drawn')

    const { document } = await app.perennial.ask<{ document: Drawn }>('GET', '/api/workflows/abandoned-cart')
    expect(document.settings).toMatchObject({ key: 'cart_id', reentry: { rule: 'startAgain' } })
    expect(Object.fromEntries(document.nodes.map(({ id, ports }) => [id, ports]))).toEqual({
      'event-1': { next: 'wait-2' },
      'wait-2': { timeout: 'branch-3', 'event-1': 'exit-8' },
      'branch-3': { 'path-1': 'email-4', else: 'email-5' },
      'email-4': { next: 'wait-6' },
      'email-5': { next: 'wait-6' },
      'wait-6': { timeout: 'email-7', 'event-1': 'exit-8' },
      'email-7': undefined,
      'exit-8': undefined,
    })
    expect(document.nodes.find(({ id }) => id === 'branch-3')?.settings).toMatchObject({
      paths: [{ when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 2, within: 'P90D' } }],
    })
  })

  test('is refused until it is known who sends, and then published', async () => {
    await page.getByRole('button', { name: 'Publish version 1' }).click()
    const dialog = page.getByRole('dialog', { name: 'Publish version 1' })
    expect(await dialog.getByRole('button', { name: 'Publish version 1' }).isDisabled()).toBe(true)
    await dialog.getByText('Mail needs a sender').waitFor()
    await dialog.getByText('Marketing mail must carry your postal address').waitFor()
    await picture(page, 'cart-refused')
    await dialog.getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('tab', { name: 'Mail' }).click()
    await page.getByLabel('Sender').fill('Fermo Coffee <hello@fermo.example>')
    await page.getByLabel('Postal address').fill('Via dei Fornai 4, 63900 Fermo, Italy')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await picture(page, 'cart-mail-settings')

    await page.getByRole('link', { name: 'Workflows' }).click()
    await page.getByRole('link', { name: 'Abandoned cart' }).click()
    await page.getByRole('button', { name: 'Publish version 1' }).click()
    await dialog.getByText('Nobody is inside now.').waitFor()
    await dialog.getByRole('button', { name: 'Publish version 1' }).click()
    await page.getByText('Version 1 is published').waitFor()
    await hand.step('Product Added').getByText('0 entered').waitFor()
  })

  test('rule 1: counts those whom an unmodified Segment client tells of while one looks, without a reload', async () => {
    await page.evaluate(() => Object.assign(window, { isSamePage: true }))
    order(segment, 'ada', 'earlier-1', '2026-02-01T12:00')
    order(segment, 'ada', 'earlier-2', '2026-02-20T12:00')
    for (const name of ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn'])
      segment.identify({
        userId: name.toLowerCase(),
        timestamp: at('2026-03-01T09:00'),
        traits: {
          firstName: name,
          email: `${name.toLowerCase()}@example.com`,
          ...(name !== 'Finn' && { consent: { email: 'granted' } }),
        },
      })
    for (const userId of ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn'])
      fill(segment, userId, `cart-${userId}`, '2026-03-02T09:50')
    await segment.flush()
    await hand.step('Product Added').getByText('6 entered').waitFor()
    await hand.step(waiting).getByText('6 waiting now').waitFor()

    // A changed cart starts again, an order of another cart ends nothing, an order of the same cart ends the run.
    order(rudder, 'dan', 'cart-elsewhere', '2026-03-02T11:00')
    fill(rudder, 'cleo', 'cart-cleo', '2026-03-02T11:30')
    order(rudder, 'eve', 'cart-eve', '2026-03-02T12:00')
    await rudder.flush()
    await hand.step('Product Added').getByText('7 entered').waitFor()
    await hand.step(waiting).getByText('5 waiting now').waitFor()
    await hand.step('ExitOrdered').getByText('1 ended here').waitFor()
    await picture(page, 'cart-waiting')
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
    expect(mailbox.list()).toEqual([])
  })

  test('writes to those who did not order, as they are', async () => {
    await advance('1 hour', '2 Mar 2026, 13:00')
    expect(mailbox.list()).toEqual([])
    await advance('1 hour', '2 Mar 2026, 14:00')
    const atTwo = [
      'ada@example.com: Still on your list, Ada?',
      'ben@example.com: You left Honey behind',
      'dan@example.com: You left Honey behind',
    ]
    await arrived(atTwo)
    await advance('1 hour', '2 Mar 2026, 15:00')
    await advance('1 hour', '2 Mar 2026, 16:00')
    await arrived([...atTwo, 'cleo@example.com: You left Honey behind'])

    order(rudder, 'ben', 'cart-ben', '2026-03-02T18:00')
    await rudder.flush()
    await hand.step('ExitOrdered').getByText('2 ended here').waitFor()
    await advance('1 day', '3 Mar 2026, 18:00')
    await arrived([
      'ada@example.com: Still on your list, Ada?',
      `ada@example.com: ${lastNote}`,
      'ben@example.com: You left Honey behind',
      'cleo@example.com: You left Honey behind',
      `cleo@example.com: ${lastNote}`,
      'dan@example.com: You left Honey behind',
      `dan@example.com: ${lastNote}`,
    ])
    await hand.step(lastNote).getByText('3 sent').waitFor()
    await hand.step(lastNote).getByText('1 not sent').waitFor()
    await picture(page, 'cart-sent')
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
    for (const mail of mailbox.mails()) {
      expect(mail.from).toBe('hello@fermo.example')
      expect(mail.header('list-unsubscribe')).toMatch(/^<http:\/\/127\.0\.0\.1:\d+\/u\/[\w.~-]+>$/)
      expect(mail.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    }
  })

  test('shows one customer’s way on the canvas, with the reasons', async () => {
    await page.getByRole('link', { name: 'Runs' }).click()
    await page.getByRole('row').filter({ hasText: 'Finn' }).getByRole('link').first().click()
    const drawing = page.getByRole('region', { name: 'The way on the canvas' })
    const told = (step: string) => drawing.getByRole('group').filter({ hasText: step })
    await told('Product Added').getByText('Entered by Product Added').waitFor()
    await told(waiting).getByText('The wait timed out').waitFor()
    await told(asking).getByText('No condition of the other paths holds').waitFor()
    await told(forNew).getByText('Not sent: the customer never said yes to marketing e-mail').waitFor()
    await picture(page, 'cart-trail')
  })

  test('keeps quiet for good when somebody unsubscribes', async () => {
    const [first] = mailbox.mails().filter(({ to }) => to.includes('ada@example.com'))
    const link = /href="([^"]+\/u\/[^"]+)"/.exec(first?.email.html ?? '')?.[1]
    const reader = await app.open(link ?? '', { width: 390, height: 844 })
    await reader.getByText('Stop marketing e-mail').waitFor()
    await picture(reader, 'unsubscribe')
    await reader.getByRole('button', { name: 'Unsubscribe' }).click()
    await reader.getByRole('heading', { name: 'You are unsubscribed' }).waitFor()
    await picture(reader, 'unsubscribed')
    await reader.context().close()

    const before = mailbox.list()
    fill(rudder, 'ada', 'cart-later', '2026-03-04T10:00')
    fill(rudder, 'dan', 'cart-later', '2026-03-04T10:00')
    await rudder.flush()
    await page.getByText('4 Mar 2026, 10:00').first().waitFor()
    await advance('1 day', '5 Mar 2026, 10:00')
    await arrived([...before, 'dan@example.com: You left Honey behind'])

    await page.getByRole('link', { name: 'Runs' }).click()
    await page
      .getByRole('row')
      .filter({ hasText: 'Ada' })
      .filter({ hasText: 'cart-later' })
      .getByRole('link')
      .first()
      .click()
    const drawing = page.getByRole('region', { name: 'The way on the canvas' })
    await drawing.getByText('Not sent: the customer said no to marketing e-mail').waitFor()
    await picture(page, 'cart-denied')
    expect(app.complaints).toEqual([])
  })

  /** Lets the store's time pass by the banner's button. */
  async function advance(step: string, until: string): Promise<void> {
    await page.getByRole('button', { name: 'Advance' }).click()
    await page.getByRole('menuitem', { name: step }).click()
    await page.getByRole('region', { name: 'This store' }).getByText(until).waitFor()
  }

  /** These mails are there, and none is on its way. */
  async function arrived(mails: readonly string[]): Promise<void> {
    await expect.poll(mailbox.list).toEqual(mails.toSorted())
    const onTheWay = async () => {
      const lists = ['waiting', 'sending'].map((state) =>
        app.perennial.ask<{ items: unknown[] }>('GET', `/api/messages?state=${state}`),
      )
      return (await Promise.all(lists)).flatMap(({ items }) => items)
    }
    await expect.poll(onTheWay).toEqual([])
    expect(mailbox.list()).toEqual(mails.toSorted())
  }
})

interface Drawn {
  readonly settings: object
  readonly nodes: readonly { readonly id: string; readonly settings: object; readonly ports?: object }[]
}

type Client = Pick<Analytics, 'track'> | Pick<RudderStack, 'track'>

const at = (minute: string) => new Date(`${minute}:00Z`)

function fill(client: Client, userId: string, cart: string, minute: string): void {
  track(client, userId, 'Product Added', { cart_id: cart, name: 'Honey', price: 8.5, currency: 'EUR' }, minute)
}

function order(client: Client, userId: string, cart: string, minute: string): void {
  track(
    client,
    userId,
    'Order Completed',
    { cart_id: cart, order_id: `of-${cart}`, total: 8.5, currency: 'EUR' },
    minute,
  )
}

function track(client: Client, userId: string, event: string, properties: object, minute: string): void {
  client.track({ userId, event, properties: { ...properties }, timestamp: at(minute) })
}
