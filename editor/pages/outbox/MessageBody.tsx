import { Tabs } from '@mantine/core'
import { pageWords } from '../../../shared/words/pages.ts'
import { showInstant } from '../../../shared/words/show.ts'
import type { Answer } from '../../api/call.ts'
import { MailFrame } from './MailFrame.tsx'
import css from './Message.module.css'

const words = pageWords.message
const mailTabs = ['html', 'text', 'headers', 'attempts'] as const
const callTabs = ['body', 'attempts'] as const

/** The mail in its frame, its text and headers, what a call carries, and each attempt to deliver. */
export function MessageBody({ detail }: { readonly detail: Answer<'readMessage'> }) {
  const { message, html, text, headers, attempts } = detail
  const tabs = message.channel === 'webhook' ? callTabs : mailTabs
  return (
    <Tabs defaultValue={tabs[0]} keepMounted={false} className={css.tabs ?? ''}>
      <Tabs.List px="md">
        {tabs.map((tab) => (
          <Tabs.Tab key={tab} value={tab}>
            {words.tabs[tab]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="html" className={css.panel ?? ''}>
        {html ? (
          <MailFrame html={html} subject={message.subject} />
        ) : (
          <p className={css.plain}>{`${words.noHtml} ${text}`}</p>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="text" className={css.panel ?? ''}>
        <pre className={css.plain}>{text}</pre>
      </Tabs.Panel>
      <Tabs.Panel value="body" className={css.panel ?? ''}>
        <pre className={`${css.plain} ${css.mono}`}>{text}</pre>
      </Tabs.Panel>
      <Tabs.Panel value="headers" className={css.panel ?? ''}>
        <dl className={`${css.plain} ${css.headers}`}>
          {headers.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Tabs.Panel>
      <Tabs.Panel value="attempts" className={css.panel ?? ''}>
        {attempts.length === 0 ? (
          <p className={css.plain}>{words.noAttempts}</p>
        ) : (
          <ol className={`${css.plain} ${css.attempts}`}>
            {attempts.map(({ attempt, at, detail: said }) => (
              <li key={attempt}>
                <b>{words.attempt(attempt)}</b>
                <time className="quiet num">{showInstant(at)}</time>
                <p>{words.detail('', said)}</p>
              </li>
            ))}
          </ol>
        )}
      </Tabs.Panel>
    </Tabs>
  )
}
