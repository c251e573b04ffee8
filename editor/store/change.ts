import { numberOfId } from '../../shared/graph.ts'
import type { Draft, DraftNode, Position, Settings } from './document.ts'

/**
 * One change of a workflow document, as data. Everything that a person does on the canvas is a list of these;
 * undo is the list of their inverses, and what is saved is the document that they were folded into.
 */
export type Change =
  | { readonly change: 'addNode'; readonly node: DraftNode; readonly index?: number }
  | { readonly change: 'removeNode'; readonly id: string }
  | { readonly change: 'setSettings'; readonly id: string; readonly settings: Settings }
  | { readonly change: 'setNote'; readonly id: string; readonly note: string | undefined }
  | { readonly change: 'setPort'; readonly id: string; readonly port: string; readonly to: string | undefined }
  | { readonly change: 'setPosition'; readonly id: string; readonly position: Position | undefined }
  | { readonly change: 'setField'; readonly field: Field; readonly value: unknown }

export type Field = 'title' | 'description' | 'settings' | 'segments' | 'notes'

/** The document after a change. What the change does not name keeps its identity, so that only what changed is drawn again. */
export function applyChange(document: Draft, change: Change): Draft {
  return fold[change.change](document, change as never)
}

export const applyChanges = (document: Draft, changes: readonly Change[]): Draft =>
  changes.reduce(applyChange, document)

/** The change that takes `change` back, told from the document before it. */
export function inverseOf(document: Draft, change: Change): Change {
  return inverse[change.change](document, change as never)
}

type Of<Name extends Change['change']> = Extract<Change, { change: Name }>

const fold: { [Name in Change['change']]: (document: Draft, change: Of<Name>) => Draft } = {
  addNode: (document, { node, index }) => ({
    ...document,
    // Ids are never used again, so the number never goes back, also when the node is taken away (rule 25).
    nextId: Math.max(document.nextId, numberOfId(node.id) + 1),
    nodes: document.nodes.toSpliced(index ?? document.nodes.length, 0, node),
  }),
  removeNode: (document, { id }) => ({ ...document, nodes: document.nodes.filter((node) => node.id !== id) }),
  setSettings: (document, { id, settings }) => replaced(document, id, (node) => ({ ...node, settings })),
  setNote: (document, { id, note }) => replaced(document, id, (node) => withKey(node, 'note', note || undefined)),
  setPort: (document, { id, port, to }) =>
    replaced(document, id, (node) => {
      const ports = withKey(node.ports ?? {}, port, to)
      return withKey(node, 'ports', Object.keys(ports).length ? ports : undefined)
    }),
  setPosition: (document, { id, position }) => replaced(document, id, (node) => withKey(node, 'position', position)),
  setField: (document, { field, value }) => withKey(document, field, value) as Draft,
}

const inverse: { [Name in Change['change']]: (document: Draft, change: Of<Name>) => Change } = {
  addNode: (_, { node }) => ({ change: 'removeNode', id: node.id }),
  removeNode: (document, { id }) => {
    const index = document.nodes.findIndex((node) => node.id === id)
    return { change: 'addNode', node: found(document, id), index }
  },
  setSettings: (document, { id }) => ({ change: 'setSettings', id, settings: found(document, id).settings }),
  setNote: (document, { id }) => ({ change: 'setNote', id, note: found(document, id).note }),
  setPort: (document, { id, port }) => ({ change: 'setPort', id, port, to: found(document, id).ports?.[port] }),
  setPosition: (document, { id }) => ({ change: 'setPosition', id, position: found(document, id).position }),
  setField: (document, { field }) => ({ change: 'setField', field, value: document[field] }),
}

function replaced(document: Draft, id: string, edit: (node: DraftNode) => DraftNode): Draft {
  const index = document.nodes.findIndex((node) => node.id === id)
  const node = document.nodes[index]
  return node ? { ...document, nodes: document.nodes.with(index, edit(node)) } : document
}

function found(document: Draft, id: string): DraftNode {
  const node = document.nodes.find((one) => one.id === id)
  if (!node) throw new Error(`a change names the node ${id}, which the document does not have`)
  return node
}

function withKey<T extends object>(object: T, key: string, value: unknown): T {
  if (value !== undefined) return { ...object, [key]: value }
  const { [key]: _, ...rest } = object as Record<string, unknown>
  return rest as T
}
