import { Button, FileButton, Loader } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { FileUp, Plus, Store } from 'lucide-react'
import { useState } from 'react'
import { words as shell } from '../../shared/words/editor.ts'
import { pageWords } from '../../shared/words/pages.ts'
import { showNumber } from '../../shared/words/show.ts'
import { showStoreAgo } from '../../shared/words/storeTime.ts'
import { useLive } from '../api/useLive.ts'
import { useList } from '../api/useRoute.ts'
import { useStoreNow } from '../api/useStoreNow.ts'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { icons } from '../panels/icons.ts'
import { PageFrame } from '../panels/PageFrame.tsx'
import { StateChip } from '../panels/StateChip.tsx'
import { CreateWorkflow } from './workflows/CreateWorkflow.tsx'
import { FileDrop } from './workflows/FileDrop.tsx'
import { GoalShare } from './workflows/GoalShare.tsx'
import { ImportFiles } from './workflows/ImportFiles.tsx'
import { ProblemCount } from './workflows/ProblemCount.tsx'
import { VersionState } from './workflows/VersionState.tsx'
import { WorkflowMenu } from './workflows/WorkflowMenu.tsx'

const words = pageWords.workflows
const columns = pageWords.columns

/** All workflows with their state and what goes on in them; a file dropped anywhere is imported. */
export function Workflows() {
  const { status } = useLive()
  const rows = useList('listWorkflows', { every: status?.filling ? 1_000 : 5_000 })
  const now = useStoreNow()
  const [isCreating, setCreating] = useState(false)
  const [files, setFiles] = useState<readonly File[]>([])
  const create = (
    <Button leftSection={<Plus size={14} strokeWidth={1.8} aria-hidden />} onClick={() => setCreating(true)}>
      {words.create}
    </Button>
  )
  return (
    <PageFrame
      title={words.title}
      actions={
        <>
          <FileButton accept=".json,application/json" multiple onChange={setFiles}>
            {(props) => (
              <Button variant="default" leftSection={<FileUp size={14} strokeWidth={1.6} aria-hidden />} {...props}>
                {words.importFile}
              </Button>
            )}
          </FileButton>
          {create}
        </>
      }
    >
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(workflow) => workflow.id}
        linkOf={(workflow) => `/workflows/${workflow.id}`}
        columns={[
          {
            key: 'title',
            title: columns.title,
            cell: (workflow) => (
              <Link to="/workflows/$id" params={{ id: workflow.id }} title={workflow.title}>
                {workflow.title}
              </Link>
            ),
          },
          {
            key: 'state',
            title: columns.state,
            width: '96px',
            cell: (workflow) => <StateChip state={workflow.state} />,
          },
          {
            key: 'version',
            title: columns.version,
            width: '200px',
            isSecondary: true,
            cell: (workflow) => <VersionState version={workflow.version} changed={workflow.changed} />,
          },
          {
            key: 'entered',
            title: columns.entered,
            width: '132px',
            isNumber: true,
            isSecondary: true,
            cell: (workflow) => showNumber(workflow.entered7Days),
          },
          {
            key: 'active',
            title: columns.inside,
            width: '96px',
            isNumber: true,
            isSecondary: true,
            cell: (workflow) => showNumber(workflow.active),
          },
          {
            key: 'goal',
            title: columns.goal,
            width: '106px',
            isNumber: true,
            isSecondary: true,
            cell: ({ goal }) => goal && <GoalShare goal={goal} />,
          },
          {
            key: 'problems',
            title: columns.problems,
            width: '96px',
            isSecondary: true,
            cell: (workflow) => <ProblemCount count={workflow.errors} />,
          },
          {
            key: 'saved',
            title: columns.saved,
            width: '106px',
            isSecondary: true,
            cell: (workflow) => <span className="quiet">{showStoreAgo(workflow.savedAt, now)}</span>,
          },
          {
            key: 'menu',
            title: '',
            width: '52px',
            cell: (workflow) => <WorkflowMenu workflow={workflow} />,
          },
        ]}
        empty={
          status?.filling ? (
            <EmptyState
              icon={Store}
              title={pageWords.store.fillingTitle}
              advice={pageWords.store.fillingAdvice}
              action={<Loader size="sm" aria-label={shell.common.loading} />}
            />
          ) : (
            <EmptyState
              icon={icons.workflows}
              title={words.empty}
              advice={words.emptyAdvice}
              action={
                <>
                  <Button component={Link} to="/templates">
                    {words.fromTemplate}
                  </Button>
                  <Button variant="default" onClick={() => setCreating(true)}>
                    {words.create}
                  </Button>
                </>
              }
            />
          )
        }
      />
      <CreateWorkflow opened={isCreating} onClose={() => setCreating(false)} />
      <FileDrop onDrop={setFiles} />
      {files.length > 0 && <ImportFiles files={files} onDone={() => setFiles([])} />}
    </PageFrame>
  )
}
