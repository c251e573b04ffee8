import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'

/**
 * So many marketing mails may one customer get at most, whatever the time between them; Infinity where that is not for sure. Counted by
 * hand: each mail as often as the only loop goes round, by one run and by one more for each schedule.
 */
export function mostMails({ nodes, settings }: Pick<Workflow, 'nodes' | 'settings'>): number {
  const mails = nodes.filter(isMarketing).length
  const schedules = nodes.filter(({ kind }) => kind === 'schedule').length
  const isSeldom = settings.reentry.rule === 'once' || settings.reentry.rule === 'notBefore'
  const repeats = nodes.flatMap((node) => (node.kind === 'repeat' ? [node.settings.times] : []))
  if (mails === 0) return 0
  if (repeats.length > 1 || (schedules > 0 && !isSeldom) || waysBack(nodes).some((port) => port !== 'again'))
    return Infinity
  return mails * ((repeats[0] ?? 0) + 1) * (schedules + 1)
}

const isMarketing = (node: WorkflowNode): boolean => node.kind === 'email' && node.settings.purpose === 'marketing'

/** The ports that lead to a node that comes no later. */
const waysBack = (nodes: readonly WorkflowNode[]): string[] =>
  nodes.flatMap(({ ports = {} }, index) => {
    const earlier = nodes.slice(0, index + 1).map(({ id }) => id)
    return Object.entries(ports).flatMap(([port, to]) => (earlier.includes(to) ? [port] : []))
  })

/** The same workflow without marketing. */
export const withoutMarketing = (workflow: Workflow): Workflow => ({
  ...workflow,
  nodes: workflow.nodes.map((node) =>
    node.kind === 'email' ? { ...node, settings: { ...node.settings, purpose: 'transactional' } } : node,
  ),
})
