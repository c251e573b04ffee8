import { once } from 'node:events'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A mail as it arrived: to whom the envelope went, and what a mail program reads. */
export interface Mail {
  readonly to: readonly string[]
  readonly from: string
  readonly subject: string
  readonly email: Email
  /** A header by its name, in any case. */
  header(name: string): string | undefined
}

/** A mail server that accepts everything and keeps it. */
export interface Mailbox {
  /** For PERENNIAL_SMTP_URL. */
  readonly url: string
  /** In the order of arrival. */
  mails(): readonly Mail[]
  /** `recipient: subject`, sorted: a set of mails in a form that can be compared. */
  list(): readonly string[]
  close(): Promise<void>
}

export interface MailboxOptions {
  /** Milliseconds from having a mail to saying so. */
  answersAfter?(): number
  /** Told of each mail that its sender has begun, that it is here, and that this was said. */
  reached?(point: 'begun' | 'received' | 'answered'): void
}

export async function openMailbox({ answersAfter, reached }: MailboxOptions = {}): Promise<Mailbox> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo(_address, _session, done) {
      reached?.('begun')
      done()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', done)
      stream.on('end', () => {
        PostalMime.parse(Buffer.concat(chunks)).then((email) => {
          mails.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
            subject: email.subject ?? '',
            email,
            header: (name) => email.headers.find(({ key }) => key === name.toLowerCase())?.value,
          })
          reached?.('received')
          const answer = () => {
            done()
            reached?.('answered')
          }
          if (answersAfter) setTimeout(answer, answersAfter())
          else answer()
        }, done)
      })
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  // A client that is killed breaks its connection, which is no failure of the mail server.
  server.on('error', () => {})
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails: () => mails,
    list: () => mails.map(({ to, subject }) => `${to.join(', ')}: ${subject}`).sort(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
