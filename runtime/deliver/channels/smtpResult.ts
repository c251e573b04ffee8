import type { SendResult } from './channel.ts'

/** The error of nodemailer, as far as it decides what became of a mail. */
export interface SmtpError extends Error {
  readonly code?: string
  /** The command that was answered: `MAIL FROM`, `RCPT TO`, `DATA`, `CONN`. */
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
}

/** What became of a mail that did not go through plainly. `begun`: a part of the message itself had left. */
export function smtpResult(error: SmtpError, begun: boolean): SendResult {
  const { responseCode: status, command = '', code = '' } = error
  const detail = (error.response ?? error.message).trim().slice(0, 500)
  if (status === undefined) {
    // The server may have taken the mail, and its answer been lost: nobody can know (rule 24).
    if (begun) return { outcome: 'uncertain', detail }
    if (code === 'EENVELOPE') return { outcome: 'failed', detail, permanent: true }
    return { outcome: 'retry', detail, down: true }
  }
  const isAnswerToMail = command === 'RCPT TO' || command === 'MAIL FROM' || command === 'DATA'
  // A refused login, a refused connection: any other mail would meet the same.
  if (!isAnswerToMail) return { outcome: 'retry', detail, down: true }
  // 503 speaks of the session, not of the mail.
  if (status < 500 || status === 503) return { outcome: 'retry', detail }
  return command === 'RCPT TO' && isAboutAddress(detail)
    ? { outcome: 'failed', detail, permanent: true }
    : { outcome: 'failed', detail }
}

// RFC 3463: 5.1.x is the recipient's address, but 5.1.7 and 5.1.8 the sender's, which many servers judge only here; 5.2.1 is a mailbox
// that was closed. A full mailbox (5.2.2) or a blocked sender (5.7.x) says nothing about the address: taking it so would make a whole
// list undeliverable while the sender is mistyped or on somebody's block list. Where there is no such code, 550, 551 and 553 speak of
// the mailbox (RFC 5321, 4.2.3), unless the words speak of the sender.
function isAboutAddress(reply: string): boolean {
  const enhanced = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1]
  if (enhanced !== undefined) return /^5\.(1\.(?!7$|8$)\d+|2\.1)$/.test(enhanced)
  return /^55[013]/.test(reply) && !/sender|relay|verif|block|listed|spam|policy|quota/i.test(reply)
}
