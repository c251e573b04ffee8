import { z } from 'zod'
import { Path } from '../predicate/schema.ts'
import { defineNode, onePort } from './define.ts'

/** Trigger: another system asks for it over the API, for one customer and with properties that the run reads as `trigger.…`. */
export const request = defineNode({
  kind: 'request',
  group: 'trigger',
  icon: 'hand',
  settings: z.strictObject({
    properties: z.array(Path).max(50).optional().describe('Names of the properties that whoever asks is to give'),
  }),
  defaults: () => ({}),
  ports: () => onePort,
  rests: () => false,
  carries: ({ properties = [] }) => properties,
})
