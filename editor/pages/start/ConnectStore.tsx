import { Button, Tabs } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { pageWords } from '../../../shared/words/pages.ts'
import { useList } from '../../api/useRoute.ts'
import { CodeBlock } from '../../panels/CodeBlock.tsx'
import { CopyText } from '../../panels/CopyText.tsx'
import { Failure } from '../../panels/Failure.tsx'
import { Loading } from '../../panels/Loading.tsx'
import { FirstEvent } from './FirstEvent.tsx'
import css from './Start.module.css'
import { snippets } from './snippets.ts'

const words = pageWords.connect
const ways = ['curl', 'node', 'browser'] as const

/** The write key and text to paste. `isFirst`: with a line that turns over when the first event arrives. */
export function ConnectStore({ isFirst }: { readonly isFirst?: boolean }) {
  const sources = useList('listSources')
  if (sources.error && !sources.items) return <Failure error={sources.error} onRetry={sources.refetch} />
  if (!sources.items) return <Loading rows={4} />
  const keyOf = (kind: string) => sources.items?.find((source) => source.kind === kind && !source.revokedAt)?.key
  const title = isFirst ? words.title : words.howTo
  const serverKey = keyOf('server')
  const browserKey = keyOf('browser') ?? serverKey
  return (
    <section className={css.connect} aria-label={title}>
      <h2>{title}</h2>
      {serverKey && browserKey ? (
        <Tabs defaultValue="curl" keepMounted={false}>
          <Tabs.List>
            {ways.map((way) => (
              <Tabs.Tab key={way} value={way}>
                {words.snippets[way]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {ways.map((way) => {
            const key = way === 'browser' ? browserKey : serverKey
            return (
              <Tabs.Panel key={way} value={way}>
                <p className={css.advice}>{words[way]}</p>
                <div className={css.key}>
                  <span className="quiet">{way === 'browser' ? words.browserKey : words.serverKey}</span>
                  <code>{key}</code>
                  <CopyText text={key} label={words.copyKey} />
                </div>
                <CodeBlock
                  text={snippets[way]({ host: window.location.origin, serverKey, browserKey })}
                  copyLabel={words.copySnippet}
                />
              </Tabs.Panel>
            )
          })}
        </Tabs>
      ) : (
        <>
          <p className={css.advice}>{words.noKey}</p>
          <Button variant="default" component={Link} to="/settings/sources">
            {words.newSource}
          </Button>
        </>
      )}
      {isFirst && <FirstEvent />}
    </section>
  )
}
