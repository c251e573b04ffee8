import type { z } from 'zod'
import type { RunsMove as AskedMove } from '../../shared/api/models/version.ts'
import { isTrigger } from '../../shared/nodes/index.ts'
import type { Problem } from '../../shared/problem.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { RunsMove } from '../commit/entry.ts'

type Asked = z.output<typeof AskedMove>

/** A map as the fold takes it: those who stay are simply not named. Says what of it can't be followed in the version that runs come to. */
export function runsMoveOf(asked: Asked, workflow: Workflow): { move: RunsMove; problems: Problem[] } {
  const targets = new Map(workflow.nodes.map((node) => [node.id, node]))
  const problems: Problem[] = []
  const nodes: Record<string, RunsMove['nodes'][string]> = {}
  for (const [from, destination] of Object.entries(asked.nodes)) {
    if ('stay' in destination) continue
    if ('to' in destination) {
      const target = targets.get(destination.to)
      if (!target || isTrigger(target.kind)) {
        const code = target ? 'movesToTrigger' : 'movesNowhere'
        problems.push({ code, severity: 'error', path: `/move/nodes/${from}/to`, params: { node: destination.to } })
      }
    }
    nodes[from] = destination
  }
  return { move: { nodes, keepElapsed: asked.keepElapsed ?? false }, problems }
}

/** Nodes that are gone and at which people rest, without a word about where they go (rule 27). */
export function undecided(
  asked: Asked | undefined,
  inside: readonly { readonly node: string; readonly runs: number }[],
  isGone: (node: string) => boolean,
): Problem[] {
  const runs = new Map<string, number>()
  for (const { node, runs: resting } of inside) runs.set(node, (runs.get(node) ?? 0) + resting)
  return [...runs]
    .filter(([node]) => isGone(node) && !Object.hasOwn(asked?.nodes ?? {}, node))
    .map(([node, resting]) => ({
      code: 'whereTo',
      severity: 'error',
      path: `/move/nodes/${node}`,
      params: { node, runs: resting },
    }))
}
