import { cancellationSentence, detailSentence } from '../reasons.ts'
import { showCount } from '../show.ts'

export const outboxWords = {
  title: 'Outbox',
  empty: 'The outbox is empty',
  emptyAdvice: 'Every e-mail and call of your workflows appears here, also without a mail server.',
  toWorkflows: 'Go to Workflows',
  nothingFits: 'No message fits these filters',
  clear: 'Show all messages',
  search: 'Address',
  anyState: 'Any state',
  channels: { all: 'All', email: 'E-mails', webhook: 'Calls' },
  channel: 'Channel',
  choose: 'Choose a message to read it',
  chooseAdvice: 'It is shown as its recipient sees it.',
  noSubject: 'No subject',
  list: 'Messages',
} as const

export const messageWords = {
  title: 'Message',
  back: 'All messages',
  states: {
    waiting: 'Waiting',
    sending: 'Being sent',
    sent: 'Sent',
    failed: 'Failed',
    uncertain: 'Perhaps sent',
    cancelled: 'Cancelled',
  },
  kept: 'In the Outbox',
  says: {
    waiting: 'It has not begun to be sent.',
    waitingAgain: 'The last attempt did not succeed; it is tried again.',
    waitingNoSmtp: 'No mail server is connected, so it stays here.',
    sending: 'It is on its way.',
    sent: 'It was taken by the receiver.',
    failed: 'It was given up.',
    uncertain: 'Perennial stopped before it knew whether this was sent; it may have arrived.',
    cancelled: 'It was cancelled before it began.',
  },
  /** What is known beyond the state. That it was interrupted is what makes a message uncertain, and said already. */
  detail(state: string, detail: string): string {
    if (state === 'cancelled') return cancellationSentence(detail)
    if (state === 'uncertain' && detail === 'interrupted') return ''
    return detailSentence(detail).replace(/^[a-z]/, (letter) => letter.toUpperCase())
  },
  to: 'To',
  from: 'From',
  customer: 'Customer',
  workflow: 'Workflow',
  run: 'See the run',
  admitted: 'Queued',
  purposes: { marketing: 'Marketing', transactional: 'Transactional' },
  tabs: { html: 'Mail', text: 'Text', headers: 'Headers', attempts: 'Attempts', responses: 'Responses', body: 'Body' },
  frame: (subject: string) => `The mail “${subject}”`,
  imagesBlocked: 'Images from elsewhere are not loaded.',
  showImages: 'Load images',
  noHtml: 'This mail could not be rendered.',
  noAttempts: 'Nothing was tried yet.',
  noResponses: 'Nobody has opened it or clicked a link, as far as is known.',
  responses: {
    opened: 'Opened',
    clicked: 'Clicked a link',
    bounced: 'Bounced: the receiver sent it back',
    complained: 'Marked as spam',
  },
  machineResponses: { opened: 'Loaded by a machine', clicked: 'A link was checked by a machine' },
  attempt: (attempt: number) => `Attempt ${attempt}`,
  attempts: (count: number) => showCount(count, 'attempt', 'attempts'),
  sendAgain: 'Send again',
  drop: 'Drop it',
  dropTitle: 'Drop this message?',
  dropText: 'It is not sent again, and its run goes on as after a failure.',
  uncertainAdvice: 'If you send it again, it may arrive twice.',
} as const
