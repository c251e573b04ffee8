// A file that a colleague sent: dropped, looked at, changed by two at once, and kept from being published while it is wrong.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type App, openApp, picture } from '../support/app.ts'
import { isWithoutBrowser } from '../support/browser.ts'
import { type Hand, handOn } from '../support/hand.ts'

const file = readFileSync(join(import.meta.dirname, '..', '..', 'examples', 'win-back', 'workflow.json'), 'utf8')

describe.skipIf(isWithoutBrowser())('a workflow that comes as a file', () => {
  let app: App
  let page: Page
  let hand: Hand

  beforeAll(async () => {
    app = await openApp()
    page = await app.open('/workflows')
    hand = handOn(page)
  })

  afterAll(() => app?.close())

  // Each chapter begins where the one before ended.
  let failed = false
  beforeEach(({ skip }) => skip(failed, 'the chapter before failed'))
  afterEach(async ({ task }) => {
    failed ||= task.result?.state === 'fail'
    if (failed) await picture(page, 'file-failed')
  })

  test('is shown when it is dropped, and changes nothing before one says so', async () => {
    await drop(file)
    const dialog = page.getByRole('dialog', { name: 'Win-back' })
    await dialog.getByText('It becomes a new draft. Nothing is published.').waitFor()
    await dialog.getByText('Segments that the file brings').waitFor()
    await picture(page, 'file-import')
    expect(await listed()).toEqual([])
    await dialog.getByRole('button', { name: 'Import' }).click()
    await hand.step('Joins At risk').waitFor()
    expect(await listed()).toEqual(['win-back'])

    await page.getByRole('navigation').getByRole('link', { name: 'Workflows' }).click()
    await page.getByRole('row').filter({ hasText: 'Win-back' }).waitFor()
    await drop(file)
    await dialog.getByText('its draft is the same as the file').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  test('is refused with its reasons when it is none', async () => {
    await drop('{ "format": 1, "nodes": [')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('This file is no workflow that can be imported').waitFor()
    await picture(page, 'file-refused')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await listed()).toEqual(['win-back'])
  })

  test('is renamed, and each edit can be undone and done again by its name', async () => {
    await page.getByRole('row').filter({ hasText: 'Win-back' }).getByRole('link').first().click()
    await hand.step('Joins At risk').waitFor()
    await page.getByRole('heading', { level: 1 }).getByRole('button').click()
    await page.getByRole('textbox', { name: 'Rename the workflow' }).fill('Come back to us')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Undo: rename the workflow' }).click()
    await page.getByRole('heading', { name: 'Win-back' }).waitFor()
    await page.getByRole('button', { name: 'Redo: rename the workflow' }).click()
    await page.getByRole('heading', { name: 'Come back to us' }).waitFor()

    await hand.step('Wait 7 days').click()
    await hand.fill('For', '9')
    await hand.step('Wait 9 days').waitFor()
    await page.getByRole('button', { name: 'Undo: change Wait 7 days' }).click()
    await hand.step('Wait 7 days').waitFor()
    await page.getByRole('button', { name: 'Redo: change Wait 7 days' }).click()
    await hand.step('Wait 9 days').waitFor()
    await hand.saved()
    expect(await draft()).toMatchObject({ title: 'Come back to us' })
  })

  test('shows both when somebody else saved meanwhile, and keeps the one that is chosen', async () => {
    await saveElsewhere('Somebody else was here')
    await hand.fill('For', '8')
    const dialog = page.getByRole('dialog', { name: 'Somebody else saved this workflow' })
    await dialog.getByText('Somebody else was here').waitFor()
    await dialog.getByText('Come back to us').waitFor()
    await picture(page, 'file-conflict')
    await dialog.getByRole('button', { name: 'Keep mine' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await hand.saved()
    expect(await draft()).toMatchObject({ title: 'Come back to us' })

    await saveElsewhere('Theirs is better')
    await hand.fill('For', '6')
    await dialog.getByRole('button', { name: 'Take theirs' }).click()
    await page.getByRole('heading', { name: 'Theirs is better' }).waitFor()
    await hand.step('Wait 8 days').waitFor()
  })

  test('is not published while something is wrong, and each problem leads to its step', async () => {
    await hand.step('The bag must be empty by now').click()
    await hand.fill('Subject', '')
    await hand.saved()
    await page.getByRole('button', { name: 'Publish version 1' }).click()
    const dialog = page.getByRole('dialog', { name: 'Publish version 1' })
    await dialog.getByText('1 error keeps it from being published').waitFor()
    expect(await dialog.getByRole('button', { name: 'Publish version 1' }).isDisabled()).toBe(true)
    await picture(page, 'file-problems')
    await dialog.getByRole('button', { name: 'The subject is empty' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await hand.details.getByRole('heading', { name: 'E-mail' }).waitFor()
    expect(await hand.details.getByLabel('Subject', { exact: true }).inputValue()).toBe('')

    await hand.fill('Subject', 'We miss you')
    await hand.saved()
    await page.getByRole('button', { name: 'Publish version 1' }).click()
    await dialog.getByRole('button', { name: 'Publish version 1' }).click()
    await page.getByText('Version 1 is published').waitFor()
    // A browser notes each refused request: here, the two drafts that were stale.
    expect(app.complaints).toEqual(Array(2).fill(expect.stringContaining('status of 412')))
  })

  /** Holds a file over the page, which a desktop says again until the page answers, and lets go of it. */
  async function drop(text: string): Promise<void> {
    const dataTransfer = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content], 'workflow.json', { type: 'application/json' }))
      return transfer
    }, text)
    const invitation = page.getByText('Drop workflow files to import them')
    await expect
      .poll(async () => {
        await page.dispatchEvent('main', 'dragover', { dataTransfer })
        return invitation.isVisible()
      })
      .toBe(true)
    await page.dispatchEvent('main', 'drop', { dataTransfer })
  }

  const listed = async () =>
    (await app.perennial.ask<{ items: { id: string }[] }>('GET', '/api/workflows')).items.map(({ id }) => id)

  const read = () =>
    app.perennial.ask<{ revision: number; document: Record<string, unknown> }>('GET', '/api/workflows/win-back')

  const draft = async () => (await read()).document

  async function saveElsewhere(title: string): Promise<void> {
    await hand.saved()
    const { document, revision } = await read()
    await app.perennial.ask('PUT', '/api/workflows/win-back', { ...document, title }, { 'if-match': `"${revision}"` })
  }
})
