import { Link } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { useList } from '../api/useRoute.ts'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

const words = pageWords.workflows

export function Workflows() {
  const rows = useList('listWorkflows')
  return (
    <PageFrame title={words.title}>
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(workflow) => workflow.id}
        linkOf={(workflow) => `/workflows/${workflow.id}`}
        columns={[
          {
            key: 'title',
            title: pageWords.columns.title,
            cell: (workflow) => (
              <Link to="/workflows/$id" params={{ id: workflow.id }}>
                {workflow.title}
              </Link>
            ),
          },
          { key: 'state', title: pageWords.columns.state, width: '120px', cell: (workflow) => workflow.state },
        ]}
        empty={<EmptyState title={words.empty} advice={words.emptyAdvice} />}
      />
    </PageFrame>
  )
}
