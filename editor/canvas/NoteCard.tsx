import { type NodeProps, NodeResizer } from '@xyflow/react'
import { memo } from 'react'
import { limits } from '../../shared/limits.ts'
import { words } from '../../shared/words/editor.ts'
import type { CanvasNote } from '../../shared/workflow.ts'
import { editNote, noteKey, smallestNote } from '../store/notes.ts'
import { useUi, useUiStore } from '../store/uiStore.ts'
import { useWorkflowStore } from '../store/WorkflowContext.ts'
import type { NoteNode } from './flow.ts'
import css from './NoteCard.module.css'

/** A note on the canvas. It is written where it lies: a double press opens it, leaving it closes it. */
export const NoteCard = memo(function NoteCard({ data: { note, isEditable }, selected }: NodeProps<NoteNode>) {
  const key = noteKey(note.id)
  const isWriting = useUi((state) => state.writing === key) && isEditable
  return (
    <div className={css.note} data-colour={note.colour ?? 'yellow'} data-selected={selected || undefined}>
      {isEditable && (
        <NodeResizer
          isVisible={selected ?? false}
          minWidth={smallestNote.width}
          minHeight={smallestNote.height}
          maxWidth={limits.canvasNoteSide}
          maxHeight={limits.canvasNoteSide}
          color="var(--leaf)"
          handleClassName={css.handle ?? ''}
        />
      )}
      {isWriting ? (
        <Writing note={note} />
      ) : (
        <p className={css.text} data-empty={note.text === '' || undefined}>
          {note.text || words.note.empty}
        </p>
      )}
    </div>
  )
})

function Writing({ note }: { readonly note: CanvasNote }) {
  const store = useWorkflowStore()
  const ui = useUiStore()
  const key = noteKey(note.id)
  const close = () => ui.setState({ writing: undefined })
  return (
    <textarea
      className={`${css.text} nodrag nowheel nopan`}
      aria-label={words.note.text}
      placeholder={words.note.empty}
      // biome-ignore lint/a11y/noAutofocus: it was opened to be written in
      autoFocus
      maxLength={limits.noteBytes}
      value={note.text}
      onChange={(event) => {
        const { document, perform } = store.getState()
        perform(words.edits.noteText, editNote(document, key, { text: event.currentTarget.value }), {
          merge: `text ${key}`,
        })
      }}
      onKeyDown={(event) => event.key === 'Escape' && close()}
      onBlur={close}
    />
  )
}
