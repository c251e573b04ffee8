import type { z } from 'zod'
import type { ExplainedRun } from '../../shared/api/models/explanation.ts'
import { explainDecision } from '../../shared/explain/explainDecision.ts'
import { explainOutcome } from '../../shared/explain/explainOutcome.ts'
import { messageOutcome } from '../../shared/explain/messageOutcome.ts'
import type { Because } from '../../shared/predicate/facts.ts'
import type { Cap } from '../../shared/sending.ts'
import { becausePhrases, changePhrases } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { RunText } from '../storage/pages.ts'
import { fillingThen } from './explainSending.ts'
import { factsOfRun } from './factsOfRun.ts'
import { decisionSentences, holderOf } from './sentences.ts'
import type { Store } from './store.ts'
import { namesOf, worldOf } from './world.ts'

type Decision = z.output<typeof ExplainedRun>['decisions'][number]

/** Every decision of a run, understood again with the facts as they were. */
export async function explainRun(store: Store, text: RunText): Promise<z.output<typeof ExplainedRun>> {
  const { documents, factsAt, factsBy } = await factsOfRun(store, text)
  const world = await worldOf(store)
  const sentences = decisionSentences(text, documents, (document) => namesOf(world, document, store.settings().zone))

  const explained = async (decision: (typeof sentences)[number], index: number): Promise<Decision> => {
    const { message } = decision
    const document = documents[index] as Workflow
    const outcome = message ? messageOutcome(message, text.run.reason) : null
    const facts = outcome && message?.at ? factsBy(index, message.at) : factsAt(index)
    const kept = { ...decision, because: decision.because as Because[] }
    const until = message?.until === undefined ? undefined : Date.parse(message.until)
    const { because, changes, byItself, same, removed } = outcome
      ? explainOutcome(document, { ...kept, ...outcome, until }, facts)
      : explainDecision(document, kept, facts)
    const holder = holderOf(decision, document)
    const names = namesOf(world, document, facts.zone)
    const cap = ofCap.has(decision.why) ? (decision.params as Cap | undefined) : undefined
    return {
      ...decision,
      facts: cap
        ? await fillingThen(store, { customer: text.run.customer, document, at: facts.now, cap }, facts.zone)
        : becausePhrases(holder, because, names),
      turns: changePhrases(holder, changes ?? [], { ...names, now: facts.now }),
      changes: [...(changes ?? [])],
      byItself: byItself === null ? null : new Date(byItself).toISOString(),
      same,
      removed: [...removed],
    }
  }
  return { run: text.run, decisions: await Promise.all(sentences.map(explained)) }
}

const ofCap: ReadonlySet<string | undefined> = new Set(['deferredCap', 'gaveUpCap'])
