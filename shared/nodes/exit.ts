import { z } from 'zod'
import { defineNode, Title } from './define.ts'

/** Exit: the run ends here, with a reason for the trail. */
export const exit = defineNode({
  kind: 'exit',
  group: 'exit',
  icon: 'log-out',
  settings: z.strictObject({ reason: Title }),
  defaults: () => ({ reason: 'Done' }),
  ports: () => [],
  rests: () => false,
})
