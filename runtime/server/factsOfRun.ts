import { propertiesOf } from '../../shared/event.ts'
import { decidingConditions } from '../../shared/explain/decidingConditions.ts'
import { factsThen, type KnownToday } from '../../shared/explain/factsThen.ts'
import { versionsOf } from '../../shared/explain/versionsOf.ts'
import type { Because, Facts, RunFacts } from '../../shared/predicate/facts.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { RunText } from '../storage/pages.ts'
import { eventsOf, knownToday, predicatesIn } from './knownToday.ts'
import type { Store } from './store.ts'

/** The facts as they were at each decision of a run, by its place in the trail, and when one of its messages was taken back. */
export async function factsOfRun(
  store: Store,
  text: RunText,
): Promise<{
  readonly documents: readonly Workflow[]
  factsAt(index: number): Facts
  factsBy(index: number, at: string): Facts
}> {
  const { run, trail, began } = text
  const documents = documentsOf(text)
  const today = new Map<Workflow, KnownToday>()
  for (const document of new Set(documents))
    today.set(document, await knownToday(store, run.customer, eventsOf(document, predicatesIn(document)), document))
  const facts = beganBy(began)
  const inIts = (index: number) => {
    const document = documents[index] as Workflow
    return { document, today: today.get(document) as KnownToday }
  }
  return {
    documents,
    factsAt(index) {
      const { document, today } = inIts(index)
      const decision = trail[index] as RunText['trail'][number]
      const { conditions } = decidingConditions(document, decision)
      const instant = { at: Date.parse(decision.at), seq: seqOfStep(trail, index) }
      return factsThen(today, instant, facts, conditions, (decision.because ?? []) as Because[])
    },
    // Nothing was kept of why it was: all that had happened by then, and what may have changed since as it is today.
    factsBy: (index, at) =>
      factsThen(inIts(index).today, { at: Date.parse(at), seq: Number.POSITIVE_INFINITY }, facts, [], []),
  }
}

/** The version in which each decision of a run was made, by its place in the trail. */
export function documentsOf({ run, documents, trail }: RunText): readonly Workflow[] {
  const read = new Map(Object.entries(documents).map(([version, text]) => [version, JSON.parse(text) as Workflow]))
  return versionsOf(run.version, trail).map((version) => read.get(String(version)) as Workflow)
}

/**
 * The entry of the log that led to a decision, or to one before it in the same step; where none did, perhaps what a run made happen, whose
 * number is below zero.
 */
function seqOfStep(trail: RunText['trail'], index: number): number | undefined {
  const { at } = trail[index] as RunText['trail'][number]
  const seqs = trail.slice(0, index + 1).flatMap(({ at: when, seq }) => (when === at && seq !== undefined ? [seq] : []))
  return seqs.findLast((seq) => seq > 0) ?? seqs.at(-1)
}

const beganBy = ({ since, seq, name, body }: RunText['began']): RunFacts => ({
  since,
  triggerSeq: body === null ? 0 : seq,
  triggerName: name,
  trigger: body === null ? {} : propertiesOf(body),
})
