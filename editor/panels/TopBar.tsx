import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Ellipsis, Flag, Redo2, TriangleAlert, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { limits } from '../../shared/limits.ts'
import { isError, type Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import { showList, showMoney, showShare } from '../../shared/words/show.ts'
import type { Answer } from '../api/call.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useLive } from '../api/useLive.ts'
import { useStoreNow } from '../api/useStoreNow.ts'
import type { Command, Context } from '../commands/command.ts'
import { commandOf } from '../commands/commands.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import { StateChip } from './StateChip.tsx'
import { TabTitle } from './TabTitle.tsx'
import css from './TopBar.module.css'

const readTitle = (state: WorkflowState) => state.document.title
const readHasRequest = (state: WorkflowState) => state.document.nodes.some(({ kind }) => kind === 'request')
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
  const hasRequest = useWorkflow(readHasRequest)
  const hasNews = detail.version === null || detail.changed || saving.is !== 'saved'
  return (
    <header className={css.bar}>
      <Link to="/workflows" className={css.crumb}>
        {words.rail.workflows}
        <span aria-hidden> /</span>
      </Link>
      <TabTitle of={title} />
      <Title isReadOnly={isReadOnly} />
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
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={words.common.more}>
            <Ellipsis size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {detail.state === 'live' && hasRequest && (
            <Menu.Item onClick={() => ui.setState({ dialog: 'start' })}>{words.top.start}</Menu.Item>
          )}
          {detail.state === 'live' && (
            <Menu.Item onClick={() => ui.setState({ dialog: 'pause' })}>{words.top.pause}</Menu.Item>
          )}
          {detail.state === 'paused' && (
            <Menu.Item onClick={() => ui.setState({ dialog: 'resume' })}>{words.top.resume}</Menu.Item>
          )}
          {(detail.state === 'live' || detail.state === 'paused') && (
            <Menu.Item color="red" onClick={() => ui.setState({ dialog: 'end' })}>
              {words.top.end}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => store.getState().showPanel('settings')}>{words.commands.settings}</Menu.Item>
          {detail.version !== null && (
            <Menu.Item onClick={() => ui.setState({ dialog: 'versions' })}>{words.top.versions}</Menu.Item>
          )}
          <Menu.Item component={Link} to={`/runs?workflow=${detail.id}`}>
            {words.top.runs}
          </Menu.Item>
          <Menu.Item
            component="a"
            href={`/api/workflows/${encodeURIComponent(detail.id)}/export`}
            download={`${detail.id}.json`}
          >
            {words.top.export}
          </Menu.Item>
          <Menu.Item onClick={() => ui.setState({ dialog: 'commands' })}>{words.commands.commands}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
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

/** How the goal is reached, in plain words. */
function GoalShare({ workflow, onOpen }: { readonly workflow: string | undefined; readonly onOpen: () => void }) {
  const { stats } = useLive(workflow)
  if (!stats?.goal || workflow === undefined) return null
  const { title, converted, heldOut, heldOutConverted } = stats.goal
  const worth = showList(converted.worth.map(({ amount, currency }) => showMoney(amount, currency)))
  const about = words.goal.about(converted.count, stats.started, worth)
  return (
    <Tooltip
      multiline
      label={heldOut > 0 ? `${about}. ${words.goal.heldOut(heldOutConverted.count, heldOut)}.` : `${about}.`}
    >
      <button type="button" className={css.goal} onClick={onOpen}>
        <Flag size={14} aria-hidden />
        <span className="clip">{title}</span>
        <b className="num">{showShare(converted.count, stats.started)}</b>
      </button>
    </Tooltip>
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

function Title({ isReadOnly }: { readonly isReadOnly: boolean }) {
  const title = useWorkflow(readTitle)
  const perform = useWorkflow((state) => state.perform)
  const [draft, setDraft] = useState<string>()
  if (draft === undefined)
    return (
      <h1 className={css.title}>
        {isReadOnly ? (
          title
        ) : (
          <button type="button" onClick={() => setDraft(title)} title={words.top.rename}>
            {title}
          </button>
        )}
      </h1>
    )
  const done = (isKept: boolean) => {
    const next = draft.trim()
    if (isKept && next && next !== title)
      perform(words.edits.rename, { changes: [{ change: 'setField', field: 'title', value: next }] })
    setDraft(undefined)
  }
  return (
    <TextInput
      className={css.rename}
      aria-label={words.top.rename}
      autoFocus
      maxLength={limits.nameLength}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => done(true)}
      onKeyDown={(event) => (event.key === 'Enter' ? done(true) : event.key === 'Escape' && done(false))}
    />
  )
}

function SavedState({ context, isOut, isChanged }: SavedProps) {
  const saving = useWorkflow(readSaving)
  const now = useStoreNow()
  if (saving.is === 'failed')
    return (
      <button type="button" className={css.failed} onClick={() => void context.save()}>
        {words.top.notSaved(sentenceOf(saving.error))}
      </button>
    )
  const text = {
    saved: saving.is === 'saved' ? words.savedAt(saving.at, now) : '',
    waiting: words.top.saving,
    saving: words.top.saving,
    conflict: words.top.conflict,
  }[saving.is]
  return (
    <span className={css.saved} role="status">
      {isOut && (isChanged || saving.is !== 'saved') && <span className={css.changed}>{words.top.changed} · </span>}
      <span className="num">{text}</span>
    </span>
  )
}

interface SavedProps {
  readonly context: Context
  /** Published once, so that there is something which the draft differs from. */
  readonly isOut: boolean
  readonly isChanged: boolean
}
