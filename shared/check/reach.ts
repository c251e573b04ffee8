import { longestOf } from '../duration.ts'
import type { Leaf } from '../predicate/schema.ts'
import type { Retention } from '../retention.ts'
import type { SegmentDefinition } from '../segment.ts'
import type { Workflow } from '../workflow.ts'
import { type Condition, placeOf, type Subject, subjectOf } from './subject.ts'
import { termsOf } from './terms.ts'
import { emptyWorld } from './world.ts'

/**
 * How far back something looks at what customers did.
 *
 * @property event  `null`: at whatever they did
 * @property days   Infinity: it asks what an event said that may lie any time back
 * @property path   where it says so in the document
 */
export interface Reach {
  readonly event: string | null
  readonly days: number
  readonly path: string
  readonly node?: string
}

/** Everything in a document that looks back; counts without a window and what lies within a run are not among it: they need no old event. */
export const reachesOf = ({ workflow, readable, conditions }: Subject): Reach[] => [
  ...conditions.flatMap(reachesOfCondition),
  ...readable.flatMap(({ node, definition, path }) =>
    (definition.remembers?.(node.settings) ?? []).map((event) => ({
      event,
      days: Number.POSITIVE_INFINITY,
      path,
      node: node.id,
    })),
  ),
  ...(workflow.settings.lateEvents
    ? [{ event: null, days: daysOf(workflow.settings.lateEvents), path: '/settings/lateEvents' }]
    : []),
]

/** Those of a workflow. The segments that its file carries are the store's own, which say for themselves. */
export const reachesOfWorkflow = ({ segments: _, ...workflow }: Workflow): Reach[] =>
  reachesOf(subjectOf(workflow as Workflow, emptyWorld))

export const reachesOfSegment = ({ when }: Pick<SegmentDefinition, 'when'>): Reach[] =>
  reachesOfCondition({ path: '/when', of: 'segment', when: { predicate: when }, stands: true })

/** Whether what it looks at may have been removed. */
export const isBeyond = ({ event, days }: Reach, retention: Retention): boolean =>
  retention.days !== null && days > retention.days && !(event !== null && retention.forEver.includes(event))

function reachesOfCondition(condition: Condition): Reach[] {
  if ('filter' in condition.when) return []
  return termsOf(condition).flatMap((term) => {
    const reach = 'leaf' in term ? reachOfLeaf(term.leaf) : null
    if (!reach) return []
    const path = term.path + (Number.isFinite(reach.days) ? '/within' : '')
    return [{ ...reach, ...placeOf({ ...condition, path }) }]
  })
}

function reachOfLeaf(leaf: Leaf): Pick<Reach, 'event' | 'days'> | null {
  if (leaf.test === 'first' || leaf.test === 'last') return { event: leaf.event, days: Number.POSITIVE_INFINITY }
  if (leaf.test !== 'event' && leaf.test !== 'sum') return null
  const { event, within } = leaf
  if (within === 'run') return null
  if (within !== undefined) return { event, days: daysOf(within) }
  return leaf.test === 'sum' || leaf.where ? { event, days: Number.POSITIVE_INFINITY } : null
}

const daysOf = (duration: string): number => Math.ceil(longestOf(duration) / 86_400_000)
