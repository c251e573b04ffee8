import type { EdgeTypes, NodeTypes } from '@xyflow/react'
import { EndPlus } from './EndPlus.tsx'
import { NodeCard } from './NodeCard.tsx'
import { NoteCard } from './NoteCard.tsx'
import { WayLine } from './WayLine.tsx'

/** What draws each thing of a drawing. */
export const nodeTypes: NodeTypes = { card: NodeCard, end: EndPlus, note: NoteCard }
export const edgeTypes: EdgeTypes = { way: WayLine }
