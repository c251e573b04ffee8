import { Tabs } from '@mantine/core'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreInstant } from '../../../shared/words/storeTime.ts'
import type { Answer } from '../../api/call.ts'
import { MailFrame } from './MailFrame.tsx'
import css from './Message.module.css'

const words = pageWords.message
const mailTabs = ['html', 'text', 'headers', 'attempts', 'responses'] as const
const callTabs = ['body', 'attempts'] as const

/** The mail in its frame, its text and headers, what a call carries, each attempt to deliver, and what came back. */
export function MessageBody({ detail }: { readonly detail: Answer<'readMessage'> }) {
  const { message, html, text, headers, attempts, responses } = detail
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
                <time className="quiet num">{showStoreInstant(at)}</time>
                <p>{words.detail('', said)}</p>
              </li>
            ))}
          </ol>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="responses" className={css.panel ?? ''}>
        {responses.length === 0 ? (
          <p className={css.plain}>{words.noResponses}</p>
        ) : (
          <ol className={`${css.plain} ${css.attempts}`}>
            {responses.map((response) => (
              <li key={`${response.what} ${response.at} ${response.url}`}>
                <b>{responseWords(response)}</b>
                <time className="quiet num">{showStoreInstant(response.at)}</time>
                {response.url && <p>{response.url}</p>}
              </li>
            ))}
          </ol>
        )}
      </Tabs.Panel>
    </Tabs>
  )
}

function responseWords({ what, machine }: Answer<'readMessage'>['responses'][number]): string {
  return machine && (what === 'opened' || what === 'clicked') ? words.machineResponses[what] : words.responses[what]
}
