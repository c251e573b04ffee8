import type { NodeChange } from '@xyflow/react'
import { useCallback, useState } from 'react'
import type { CanvasNode } from './flow.ts'

export type Sizes = ReadonlyMap<string, { width: number; height: number }>

/** What React Flow measured of the nodes on screen, which a drawing gives back to it. */
export function useMeasured(): { measured: Sizes; measure: (changes: readonly NodeChange<CanvasNode>[]) => void } {
  const [measured, setMeasured] = useState<Sizes>(new Map())
  const measure = useCallback((changes: readonly NodeChange<CanvasNode>[]) => {
    const sizes = changes.flatMap((change) =>
      change.type === 'dimensions' && change.dimensions ? [[change.id, change.dimensions] as const] : [],
    )
    if (sizes.length) setMeasured((map) => new Map([...map, ...sizes]))
  }, [])
  return { measured, measure }
}
