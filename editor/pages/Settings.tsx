import { pageWords } from '../../shared/words/pages.ts'
import { useList } from '../api/useRoute.ts'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

const words = pageWords.settings

export function Settings() {
  const rows = useList('listSources')
  return (
    <PageFrame title={words.title}>
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(source) => source.id}
        columns={[
          { key: 'name', title: pageWords.columns.name, cell: (source) => source.name },
          { key: 'kind', title: pageWords.columns.kind, width: '120px', cell: (source) => source.kind },
        ]}
        empty={<EmptyState title={words.title} />}
      />
    </PageFrame>
  )
}
