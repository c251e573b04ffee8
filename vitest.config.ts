import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// A test of the page ends in .tsx and gets a DOM; every other test gets none.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'node', environment: 'node', include: ['test/**/*.test.ts'] } },
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
