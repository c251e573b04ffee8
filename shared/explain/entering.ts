import { addDuration } from '../duration.ts'
import { definitionOf, isTrigger } from '../nodes/index.ts'
import type { FactChange } from '../predicate/factChange.ts'
import type { Fact, Facts } from '../predicate/facts.ts'
import type { SegmentDefinition } from '../segment.ts'
import type { Workflow } from '../workflow.ts'
import { type Hurdle, hurdle, turning } from './hurdle.ts'
import { triggerHurdles } from './triggerHurdles.ts'

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
  /** Starts to come, by the triggers that planned them, the earliest first. */
  readonly planned: readonly { readonly node: string; readonly due: number }[]
  /** The zone of its schedules. */
  readonly zone: string
  readonly segments: Readonly<Record<string, SegmentDefinition>>
  readonly marketingToUnknown: boolean
}

/** What stands in the way of a customer who might enter now, and what does not, in the order in which the engine asks. */
export function hurdlesTo(entering: Entering): Hurdle[] {
  const { workflow } = entering
  const triggers = workflow.nodes
    .filter(({ kind }) => isTrigger(kind))
    .flatMap((node) => triggerHurdles(node, entering))
  return [
    stateHurdle(entering),
    ...triggers,
    reentryHurdle(entering),
    ...filterHurdle(entering),
    ...messageHurdles(entering),
  ]
}

const stateHurdle = ({ state }: Entering): Hurdle =>
  hurdle(
    'workflow',
    { live: 'isLive', draft: 'notPublished', paused: 'isPaused', ended: 'isEnded' }[state],
    state === 'live',
  )

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
  const { holds, because, changes, byItself } = turning(filter, asked, '/filter')
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
