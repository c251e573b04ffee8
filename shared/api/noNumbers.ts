import type { NodeNumbers } from './models/stats.ts'

/** Of a node to which nobody came yet. Apart from its schema, which who only reads the store need not load. */
export const noNumbers = (): NodeNumbers => ({
  entered: 0,
  waiting: 0,
  planned: 0,
  ports: {},
  sent: 0,
  queued: 0,
  failed: 0,
  skipped: 0,
  opened: 0,
  clicked: 0,
  bounced: 0,
  complained: 0,
  ended: 0,
})
