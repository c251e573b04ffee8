import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { memo } from 'react'
import { words } from '../../shared/words/editor.ts'
import { showNumber } from '../../shared/words/show.ts'
import { usePortCount } from '../api/useLive.ts'
import { useUi, useUiStore } from '../store/uiStore.ts'
import css from './Card.module.css'
import type { WayEdge } from './flow.ts'
import { useLiveWorkflow } from './LiveWorkflow.ts'
import { routeWay } from './routeWay.ts'
import { useWayWords } from './useWayWords.ts'

/** A way from a port to a step, with the port's name, how many took it, and a plus to put a step between. */
export const WayLine = memo(function WayLine(props: EdgeProps<WayEdge>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props
  const way = data!.way
  const count = usePortCount(useLiveWorkflow(), way.from, way.port)
  // Where there is one way out, its number stands on the card below already.
  const hasLabel = data!.title !== ''
  const { path, label } = routeWay(
    { x: Math.round(sourceX), y: sourceY - 5 },
    { x: Math.round(targetX), y: targetY + 5 },
    { isJoin: data!.isJoin, isNamed: hasLabel, lane: data!.lane, back: data!.back },
  )
  const isTaken = data!.taken === true
  const stroke = isTaken || selected ? 'var(--leaf)' : 'var(--edge)'
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={24}
        style={{
          stroke,
          strokeWidth: isTaken || selected ? 2 : 1.5,
          ...(data!.isOpen ? { strokeDasharray: '3 4' } : {}),
          ...(data!.taken === false ? { opacity: 0.5 } : {}),
        }}
      />
      <EdgeLabelRenderer>
        <div
          className={`${css.way} nodrag nopan`}
          style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)`, pointerEvents: 'none' }}
        >
          {hasLabel && (
            <span
              className={css.pill}
              data-taken={isTaken || undefined}
              data-selected={selected || undefined}
              title={data!.title || undefined}
              data-way={id}
            >
              <span className="clip">{data!.title}</span>
              {count !== undefined && (
                <>
                  {'\u00a0· '}
                  <b className="num">{showNumber(count)}</b>
                </>
              )}
            </span>
          )}
          {data!.taken === undefined && !data!.isOpen && <InsertPlus id={id} from={way.from} port={way.port} />}
        </div>
      </EdgeLabelRenderer>
    </>
  )
})

function InsertPlus({ id, from, port }: { readonly id: string; readonly from: string; readonly port: string }) {
  const ui = useUiStore()
  const isShown = useUi((state) => state.hoveredWay === id)
  return (
    <button
      type="button"
      className={css.insert}
      style={{ pointerEvents: 'all' }}
      data-shown={isShown || undefined}
      data-insert={id}
      aria-label={words.canvas.insert(...useWayWords({ from, port }))}
      onClick={(event) => {
        // The way itself would be selected too.
        event.stopPropagation()
        const box = event.currentTarget.getBoundingClientRect()
        ui.setState({ picking: { at: { x: box.left, y: box.bottom }, way: { from, port } } })
      }}
    >
      <Plus size={12} strokeWidth={2.2} aria-hidden />
    </button>
  )
}
