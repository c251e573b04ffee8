import { useLocalStorage } from '@mantine/hooks'
import { type PointerEvent, type ReactNode, useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import css from './Inspector.module.css'

const narrowest = 300
const widest = 720

/** The inspector's place beside the canvas, as wide as its edge is pulled: pixels that the browser remembers. */
export function Resizable({ children }: { readonly children: ReactNode }) {
  const [width, setWidth] = useLocalStorage({
    key: 'perennial.inspector',
    defaultValue: 360,
    getInitialValueInEffect: false,
  })
  const [isDragging, setDragging] = useState(false)
  const clamp = (value: number) => Math.max(narrowest, Math.min(widest, value))
  const onPointerMove = (event: PointerEvent) => isDragging && setWidth(clamp(window.innerWidth - event.clientX))
  return (
    <aside className={css.inspector} style={{ width: clamp(width) }} aria-label={words.inspector.title} data-inspector>
      {/* biome-ignore lint/a11y/useSemanticElements: a line between two parts of a page that can be moved */}
      <div
        className={css.resizer}
        role="separator"
        aria-orientation="vertical"
        aria-label={words.inspector.resize}
        aria-valuenow={clamp(width)}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        tabIndex={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDragging(true)
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => setDragging(false)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') setWidth(clamp(width + 24))
          if (event.key === 'ArrowRight') setWidth(clamp(width - 24))
        }}
      />
      <div className={css.scroll}>{children}</div>
    </aside>
  )
}
