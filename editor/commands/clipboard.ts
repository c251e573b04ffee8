import { CanvasNote } from '../../shared/workflow.ts'
import { type DraftNode, isKind } from '../store/document.ts'
import type { Piece } from '../store/edits.ts'

let kept: Piece = { nodes: [], notes: [] }

/** As text, so that it can be pasted into another workflow or another window. */
export const copyText = (piece: Piece): string => JSON.stringify({ perennial: 'nodes', ...piece }, null, 2)

/** The steps and notes in a text, if it holds any; anything else is nobody's business here. */
export function pieceIn(text: string): Piece {
  try {
    const copied = JSON.parse(text) as { perennial?: unknown; nodes?: unknown; notes?: unknown } | null
    if (copied?.perennial !== 'nodes') return { nodes: [], notes: [] }
    const { nodes, notes } = copied
    return {
      nodes: Array.isArray(nodes) ? nodes.filter(isStep) : [],
      notes: Array.isArray(notes) ? notes.filter((note) => CanvasNote.safeParse(note).success) : [],
    }
  } catch {
    return { nodes: [], notes: [] }
  }
}

const isStep = (node: DraftNode | null | undefined): boolean =>
  isKind(String(node?.kind)) && typeof node?.settings === 'object' && node.settings !== null

/** Keeps what was copied for this page, and on the system's clipboard where the browser allows it. */
export function keep(piece: Piece): void {
  kept = piece
  void navigator.clipboard?.writeText(copyText(piece)).catch(() => undefined)
}

export const keptPiece = (): Piece => kept
