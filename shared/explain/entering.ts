import { addDuration } from '../duration.ts'
import { definitionOf, isTrigger } from '../nodes/index.ts'
import { evaluate } from '../predicate/evaluate.ts'
import type { FactChange } from '../predicate/factChange.ts'
import type { Because, Fact, Facts } from '../predicate/facts.ts'
import { aroundOf, matches } from '../predicate/filter.ts'
import type { Predicate } from '../predicate/schema.ts'
import { smallestChange } from '../predicate/smallestChange.ts'
import type { SegmentDefinition } from '../segment.ts'
import type { Workflow } from '../workflow.ts'

/**
 * One of the things that must be so for a customer to enter a workflow, as it stands now.
 *
 * @property clear    it does not stand in the way; of several triggers one is enough
 * @property at       what holds the condition, for the pointers of `because` and `changes`: a node's settings, the workflow's, a segment
 * @property byItself the instant at which time alone clears it
 */
export interface Hurdle {
  readonly code: string
  readonly of: 'workflow' | 'trigger' | 'reentry' | 'filter' | 'message'
  readonly clear: boolean
  readonly at: { readonly node: string } | { readonly segment: string } | 'settings'
  readonly params: Readonly<Record<string, string | number>>
  readonly because: readonly Because[]
  readonly changes: readonly FactChange[] | null
  readonly byItself: number | null
}

/** A run of the customer in this workflow. */
export interface PastRun {
  readonly started: number
  readonly ended: number | null
}

export interface Entering {
  readonly workflow: Workflow
  readonly state: 'draft' | 'live' | 'paused' | 'ended'
  /** The customer's facts now, without a run. */
  readonly facts: Facts
  /** Newest first. */
  readonly runs: readonly PastRun[]
  readonly segments: Readonly<Record<string, SegmentDefinition>>
  readonly marketingToUnknown: boolean
}

/** What stands in the way of a customer who might enter now, and what does not, in the order in which the engine asks. */
export function hurdlesTo(entering: Entering): Hurdle[] {
  const { workflow } = entering
  const triggers = workflow.nodes.filter(({ kind }) => isTrigger(kind)).flatMap((node) => triggerHurdle(node, entering))
  return [
    stateHurdle(entering),
    ...triggers,
    reentryHurdle(entering),
    ...filterHurdle(entering),
    ...messageHurdles(entering),
  ]
}

const hurdle = (of: Hurdle['of'], code: string, clear: boolean, rest: Partial<Hurdle> = {}): Hurdle => ({
  of,
  code,
  clear,
  at: 'settings',
  params: {},
  because: [],
  changes: null,
  byItself: null,
  ...rest,
})

const stateHurdle = ({ state }: Entering): Hurdle =>
  hurdle(
    'workflow',
    { live: 'isLive', draft: 'notPublished', paused: 'isPaused', ended: 'isEnded' }[state],
    state === 'live',
  )

function triggerHurdle(node: Workflow['nodes'][number], entering: Entering): Hurdle[] {
  const { facts, segments } = entering
  const at = { node: node.id }
  if (node.kind === 'segment') {
    const { segment, on } = node.settings
    const definition = segments[segment]
    const isMember = facts.isMember(segment)
    if (!definition) return [hurdle('trigger', 'segmentGone', false, { at, params: { segment } })]
    // Who is to join must first be out, and who is to leave must be in.
    if (isMember === (on === 'join'))
      return [
        hurdle('trigger', on === 'join' ? 'alreadyJoined' : 'notYetLeft', false, {
          ...turning(definition.when, facts),
          at: { segment },
          params: { segment },
        }),
      ]
    const code = on === 'join' ? 'notYetJoined' : 'alreadyLeft'
    return [
      hurdle('trigger', code, false, { ...turning(definition.when, facts), at: { segment }, params: { segment } }),
    ]
  }
  const filters = definitionOf(node.kind).filters?.(node.settings) ?? []
  return filters.map(({ event, filter, path }) => {
    const latest = facts.events(event).at(-1)
    const fits = latest !== undefined && (!filter || matches(filter, latest.properties(), aroundOf(facts)).holds)
    const code = !latest ? 'eventNeverCame' : fits ? 'eventCameLast' : 'eventDidNotFit'
    const params = { event, ...(latest && { time: latest.time }) }
    const changes: FactChange[] = [{ at: path, change: 'events', event, count: 1, properties: {}, time: facts.now }]
    return hurdle('trigger', code, false, { at, params, changes })
  })
}

const turning = (predicate: Predicate, facts: Facts): Pick<Hurdle, 'because' | 'changes' | 'byItself'> => {
  const { changes, byItself } = smallestChange(predicate, facts, '/when')
  return { because: evaluate(predicate, facts, '/when').because, changes, byItself }
}

function reentryHurdle({ workflow, facts, runs }: Entering): Hurdle {
  const { reentry } = workflow.settings
  const last = runs[0]
  const isActive = runs.some(({ ended }) => ended === null)
  if (!last || workflow.settings.key) return hurdle('reentry', last ? 'enteredForKeys' : 'neverEntered', true)
  const params = { time: last.started }
  if (reentry.rule === 'once') return hurdle('reentry', 'reentryOnce', false, { params })
  if (reentry.rule === 'afterEnd' && isActive) return hurdle('reentry', 'reentryActive', false, { params })
  if (reentry.rule !== 'notBefore')
    return hurdle('reentry', isActive ? 'insideAlready' : 'mayEnterAgain', true, { params })
  const from = addDuration(last.started, reentry.period, facts.zone)
  return from > facts.now
    ? hurdle('reentry', 'reentryTooSoon', false, { params, byItself: from })
    : hurdle('reentry', 'mayEnterAgain', true, { params })
}

/** Who may enter, asked as if the latest event that could let them in came now. */
function filterHurdle({ workflow, facts }: Entering): Hurdle[] {
  const { filter } = workflow.settings
  if (!filter) return []
  const asked = withLatestTrigger(workflow, facts)
  const { holds, because } = evaluate(filter, asked, '/filter')
  const { changes, byItself } = smallestChange(filter, asked, '/filter')
  return [
    hurdle('filter', holds ? 'filterHolds' : 'filterFails', holds, { because, ...(!holds && { changes, byItself }) }),
  ]
}

function withLatestTrigger(workflow: Workflow, facts: Facts): Facts {
  const names = workflow.nodes.flatMap(({ kind, settings }) =>
    isTrigger(kind) ? (definitionOf(kind).events?.(settings) ?? []) : [],
  )
  const latest = names
    .flatMap((name): { name: string; fact: Fact }[] => {
      const fact = facts.events(name).at(-1)
      return fact ? [{ name, fact }] : []
    })
    .sort((a, b) => b.fact.time - a.fact.time)[0]
  if (!latest) return facts
  const { name, fact } = latest
  return { ...facts, run: { since: fact.time, triggerSeq: fact.seq, triggerName: name, trigger: fact.properties() } }
}

/** Nobody is kept out for want of consent, but marketing would not reach them (rule 16). */
function messageHurdles({ workflow, facts, marketingToUnknown }: Entering): Hurdle[] {
  const isMarketing = workflow.nodes.some(
    ({ kind, settings }) => definitionOf(kind).purpose?.(settings) === 'marketing',
  )
  const consent = facts.consent('email', 'marketing')
  if (!isMarketing) return []
  if (consent === 'granted' || (consent === 'unknown' && marketingToUnknown))
    return [hurdle('message', 'marketingReaches', true)]
  const changes: FactChange[] = [{ at: '', change: 'consent', channel: 'email', to: 'granted' }]
  return [hurdle('message', consent === 'denied' ? 'marketingDenied' : 'marketingUnasked', false, { changes })]
}
