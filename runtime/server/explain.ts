import type { z } from 'zod'
import type { Explanation, Hurdle as HurdleModel } from '../../shared/api/models/explanation.ts'
import { type Holdout, hurdlesTo } from '../../shared/explain/entering.ts'
import { factsThen } from '../../shared/explain/factsThen.ts'
import { becausePhrases, changePhrases, hurdleSentence, hurdleTurns } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { shareOf } from '../step/assignment.ts'
import type { StoreSettings } from '../storage/control.ts'
import type { EnteringText } from '../storage/pages.ts'
import { found } from './api/changed.ts'
import { explainNotEnrolled } from './explainNotEnrolled.ts'
import { explainRun } from './explainRun.ts'
import { fillingFacts, waitsNow } from './explainSending.ts'
import { eventsOf, knownToday, predicatesIn } from './knownToday.ts'
import type { Store } from './store.ts'
import { namesOf, worldOf } from './world.ts'

const mostRuns = 20

/** Why a customer is in a workflow or not, now and in every run that they had. */
export async function explain(store: Store, customer: string, workflow: string): Promise<z.output<typeof Explanation>> {
  const person = found(await store.pages.customer(customer), 'customer', customer)
  const draft = found(await store.pages.workflow(workflow), 'workflow', workflow)
  const { now } = await store.engine.standing()
  const world = await worldOf(store)
  const { segments } = world
  const published = draft.version === null ? null : await store.pages.version(workflow, draft.version)
  const document = JSON.parse(published?.document ?? draft.document) as Workflow
  const predicates = [...predicatesIn(document), ...Object.values(segments).map(({ when }) => when)]
  const today = await knownToday(store, person.id, eventsOf(document, predicates), document)
  const { items: runs } = await store.pages.runs({ customer: person.id, workflow, limit: mostRuns })
  const entering = found(await store.pages.entering(person.id, workflow), 'customer', customer)

  const facts = factsThen(today, { at: now + 1 }, undefined, [], [])
  const waiting = waitsNow(
    {
      sending: store.settings().sending,
      settings: document.settings,
      workflow,
      zone: facts.zone,
      ledger: entering.ledger,
    },
    now,
  )
  const hurdles = hurdlesTo({
    workflow: document,
    state: draft.state,
    facts: { ...facts, now },
    runs: runs.map(({ key, startedAt, endedAt }) => ({
      key,
      started: Date.parse(startedAt),
      ended: endedAt === null ? null : Date.parse(endedAt),
    })),
    planned: entering.planned,
    enrolled: entering.enrolled,
    holdouts: holdoutsOf(document, store.settings(), entering.leftOutAs),
    undeliverable: today.profile.undeliverable?.email?.address,
    zone: document.settings.zone ?? store.settings().zone,
    segments,
    marketingToUnknown: store.settings().marketingToUnknown,
    waits: waiting?.waits ?? null,
  })
  const filling = await fillingFacts(store, waiting?.filling ?? [])
  const isInside = runs.some(({ state }) => state === 'active')
  return {
    customer: person.id,
    customerName: person.name,
    workflow,
    workflowTitle: draft.title,
    at: new Date(now).toISOString(),
    inside: isInside,
    hurdles: hurdles.map((hurdle): z.output<typeof HurdleModel> => {
      const titles = namesOf(world, document, facts.zone)
      const holder =
        hurdle.at === 'settings'
          ? document.settings
          : 'node' in hurdle.at
            ? document.nodes.find(({ id }) => id === (hurdle.at as { node: string }).node)?.settings
            : segments[hurdle.at.segment]
      const { segment, workflow: other } = hurdle.params
      const params = {
        ...hurdle.params,
        ...(segment !== undefined && { segment: titles.segment(String(segment)) }),
        ...(other !== undefined && { workflow: titles.workflow(String(other)) }),
      }
      return {
        of: hurdle.of,
        code: hurdle.code,
        clear: hurdle.clear,
        sentence: hurdleSentence(hurdle.code, params, store.settings().zone),
        facts: hurdle.code === 'capFull' ? filling : becausePhrases(holder, hurdle.because, titles),
        turns: [
          ...hurdleTurns(hurdle.code, params),
          ...changePhrases(holder, hurdle.changes ?? [], { ...titles, now }),
        ],
        changes: [...(hurdle.changes ?? [])],
        byItself: hurdle.byItself === null ? null : new Date(hurdle.byItself).toISOString(),
      }
    }),
    notEnrolled: await Promise.all(
      entering.notEnrolled.map((time) => explainNotEnrolled(store, time, { customer: person.id, workflow, world })),
    ),
    runs: await Promise.all(
      runs.map(async (run) => explainRun(store, found(await store.pages.run(run.id), 'run', run.id))),
    ),
  }
}

/** The shares of customers who are left out of a workflow, and where the one lies who is assigned with these ids. */
function holdoutsOf(
  { id, settings }: Workflow,
  { sending }: StoreSettings,
  leftOutAs: EnteringText['leftOutAs'],
): readonly Holdout[] {
  const shareIn = (workflow: string, customer: number) => shareOf({ salt: 'holdout', workflow, node: '', customer })
  const holdouts: readonly Holdout[] = [
    { of: 'workflow', percent: settings.holdout ?? 0, share: shareIn(id, leftOutAs.workflow) },
    { of: 'store', percent: settings.goal ? sending.holdout : 0, share: shareIn('', leftOutAs.store) },
  ]
  return holdouts.filter(({ percent }) => percent > 0)
}
