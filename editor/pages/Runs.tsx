import { Link } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { showInstant } from '../../shared/words/show.ts'
import { useList } from '../api/useRoute.ts'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

const words = pageWords.runs

export function Runs() {
  const rows = useList('listRuns')
  return (
    <PageFrame title={words.title}>
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(run) => run.id}
        linkOf={(run) => `/runs/${run.id}`}
        columns={[
          {
            key: 'customer',
            title: pageWords.columns.customer,
            cell: (run) => (
              <Link to="/runs/$id" params={{ id: run.id }}>
                {run.customerName}
              </Link>
            ),
          },
          { key: 'workflow', title: pageWords.columns.workflow, cell: (run) => run.workflowTitle },
          {
            key: 'started',
            title: pageWords.columns.started,
            width: '180px',
            isSecondary: true,
            cell: (run) => showInstant(run.startedAt),
          },
        ]}
        empty={<EmptyState title={words.empty} advice={words.emptyAdvice} />}
      />
    </PageFrame>
  )
}
