import { Link } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { useList } from '../api/useRoute.ts'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

const words = pageWords.outbox

export function Outbox() {
  const rows = useList('listMessages')
  return (
    <PageFrame title={words.title}>
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(message) => message.key}
        linkOf={(message) => `/outbox/${encodeURIComponent(message.key)}`}
        columns={[
          {
            key: 'to',
            title: pageWords.columns.to,
            cell: (message) => (
              <Link to="/outbox/$key" params={{ key: message.key }}>
                {message.address}
              </Link>
            ),
          },
          { key: 'subject', title: pageWords.columns.subject, cell: (message) => message.subject },
          { key: 'state', title: pageWords.columns.state, width: '120px', cell: (message) => message.state },
        ]}
        empty={<EmptyState title={words.empty} advice={words.emptyAdvice} />}
      />
    </PageFrame>
  )
}
