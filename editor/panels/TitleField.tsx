import { TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { limits } from '../../shared/limits.ts'
import { words } from '../../shared/words/editor.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import css from './TopBar.module.css'

const readTitle = (state: WorkflowState) => state.document.title

/** The title of the workflow; pressed, it is a field. */
export function TitleField({ isReadOnly }: { readonly isReadOnly: boolean }) {
  const title = useWorkflow(readTitle)
  const perform = useWorkflow((state) => state.perform)
  const [draft, setDraft] = useState<string>()
  const button = useRef<HTMLButtonElement>(null)
  if (draft === undefined)
    return (
      <h1 className={css.title}>
        {isReadOnly ? (
          title
        ) : (
          <button ref={button} type="button" onClick={() => setDraft(title)} title={words.top.rename}>
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
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        // The key would press the button that it leads to.
        event.preventDefault()
        done(event.key === 'Enter')
        // Once it is there again.
        queueMicrotask(() => button.current?.focus())
      }}
    />
  )
}
