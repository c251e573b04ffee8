import { pointer } from '../pointer.ts'
import type { Predicate } from '../predicate/schema.ts'
import type { Problem } from '../problem.ts'
import type { SegmentDefinition } from '../segment.ts'
import { type Concern, type Condition, error, hasTriggerEvent, placeOf, type Subject } from './subject.ts'
import { comparisonOf, type Term, termsOf } from './terms.ts'

/** What a workflow names exists: its segments, its goal where an experiment counts by it, and the event of the run where a condition asks for it. */
export const references: Concern = (subject) => [
  ...unknownSegments(subject),
  ...segmentCycles(subject),
  ...triggerReferences(subject),
  ...missingGoals(subject),
]

/** The definition of a segment that the workflow sees: the file's own, else the store's. */
export function segmentNamed({ workflow, world }: Subject, id: string): SegmentDefinition | undefined {
  const own = workflow.segments
  if (own && Object.hasOwn(own, id)) return own[id]
  return Object.hasOwn(world.segments, id) ? world.segments[id] : undefined
}

function unknownSegments(subject: Subject): Problem[] {
  const named = [
    ...subject.readable.flatMap(({ node, definition, path }) =>
      (definition.segments?.(node.settings) ?? []).map((segment) => ({
        segment,
        path: path + pathTo(node.settings, segment),
        node: node.id,
      })),
    ),
    ...subject.conditions.flatMap((condition) =>
      termsOf(condition).flatMap((term) => {
        if (!('leaf' in term) || term.leaf.test !== 'segment') return []
        return [{ segment: term.leaf.segment, path: `${term.path}/segment`, node: condition.node }]
      }),
    ),
  ]
  return named
    .filter(({ segment }) => !segmentNamed(subject, segment))
    .map(({ segment, ...where }) => error('unknownSegment', { ...placeOf(where), params: { segment } }))
}

/** An experiment counts by the workflow's goal, and the workflow has none. */
function missingGoals({ workflow, readable }: Subject): Problem[] {
  if (workflow.settings.goal) return []
  return readable
    .filter(({ node, definition }) => definition.experiment?.(node.settings).goal.by === 'workflow')
    .map(({ node, path }) => error('noWorkflowGoal', placeOf({ node: node.id, path: `${path}/goal` })))
}

/** Where settings name the segment. */
function pathTo(settings: object, segment: string): string {
  for (const [key, value] of Object.entries(settings)) {
    if (key === 'segment' && value === segment) return '/segment'
    const inside = value !== null && typeof value === 'object' ? pathTo(value, segment) : ''
    if (inside) return pointer([key]) + inside
  }
  return ''
}

/** A segment whose truth would rest on itself. Each cycle is said once, at the first of its segments that the file carries. */
function segmentCycles(subject: Subject): Problem[] {
  const own = Object.keys(subject.workflow.segments ?? {})
  const done = new Set<string>()
  const problems: Problem[] = []
  const visit = (id: string, path: readonly string[]) => {
    const start = path.indexOf(id)
    if (start >= 0) {
      const cycle = path.slice(start)
      const carried = cycle.find((segment) => own.includes(segment))
      if (carried !== undefined)
        problems.push(
          error('segmentCycle', { path: pointer(['segments', carried, 'when']), params: { segments: cycle } }),
        )
      return
    }
    if (done.has(id)) return
    const definition = segmentNamed(subject, id)
    for (const next of definition ? segmentsIn(definition.when) : []) visit(next, [...path, id])
    done.add(id)
  }
  for (const id of own) visit(id, [])
  return problems
}

const segmentsIn = (predicate: Predicate): string[] =>
  termsOf({ path: '', when: { predicate } }).flatMap((term) =>
    'leaf' in term && term.leaf.test === 'segment' ? [term.leaf.segment] : [],
  )

function triggerReferences(subject: Subject): Problem[] {
  const hasEvent = hasTriggerEvent(subject)
  const inConditions = subject.conditions.flatMap((condition) => {
    const code = withoutRun[condition.of] ?? (hasEvent ? undefined : 'triggerWithoutEvent')
    if (!code) return []
    return termsOf(condition).flatMap((term) => {
      const reference = triggerReference(term)
      return reference ? [error(code, { ...placeOf({ ...condition, path: term.path }), params: { reference } })] : []
    })
  })
  if (hasEvent) return inConditions
  const inSettings = subject.readable.flatMap(({ node, definition, path }) =>
    (definition.references?.(node.settings) ?? [])
      .filter(({ reference }) => reference.ref.startsWith('trigger.'))
      .map((held) =>
        error('triggerWithoutEvent', {
          node: node.id,
          path: path + held.path,
          params: { reference: held.reference.ref },
        }),
      ),
  )
  return [...inConditions, ...inSettings]
}

const withoutRun: { readonly [Of in Condition['of']]?: string } = {
  segment: 'triggerInSegment',
  customer: 'triggerWithoutRun',
}

function triggerReference(term: Term): string | undefined {
  if ('leaf' in term && term.leaf.test === 'trigger') return `trigger.${term.leaf.property}`
  const value = comparisonOf(term)?.value
  if (typeof value !== 'object' || !('ref' in value)) return undefined
  return value.ref.startsWith('trigger.') ? value.ref : undefined
}
