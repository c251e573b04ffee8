import { z } from 'zod'
import { edgesFrom, type Graph, readingOrder } from './graph.ts'
import { nodes } from './nodes/index.ts'
import { valueAt } from './pointer.ts'
import { Workflow, WorkflowNode } from './workflow.ts'

/**
 * A workflow as its file holds it: two spaces, keys in schema order, nodes in reading order, a newline at the end. Equal workflows
 * give equal bytes, and an edit of one field changes one line or few. `$schema` and `x-` keys are kept.
 *
 * Drafts have a canonical form too: what they lack stays lacking, and what is not understood stays where it is.
 *
 * @example canonical(parseWorkflow(JSON.parse(text)).workflow) === text // when `perennial format` wrote the text
 */
export function canonical(workflow: Workflow | Readonly<Record<string, unknown>>): string {
  const { nodes: _, ...rest } = workflow
  const document = inSchemaOrder(Workflow, { ...rest, nodes: null }) as Record<string, unknown>
  document.nodes = hasNodes(workflow) ? readingOrder(workflow).map(nodeInOrder) : workflow.nodes
  return `${JSON.stringify(document, null, 2)}\n`
}

function hasNodes(document: Readonly<Record<string, unknown>>): document is Graph & Readonly<Record<string, unknown>> {
  if (!Array.isArray(document.nodes)) return false
  const ids = new Set(document.nodes.map((node: unknown) => (isNode(node) ? node.id : undefined)))
  return ids.size === document.nodes.length && !ids.has(undefined)
}

const isNode = (value: unknown): value is WorkflowNode =>
  typeof valueAt(value, ['id']) === 'string' && Object.hasOwn(nodes, String(valueAt(value, ['kind'])))

function nodeInOrder(node: WorkflowNode): unknown {
  const ordered = inSchemaOrder(WorkflowNode, node) as WorkflowNode
  return node.ports ? { ...ordered, ports: portsInOrder(node) } : ordered
}

const portsInOrder = (node: WorkflowNode) => Object.fromEntries(edgesFrom(node).map(({ port, to }) => [port, to]))

/** The same value with the keys of its objects in the order of their schema; what the schema does not know comes last, by name. */
function inSchemaOrder(schema: z.core.$ZodType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const inner = meant(schema, value)
  if (inner instanceof z.ZodArray && Array.isArray(value))
    return value.map((item) => inSchemaOrder(inner.element, item))
  if (inner instanceof z.ZodRecord && !Array.isArray(value))
    return byKeys(Object.keys(value).sort(), value, (_, item) => inSchemaOrder(inner.valueType, item))
  if (!(inner instanceof z.ZodObject) || Array.isArray(value)) return value
  const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape
  return byKeys(Object.keys(shape), value, (key, item) => (shape[key] ? inSchemaOrder(shape[key], item) : item))
}

/** The schema that says which keys this value has: without its wrappers, and of a union the branch that knows most of its keys. */
function meant(schema: z.core.$ZodType, value: object): z.core.$ZodType {
  if (schema instanceof z.ZodOptional) return meant(schema.unwrap(), value)
  // Not `unwrap()`, which makes the schema anew at each call.
  if (schema instanceof z.ZodLazy) return meant(schema._zod.innerType as z.ZodType, value)
  if (!(schema instanceof z.ZodUnion)) return schema
  const branches = schema.options.map((option) => meant(option, value))
  return branches.reduce((best, branch) => (fitness(branch, value) > fitness(best, value) ? branch : best))
}

function fitness(schema: z.core.$ZodType, value: object): number {
  if (Array.isArray(value)) return schema instanceof z.ZodArray ? 1 : 0
  if (!(schema instanceof z.ZodObject)) return 0
  return Object.entries(schema.shape).reduce((sum, [key, part]) => {
    if (!Object.hasOwn(value, key)) return sum
    const came = (value as Record<string, unknown>)[key]
    return sum + (part instanceof z.ZodLiteral ? (part.values.has(came as string) ? 100 : -100) : 1)
  }, 0)
}

function byKeys(
  order: readonly string[],
  value: object,
  part: (key: string, value: unknown) => unknown,
): Record<string, unknown> {
  const others = Object.keys(value).filter((key) => !order.includes(key))
  const keys = [...order.filter((key) => Object.hasOwn(value, key)), ...others.sort()]
  return Object.fromEntries(keys.map((key) => [key, part(key, (value as Record<string, unknown>)[key])]))
}
