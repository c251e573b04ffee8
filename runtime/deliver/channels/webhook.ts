import { Webhook } from 'standardwebhooks'
import type { Dispatcher } from 'undici'
import type { Json } from '../../../shared/customer.ts'
import { limits } from '../../../shared/limits.ts'
import type { Clock } from '../../clock.ts'
import type { Message } from '../../commit/message.ts'
import { TemplateError } from '../mail/templateError.ts'
import type { MailWorker } from '../mail/worker.ts'
import type { DeliveryChannel, SendContext, SendResult } from './channel.ts'
import { createGuard, type GuardOptions, TargetRefused } from './guard.ts'

export interface WebhookOptions {
  /** `whsec_…` */
  readonly secret: string
  readonly guard: GuardOptions
  readonly worker: Pick<MailWorker, 'do'>
  /** The machine's time: receivers refuse a signature of another day, whatever the store's clock says. */
  readonly wall: Pick<Clock, 'now'>
  readonly slots?: number
}

/** Posts JSON to other systems, signed as Standard Webhooks, under the effect's key. */
export function webhookChannel({ secret, guard: options, worker, wall, slots = 20 }: WebhookOptions): DeliveryChannel {
  const guard = createGuard(options)
  const signer = new Webhook(secret)

  const post = async (message: Message, body: string): Promise<SendResult> => {
    const url = new URL(message.address)
    const signedAt = new Date(wall.now())
    const dispatcher = await guard.agentFor(url)
    const { request } = await import('undici')
    const answer = await request(url, {
      dispatcher,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Perennial',
        'idempotency-key': message.key,
        'webhook-id': message.key,
        'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
        'webhook-signature': signer.sign(message.key, signedAt, body),
      },
      body,
      // undici follows no redirect unless it is asked to.
      signal: AbortSignal.timeout(limits.webhookMilliseconds),
    })
    return resultOf(answer, await beginningOf(answer), wall.now())
  }

  return {
    name: 'webhook',
    slots,
    honoursKey: true,
    isReady: () => true,
    async send(message, context) {
      try {
        return await post(message, await bodyOf(message, context, worker))
      } catch (error) {
        return failure(error as Error)
      }
    },
    close: guard.close,
  }
}

/** The node's own template, else the customer, the trigger and the run. */
async function bodyOf(
  message: Message,
  { version, settings }: SendContext,
  worker: Pick<MailWorker, 'do'>,
): Promise<string> {
  const node = version.document.nodes.find(({ id }) => id === message.node)
  const values = message.values as { readonly customer?: Json; readonly trigger?: Json }
  if (node?.kind === 'webhook' && node.settings.body)
    return worker.do('renderJson', {
      template: node.settings.body.join('\n'),
      values: message.values,
      zone: settings.zone,
    })
  const { key, run, customer, workflow, version: number, node: id } = message
  return JSON.stringify({
    customer: values.customer ?? {},
    trigger: values.trigger ?? {},
    run: { id: run, customer: String(customer), workflow, version: number, node: id, key },
  })
}

function resultOf(
  { statusCode: status, headers }: Dispatcher.ResponseData,
  beginning: string,
  now: number,
): SendResult {
  const detail = `HTTP ${status}${beginning && `: ${beginning}`}`
  if (status >= 200 && status < 300) return { outcome: 'sent', detail: `HTTP ${status}` }
  if (status >= 300 && status < 400) return { outcome: 'failed', detail: `HTTP ${status}: redirects are not followed` }
  const comesBack = status >= 500 || status === 408 || status === 425 || status === 429
  if (!comesBack) return { outcome: 'failed', detail }
  const retryAfter = retryAfterOf(headers['retry-after'], now)
  return { outcome: 'retry', detail, ...(retryAfter !== undefined && { retryAfter }) }
}

/** RFC 9110: seconds, or a date. */
function retryAfterOf(header: string | string[] | undefined, now: number): number | undefined {
  const text = String(header ?? '').trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** Reads the answer, so that its connection can be used again, up to the limit; gives its first words for people to read. */
async function beginningOf({ body }: Dispatcher.ResponseData): Promise<string> {
  let beginning = ''
  let read = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (beginning.length < 200) beginning += chunk.toString('utf8', 0, 400)
      read += chunk.length
      if (read > limits.webhookAnswerBytes) break
    }
  } catch {
    // The status has been said; what is missing of the rest changes nothing.
  }
  return beginning.replace(/\s+/g, ' ').trim().slice(0, 200)
}

function failure(error: Error): SendResult {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof TargetRefused) return { outcome: 'failed', detail: `refusedTarget: ${cause.message}` }
    if (cause instanceof TemplateError) return { outcome: 'failed', detail: `templateError: ${cause.message}` }
  }
  if (error.name === 'TimeoutError')
    return { outcome: 'retry', detail: `No answer within ${limits.webhookMilliseconds} ms` }
  return { outcome: 'retry', detail: error.message }
}
