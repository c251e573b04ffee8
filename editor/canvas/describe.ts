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

export const problemSentence = (
  problem: Pick<Problem, 'code'> & { readonly params?: unknown; readonly sentence?: string | undefined },
): string => problem.sentence ?? sentenceOf(problem as Problem)

/** How the canvas names segments; the page that shows it knows. */
export const NamesContext = createContext<Names>(namesOf({}))
export const useNames = (): Names => use(NamesContext)
