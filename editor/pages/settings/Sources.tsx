import { Button } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import { showNumber } from '../../../shared/words/show.ts'
import { showStoreAgo } from '../../../shared/words/storeTime.ts'
import { useList } from '../../api/useRoute.ts'
import { useStoreNow } from '../../api/useStoreNow.ts'
import { Chip } from '../../panels/Chip.tsx'
import { CopyText } from '../../panels/CopyText.tsx'
import { DataTable } from '../../panels/DataTable.tsx'
import { EmptyState } from '../../panels/EmptyState.tsx'
import { ConnectStore } from '../start/ConnectStore.tsx'
import { CreateSource } from './CreateSource.tsx'
import { RevokeSource } from './RevokeSource.tsx'
import css from './Settings.module.css'

const words = pageWords.sources
const columns = pageWords.columns

/** The places that send events, each with its write key. */
export function Sources() {
  const rows = useList('listSources', { every: 5_000 })
  const now = useStoreNow()
  const [isCreating, setCreating] = useState(false)
  const create = (
    <Button leftSection={<Plus size={14} strokeWidth={1.8} aria-hidden />} onClick={() => setCreating(true)}>
      {words.create}
    </Button>
  )
  return (
    <>
      <div className={css.lead}>
        <p>{words.lead}</p>
        {create}
      </div>
      <DataTable
        label={pageWords.settings.tabs.sources}
        rows={rows}
        keyOf={(source) => source.id}
        columns={[
          {
            key: 'name',
            title: columns.name,
            cell: (source) => <span title={source.name}>{source.name}</span>,
          },
          {
            key: 'kind',
            title: columns.kind,
            width: '100px',
            isSecondary: true,
            cell: (source) => words.kinds[source.kind],
          },
          {
            key: 'key',
            title: columns.key,
            cell: (source) =>
              source.revokedAt ? (
                <Chip tone="draft">{words.revoked}</Chip>
              ) : (
                <span className={css.key}>
                  <code className="clip">{source.key}</code>
                  <CopyText text={source.key} label={words.copyOf(source.name)} />
                </span>
              ),
          },
          {
            key: 'events',
            title: columns.events,
            width: '100px',
            isNumber: true,
            isSecondary: true,
            cell: (source) => showNumber(source.events),
          },
          {
            key: 'last',
            title: columns.lastEvent,
            width: '130px',
            isSecondary: true,
            cell: ({ lastEventAt }) => (
              <span className="quiet">{lastEventAt ? showStoreAgo(lastEventAt, now) : words.never}</span>
            ),
          },
          {
            key: 'revoke',
            title: '',
            width: '92px',
            cell: (source) => !source.revokedAt && <RevokeSource source={source} />,
          },
        ]}
        empty={<EmptyState title={words.empty} advice={words.emptyAdvice} action={create} />}
      />
      <ConnectStore />
      <CreateSource opened={isCreating} onClose={() => setCreating(false)} />
    </>
  )
}
