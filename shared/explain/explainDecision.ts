import { definitionOf } from '../nodes/index.ts'
import { evaluate } from '../predicate/evaluate.ts'
import type { FactChange } from '../predicate/factChange.ts'
import { type Because, type Facts, wholeOf } from '../predicate/facts.ts'
import type { Predicate, Purpose } from '../predicate/schema.ts'
import { byEase, smallestChange } from '../predicate/smallestChange.ts'
import type { Workflow } from '../workflow.ts'
import { type Decided, decidingConditions } from './decidingConditions.ts'
import { oneThatFits } from './oneThatFits.ts'

/**
 * A decision, understood again.
 *
 * @property same     evaluated again, with the facts as they were, it comes out the same
 * @property removed  JSON pointers of leaves whose facts are no longer what they were: removed or changed since
 * @property because  what every leaf finds, as kept with the decision where it was
 * @property changes  the fewest changes of facts with which it would have come out otherwise; `null`: none was found, or none is possible
 * @property byItself the instant at which time alone would have turned it
 */
export interface ExplainedDecision {
  readonly same: boolean
  readonly removed: readonly string[]
  readonly because: readonly Because[]
  readonly changes: readonly FactChange[] | null
  readonly byItself: number | null
}

export interface KeptDecision extends Decided {
  readonly because?: readonly Because[] | undefined
  readonly seq?: number | undefined
  readonly until?: number | undefined
}

/** @param facts  as they were when it was made: see `factsThen` */
export function explainDecision(document: Workflow, decision: KeptDecision, facts: Facts): ExplainedDecision {
  const { conditions, held } = decidingConditions(document, decision)
  if (conditions.length === 0) return explainOther(document, decision, facts)

  const keptLeaves = new Map((decision.because ?? []).map((leaf) => [leaf.at, leaf]))
  const again = conditions.map(({ predicate, at }) => evaluate(predicate, facts, at))
  const because = again.flatMap((verdict) => verdict.because)
  const removed = because.filter((leaf) => isOtherwise(leaf, keptLeaves.get(leaf.at))).map((leaf) => leaf.at)
  const truths =
    removed.length === 0
      ? again.map(({ holds }) => holds)
      : conditions.map(({ predicate, at }) => truthOfKept(predicate, at, keptLeaves) ?? false)
  const outcome = truths.indexOf(true)
  const turnings = conditions
    .map(({ predicate, at }, index) => ({ ...smallestChange(predicate, facts, at), index }))
    .filter(({ index }) => held < 0 || index <= held)
  const fewest = turnings.flatMap(({ changes }) => (changes ? [changes] : [])).sort(byEase)[0]
  return {
    same: outcome === held,
    removed,
    because: because.map((leaf) => keptLeaves.get(leaf.at) ?? leaf),
    changes: removed.length > 0 ? null : (fewest ?? null),
    byItself: turnings.length === 1 ? (turnings[0]?.byItself ?? null) : null,
  }
}

/** Whether a leaf comes out another way than it was kept. */
export const isOtherwise = (now: Because, then: Because | undefined): boolean =>
  then !== undefined && (now.holds !== then.holds || (then.events ?? []).some((seq) => !now.events?.includes(seq)))

/** The truth from what was kept of the leaves; undefined where too little was. */
function truthOfKept(predicate: Predicate, at: string, kept: ReadonlyMap<string, Because>): boolean | undefined {
  if ('test' in predicate) return kept.get(at)?.holds
  if ('not' in predicate) {
    const inner = truthOfKept(predicate.not, `${at}/not`, kept)
    return inner === undefined ? undefined : !inner
  }
  const [key, terms, wanted] =
    'all' in predicate ? (['all', predicate.all, true] as const) : (['any', predicate.any, false] as const)
  const truths = terms.map((term, index) => truthOfKept(term, `${at}/${key}/${index}`, kept))
  if (truths.includes(!wanted)) return !wanted
  return truths.includes(undefined) ? undefined : wanted
}

const unexplained: ExplainedDecision = { same: true, removed: [], because: [], changes: null, byItself: null }

/** What rests on no condition: an event that came or did not, and whether a message may go. */
function explainOther(document: Workflow, decision: KeptDecision, facts: Facts): ExplainedDecision {
  const because = decision.because ?? []
  const node = document.nodes.find(({ id }) => id === decision.node)
  if (decision.what === 'asked') {
    const purpose = node && definitionOf(node.kind).purpose?.(node.settings)
    return { ...unexplained, because, changes: messageChanges(decision.why, purpose), byItself: decision.until ?? null }
  }
  const { goal } = document.settings
  if (decision.why === 'goalReached' && goal?.by === 'event')
    return explainEvent(facts, { event: goal.event, path: '/goal' }, decision.seq, because)
  const awaited = node ? (definitionOf(node.kind).filters?.(node.settings) ?? []).filter(({ port }) => port) : []
  if (decision.why === 'eventCame') {
    const came = awaited.find(({ port }) => port === decision.port)
    return explainEvent(facts, came, because[0]?.events?.[0] ?? decision.seq, because)
  }
  // Of all that can be decided at a wait only that it goes on waiting, or was over without it, is for want of the event.
  const isForWantOfIt = decision.what === 'rested' || decision.what === 'took'
  const missing = isForWantOfIt ? awaited.map((each) => oneThatFits(each, facts)) : []
  return { ...unexplained, because, changes: missing.find((changes) => changes !== null) ?? null }
}

/** An event came, and without it nothing would have been decided. */
function explainEvent(
  facts: Facts,
  came: { readonly event: string; readonly path: string } | undefined,
  seq: number | undefined,
  because: readonly Because[],
): ExplainedDecision {
  if (!came || seq === undefined) return { ...unexplained, because }
  const isThere = wholeOf(facts.events(came.event)).some((event) => event.seq === seq)
  return {
    ...unexplained,
    because,
    removed: isThere ? [] : [came.path],
    changes: [{ at: came.path, change: 'noEvents', event: came.event, events: [seq] }],
  }
}

/** What lets a message go that may not, or keeps one back that may; a call goes always. */
function messageChanges(why: string | undefined, purpose: Purpose | undefined): readonly FactChange[] | null {
  const consent = (to: 'granted' | 'denied'): FactChange => ({ at: '', change: 'consent', channel: 'email', to })
  if (why === 'noConsent' || why === 'denied' || why === 'vetoed') return [consent('granted')]
  if (why === 'noAddress' || why === 'undeliverable')
    return [{ at: '', change: 'attribute', attribute: 'email', to: 'other@example.com' }]
  if (!purpose || (why !== 'emailAdmitted' && why !== 'sent')) return null
  return [purpose === 'marketing' ? consent('denied') : { at: '', change: 'attribute', attribute: 'email', to: null }]
}
