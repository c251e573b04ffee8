import { Handle, type NodeProps, Position } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { memo } from 'react'
import { words } from '../../shared/words/editor.ts'
import { useUi, useUiStore } from '../store/uiStore.ts'
import css from './Card.module.css'
import type { EndNode } from './flow.ts'
import { wayKey } from './layout.ts'
import { useWayWords } from './useWayWords.ts'

/** An open end: the run ends here, unless a step is added. */
export const EndPlus = memo(function EndPlus({ data: { way } }: NodeProps<EndNode>) {
  const ui = useUiStore()
  const isOver = useUi((state) => state.hoveredWay === wayKey(way.from, way.port))
  return (
    <div className={css.end}>
      <Handle
        type="target"
        position={Position.Top}
        id="in"
        isConnectable={false}
        style={{ opacity: 0, minWidth: 0, width: 1, height: 1 }}
      />
      <button
        type="button"
        className={`${css.plus} nodrag nopan`}
        data-over={isOver || undefined}
        aria-label={words.canvas.addAfter(...useWayWords(way))}
        title={words.canvas.endsHere}
        onClick={(event) =>
          ui.setState({ picking: { at: { x: event.clientX || leftOf(event), y: event.clientY || topOf(event) }, way } })
        }
      >
        <Plus size={12} strokeWidth={2.2} aria-hidden />
      </button>
    </div>
  )
})

// A press of the Enter key has no place; the button has.
const leftOf = (event: { currentTarget: Element }) => event.currentTarget.getBoundingClientRect().left
const topOf = (event: { currentTarget: Element }) => event.currentTarget.getBoundingClientRect().bottom
