import { createContext, use } from 'react'
import type { NodeKind } from '../../shared/nodes/index.ts'
import type { Problem } from '../../shared/problem.ts'
import type { Names } from '../../shared/words/conditions.ts'
import * as catalogue from '../../shared/words/nodes.ts'
import { sentenceOf } from '../../shared/words/problems.ts'
import type { WorkflowNode } from '../../shared/workflow.ts'
import { readersZone } from '../fields/readersZone.ts'
import type { Draft, DraftNode } from '../store/document.ts'

/** What things on the canvas are called, from the catalogue, for nodes that may not be finished. */

export const namesOf = (
  document: Pick<Draft, 'segments'>,
  known: { readonly segments: readonly Titled[]; readonly workflows: readonly Titled[] } = {
    segments: [],
    workflows: [],
  },
): Names => ({
  segment: (id) => titleIn(known.segments, id) ?? document.segments?.[id]?.title ?? id,
  workflow: (id) => titleIn(known.workflows, id) ?? id,
  zone: readersZone(),
})

interface Titled {
  readonly id: string
  readonly title: string
}
const titleIn = (known: readonly Titled[], id: string): string | undefined => known.find((one) => one.id === id)?.title

export const kindWord = (kind: NodeKind): string => catalogue.nodeWords[kind].name
export const kindHint = (kind: NodeKind): string => catalogue.nodeWords[kind].hint

export const titleOf = (node: DraftNode, names: Names): string => catalogue.summaryOf(node as WorkflowNode, names)

export const detailOf = (node: DraftNode, names: Names): string | undefined =>
  catalogue.detailOf(node as WorkflowNode, names)

export const portTitleOf = (node: DraftNode, port: string, names: Names): string =>
  catalogue.portLabelOf(node as WorkflowNode, port, names)

/** A problem as it came from the check here, or from the server, which has put it in words. */
export type Told = Problem & { readonly sentence?: string | undefined }

/** Steps and ways by what they are called on the canvas. */
export function problemSentence(problem: Told, nodes: readonly DraftNode[], names: Names): string {
  const nodeAt = (id: string | undefined) => nodes.find((node) => node.id === id)
  const own = nodeAt(problem.node)
  const step = (id: string) => {
    const node = nodeAt(id)
    return node ? `“${titleOf(node, names)}”` : id
  }
  const way = (port: string) => (own ? `“${portTitleOf(own, port, names)}”` : port)
  const called = new Map(Object.entries({ nodes: step, to: step, port: way, by: way }))
  const params = Object.entries(problem.params ?? {})
  if (!params.some(([name]) => called.has(name))) return problem.sentence ?? sentenceOf(problem)
  const inWords = params.map(([name, value]) => {
    const call = called.get(name)
    if (!call || typeof value === 'number') return [name, value]
    return [name, typeof value === 'string' ? call(value) : value.map(call)]
  })
  return sentenceOf({ ...problem, params: Object.fromEntries(inWords) })
}

/** How the canvas names segments; the page that shows it knows. */
export const NamesContext = createContext<Names>(namesOf({}))
export const useNames = (): Names => use(NamesContext)
