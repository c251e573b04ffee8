import { useReactFlow } from '@xyflow/react'
import { type DragEvent, useMemo } from 'react'
import { words } from '../../shared/words/editor.ts'
import { isKind } from '../store/document.ts'
import { placeNode, type Way } from '../store/edits.ts'
import { addNote } from '../store/notes.ts'
import { useUiStore } from '../store/uiStore.ts'
import { useWorkflowStore } from '../store/WorkflowContext.ts'
import { kindWord } from './describe.ts'
import { nodeWidth, wayKey } from './layout.ts'

/** The type of what the palette lets one drag: the kind that a new step is to have. */
export const dragType = 'application/x-perennial-kind'
/** What is dragged in place of a kind when it is to be a note. */
export const noteDrag = 'note'

/** Dropping what comes from the palette, as properties of an element: onto a way, or where there is room. */
export function useDropping() {
  const store = useWorkflowStore()
  const ui = useUiStore()
  const flow = useReactFlow()
  return useMemo(
    () => ({
      onDragOver(event: DragEvent) {
        if (!event.dataTransfer.types.includes(dragType)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        const way = wayAt(event.clientX, event.clientY)
        ui.setState({ hoveredWay: way && wayKey(way.from, way.port) })
      },
      onDrop(event: DragEvent) {
        const kind = event.dataTransfer.getData(dragType)
        ui.setState({ hoveredWay: undefined })
        if (!isKind(kind) && kind !== noteDrag) return
        event.preventDefault()
        const { document, perform } = store.getState()
        if (kind === noteDrag) {
          const edit = addNote(document, flow.screenToFlowPosition({ x: event.clientX - 24, y: event.clientY - 24 }))
          if (edit) perform(words.edits.add(words.note.name), edit)
          return
        }
        const way = wayAt(event.clientX, event.clientY)
        const place = flow.screenToFlowPosition({ x: event.clientX - nodeWidth / 2, y: event.clientY - 24 })
        // The first step stands where the layout begins.
        const isFirst = document.nodes.length === 0
        perform(words.edits.add(kindWord(kind)), placeNode(document, kind, way, isFirst ? undefined : place))
      },
    }),
    [store, ui, flow],
  )
}

/** The way under a point of the window: its line, its label, its plus, or its open end. */
function wayAt(x: number, y: number): Way | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const marked = element.closest<HTMLElement>('[data-insert], [data-way]')
    const key =
      marked?.dataset.insert ??
      marked?.dataset.way ??
      element.closest<HTMLElement>('.react-flow__edge, .react-flow__node-end')?.dataset.id
    const cut = key?.lastIndexOf(':') ?? -1
    if (key && cut > 0) return { from: key.slice(0, cut), port: key.slice(cut + 1) }
  }
  return undefined
}
