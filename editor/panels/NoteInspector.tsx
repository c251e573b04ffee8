import { NumberInput, SegmentedControl, Textarea } from '@mantine/core'
import { StickyNote } from 'lucide-react'
import { limits } from '../../shared/limits.ts'
import { words } from '../../shared/words/editor.ts'
import { type CanvasNote, noteColours } from '../../shared/workflow.ts'
import type { Context } from '../commands/command.ts'
import { editNote, noteOf, smallestNote } from '../store/notes.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import css from './Inspector.module.css'
import { InspectorHeader } from './InspectorHeader.tsx'

const labels = words.note

/** A note in words and colour, and as large as one says: for those who do not pull at its corners. */
export function NoteInspector({ id, context }: { readonly id: string; readonly context: Context }) {
  const document = useWorkflow((state) => state.document)
  const note = noteOf(document, id)
  if (!note) return null
  const { perform } = context.store.getState()
  const change = (label: string, part: Partial<CanvasNote>) =>
    perform(label, editNote(context.store.getState().document, id, part), { merge: `${label} ${id}` })
  const side = (name: 'width' | 'height') => (
    <NumberInput
      label={labels[name]}
      min={smallestNote[name]}
      max={limits.canvasNoteSide}
      step={20}
      allowDecimal={false}
      clampBehavior="blur"
      value={note.size[name]}
      onChange={(length) =>
        Number(length) >= smallestNote[name] &&
        change(words.edits.resizeNote, {
          size: { ...note.size, [name]: Math.min(Number(length), limits.canvasNoteSide) },
        })
      }
    />
  )
  return (
    <>
      <InspectorHeader context={context} group="exit" icon={StickyNote} title={labels.title} about={labels.about} />
      <div className={css.form} data-inspector-form>
        <Textarea
          label={labels.text}
          autosize
          minRows={3}
          maxRows={16}
          maxLength={limits.noteBytes}
          value={note.text}
          onChange={(event) => change(words.edits.noteText, { text: event.currentTarget.value })}
        />
        <div>
          <div className={css.label}>{labels.colour}</div>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={labels.colour}
            value={note.colour ?? 'yellow'}
            data={noteColours.map((value) => ({ value, label: labels.colours[value] }))}
            onChange={(colour) => change(words.edits.noteColour, { colour: colour as CanvasNote['colour'] })}
          />
        </div>
        <div className={css.sides}>
          {side('width')}
          {side('height')}
        </div>
      </div>
    </>
  )
}
