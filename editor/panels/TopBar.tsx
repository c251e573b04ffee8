import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Redo2, TriangleAlert, Undo2 } from 'lucide-react'
import { isError, type Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import type { Answer } from '../api/call.ts'
import type { Command, Context } from '../commands/command.ts'
import { commandOf } from '../commands/commands.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import { GoalShare } from './GoalShare.tsx'
import { SavedState } from './SavedState.tsx'
import { StateChip } from './StateChip.tsx'
import { TabTitle } from './TabTitle.tsx'
import { TitleField } from './TitleField.tsx'
import css from './TopBar.module.css'
import { TopMenu } from './TopMenu.tsx'

const readTitle = (state: WorkflowState) => state.document.title
const readSaving = (state: WorkflowState) => state.saving
const readPast = (state: WorkflowState) => state.past
const readFuture = (state: WorkflowState) => state.future

interface Props {
  readonly context: Context
  readonly detail: Answer<'readWorkflow'>
  readonly problems: readonly Problem[]
}

/** Name, state, how far it is saved, and what one does with the whole of it. */
export function TopBar({ context, detail, problems }: Props) {
  // Undo and redo name what they would do, so the bar is drawn again with each edit.
  useWorkflow(readPast)
  useWorkflow(readFuture)
  const { isReadOnly, ui, store } = context
  const errors = problems.filter(isError).length
  const warnings = problems.length - errors
  const version = detail.version ?? 0
  const title = useWorkflow(readTitle)
  const saving = useWorkflow(readSaving)
  const hasNews = detail.version === null || detail.changed || saving.is !== 'saved'
  return (
    <header className={css.bar}>
      <Link to="/workflows" className={css.crumb}>
        {words.rail.workflows}
        <span aria-hidden> /</span>
      </Link>
      <TabTitle of={title} />
      <TitleField isReadOnly={isReadOnly} />
      <StateChip state={detail.state} version={detail.version} />
      <SavedState context={context} isOut={detail.state !== 'draft'} isChanged={detail.changed} />
      <GoalShare
        workflow={detail.state === 'draft' ? undefined : detail.id}
        onOpen={() => store.getState().showPanel('results')}
      />
      <span className={css.space} />
      {problems.length > 0 && (
        <button type="button" className={css.problems} onClick={() => store.getState().showPanel('problems')}>
          <TriangleAlert size={14} aria-hidden />
          <span className="num">{words.top.problems(errors, warnings)}</span>
        </button>
      )}
      {!isReadOnly && (
        <div className={css.tools}>
          <CommandButton
            command={commandOf('undo')}
            context={context}
            icon={<Undo2 size={16} strokeWidth={1.6} aria-hidden />}
          />
          <CommandButton
            command={commandOf('redo')}
            context={context}
            icon={<Redo2 size={16} strokeWidth={1.6} aria-hidden />}
          />
        </div>
      )}
      <TopMenu context={context} detail={detail} />
      {!isReadOnly && (
        <Button
          className={css.publish ?? ''}
          variant={hasNews ? 'filled' : 'default'}
          onClick={() => ui.setState({ dialog: 'publish' })}
        >
          <span className={css.long}>{words.top.publish(version + 1)}</span>
          <span className={css.short}>{words.top.publishShort}</span>
        </Button>
      )}
    </header>
  )
}

function CommandButton({
  command,
  context,
  icon,
}: {
  readonly command: Command
  readonly context: Context
  readonly icon: React.ReactNode
}) {
  const label = command.label(context)
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={!command.enabled(context)} onClick={() => command.perform(context)}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}
