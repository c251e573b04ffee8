import type { ReactFlowInstance } from '@xyflow/react'
import type { RefObject } from 'react'
import { mapSize } from './CanvasMap.tsx'
import type { CanvasNode, Drawing, WayEdge } from './flow.ts'
import { lasting } from './lasting.ts'
import { nodeWidth, type Point } from './layout.ts'

/** What is seen of a drawing: the pane that it is seen through can be moved over it, nearer and further. */
export interface View {
  readonly flow: ReactFlowInstance<CanvasNode, WayEdge>
  readonly pane: RefObject<HTMLElement | null>
  readonly drawn: RefObject<Drawing>
}

/** What commands ask of the canvas. */
export interface CanvasHandle {
  fit(): void
  zoomBy(factor: number): void
  /** Brings a node into sight, without changing the zoom. */
  reveal(id: string): void
  /** Where a node is on the screen. */
  screenOf(id: string): Point | undefined
  /** The middle of what is seen, on the canvas. */
  middle(): Point
}

export function handleOn(view: View): CanvasHandle {
  const { flow, pane, drawn } = view
  const shown = (id: string) => drawn.current.nodes.find((node) => node.id === id)
  return {
    fit: () => void flow.fitView({ padding: 0.15, maxZoom: 1, ...lasting(150) }),
    zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, lasting(120)),
    reveal: (id) => {
      const node = shown(id)
      if (!node || isSeen(view, node)) return
      const { x, y } = node.position
      void flow.setCenter(x + nodeWidth / 2, y + 50, { zoom: Math.max(flow.getZoom(), 0.7), ...lasting(150) })
    },
    screenOf: (id) => {
      const node = shown(id)
      return (
        node && flow.flowToScreenPosition({ x: node.position.x, y: node.position.y + (node.measured?.height ?? 80) })
      )
    },
    middle: () => {
      const { left = 0, top = 0, width = 0, height = 0 } = pane.current?.getBoundingClientRect() ?? {}
      return flow.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 })
    },
  }
}

/** At first sight: the whole workflow if it can be read so, else its beginning. */
export function begin({ flow, pane, drawn }: View, movement?: { readonly duration: number }): void {
  const { nodes } = drawn.current
  const { clientWidth: width, clientHeight: height } = pane.current ?? {}
  if (width === undefined || height === undefined) return
  if (nodes.length === 0) {
    void flow.setViewport({ x: width / 2, y: 48, zoom: 1 }, movement)
    return
  }
  const box = flow.getNodesBounds([...nodes])
  const [first] = nodes
  const zoom = Math.min(1, width / (box.width + 80), height / (box.height + 96))
  const seen = Math.max(width < 640 ? 0.55 : 0.7, zoom)
  const middle = zoom < seen && first ? first.position.x + nodeWidth / 2 : box.x + box.width / 2
  const top = zoom < seen ? 32 : Math.max(32, (height - box.height * seen) / 3)
  void flow.setViewport({ x: width / 2 - middle * seen, y: top - box.y * seen, zoom: seen }, movement)
}

/** Moves the view by no more than it takes to see a box whole, or its beginning where it is larger than the pane. */
export function bringIn(
  { flow, pane }: View,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  if (!pane.current) return
  const { x, y, zoom } = flow.getViewport()
  const across = shiftInto(box.x * zoom + x, box.width * zoom, pane.current.clientWidth)
  const down = shiftInto(box.y * zoom + y, box.height * zoom, pane.current.clientHeight - lowerMargin)
  if (across !== 0 || down !== 0) void flow.setViewport({ x: x + across, y: y + down, zoom }, lasting(150))
}

const margin = 24
// The map and the tools lie over the lower edge.
const lowerMargin = mapSize.height + 24

function shiftInto(from: number, length: number, room: number): number {
  const to = Math.max(margin, Math.min(from, room - margin - length))
  return Math.round(to - from)
}

/** What can be seen whole, and read, needs no moving. */
function isSeen({ flow, pane }: View, node: CanvasNode): boolean {
  const box = pane.current?.getBoundingClientRect()
  if (!box || flow.getZoom() < 0.5) return false
  const { x, y } = node.position
  const upper = flow.flowToScreenPosition({ x, y })
  const lower = flow.flowToScreenPosition({ x: x + nodeWidth, y: y + (node.measured?.height ?? 80) })
  return upper.x >= box.left && upper.y >= box.top && lower.x <= box.right && lower.y <= box.bottom
}
