import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const inMemory = '/dev/shm'

/** No test pulls the plug, so their stores lie in memory where it has room, and need not wait for a disk that others use. */
function folderOfTests(): string {
  if (!existsSync(inMemory)) return tmpdir()
  const { bavail, bsize } = statfsSync(inMemory)
  return bavail * bsize > 8e9 ? inMemory : tmpdir()
}

// A test of the page ends in .tsx and gets a DOM; every other test gets none.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { TMPDIR: folderOfTests() },
    projects: [
      // Files share a worker: loading the runtime anew for each would take as long as many of them.
      { extends: true, test: { name: 'node', environment: 'node', isolate: false, include: ['test/**/*.test.ts'] } },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: 'page',
          environment: 'jsdom',
          include: ['test/**/*.test.tsx'],
          setupFiles: ['test/support/dom.ts'],
          css: false,
        },
      },
    ],
  },
})
