import { z } from 'zod'
import { Slug } from '../segment.ts'
import { defineNode, onePort, Title } from './define.ts'

/**
 * Trigger: the customer's run of another workflow has ended of its own accord: at its end, by an exit, or with its goal. One that was
 * stopped, replaced, moved out or failed has not. The new run reads what began the other as `trigger.…`.
 */
export const workflow = defineNode({
  kind: 'workflow',
  group: 'trigger',
  icon: 'workflow',
  settings: z.strictObject({
    workflow: Slug,
    how: z.enum(['any', 'end', 'exit', 'goal']),
    reason: Title.optional().describe('The exit that it left by: the reason of an exit, or the title of an exit rule'),
  }),
  defaults: () => ({ workflow: '', how: 'any' }),
  ports: () => onePort,
  rests: () => false,
  carries: () => [],
  workflows: ({ workflow }) => [{ path: '/workflow', workflow, does: 'follows' }],
})
