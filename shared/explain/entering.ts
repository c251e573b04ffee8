import { addDuration } from '../duration.ts'
import { definitionOf, isTrigger } from '../nodes/index.ts'
import type { Fact, Facts, RunFacts } from '../predicate/facts.ts'
import type { SegmentDefinition } from '../segment.ts'
import type { Workflow } from '../workflow.ts'
import { type Hurdle, hurdle, turning } from './hurdle.ts'
import { messageHurdles } from './messageHurdles.ts'
import { triggerHurdles } from './triggerHurdles.ts'

/** A run of the customer in this workflow. */
export interface PastRun {
  readonly key: string
  readonly started: number
  readonly ended: number | null
}

/** A share of customers who are left out on purpose (rule 10), and where in [0, 1) this one lies: below the share is left out. */
export interface Holdout {
  readonly of: 'workflow' | 'store'
  readonly percent: number
  readonly share: number
}

/** Quiet hours, the hours in which a workflow sends, or a cap with its parameters; `until` all of them allow a mail, `null`: not for a year. */
export interface Waits {
  readonly obstacle: 'quietNow' | 'outsideWindow' | 'capFull'
  readonly params: Readonly<Record<string, string | number>>
  readonly until: number | null
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
  /** When they entered last without a key, or would have and were left out; `null`: never. */
  readonly enrolled: number | null
  /** Those that concern the workflow. */
  readonly holdouts: readonly Holdout[]
  /** The address that a receiver refused for good. */
  readonly undeliverable: string | undefined
  readonly marketingToUnknown: boolean
  /** What a marketing mail would wait for now; `null`: nothing. */
  readonly waits: Waits | null
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
    ...holdoutHurdles(entering),
    ...messageHurdles(entering),
  ]
}

const stateHurdle = ({ state }: Entering): Hurdle =>
  hurdle(
    'workflow',
    { live: 'isLive', draft: 'notPublished', paused: 'isPaused', ended: 'isEnded' }[state],
    state === 'live',
  )

function reentryHurdle({ workflow, facts, runs, enrolled }: Entering): Hurdle {
  const { reentry, key } = workflow.settings
  if (key) return hurdle('reentry', runs.length > 0 ? 'enteredForKeys' : 'neverEntered', true)
  if (enrolled === null) return hurdle('reentry', 'neverEntered', true)
  const isActive = runs.some((run) => run.ended === null && run.key === '')
  const wasLeftOut = !runs.some(({ started }) => started === enrolled)
  const params = { time: enrolled }
  if (reentry.rule === 'once') return hurdle('reentry', wasLeftOut ? 'leftOutOnce' : 'reentryOnce', false, { params })
  if (reentry.rule === 'afterEnd' && isActive) return hurdle('reentry', 'reentryActive', false, { params })
  if (reentry.rule !== 'notBefore')
    return hurdle('reentry', isActive ? 'insideAlready' : wasLeftOut ? 'wasLeftOut' : 'mayEnterAgain', true, { params })
  const from = addDuration(enrolled, reentry.period, facts.zone)
  return from > facts.now
    ? hurdle('reentry', wasLeftOut ? 'leftOutTooSoon' : 'reentryTooSoon', false, { params, byItself: from })
    : hurdle('reentry', wasLeftOut ? 'wasLeftOut' : 'mayEnterAgain', true, { params })
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
  const run = latestTrigger(workflow, facts)
  return run ? { ...facts, run } : facts
}

/** The run that the latest event which begins this workflow would have begun; undefined: none came. */
export function latestTrigger(workflow: Workflow, facts: Facts): RunFacts | undefined {
  const names = workflow.nodes.flatMap(({ kind, settings }) =>
    isTrigger(kind) ? (definitionOf(kind).events?.(settings) ?? []) : [],
  )
  const latest = names
    .flatMap((name): { name: string; fact: Fact }[] => {
      const fact = facts.events(name).at(-1)
      return fact ? [{ name, fact }] : []
    })
    .sort((a, b) => b.fact.time - a.fact.time)[0]
  if (!latest) return undefined
  const { name, fact } = latest
  return { since: fact.time, triggerSeq: fact.seq, triggerName: name, trigger: fact.properties() }
}

/** Only where somebody is left out at all. `most` is the greatest share, in percent, with which this customer would not be. */
function holdoutHurdles({ holdouts }: Entering): Hurdle[] {
  const leftOut = holdouts.filter(({ percent, share }) => share * 100 < percent)
  if (leftOut.length === 0) return holdouts.length > 0 ? [hurdle('holdout', 'notLeftOut', true)] : []
  return leftOut.map(({ of, percent, share }) =>
    hurdle('holdout', of === 'workflow' ? 'leftOutOfWorkflow' : 'leftOutOfStore', false, {
      params: { percent, most: Math.floor(share * 100) },
    }),
  )
}
