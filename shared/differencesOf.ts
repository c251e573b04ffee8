import type { WorkflowNode } from './workflow.ts'

/** What one document has and another has not, a thing at a time. Drafts may be of any shape: what can't be read counts as absent. */
export type Difference =
  | { readonly what: 'title'; readonly before: string; readonly after: string }
  | { readonly what: 'setting'; readonly name: string }
  | { readonly what: 'notes' }
  | { readonly what: 'added' | 'removed' | 'led' | 'moved'; readonly node: WorkflowNode }
  | { readonly what: 'changed'; readonly node: WorkflowNode; readonly before: WorkflowNode }

type Document = Readonly<Record<string, unknown>>

/**
 * The differences from one document to another, in the order of the nodes: settings first, what is gone last. A node is the same while its
 * id is. Where it lies on the canvas, and what is noted there, changes nothing of what it does and is said as one thing: `moved`.
 *
 * @example differencesOf(live, draft).filter(({ what }) => what === 'removed') // steps that are gone
 */
export function differencesOf(before: Document, after: Document): readonly Difference[] {
  const found: Difference[] = []
  const [oldTitle, title] = [textOf(before.title), textOf(after.title)]
  if (oldTitle !== title) found.push({ what: 'title', before: oldTitle, after: title })
  for (const name of settingsOf(before, after)) found.push({ what: 'setting', name })
  const old = nodesOf(before)
  const now = nodesOf(after)
  for (const [id, node] of now) {
    const known = old.get(id)
    if (!known) found.push({ what: 'added', node })
    else if (!isSame([known.kind, known.settings], [node.kind, node.settings]))
      found.push({ what: 'changed', node, before: known })
    else if (!isSame(known.ports ?? {}, node.ports ?? {})) found.push({ what: 'led', node })
    else if (!isSame(known, node)) found.push({ what: 'moved', node })
  }
  for (const [id, node] of old) if (!now.has(id)) found.push({ what: 'removed', node })
  if (!isSame(before.notes ?? [], after.notes ?? [])) found.push({ what: 'notes' })
  return found
}

/** The nodes of a document of any shape, by id. */
export function nodesOf(document: Document): ReadonlyMap<string, WorkflowNode> {
  const nodes = Array.isArray(document.nodes) ? (document.nodes as (WorkflowNode | null)[]) : []
  return new Map(
    nodes.flatMap((node) => (node && typeof node === 'object' && typeof node.id === 'string' ? [[node.id, node]] : [])),
  )
}

function settingsOf(before: Document, after: Document): string[] {
  const [old, now] = [objectOf(before.settings), objectOf(after.settings)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()
  return names.filter((name) => !isSame(old[name], now[name]))
}

const objectOf = (value: unknown): Document =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Document) : {}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Equal whatever the order of keys. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  )
}
