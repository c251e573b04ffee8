import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const inMemory = '/dev/shm'

/** No test pulls the plug, so their stores lie in memory where it has room, and need not wait for a disk that others use. */
function folderOfTests(): string {
  if (!existsSync(inMemory)) return tmpdir()
  const { bavail, bsize } = statfsSync(inMemory)
  return bavail * bsize > 8e9 ? inMemory : tmpdir()
}

/** A server in a test's own process starts the threads that people's servers start: built, they load in a quarter of the time. */
const builtThreads: Plugin = {
  name: 'built threads',
  enforce: 'pre',
  transform(code, file) {
    if (!file.includes('/runtime/') || !code.includes('import.meta.url')) return undefined
    const dist = new URL('./runtime/dist/', import.meta.url).href
    const built = code.replace(
      /new URL\('[./\w]*?(\w+Thread|compileCache)\.ts', import\.meta\.url\)/g,
      `new URL('${dist}$1.js')`,
    )
    return { code: built, map: null }
  },
}

/**
 * A browser uses a core and a half: its tests come apart, each with an even share of the others behind it, and seldom meet. What takes long
 * though its file is short comes early, so that at the end no core waits for another: the pages, and what starts servers.
 */
class BrowsersApart extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const kindOf = ({ moduleId, project }: TestSpecification) => {
      if (moduleId.includes('/test/e2e/')) return 'browser'
      if (project.name === 'page') return 'page'
      return /\/(server|cli|crash|simulation)\//.test(moduleId) ? 'server' : 'other'
    }
    const { browser = [], server = [], other = [], page = [] } = Object.groupBy(sorted, kindOf)
    const behind = [...server, ...other]
    const shareOf = (index: number) => behind.filter((_, at) => at % browser.length === index)
    const apart = browser.length > 0 ? browser.flatMap((file, index) => [file, ...shareOf(index)]) : behind
    return [...page, ...apart]
  }
}

// A test of the page ends in .tsx and gets a DOM; every other test gets none.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 3,
    sequence: { sequencer: BrowsersApart },
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // What is waited for may take its time on a busy machine.
    expect: { poll: { timeout: 60_000 } },
    env: { TMPDIR: folderOfTests() },
    // Files share a worker: loading the runtime or the page anew for each would take as long as many of them.
    projects: [
      {
        extends: true,
        plugins: [builtThreads],
        test: {
          name: 'node',
          environment: 'node',
          isolate: false,
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/support/buildRuntime.ts'],
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: 'page',
          environment: 'jsdom',
          isolate: false,
          include: ['test/**/*.test.tsx'],
          setupFiles: ['test/support/dom.ts'],
          css: false,
        },
      },
    ],
  },
})
