import { Button } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import { portTitleOf, titleOf, useNames } from '../canvas/describe.ts'
import type { Context } from '../commands/command.ts'
import { commandOf } from '../commands/commands.ts'
import { nodeOf } from '../store/document.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import css from './Inspector.module.css'

const readWay = (state: WorkflowState) => state.selectedWay

/** A way: from which step it leads to which. */
export function WayInspector({ context }: { readonly context: Context }) {
  const way = useWorkflow(readWay)
  const document = useWorkflow((state) => state.document)
  const names = useNames()
  const from = way && nodeOf(document, way.from)
  const to = way && from && nodeOf(document, from.ports?.[way.port] ?? '')
  if (!way || !from) return null
  return (
    <div className={css.form}>
      <h2>{words.inspector.way}</h2>
      <p>
        {words.inspector.wayAbout(titleOf(from, names), portTitleOf(from, way.port, names), to && titleOf(to, names))}
      </p>
      {to && !context.isReadOnly && (
        <Button variant="default" onClick={() => commandOf('delete').perform(context)}>
          {words.commands.deleteWay}
        </Button>
      )}
    </div>
  )
}
