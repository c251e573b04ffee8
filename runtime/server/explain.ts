import type { z } from 'zod'
import type { ExplainedRun, Explanation, Hurdle as HurdleModel } from '../../shared/api/models/explanation.ts'
import { attributeOf, zoneAttribute } from '../../shared/customer.ts'
import { isZone } from '../../shared/duration.ts'
import { propertiesOf } from '../../shared/event.ts'
import { decidingConditions } from '../../shared/explain/decidingConditions.ts'
import { hurdlesTo } from '../../shared/explain/entering.ts'
import { explainDecision } from '../../shared/explain/explainDecision.ts'
import { type Arrived, factsThen, type KnownToday } from '../../shared/explain/factsThen.ts'
import { definitionOf } from '../../shared/nodes/index.ts'
import type { Because, Facts, RunFacts } from '../../shared/predicate/facts.ts'
import { type Reads, readsOf } from '../../shared/predicate/reads.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { becausePhrases, changePhrases, hurdleSentence } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { RunText } from '../storage/pages.ts'
import { found } from './api/changed.ts'
import { decisionSentences, holderOf } from './sentences.ts'
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

  const facts = factsThen(today, { at: now + 1 }, undefined, [], [])
  const hurdles = hurdlesTo({
    workflow: document,
    state: draft.state,
    facts: { ...facts, now },
    runs: runs.map(({ startedAt, endedAt }) => ({
      started: Date.parse(startedAt),
      ended: endedAt === null ? null : Date.parse(endedAt),
    })),
    planned: await store.pages.plannedStarts(person.id, workflow),
    zone: document.settings.zone ?? store.settings().zone,
    segments,
    marketingToUnknown: store.settings().marketingToUnknown,
  })
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
        sentence: hurdleSentence(hurdle.code, params, facts.zone),
        facts: becausePhrases(holder, hurdle.because, titles),
        turns: changePhrases(holder, hurdle.changes ?? [], { ...titles, now }),
        changes: [...(hurdle.changes ?? [])],
        byItself: hurdle.byItself === null ? null : new Date(hurdle.byItself).toISOString(),
      }
    }),
    runs: await Promise.all(
      runs.map(async (run) => explainRun(store, found(await store.pages.run(run.id), 'run', run.id))),
    ),
  }
}

/** Every decision of a run, understood again with the facts as they were. */
export async function explainRun(store: Store, text: RunText): Promise<z.output<typeof ExplainedRun>> {
  const { document, factsAt } = await factsOfRun(store, text)
  const world = await worldOf(store)
  const sentences = decisionSentences(text.trail, document, namesOf(world, document, store.settings().zone))
  return {
    run: text.run,
    decisions: sentences.map((decision, index) => {
      const facts = factsAt(index)
      const explained = explainDecision(document, { ...decision, because: decision.because as Because[] }, facts)
      const holder = holderOf(decision, document)
      const names = namesOf(world, document, facts.zone)
      return {
        ...decision,
        facts: becausePhrases(holder, explained.because, names),
        turns: changePhrases(holder, explained.changes ?? [], { ...names, now: facts.now }),
        changes: [...(explained.changes ?? [])],
        byItself: explained.byItself === null ? null : new Date(explained.byItself).toISOString(),
        same: explained.same,
        removed: [...explained.removed],
      }
    }),
  }
}

/** The facts as they were at each decision of a run, by its place in the trail. */
export async function factsOfRun(
  store: Store,
  { run, document: text, trail, began }: RunText,
): Promise<{ readonly document: Workflow; factsAt(index: number): Facts }> {
  const document = JSON.parse(text) as Workflow
  const today = await knownToday(store, run.customer, eventsOf(document, predicatesIn(document)), document)
  const facts = beganBy(began)
  return {
    document,
    factsAt(index) {
      const decision = trail[index] as RunText['trail'][number]
      const { conditions } = decidingConditions(document, decision)
      const instant = { at: Date.parse(decision.at), seq: seqOfStep(trail, index) }
      return factsThen(today, instant, facts, conditions, (decision.because ?? []) as Because[])
    },
  }
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

async function knownToday(
  store: Store,
  customer: string,
  events: readonly string[],
  document: Workflow,
): Promise<KnownToday> {
  const [facts] = await store.pages.facts({ customers: [customer], limit: 1, events })
  const { profile, memberships, history } = found(facts ?? null, 'customer', customer)
  const byName = new Map(history.map(({ name, events }) => [name, events.map(arrived)]))
  const removed = new Map(history.map(({ name, events, count }) => [name, count - events.length]))
  const own = attributeOf(profile, zoneAttribute)
  const zone = document.settings.zone ?? store.settings().zone
  return {
    profile,
    memberships,
    events: (name) => byName.get(name) ?? [],
    removed: (name) => removed.get(name) ?? 0,
    zone: typeof own === 'string' && isZone(own) ? own : zone,
  }
}

function arrived({ seq, time, at, body }: { seq: number; time: number; at: number; body: string | null }): Arrived {
  let properties: Readonly<Record<string, unknown>> | undefined
  if (body === null) return { seq, time, at, properties: () => ({}), isRemoved: true }
  return { seq, time, at, properties: () => (properties ??= propertiesOf(body)) }
}

function predicatesIn(document: Workflow): Predicate[] {
  const { filter, exits = [] } = document.settings
  return [
    ...(filter ? [filter] : []),
    ...exits.map(({ when }) => when),
    ...document.nodes.flatMap(({ kind, settings }) =>
      (definitionOf(kind).predicates?.(settings) ?? []).map(({ predicate }) => predicate),
    ),
  ]
}

function eventsOf(document: Workflow, predicates: readonly Predicate[]): string[] {
  const named = document.nodes.flatMap(({ kind, settings }) => definitionOf(kind).events?.(settings) ?? [])
  return [...new Set([...named, ...predicates.flatMap((predicate) => [...(readsOf(predicate) as Reads).events])])]
}
