import { portsOf as readPorts } from '../../shared/graph.ts'
import type { Port } from '../../shared/nodes/define.ts'
import { isTrigger, type NodeKind, nodeKinds } from '../../shared/nodes/index.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import type { CanvasNote, WorkflowNode, WorkflowSettings } from '../../shared/workflow.ts'

/**
 * The workflow document as the canvas holds it: the file itself (shared/workflow.ts), while its settings may still lack
 * what only the marketer knows. `check` says what is missing; nothing is converted.
 */
export interface Draft {
  readonly format: number
  readonly id: string
  readonly title: string
  readonly description?: string
  readonly nextId: number
  readonly settings: WorkflowSettings
  readonly nodes: readonly DraftNode[]
  readonly notes?: readonly CanvasNote[]
  readonly segments?: { readonly [id: string]: SegmentDefinition }
  readonly [extension: string]: unknown
}

export interface DraftNode {
  readonly id: string
  readonly kind: NodeKind
  readonly note?: string
  readonly settings: Settings
  readonly ports?: { readonly [port: string]: string }
  readonly position?: Position
}

export type Settings = { readonly [name: string]: unknown }

export interface Position {
  readonly x: number
  readonly y: number
}

export const nodeOf = (document: Draft, id: string): DraftNode | undefined =>
  document.nodes.find((node) => node.id === id)

const remembered = new WeakMap<DraftNode, readonly Port[]>()

/** The ways out of a node in reading order. Settings that are not finished keep the ports that the node already uses. */
export function portsOf(node: DraftNode): readonly Port[] {
  let ports = remembered.get(node)
  if (!ports) {
    ports = readPorts(node as WorkflowNode)
    remembered.set(node, ports)
  }
  return ports
}

/** Where a node may be led to: everything but triggers, which only events and segments open. */
export const canBeEntered = (node: DraftNode): boolean => !isTrigger(node.kind)

export const isKind = (text: string): text is NodeKind => (nodeKinds as readonly string[]).includes(text)

/** The id that the next node of a kind gets: `wait-3`. */
export const idFor = (document: Draft, kind: NodeKind): string => `${kind}-${document.nextId}`
