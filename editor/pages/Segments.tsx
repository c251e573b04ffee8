import { Link } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { showNumber } from '../../shared/words/show.ts'
import { useList } from '../api/useRoute.ts'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

const words = pageWords.segments

export function Segments() {
  const rows = useList('listSegments')
  return (
    <PageFrame title={words.title}>
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(segment) => segment.id}
        linkOf={(segment) => `/segments/${segment.id}`}
        columns={[
          {
            key: 'title',
            title: pageWords.columns.title,
            cell: (segment) => (
              <Link to="/segments/$id" params={{ id: segment.id }}>
                {segment.title}
              </Link>
            ),
          },
          {
            key: 'members',
            title: pageWords.columns.members,
            width: '120px',
            isNumber: true,
            cell: (segment) => showNumber(segment.members),
          },
        ]}
        empty={<EmptyState title={words.empty} advice={words.emptyAdvice} />}
      />
    </PageFrame>
  )
}
