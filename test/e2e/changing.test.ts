// Changing a live workflow as a marketer does it: who is inside, where they go, a pause and its end, and back to an older version.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, openApp, picture } from '../support/app.ts'
import { isWithoutBrowser } from '../support/browser.ts'
import { draw } from '../support/trial.ts'

const series = (nodes: Parameters<typeof draw>[0]['nodes']) => ({
  ...draw({
    id: 'series',
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart Updated' }, ports: { next: 'delay-2' } },
      ...nodes,
    },
  }),
  title: 'After a cart',
})
const three = series({
  'delay-2': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'delay-3' } },
  'delay-3': { kind: 'delay', settings: { for: 'P3D' } },
})
const two = series({ 'delay-2': { kind: 'delay', settings: { for: 'P2D' } } })

describe.skipIf(isWithoutBrowser())('changing a live workflow', () => {
  let app: App
  beforeAll(async () => {
    app = await openApp({ PERENNIAL_CLOCK: 'data' })
    const { ask } = app.perennial
    await ask('POST', '/api/workflows', { document: three })
    await ask('POST', '/api/workflows/series/publish', { revision: 1 })
    const say = (userId: string, day: number) =>
      ask('POST', '/api/load', {
        live: true,
        items: [{ type: 'track', event: 'Cart Updated', userId, timestamp: `2026-03-0${day}T10:00:00Z` }],
      })
    for (const [userId, day] of [
      ['ada', 2],
      ['bob', 3],
      ['cleo', 3],
    ] as const)
      await say(userId, day)
    await ask('PUT', '/api/workflows/series', two, { 'if-match': '"1"' })
    page = await app.open('/workflows')
  })
  afterAll(() => app?.close())

  let page: Page
  const open = async (workflow = 'series') => {
    await page.goto(`${app.perennial.url}/workflows/${workflow}`)
    await page.getByRole('region', { name: 'Canvas' }).waitFor()
  }
  const menu = async (item: string) => {
    await page.getByRole('button', { name: 'More', exact: true }).first().click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }

  test('publishing shows who is inside, and waits for a word about those whose step is gone', async () => {
    await open()
    await page.getByRole('button', { name: 'Publish version 2' }).click()
    const dialog = page.getByRole('dialog', { name: 'Publish version 2' })
    await dialog.getByText('3 people are inside').waitFor()
    await dialog.getByText('Gone: Wait 3 days').waitFor()
    const publish = dialog.getByRole('button', { name: 'Publish version 2' })
    expect(await publish.isDisabled()).toBe(true)
    await picture(page, 'publish-stay')
    await dialog.getByRole('radio', { name: 'They come to version 2' }).click()
    await dialog.getByRole('combobox', { name: 'Where people at Wait 3 days go' }).click()
    await page.getByRole('option', { name: 'Leave the workflow' }).click()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('No longer offered')
    await dialog.getByText('2 come to version 2, 1 leave').waitFor()
    await picture(page, 'publish-move')
    await publish.click()
    await dialog.waitFor({ state: 'hidden' })
    const { active } = await app.perennial.ask<{ active: number }>('GET', '/api/workflows/series/stats')
    expect(active).toBe(2)
  })

  test('a pause says how many it stops, and its end asks about those whose time came', async () => {
    await open()
    await menu('Pause')
    const pause = page.getByRole('dialog', { name: 'Pause this workflow?' })
    await pause.getByText(/2 people are inside/).waitFor()
    await picture(page, 'pause')
    await page.keyboard.press('Escape')
    await pause.waitFor({ state: 'hidden' })
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'More')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Pause', exact: true }).click()
    await pause.getByRole('button', { name: 'Pause' }).click()
    await pause.waitFor({ state: 'hidden' })
    await app.perennial.ask('POST', '/api/clock', { advance: 'P5D' })
    await menu('Resume')
    const resume = page.getByRole('dialog', { name: 'Resume this workflow?' })
    await resume.getByText('For 2 people the time came meanwhile').waitFor()
    await resume.getByRole('radio', { name: 'They wait as much longer as the pause was' }).click()
    await picture(page, 'resume')
    await resume.getByRole('button', { name: 'Resume' }).click()
    await resume.waitFor({ state: 'hidden' })
    const { active } = await app.perennial.ask<{ active: number }>('GET', '/api/workflows/series/stats')
    expect(active).toBe(2)
  })

  test('many people are let in by hand, once it is chosen whom and their number stands on the button', async () => {
    const { ask } = app.perennial
    const asked = draw({
      id: 'thanks',
      nodes: {
        'request-1': { kind: 'request', settings: {}, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
      },
    })
    await ask('POST', '/api/workflows', { document: asked })
    await ask('POST', '/api/workflows/thanks/publish', { revision: 1 })
    await open('thanks')
    await menu('Start for people…')
    const dialog = page.getByRole('dialog', { name: 'Start for people' })
    await dialog.getByText('3 of 3 customers').waitFor()
    await dialog.getByRole('combobox', { name: 'For whom' }).click()
    await page.getByRole('option', { name: 'Whoever fits a condition' }).click()
    await dialog.getByText('of 3 customers match now').waitFor()
    expect(await dialog.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true)
    await picture(page, 'start-nobody')
    await dialog.getByRole('combobox', { name: 'For whom' }).click()
    await page.getByRole('option', { name: 'Everyone' }).click()
    await dialog.getByRole('button', { name: 'Start for 3 people' }).click()
    await page.getByText('Starting for 3 people').waitFor()
    const active = async () => (await ask<{ active: number }>('GET', '/api/workflows/thanks/stats')).active
    await expect.poll(active).toBe(3)
  })

  test('who starts a workflow by hand gives what it asks for: for many people, and for one on their page', async () => {
    const { ask } = app.perennial
    const asked = draw({
      id: 'parcel',
      settings: { key: 'order_id', reentry: { rule: 'once' } },
      nodes: {
        'request-1': { kind: 'request', settings: { properties: ['order_id', 'days'] }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
      },
    })
    await ask('POST', '/api/workflows', { document: { ...asked, title: 'Late parcel' } })
    await ask('POST', '/api/workflows/parcel/publish', { revision: 1 })
    const active = async () => (await ask<{ active: number }>('GET', '/api/workflows/parcel/stats')).active
    const look = async (name: string) => {
      for (const [width, height, scheme] of [
        [390, 844, 'light'],
        [390, 844, 'dark'],
        [1440, 900, 'dark'],
        [1440, 900, 'light'],
      ] as const) {
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme: scheme })
        await picture(page, `${name}-${width}-${scheme}`)
      }
    }
    await open('parcel')
    await menu('Start for people…')
    const many = page.getByRole('dialog', { name: 'Start for people' })
    await many.getByText('Give order_id to see for how many people.').waitFor()
    await look('start-parcel-empty')
    await many.getByLabel('order_id', { exact: false }).first().fill('o-1')
    await many.getByRole('button', { name: 'Start for 3 people' }).waitFor()
    await look('start-parcel')
    await many.getByRole('button', { name: 'Start for 3 people' }).click()
    await expect.poll(active).toBe(3)

    const [{ id }] = (await ask<{ items: [{ id: string }] }>('GET', '/api/customers')).items
    await page.goto(`${app.perennial.url}/customers/${id}`)
    await page.getByRole('button', { name: 'Start a workflow…' }).waitFor()
    await look('start-customer')
    await page.getByRole('button', { name: 'Start a workflow…' }).click()
    const one = page.getByRole('dialog')
    await one.getByRole('combobox', { name: 'Workflow' }).click()
    await page.getByRole('option', { name: 'Late parcel' }).click()
    await one.getByLabel('order_id', { exact: false }).first().fill('o-2')
    await look('start-one')
    await one.getByRole('button', { name: 'Start it' }).click()
    await one.waitFor({ state: 'hidden' })
    await expect.poll(active).toBe(4)
  })

  test('versions say what they changed, and one goes back to an older one', async () => {
    await open()
    await menu('Versions')
    const versions = page.getByRole('dialog', { name: 'Versions' })
    await versions.getByText('Changed: Wait 1 day → Wait 2 days').waitFor()
    await picture(page, 'versions')
    await versions.getByRole('button', { name: 'Go back to it' }).click()
    const back = page.getByRole('dialog', { name: 'Go back to version 1' })
    await back.getByText('New: Wait 3 days').waitFor()
    await picture(page, 'roll-back')
    await back.getByRole('button', { name: 'Publish version 3' }).click()
    await back.waitFor({ state: 'hidden' })
    const { version } = await app.perennial.ask<{ version: number }>('GET', '/api/workflows/series')
    expect(version).toBe(3)
    for (const [width, scheme] of [
      [390, 'light'],
      [1440, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
      await page.emulateMedia({ colorScheme: scheme })
      await menu('Versions')
      await versions.getByRole('heading', { name: 'Version 3' }).waitFor()
      await picture(page, `versions-${width}-${scheme}`)
      await page.keyboard.press('Escape')
      await versions.waitFor({ state: 'hidden' })
    }
  })

  test('who stayed on an older version comes to the present one later', async () => {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
    await open()
    await menu('Versions')
    const versions = page.getByRole('dialog', { name: 'Versions' })
    await versions.getByText('2 people are inside on older versions.').waitFor()
    await picture(page, 'versions-older')
    await versions.getByRole('button', { name: 'Move them to version 3…' }).click()
    const move = page.getByRole('dialog', { name: 'Move people to version 3' })
    await move.getByText('2 come to version 3').waitFor()
    for (const [width, scheme] of [
      [390, 'light'],
      [390, 'dark'],
      [1440, 'dark'],
      [1440, 'light'],
    ] as const) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
      await page.emulateMedia({ colorScheme: scheme })
      await picture(page, `move-${width}-${scheme}`)
    }
    await move.getByRole('button', { name: 'Move 2 people to version 3' }).click()
    await page.getByText('2 people come to version 3').waitFor()
    const active = async () => {
      const { items } = await app.perennial.ask<{ items: { active: number }[] }>(
        'GET',
        '/api/workflows/series/versions',
      )
      return items.map((version) => version.active)
    }
    await expect.poll(active).toEqual([2, 0, 0])
    expect(app.complaints).toEqual([])
  })
})
