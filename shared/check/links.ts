import { z } from 'zod'
import type { NodeDefinition } from '../nodes/define.ts'
import { definitionOf, isTrigger, nodes } from '../nodes/index.ts'
import type { Workflow, WorkflowNode } from '../workflow.ts'

/** What joins a workflow to others: what begins it, and what its runs cause. Names of events, attributes, segments and workflows. */
export const WorkflowLinks = z
  .object({
    begins: z.object({
      byRequest: z.boolean(),
      properties: z.array(z.string()).describe('That whoever asks is to give'),
      key: z.string().nullable().describe('The one of them without which nobody enters'),
      events: z.array(z.string()),
      attributes: z.array(z.string()),
      segments: z.array(z.string()),
      workflows: z.array(z.string()),
    }),
    causes: z.object({
      starts: z.array(z.string()),
      emits: z.array(z.string()),
      sets: z.array(z.string()),
    }),
  })
  .meta({ id: 'WorkflowLinks' })
export type WorkflowLinks = z.infer<typeof WorkflowLinks>

/** A published workflow, as far as others may be joined to it. */
export interface LinkedWorkflow extends WorkflowLinks {
  readonly title: string
  /** Live or paused: somebody may be inside. */
  readonly isPublished: boolean
}

/** The workflows of a store, by id, as `check` asks for them. */
export const linkedWorkflows = (
  known: readonly {
    readonly id: string
    readonly title: string
    readonly state: string
    readonly links: WorkflowLinks
  }[],
): ReadonlyMap<string, LinkedWorkflow> =>
  new Map(
    known.map(({ id, title, state, links }) => [
      id,
      { title, isPublished: state === 'live' || state === 'paused', ...links },
    ]),
  )

/** What one node causes. */
export const causesOf = ({ kind, settings }: WorkflowNode): WorkflowLinks['causes'] => {
  const definition = definitionOf(kind)
  return {
    starts: workflowsOf(definition, settings, 'starts'),
    emits: [...(definition.emits?.(settings) ?? [])],
    sets: [...(definition.sets?.(settings) ?? [])],
  }
}

/** @param readable  the nodes whose settings can be read; absent: all of them */
export function linksOf(
  workflow: Pick<Workflow, 'nodes'> & { readonly settings?: Pick<Workflow['settings'], 'key'> },
  readable = workflow.nodes,
): WorkflowLinks {
  const triggers = readable.filter(({ kind }) => isTrigger(kind))
  const causes = readable.map(causesOf)
  const ofTriggers = (read: (definition: NodeDefinition, settings: unknown) => readonly string[]) => [
    ...new Set(triggers.flatMap(({ kind, settings }) => read(definitionOf(kind), settings))),
  ]
  return {
    begins: {
      byRequest: triggers.some(({ kind }) => kind === nodes.request.kind),
      properties: ofTriggers((definition, settings) => definition.carries?.(settings) ?? []),
      key: workflow.settings?.key ?? null,
      events: ofTriggers((definition, settings) => definition.events?.(settings) ?? []),
      attributes: ofTriggers((definition, settings) => definition.plansBy?.(settings).attributes ?? []),
      segments: ofTriggers((definition, settings) => definition.segments?.(settings) ?? []),
      workflows: ofTriggers((definition, settings) => workflowsOf(definition, settings, 'follows')),
    },
    causes: {
      starts: [...new Set(causes.flatMap(({ starts }) => starts))],
      emits: [...new Set(causes.flatMap(({ emits }) => emits))],
      sets: [...new Set(causes.flatMap(({ sets }) => sets))],
    },
  }
}

const workflowsOf = (definition: NodeDefinition, settings: unknown, does: 'starts' | 'follows'): string[] =>
  (definition.workflows?.(settings) ?? []).filter((held) => held.does === does).map(({ workflow }) => workflow)
