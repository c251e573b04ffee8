import type { Readable } from 'node:stream'
import type { StoreSettings } from '../../storage/control.ts'
import type { DkimKey } from '../dkimKey.ts'
import { composeMail, type Mail, type MailFrame } from '../mail/composeMail.ts'
import { TemplateError } from '../mail/templateError.ts'
import type { DeliveryChannel, SendResult } from './channel.ts'
import { type SmtpError, smtpResult } from './smtpResult.ts'

export interface EmailOptions {
  /** `smtp://user:password@host:port`, or `smtps:`. */
  readonly url: string
  /** A store whose clock is `data` sends nothing beyond this machine. */
  readonly clockKind: 'wall' | 'data'
  readonly connections?: number
  readonly frame: MailFrame
  /** Asked anew for each mail, so that a key set or removed holds at once. */
  readonly dkimKey?: Pick<DkimKey, 'privateKey'>
}

const seconds = 1000

/**
 * Sends mails over a pool of SMTP connections. `undefined` when the store may not send to that server: then there is no such channel, and
 * messages wait in the outbox.
 */
export function emailChannel({
  url,
  clockKind,
  connections = 5,
  frame,
  dkimKey,
}: EmailOptions): DeliveryChannel | undefined {
  const server = serverOf(url)
  if (clockKind === 'data' && !isLoopback(server.hostname)) return undefined
  let pool: ReturnType<typeof pooledTransport> | undefined
  const opened = () => {
    pool ??= pooledTransport(url, connections)
    return pool
  }

  const post = async (mail: Mail, { dkim }: StoreSettings): Promise<SendResult> => {
    const privateKey = signsMail({ dkim }) ? dkimKey?.privateKey() : undefined
    const { transport, hasBegun } = await opened()
    const begun = hasBegun(mail.messageId)
    try {
      const { response } = await transport.sendMail({
        from: mail.from,
        ...(mail.replyTo && { replyTo: mail.replyTo }),
        // As an object it is one address, whatever signs it holds.
        to: { name: '', address: mail.to },
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        messageId: mail.messageId,
        ...(privateKey && {
          dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey, headerFieldNames: signedHeaders },
        }),
        headers: mail.headers.map(({ name, value }) => ({ key: name, value: { prepared: true, value } })),
      })
      return { outcome: 'sent', detail: response }
    } catch (error) {
      return smtpResult(error as SmtpError, begun())
    } finally {
      begun.forget()
    }
  }

  return {
    name: 'email',
    slots: connections,
    honoursKey: false,
    isReady: ({ sender }: StoreSettings) => sender.includes('@'),
    async send(message, context) {
      if (!isAddress(message.address))
        return { outcome: 'failed', detail: `Not an e-mail address: ${message.address}`, permanent: true }
      const { version, settings, refusesTracking, keepLinks } = context
      let mail: Mail
      try {
        mail = await composeMail(message, { version, settings, tracked: !refusesTracking }, frame)
      } catch (error) {
        if (error instanceof TemplateError) return { outcome: 'failed', detail: `templateError: ${error.message}` }
        throw error
      }
      if (mail.links.length > 0) await keepLinks(mail.links)
      return post(mail, settings)
    },
    close: async () => (await pool)?.transport.close(),
  }
}

/** Whether the settings say where receivers find the key that mails are signed with. */
export const signsMail = ({ dkim }: Pick<StoreSettings, 'dkim'>): boolean => dkim.domain !== '' && dkim.selector !== ''

// Those of RFC 6376 that our mails have, and both of RFC 8058: one-click counts only where the signature covers it, which
// nodemailer's own list does not.
const signedHeaders =
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post'

function serverOf(url: string): URL {
  const server = URL.canParse(url) ? new URL(url) : undefined
  if (server?.hostname && (server.protocol === 'smtp:' || server.protocol === 'smtps:')) return server
  // The address may hold a password, so it is not repeated.
  throw new Error(
    'Expected PERENNIAL_SMTP_URL to be like smtp://user:password@host:587 or smtps://…:465. Change it, or unset it.',
  )
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)

const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/.test(text)

/** Loaded with the first mail: a restart need not wait for it. */
async function pooledTransport(url: string, connections: number) {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // A connection that the server dropped while it was idle is replaced once; nodemailer does so only while nothing of the mail has left.
    maxRequeues: 1,
    connectionTimeout: 20 * seconds,
    greetingTimeout: 20 * seconds,
    socketTimeout: 60 * seconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  // The pool reads a mail's stream when the server has said that it may come, and tells nobody: the stream itself knows.
  const streams = new Map<string, Readable>()
  transport.use('stream', (mail, done) => {
    const create = mail.message.createReadStream.bind(mail.message)
    mail.message.createReadStream = (options) => {
      const stream = create(options)
      streams.set(mail.message.messageId(), stream)
      return stream
    }
    done()
  })
  const hasBegun = (messageId: string) =>
    Object.assign(() => streams.get(messageId)?.readableDidRead ?? false, { forget: () => streams.delete(messageId) })
  return { transport, hasBegun }
}
