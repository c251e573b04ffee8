import { z } from 'zod'
import { limits } from '../limits.ts'
import { defineNode } from './define.ts'

/**
 * Flow: the end of a loop. A run that comes here goes round again by `again`, so many times, and then on by `done`; the count begins anew
 * when it has gone on. The loop must pass a rest (rule 12).
 */
export const repeat = defineNode({
  kind: 'repeat',
  group: 'flow',
  icon: 'repeat',
  settings: z.strictObject({ times: z.int().min(1).max(limits.repeats) }),
  defaults: () => ({ times: 2 }),
  ports: () => [{ id: 'again' }, { id: 'done' }],
  rests: () => false,
})
