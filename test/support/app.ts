import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { SettingName } from '../../runtime/config.ts'
import { openBrowser } from './browser.ts'
import { build } from './built.ts'
import { type Perennial, startPerennial } from './perennial.ts'

/** The built editor, the real process that serves it, and a browser to look at it. */
export interface App {
  readonly perennial: Perennial
  /** A new window with an empty profile. What its console complains about is kept in `complaints`. */
  open(path: string, looks?: Looks): Promise<Page>
  /** Errors and warnings of the console, uncaught errors and refused requests of every page, each with its address. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** Milliseconds that a page may take to answer: no promise of speed, for other tests share the machine. */
export const patience = 60_000

export interface Looks {
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'light' | 'dark'
}

export async function openApp(settings: Partial<Record<SettingName, string>> = {}): Promise<App> {
  build('editor')
  const perennial = await startPerennial(settings)
  let browser: Browser
  try {
    browser = await openBrowser()
  } catch (error) {
    await perennial.stop()
    throw error
  }
  const complaints: string[] = []
  return {
    perennial,
    complaints,
    async open(path, { width = 1440, height = 900, scheme = 'light' } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        locale: 'en-GB',
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
        acceptDownloads: true,
      })
      const page = await context.newPage()
      page.setDefaultTimeout(patience)
      const complain = (text: string) => complaints.push(`${page.url()}: ${text}`)
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complain(message.text())
      })
      page.on('pageerror', (error) => complain(error.stack ?? error.message))
      await page.goto(new URL(path, perennial.url).href)
      return page
    },
    async close() {
      await browser.close()
      await perennial.stop()
    },
  }
}

/** A picture of a page in the folder that SCREENSHOTS names, for somebody to look at; nothing without it. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
