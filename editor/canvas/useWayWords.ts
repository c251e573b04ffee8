import { nodeOf, portsOf } from '../store/document.ts'
import type { Way } from '../store/edits.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import { portTitleOf, titleOf, useNames } from './describe.ts'

/** The step that a way leaves and, where there are several, the name of the way: for those who can't see the drawing. */
export function useWayWords({ from, port }: Way): [step: string, way: string] {
  const names = useNames()
  const node = useWorkflow((state) => nodeOf(state.document, from))
  if (!node) return ['', '']
  return [titleOf(node, names), portsOf(node).length > 1 ? portTitleOf(node, port, names) : '']
}
