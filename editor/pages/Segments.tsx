import { Button, Progress } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { pageWords } from '../../shared/words/pages.ts'
import { showNumber } from '../../shared/words/show.ts'
import { useList } from '../api/useRoute.ts'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { icons } from '../panels/icons.ts'
import { PageFrame } from '../panels/PageFrame.tsx'
import { CreateSegment } from './segments/CreateSegment.tsx'

const words = pageWords.segments
const columns = pageWords.columns

/** All segments with how many are in them now. */
export function Segments() {
  const rows = useList('listSegments', { every: 3_000 })
  const [isCreating, setCreating] = useState(false)
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        <Button leftSection={<Plus size={14} strokeWidth={1.8} aria-hidden />} onClick={() => setCreating(true)}>
          {words.create}
        </Button>
      }
    >
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(segment) => segment.id}
        linkOf={(segment) => `/segments/${segment.id}`}
        columns={[
          {
            key: 'title',
            title: columns.title,
            cell: (segment) => (
              <Link to="/segments/$id" params={{ id: segment.id }} title={segment.title}>
                {segment.title}
              </Link>
            ),
          },
          {
            key: 'progress',
            title: '',
            width: '180px',
            isSecondary: true,
            cell: ({ progress }) =>
              progress && (
                <Progress
                  value={progress.of === 0 ? 100 : (progress.done / progress.of) * 100}
                  aria-label={words.applying(progress.done, progress.of)}
                />
              ),
          },
          {
            key: 'members',
            title: columns.members,
            width: '120px',
            isNumber: true,
            cell: (segment) => showNumber(segment.members),
          },
          {
            key: 'workflows',
            title: columns.workflows,
            width: '140px',
            isSecondary: true,
            cell: (segment) => <span className="quiet">{words.usedBy(segment.workflows.length)}</span>,
          },
        ]}
        empty={
          <EmptyState
            icon={icons.segments}
            title={words.empty}
            advice={words.emptyAdvice}
            action={<Button onClick={() => setCreating(true)}>{words.create}</Button>}
          />
        }
      />
      {isCreating && <CreateSegment onClose={() => setCreating(false)} />}
    </PageFrame>
  )
}
