import { MiniMap } from '@xyflow/react'
import { words } from '../../shared/words/editor.ts'
import css from './Canvas.module.css'

export const mapSize = { width: 132, height: 84 }

/** The whole workflow in small, at the canvas's lower right: pulled or pressed, it moves what is seen. */
export function CanvasMap() {
  return (
    <MiniMap
      className={css.map ?? ''}
      style={mapSize}
      pannable
      zoomable
      nodeColor="var(--line-strong)"
      nodeStrokeColor="var(--line-strong)"
      nodeStrokeWidth={1}
      nodeBorderRadius={12}
      maskColor="transparent"
      maskStrokeColor="var(--leaf)"
      maskStrokeWidth={2}
      ariaLabel={words.canvas.map}
    />
  )
}
