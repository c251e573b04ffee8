import { definitionOf } from '../nodes/index.ts'
import type { Because } from '../predicate/facts.ts'
import type { Predicate } from '../predicate/schema.ts'
import type { ExitRule, Workflow } from '../workflow.ts'

/** What was decided, as far as its conditions can be found again in the version. */
export interface Decided {
  readonly node: string
  readonly what: 'entered' | 'took' | 'rested' | 'asked' | 'reached' | 'ended' | 'failed' | 'moved'
  readonly port?: string | undefined
  readonly why?: string | undefined
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly because?: readonly Pick<Because, 'at'>[] | undefined
}

/** A condition that a decision looked at. `at` is its JSON pointer inside the node's settings, or the workflow's for a filter and an exit rule. */
export interface DecidingCondition {
  readonly at: string
  readonly predicate: Predicate
}

/**
 * The conditions that a decision rests on, in the order in which they were looked at: the first that holds decides. `held` is the place of
 * the one that did, -1 for none.
 */
export function decidingConditions(
  document: Workflow,
  decision: Decided,
): { readonly conditions: readonly DecidingCondition[]; readonly held: number } {
  const { settings } = document
  if (decision.what === 'entered')
    return settings.filter
      ? { conditions: [{ at: '/filter', predicate: settings.filter }], held: decision.why === 'filterFalse' ? -1 : 0 }
      : nothing
  if (decision.why === 'exitRule') {
    const index = exitOf(decision, settings.exits ?? [])
    const rule = settings.exits?.[index]
    return rule ? { conditions: [{ at: `/exits/${index}/when`, predicate: rule.when }], held: 0 } : nothing
  }
  if (decision.why === 'goalReached') {
    const { goal } = settings
    return goal?.by === 'condition' ? { conditions: [{ at: '/goal/when', predicate: goal.when }], held: 0 } : nothing
  }
  const node = document.nodes.find(({ id }) => id === decision.node)
  if (decision.why === 'conditionFalse' && node?.kind === 'email' && node.settings.if)
    return { conditions: [{ at: '/if', predicate: node.settings.if }], held: -1 }
  if (!node || (decision.what !== 'took' && decision.what !== 'rested')) return nothing
  const all = definitionOf(node.kind).predicates?.(node.settings) ?? []
  const held = decision.what === 'took' ? all.findIndex(({ port }) => port !== undefined && port === decision.port) : -1
  const looked = held < 0 ? all : all.slice(0, held + 1)
  return { conditions: looked.map(({ path, predicate }) => ({ at: path, predicate })), held }
}

/** Several exit rules may have one title, so it says which only where no leaf was kept. */
function exitOf({ because, params }: Decided, exits: readonly ExitRule[]): number {
  const kept = because?.[0]?.at.match(/^\/exits\/(\d+)\//)
  return kept ? Number(kept[1]) : exits.findIndex(({ title }) => title === params?.rule)
}

const nothing = { conditions: [], held: -1 } as const
