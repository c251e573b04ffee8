import { z } from 'zod'
import { Slug } from '../segment.ts'
import { defineNode, onePort, Title } from './define.ts'

/**
 * Flow: ends the customer's active runs of another workflow. What they have asked for and what has not begun is cancelled, as when they leave
 * by themselves (rule 15).
 */
export const stop = defineNode({
  kind: 'stop',
  group: 'flow',
  icon: 'octagon-x',
  settings: z.strictObject({
    workflow: Slug,
    sameKey: z.literal(true).optional().describe("Only runs with this run's key, such as the same cart"),
    reason: Title.optional().describe('Why, for the trail of the runs that end'),
  }),
  defaults: () => ({ workflow: '' }),
  ports: () => onePort,
  rests: () => false,
  workflows: ({ workflow }) => [{ path: '/workflow', workflow, does: 'stops' }],
})
