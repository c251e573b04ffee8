import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const candidates = () => [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
]

/** Where a Chromium is, or nothing. */
export const chromiumPath = candidates().find((path) => path !== undefined && path !== '' && existsSync(path))

const advice =
  'no Chromium was found. Install one (apt-get install -y --no-install-recommends chromium) or name it in CHROMIUM_PATH.'

/** Whether the tests of a file that needs a browser are to be skipped; says so in one line, or fails if one was required. */
export function isWithoutBrowser(): boolean {
  if (chromiumPath !== undefined) return false
  if (process.env.REQUIRE_BROWSER === '1') throw new Error(`REQUIRE_BROWSER=1, but ${advice}`)
  process.stderr.write(`\nBrowser tests are skipped: ${advice}\n`)
  return true
}

export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(`A browser was asked for, but ${advice}`)
  return chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A page of a test lives for seconds: optimising its code takes longer than it saves.
      '--js-flags=--no-opt --no-maglev',
    ],
  })
}
