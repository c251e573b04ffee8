import type { ComponentType } from 'react'
import type { NodeKind, SettingsOf } from '../../shared/nodes/index.ts'
import type { Draft, DraftNode, Settings } from '../store/document.ts'

/** What the form of a node gets. Settings may lack what nobody filled in yet. */
export interface NodeFormProps<Kind extends NodeKind> {
  readonly node: DraftNode
  readonly settings: Partial<SettingsOf<Kind>>
  readonly document: Draft
  readonly onChange: (settings: Settings) => void
}

export type NodeForm<Kind extends NodeKind> = ComponentType<NodeFormProps<Kind>>

/** The event that begins a run, as far as one is known: whose properties can be named. */
export const triggerEventOf = (document: Draft): string | undefined =>
  document.nodes
    .map((node) => (node.kind === 'event' || node.kind === 'absence') && node.settings.event)
    .find((name): name is string => typeof name === 'string' && name !== '')

/** An id for one more port: `path-3`, never one in use. */
export function nextPort(prefix: string, used: readonly string[]): string {
  let number = used.length + 1
  while (used.includes(`${prefix}-${number}`)) number++
  return `${prefix}-${number}`
}
