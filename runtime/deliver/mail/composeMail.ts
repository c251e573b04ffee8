import { createHmac } from 'node:crypto'
import type { Json } from '../../../shared/customer.ts'
import type { Message } from '../../commit/message.ts'
import type { MailLink, StoreSettings } from '../../storage/control.ts'
import type { PublishedVersion } from '../engine.ts'
import type { Secrets } from '../secrets.ts'
import { signToken, signTracked } from '../token.ts'
import { TemplateError } from './templateError.ts'
import type { Tracking } from './trackLinks.ts'
import type { MailWorker } from './worker.ts'

/** A mail as its recipient gets it: what the channel sends, and, untracked so that looking is not counted, what the Outbox shows. */
export interface Mail {
  readonly from: string
  readonly replyTo: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly messageId: string
  /** Headers beside those above, in the order in which they are sent. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** Where its tracked links lead that the version does not hold: they are to be kept before it leaves. */
  readonly links: readonly MailLink[]
}

/** What every mail of a store is made with. `publicUrl` begins its links and has no slash at its end. */
export interface MailFrame {
  readonly worker: Pick<MailWorker, 'do'>
  readonly secrets: Secrets
  readonly publicUrl: string
  /** The store's name in links: `own` or `demo`. */
  readonly store: string
}

export interface Composing {
  readonly version: PublishedVersion
  readonly settings: StoreSettings
  /** Whether the settings' tracking applies: its customer does not refuse it, and it is to leave. */
  readonly tracked: boolean
}

/** Renders a message of the outbox. It depends on the message, its version and the settings alone. Throws TemplateError. */
export async function composeMail(
  message: Message,
  { version, settings, tracked }: Composing,
  frame: MailFrame,
): Promise<Mail> {
  const { worker, secrets, publicUrl, store } = frame
  const compiled = version.compiled.find(({ node }) => node === message.node)
  const node = version.document.nodes.find(({ id }) => id === message.node)
  if (!compiled || node?.kind !== 'email')
    throw new TemplateError(
      `Expected node ${message.node} of ${message.workflow}, version ${message.version}, to be an e-mail, but it is ${node?.kind ?? 'not there'}.`,
    )
  const { address, customer, admitted } = message
  const token = signToken(secrets.links, { address, customer, store, admitted })
  const unsubscribeUrl = `${publicUrl}/u/${token}`
  const { links, ...rendered } = await worker.do('renderMail', {
    html: compiled.html,
    subject: node.settings.subject,
    preheader: node.settings.preheader,
    values: withStore(message.values, settings),
    unsubscribeUrl,
    zone: settings.zone,
    tracking: tracked ? trackingOf(message, settings, frame) : undefined,
  })
  const kept = new Set(compiled.links?.map(({ id }) => id))
  return {
    ...rendered,
    links: links.filter(({ id }) => !kept.has(id)),
    from: settings.sender,
    replyTo: settings.replyTo,
    to: address,
    messageId: messageIdOf(message.key, settings.sender, secrets),
    // RFC 8058: mailbox providers show a button that posts to this address.
    headers:
      message.purpose === 'marketing'
        ? [
            { name: 'List-Unsubscribe', value: `<${unsubscribeUrl}>` },
            { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
          ]
        : [],
  }
}

function trackingOf(message: Message, { tracking }: StoreSettings, { secrets, publicUrl, store }: MailFrame): Tracking {
  return {
    url: `${publicUrl}/t/${signTracked(secrets.tracking, { message: message.key, store })}`,
    ...tracking,
    ownPages: [`${publicUrl}/u/`, `${publicUrl}/t/`],
  }
}

/** What templates may say about the store, under `store`. */
export const storeValues = ({ name, sender, replyTo, postalAddress, zone, currency }: StoreSettings) => ({
  name,
  sender,
  replyTo,
  postalAddress,
  zone,
  currency,
})

function withStore(values: Json, settings: StoreSettings): Json {
  const { store, ...others } = values as { readonly store?: { readonly [name: string]: Json } }
  return { ...others, store: { ...storeValues(settings), ...store } }
}

// The same for every attempt, so that a receiver can tell a repeat; not the key itself, which counts a store's customers.
function messageIdOf(key: string, sender: string, { messageIds }: Secrets): string {
  const domain = /@([^\s>]+)/.exec(sender)?.[1] ?? 'localhost'
  return `<${createHmac('sha256', messageIds).update(key).digest('hex').slice(0, 32)}@${domain}>`
}
