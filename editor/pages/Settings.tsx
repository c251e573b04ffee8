import { Tabs } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { NotFound } from '../panels/NotFound.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'
import { MailSettings } from './settings/MailSettings.tsx'
import { ParkedEntries } from './settings/ParkedEntries.tsx'
import { RefusedEvents } from './settings/RefusedEvents.tsx'
import { SendingForm } from './settings/SendingForm.tsx'
import css from './settings/Settings.module.css'
import { Sources } from './settings/Sources.tsx'
import { StoreForm } from './settings/StoreForm.tsx'

const words = pageWords.settings

const tabs = {
  sources: Sources,
  mail: MailSettings,
  sending: SendingForm,
  store: StoreForm,
  refused: RefusedEvents,
  parked: ParkedEntries,
} satisfies { [Tab in keyof typeof words.tabs]: () => React.ReactNode }

/** Sources and keys, mail, the store, what was refused and what could not be processed. */
export function Settings() {
  const { tab } = useParams({ from: '/settings/$tab' })
  const navigate = useNavigate()
  if (!Object.hasOwn(tabs, tab)) return <NotFound />
  const Shown = tabs[tab as keyof typeof tabs]
  return (
    <PageFrame title={words.title} tab={words.tabs[tab as keyof typeof tabs]}>
      <Tabs
        value={tab}
        onChange={(chosen) => navigate({ to: '/settings/$tab', params: { tab: chosen ?? 'sources' } })}
        keepMounted={false}
      >
        <Tabs.List mb="lg" className={css.tabs ?? ''}>
          {Object.entries(words.tabs).map(([value, label]) => (
            <Tabs.Tab key={value} value={value} ref={value === tab ? bringIntoSight : null}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Shown />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  )
}

/** On a phone the tabs are wider than the page. */
const bringIntoSight = (chosen: HTMLButtonElement | null) =>
  chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
