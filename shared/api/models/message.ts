import { z } from 'zod'

/** What has become of a message so far. */
export const MessageState = z
  .enum(['waiting', 'sending', 'sent', 'failed', 'uncertain', 'cancelled'])
  .meta({ id: 'MessageState' })

/** A message in a list. */
export const MessageSummary = z
  .object({
    key: z.string(),
    channel: z.enum(['email', 'webhook']),
    purpose: z.enum(['marketing', 'transactional']),
    address: z.string(),
    subject: z.string().describe('Empty for a webhook'),
    customer: z.string(),
    customerName: z.string(),
    workflow: z.string(),
    workflowTitle: z.string(),
    run: z.string(),
    state: MessageState,
    admittedAt: z.string(),
    stateAt: z.string().nullable(),
    detail: z.string(),
    attempts: z.int(),
  })
  .meta({ id: 'MessageSummary' })

/** A message as its recipient gets it, and what became of it. */
export const MessageDetail = z
  .object({
    message: MessageSummary,
    html: z.string(),
    text: z.string(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    attempts: z.array(z.object({ attempt: z.int(), at: z.string(), detail: z.string() })),
    responses: z
      .array(
        z.object({
          what: z.enum(['opened', 'clicked', 'bounced', 'complained']),
          at: z.string(),
          url: z.string().nullable().describe('The link that was clicked'),
          machine: z.boolean().describe('A scanner or a prefetch, and not a person'),
        }),
      )
      .describe('What came back of it, oldest first, at most 100 of a kind'),
  })
  .meta({ id: 'MessageDetail' })
