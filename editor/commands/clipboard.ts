import type { DraftNode } from '../store/document.ts'
import { isKind } from '../store/document.ts'

/** Copied steps as text, so that they can be pasted into another workflow or another window. */
interface Copied {
  readonly perennial: 'nodes'
  readonly nodes: readonly DraftNode[]
}

let kept: readonly DraftNode[] = []

export const copyText = (nodes: readonly DraftNode[]): string =>
  JSON.stringify({ perennial: 'nodes', nodes } satisfies Copied, null, 2)

/** The steps in a text, if it holds any; anything else is nobody's business here. */
export function nodesIn(text: string): readonly DraftNode[] {
  try {
    const copied = JSON.parse(text) as Partial<Copied> | null
    if (copied?.perennial !== 'nodes' || !Array.isArray(copied.nodes)) return []
    return copied.nodes.filter(
      (node) => isKind(String(node?.kind)) && typeof node.settings === 'object' && node.settings !== null,
    )
  } catch {
    return []
  }
}

/** Keeps copied steps for this page, and on the system's clipboard where the browser allows it. */
export function keep(nodes: readonly DraftNode[]): void {
  kept = nodes
  void navigator.clipboard?.writeText(copyText(nodes)).catch(() => undefined)
}

export const keptNodes = (): readonly DraftNode[] => kept
