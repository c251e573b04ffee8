import { Link } from '@tanstack/react-router'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreInstant } from '../../../shared/words/storeTime.ts'
import type { Answer } from '../../api/call.ts'
import css from './Message.module.css'
import { MessageChoice } from './MessageChoice.tsx'
import { MessageStateChip, useIsKept } from './MessageStateChip.tsx'

const words = pageWords.message

/** Subject, to whom, by which workflow, and what became of it. */
export function MessageHeader({ detail }: { readonly detail: Answer<'readMessage'> }) {
  const { message } = detail
  const isWebhook = message.channel === 'webhook'
  const staysHere = useIsKept(message)
  const said = message.detail ? words.detail(message.state, message.detail) : ''
  const isTriedAgain = message.state === 'waiting' && detail.attempts.length > 0
  const says = staysHere ? words.says.waitingNoSmtp : isTriedAgain ? words.says.waitingAgain : words.says[message.state]
  const from = detail.headers.find(({ name }) => name.toLowerCase() === 'from')?.value
  return (
    <header className={css.header}>
      <h2>{isWebhook ? message.address : message.subject || pageWords.outbox.noSubject}</h2>
      <div className={css.state}>
        <MessageStateChip state={message.state} channel={message.channel} />
        <span>{says}</span>
      </div>
      {said && <p className={css.said}>{said}</p>}
      {(message.state === 'failed' || message.state === 'uncertain') && <MessageChoice message={message} />}
      <dl className={css.facts}>
        {from && (
          <div>
            <dt>{words.from}</dt>
            <dd>{from}</dd>
          </div>
        )}
        <div>
          <dt>{isWebhook ? words.customer : words.to}</dt>
          <dd>
            <Link to="/customers/$id" params={{ id: message.customer }}>
              {message.customerName}
            </Link>
            {!isWebhook && message.address !== message.customerName && (
              <span className="quiet">{` ${message.address}`}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>{words.workflow}</dt>
          <dd>
            <Link to="/workflows/$id" params={{ id: message.workflow }}>
              {message.workflowTitle}
            </Link>
            {', '}
            <Link to="/runs/$id" params={{ id: message.run }}>
              {words.run}
            </Link>
          </dd>
        </div>
        <div>
          <dt>{words.admitted}</dt>
          <dd className="num">
            {showStoreInstant(message.admittedAt)}
            <span className="quiet">{`, ${words.purposes[message.purpose].toLowerCase()}`}</span>
          </dd>
        </div>
      </dl>
    </header>
  )
}
