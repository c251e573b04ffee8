import { z } from 'zod'
import { Changed } from './models/changed.ts'
import { MessageDetail, MessageState, MessageSummary } from './models/message.ts'
import { AnyQuery, listOf, PageQuery } from './models/reading.ts'
import { type Route, route } from './route.ts'

/** The outbox. */
export const messageRoutes = {
  listMessages: route({
    method: 'GET',
    path: '/api/messages',
    tag: 'Messages',
    summary: 'The outbox, newest first',
    query: PageQuery.extend({
      state: MessageState.optional(),
      channel: z.enum(['email', 'webhook']).optional(),
      workflow: z.string().optional(),
      customer: z.string().optional(),
      query: z.string().max(200).optional(),
    }),
    response: listOf(MessageSummary),
  }),
  readMessage: route({
    method: 'GET',
    path: '/api/messages/{message}',
    tag: 'Messages',
    summary: 'One message as its recipient sees it',
    query: AnyQuery,
    response: MessageDetail,
  }),
  retryMessage: route({
    method: 'POST',
    path: '/api/messages/{message}/retry',
    tag: 'Messages',
    summary: 'Send a failed or uncertain message again, or drop it',
    body: z.strictObject({ choice: z.enum(['send', 'drop']) }),
    response: Changed,
  }),
} satisfies Record<string, Route>
