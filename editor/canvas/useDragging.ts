import type { NodeChange } from '@xyflow/react'
import { useCallback, useRef, useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import type { CanvasNote } from '../../shared/workflow.ts'
import { type Draft, nodeOf, type Position } from '../store/document.ts'
import { moveNodes } from '../store/edits.ts'
import { placeNotes } from '../store/notes.ts'
import { useWorkflowStore } from '../store/WorkflowContext.ts'
import { namesOf, titleOf } from './describe.ts'
import type { CanvasNode } from './flow.ts'

/** Where steps and notes are dragged to, and how large notes are pulled, while somebody does so. */
export interface Dragged {
  readonly positions: ReadonlyMap<string, Position>
  readonly sizes: ReadonlyMap<string, CanvasNote['size']>
}

const nothing: Dragged = { positions: new Map(), sizes: new Map() }

/** What is dragged or pulled is not yet part of the document; when it is let go, it becomes so by one edit. */
export function useDragging(): {
  dragged: Dragged
  drag: (changes: readonly NodeChange<CanvasNode>[]) => void
  settle: () => void
} {
  const store = useWorkflowStore()
  const [dragged, setDragged] = useState(nothing)
  const latest = useRef(nothing)

  const settle = useCallback(() => {
    const { positions, sizes } = latest.current
    latest.current = nothing
    setDragged(nothing)
    if (positions.size === 0 && sizes.size === 0) return
    const { document, perform } = store.getState()
    const changes = [...moveNodes(positions).changes, ...placeNotes(document, positions, sizes)]
    perform(sizes.size > 0 ? words.edits.resizeNote : moveLabel(document, [...positions.keys()]), { changes })
  }, [store])

  const drag = useCallback(
    (changes: readonly NodeChange<CanvasNode>[]) => {
      const positions = changes.flatMap((change) =>
        change.type === 'position' && change.position && (change.dragging || isPulled(changes, change.id))
          ? [[change.id, change.position] as const]
          : [],
      )
      const sizes = changes.flatMap((change) =>
        change.type === 'dimensions' && change.resizing && change.dimensions
          ? [[change.id, change.dimensions] as const]
          : [],
      )
      if (positions.length || sizes.length) {
        const before = latest.current
        latest.current = { positions: withAll(before.positions, positions), sizes: withAll(before.sizes, sizes) }
        setDragged(latest.current)
      }
      if (changes.some((change) => change.type === 'dimensions' && change.resizing === false)) settle()
    },
    [settle],
  )
  return { dragged, drag, settle }
}

/** Pulling at its left or upper side moves a note as well. */
const isPulled = (changes: readonly NodeChange<CanvasNode>[], id: string): boolean =>
  changes.some((change) => change.type === 'dimensions' && change.id === id && change.resizing === true)

// The same map while nothing is added, so that only what depends on it is arranged again.
const withAll = <Value>(
  map: ReadonlyMap<string, Value>,
  entries: readonly (readonly [string, Value])[],
): ReadonlyMap<string, Value> => (entries.length > 0 ? new Map([...map, ...entries]) : map)

function moveLabel(document: Draft, [first = '', ...others]: readonly string[]): string {
  if (others.length > 0) return words.edits.moveMany(others.length + 1)
  const node = nodeOf(document, first)
  return words.edits.move(node ? titleOf(node, namesOf(document)) : words.note.name)
}
