import { useEffect, useRef, useState } from 'react'
import type { Position } from '../store/document.ts'

const duration = 150

/**
 * Places on their way to where they belong: when the layout moves things, one sees where they went. Nothing glides at first sight,
 * while somebody drags, on very large canvases, or for people who want no motion.
 */
export function useGlide(target: ReadonlyMap<string, Position>, isStill: boolean): ReadonlyMap<string, Position> {
  const [shown, setShown] = useState(target)
  const current = useRef(target)
  const aim = useRef(target)
  useEffect(() => {
    if (aim.current === target) return
    const from = current.current
    aim.current = target
    const moves = [...target].some(([id, at]) => isElsewhere(from.get(id), at))
    if (isStill || !moves || target.size > 400 || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      current.current = target
      setShown(target)
      return
    }
    const start = performance.now()
    let frame = 0
    const step = (now: number) => {
      const part = Math.min(1, (now - start) / duration)
      current.current = part === 1 ? target : between(from, target, 1 - (1 - part) ** 3)
      setShown(current.current)
      if (part < 1) frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
    return () => cancelAnimationFrame(frame)
  }, [target, isStill])
  if (isStill) return target
  // What is new has no way to go and is shown where it belongs at once.
  return shown === target || [...target.keys()].every((id) => shown.has(id)) ? shown : new Map([...target, ...shown])
}

const isElsewhere = (from: Position | undefined, to: Position): boolean =>
  from !== undefined && (from.x !== to.x || from.y !== to.y)

function between(from: ReadonlyMap<string, Position>, to: ReadonlyMap<string, Position>, part: number) {
  const result = new Map<string, Position>()
  for (const [id, at] of to) {
    const start = from.get(id)
    result.set(
      id,
      start && isElsewhere(start, at)
        ? { x: start.x + (at.x - start.x) * part, y: start.y + (at.y - start.y) * part }
        : at,
    )
  }
  return result
}
