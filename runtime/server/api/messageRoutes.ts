import type { Handlers } from '../bind.ts'
import { previewMail } from '../previewMail.ts'
import { renderMessage, summaryOf } from '../renderMessage.ts'
import { changed, found } from './changed.ts'

/** The outbox. */
export const messageRoutes = {
  previewMail: ({ store, body }) => previewMail(store, body),

  async listMessages({ store, query }) {
    const { items, next } = await store.pages.messages(query)
    return { items: await Promise.all(items.map((line) => summaryOf(store, line))), next }
  },

  async readMessage({ store, params }) {
    return renderMessage(store, found(await store.pages.message(params.message), 'message', params.message))
  },

  async retryMessage({ store, params, body }) {
    return changed(
      await store.control({ do: 'retryMessage', key: params.message, choice: body.choice }),
      params.message,
    )
  },
} satisfies Partial<Handlers>
