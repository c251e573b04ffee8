import type { NodeKind, SettingsOf } from '../../shared/nodes/index.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { NodeOf, Workflow, WorkflowNode } from '../../shared/workflow.ts'

/** A workflow in few words, for tests: what is not said is as plain as can be. */
export function workflow(nodes: readonly WorkflowNode[], rest: Partial<Omit<Workflow, 'nodes'>> = {}): Workflow {
  return {
    format: 1,
    id: 'test',
    title: 'Test',
    nextId: 100,
    settings: { reentry: { rule: 'once' } },
    nodes: [...nodes],
    ...rest,
  } as Workflow
}

/** @example node('wait-2', 'delay', { for: 'P1D' }, { next: 'exit-3' }) */
export function node<Kind extends NodeKind>(
  id: string,
  kind: Kind,
  settings: SettingsOf<Kind>,
  ports?: Record<string, string>,
): WorkflowNode {
  return { id, kind, settings, ...(ports && { ports }) } as NodeOf<Kind> as WorkflowNode
}

export const start = (next = 'exit-9', event = 'Signed Up'): WorkflowNode =>
  node('event-1', 'event', { event }, { next })

export const exit = (id = 'exit-9'): WorkflowNode => node(id, 'exit', { reason: 'Done' })

export const mjml = (text: string): string[] => [
  '<mjml><mj-body><mj-section><mj-column>',
  `<mj-text>${text}</mj-text>`,
  '</mj-column></mj-section></mj-body></mjml>',
]

/** Trigger, one branch on the condition, exit. */
export const branching = (...conditions: Predicate[]): Workflow =>
  workflow([
    start('branch-2'),
    node(
      'branch-2',
      'branch',
      { paths: conditions.map((when, n) => ({ port: `path-${n + 1}`, when })) },
      { else: 'exit-9', 'path-1': 'exit-9' },
    ),
    exit(),
  ])
