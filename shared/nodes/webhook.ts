import { z } from 'zod'
import { limits } from '../limits.ts'
import { defineNode, Lines, onePort } from './define.ts'

/**
 * Message: an HTTP POST to another system, signed as Standard Webhooks, carrying the effect's key as `webhook-id` and
 * `Idempotency-Key` (rule 24). With `answer: 'wait'` the run rests until the delivery's outcome is known.
 */
export const webhook = defineNode({
  kind: 'webhook',
  group: 'message',
  icon: 'webhook',
  settings: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2000),
    body: Lines(limits.eventBytes)
      .optional()
      .describe('JSON with Liquid. Absent: the customer, the trigger and the run'),
    answer: z.enum(['goOn', 'wait']),
  }),
  defaults: () => ({ url: '', answer: 'goOn' }),
  ports: (settings) => (settings.answer === 'wait' ? [{ id: 'delivered' }, { id: 'failed' }] : onePort),
  rests: (settings) => settings.answer === 'wait',
  templates: (settings) => (settings.body ? [{ path: '/body', text: settings.body.join('\n') }] : []),
})
