import { words } from '../../shared/words/editor.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useStoreNow } from '../api/useStoreNow.ts'
import type { Context } from '../commands/command.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import css from './TopBar.module.css'

const readSaving = (state: WorkflowState) => state.saving

interface Props {
  readonly context: Context
  /** Published once, so that there is something which the draft differs from. */
  readonly isOut: boolean
  readonly isChanged: boolean
}

/** How far what is on screen is saved. */
export function SavedState({ context, isOut, isChanged }: Props) {
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
