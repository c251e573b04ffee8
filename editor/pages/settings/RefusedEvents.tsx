import { Button } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import type { Refused } from '../../../shared/api/models/refused.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreAgo, showStoreInstant } from '../../../shared/words/storeTime.ts'
import { useList } from '../../api/useRoute.ts'
import { useStoreNow } from '../../api/useStoreNow.ts'
import { DataTable } from '../../panels/DataTable.tsx'
import { EmptyState } from '../../panels/EmptyState.tsx'
import { MendEvent } from './MendEvent.tsx'
import css from './Settings.module.css'

const words = pageWords.refused
const columns = pageWords.columns

/** Events that could not be taken, with the reason; each can be mended and sent again, or forgotten. */
export function RefusedEvents() {
  const rows = useList('listRefused', { every: 5_000 })
  const now = useStoreNow()
  const [open, setOpen] = useState<z.infer<typeof Refused>>()
  return (
    <>
      <div className={css.lead}>
        <p>{words.lead}</p>
      </div>
      <DataTable
        label={pageWords.settings.tabs.refused}
        rows={rows}
        keyOf={(refused) => String(refused.id)}
        columns={[
          {
            key: 'why',
            title: columns.why,
            cell: ({ problems: [first, ...others] }) => (
              <span title={first?.sentence}>
                {first?.path && <code className="quiet">{`${first.path} `}</code>}
                {first?.sentence ?? first?.code}
                {others.length > 0 && <span className="quiet">{` ${words.more(others.length)}`}</span>}
              </span>
            ),
          },
          {
            key: 'body',
            title: words.body,
            isSecondary: true,
            cell: ({ body }) => <code className="quiet">{body.slice(0, 160)}</code>,
          },
          {
            key: 'source',
            title: columns.source,
            width: '120px',
            isSecondary: true,
            cell: ({ source }) => source,
          },
          {
            key: 'at',
            title: columns.came,
            width: '130px',
            isSecondary: true,
            cell: ({ at }) => (
              <span className="quiet" title={showStoreInstant(at)}>
                {showStoreAgo(at, now)}
              </span>
            ),
          },
          {
            key: 'mend',
            title: '',
            width: '88px',
            cell: (refused) => (
              <Button size="compact-sm" variant="default" onClick={() => setOpen(refused)}>
                {words.mend}
              </Button>
            ),
          },
        ]}
        empty={<EmptyState title={words.empty} advice={words.emptyAdvice} />}
      />
      {open && <MendEvent refused={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}
