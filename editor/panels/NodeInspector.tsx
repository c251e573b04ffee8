import { Textarea } from '@mantine/core'
import { limits } from '../../shared/limits.ts'
import { definitionOf } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { kindHint, kindWord, titleOf, useNames } from '../canvas/describe.ts'
import type { Context } from '../commands/command.ts'
import { formOf } from '../nodes/index.ts'
import { nodeOf, type Settings } from '../store/document.ts'
import { setSettings } from '../store/edits.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import css from './Inspector.module.css'
import { InspectorHeader } from './InspectorHeader.tsx'
import { iconNamed } from './icons.ts'
import { PathFigures } from './PathFigures.tsx'

/** A step: its form, its note and its id. */
export function NodeInspector({ id, context }: { readonly id: string; readonly context: Context }) {
  const document = useWorkflow((state) => state.document)
  const { perform } = context.store.getState()
  const names = useNames()
  const node = nodeOf(document, id)
  if (!node) return null
  const { group, icon, assigns } = definitionOf(node.kind)
  const Icon = iconNamed(icon)
  const Form = formOf(node.kind)
  const change = (settings: Settings) => {
    const { document: current } = context.store.getState()
    perform(words.edits.settings(titleOf(node, names)), setSettings(current, id, settings), { merge: `settings ${id}` })
  }
  return (
    <>
      <InspectorHeader
        context={context}
        group={group}
        icon={Icon}
        title={kindWord(node.kind)}
        about={kindHint(node.kind)}
      />
      <div className={css.form} data-inspector-form>
        {assigns && <PathFigures node={id} />}
        <Form node={node} settings={node.settings} document={document} onChange={change} />
        <Textarea
          label={words.inspector.note}
          placeholder={words.inspector.noteHint}
          autosize
          minRows={1}
          maxRows={8}
          maxLength={limits.noteBytes}
          value={node.note ?? ''}
          onChange={(event) =>
            perform(
              words.edits.note(titleOf(node, names)),
              { changes: [{ change: 'setNote', id, note: event.currentTarget.value }] },
              { merge: `note ${id}` },
            )
          }
        />
        <p className={css.id}>{words.inspector.id(id)}</p>
      </div>
    </>
  )
}
