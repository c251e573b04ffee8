import type { z } from 'zod'
import type { Explanation } from '../../shared/api/models/explanation.ts'
import type { World } from '../../shared/check.ts'
import { decidingConditions } from '../../shared/explain/decidingConditions.ts'
import { latestTrigger } from '../../shared/explain/entering.ts'
import { explainDecision } from '../../shared/explain/explainDecision.ts'
import { factsThen } from '../../shared/explain/factsThen.ts'
import { becausePhrases, changePhrases, reasonSentence } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { EnteringText } from '../storage/pages.ts'
import { eventsOf, knownToday, predicatesIn } from './knownToday.ts'
import type { Store } from './store.ts'
import { namesOf } from './world.ts'

type Told = z.output<typeof Explanation>['notEnrolled'][number]

interface Asked {
  readonly customer: string
  readonly workflow: string
  readonly world: World
}

/** A time that a customer was not let in: why, and what the filter saw then, as far as a filter decided. */
export async function explainNotEnrolled(
  store: Store,
  { at, why, version, because = [], chain }: EnteringText['notEnrolled'][number],
  { customer, workflow, world }: Asked,
): Promise<Told> {
  const told = { at, why, sentence: reasonSentence(why, { ...(chain && { chain }) }) }
  const published = version === undefined ? null : await store.pages.version(workflow, version)
  if (version === undefined || !published)
    return { ...told, version: version ?? null, facts: [], turns: [], changes: [], byItself: null, removed: [] }

  const document = JSON.parse(published.document) as Workflow
  const today = await knownToday(store, customer, eventsOf(document, predicatesIn(document)), document)
  const decision = { node: '', what: 'entered', why, because } as const
  const { conditions } = decidingConditions(document, decision)
  // Which entry it was is not kept: it was of this instant, and what began the run that was not to be had come by then.
  const instant = { at: Date.parse(at), seq: Number.POSITIVE_INFINITY }
  const run = latestTrigger(document, factsThen(today, instant, undefined, [], []))
  const facts = factsThen(today, instant, run, conditions, because)
  const explained = explainDecision(document, decision, facts)
  const names = namesOf(world, document, facts.zone)
  return {
    ...told,
    version,
    facts: becausePhrases(document.settings, explained.because, names),
    turns: changePhrases(document.settings, explained.changes ?? [], { ...names, now: facts.now }),
    changes: [...(explained.changes ?? [])],
    byItself: explained.byItself === null ? null : new Date(explained.byItself).toISOString(),
    removed: [...explained.removed],
  }
}
