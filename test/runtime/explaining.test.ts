import { afterEach, expect, test } from 'vitest'
import { explainRun } from '../../runtime/server/explainRun.ts'
import { factsOfRun } from '../../runtime/server/factsOfRun.ts'
import type { Store } from '../../runtime/server/store.ts'
import { emptyWorld } from '../../shared/check.ts'
import { checkDocument } from '../../shared/checkDocument.ts'
import { decidingConditions } from '../../shared/explain/decidingConditions.ts'
import { changedFacts, type FactChange } from '../../shared/predicate/factChange.ts'
import type { Facts } from '../../shared/predicate/facts.ts'
import { mostKept } from '../../shared/predicate/kept.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { naive } from '../shared/predicate/naive.ts'
import { Chance } from '../simulation/chance.ts'
import { randomPredicate, segmentIds } from '../simulation/random/conditions.ts'
import { randomWorkflow } from '../simulation/random/workflows.ts'
import { openServer, type TestServer } from '../support/server.ts'
import { streamsOf } from './standing/streams.ts'

// PERENNIAL_EXPLAINED=10000 PERENNIAL_EXPLAINED_SEED=1 explains as many runs, from that seed on, and says how far it came.
const mostRuns = Number(process.env.PERENNIAL_EXPLAINED ?? 60)
const from = Number(process.env.PERENNIAL_EXPLAINED_SEED ?? 1)

let at: TestServer | undefined
afterEach(() => at?.close())

test('rule 28: every decision comes out the same when it is evaluated again, and its smallest change turns it', async () => {
  const seen = { runs: 0, decisions: 0, conditions: 0, turned: 0, standing: 0 }
  for (let seed = from; seen.runs < mostRuns; seed++) {
    at = await openServer({ clock: 'data' })
    const store = at.server.store('own')
    await live(at, store, seed)
    let after: string | undefined
    do {
      const page = await store.pages.runs({ limit: 200, after })
      for (const { id } of page.items) await understand(store, id, seed, seen)
      after = page.next ?? undefined
    } while (after !== undefined && seen.runs < mostRuns)
    expect(at.reported).toEqual([])
    await at.close()
    at = undefined
    if (process.env.PERENNIAL_EXPLAINED) console.error(`up to seed ${seed}: ${JSON.stringify(seen)}`)
  }
  expect(seen.conditions).toBeGreaterThan(mostRuns / 4)
  // What is too much for the search.
  expect(seen.standing / seen.conditions).toBeLessThan(0.02)
}, 7_200_000)

/** A store with random workflows over random streams of events, when all is over. */
async function live(server: TestServer, store: Store, seed: number): Promise<void> {
  const chance = new Chance(seed, 'explaining')
  const { arrivals, begin, end } = streamsOf(seed)
  await store.control({ do: 'advanceClock', to: begin })
  for (const segment of segmentIds)
    await store.control({
      do: 'saveSegment',
      segment,
      definition: { title: segment, when: randomPredicate(chance, 'segment', []) },
      revision: null,
    })
  for (const workflow of ['one', 'two', 'three', 'four']) {
    const document = JSON.stringify(drawn(chance, workflow))
    await store.control({ do: 'saveDraft', workflow, title: workflow, document, revision: null })
    await store.control({ do: 'publish', workflow, document, revision: 1, compiled: [] })
  }
  const items = arrivals.map(({ customer, time, name, properties }, index) => ({
    messageId: `m${index}`,
    userId: customer,
    timestamp: new Date(time).toISOString(),
    ...(name === 'identify' ? { type: 'identify', traits: properties } : { type: 'track', event: name, properties }),
  }))
  for (let start = 0; start < items.length; start += 100) {
    const { status, body } = await server.request('POST', '/api/load', {
      items: items.slice(start, start + 100),
      live: true,
    })
    expect(status, JSON.stringify(body)).toBe(200)
  }
  await store.control({ do: 'advanceClock', to: end })
  await store.engine.idle()
}

/** What can be nothing else, and `check` does not claim to see: an order that began a run has a number; a sum of what is below 0. */
const everStands = /"orderNumber","op":"atLeast","value":1\b|"op":"less","value":0\b/

/** A workflow that calls nobody, and whose conditions can all turn as far as `check` can tell. */
function drawn(chance: Chance, id: string): Readonly<Record<string, unknown>> {
  for (;;) {
    const document = randomWorkflow(chance, id)
    const { problems } = checkDocument(document, emptyWorld)
    const stands = problems.some(({ code }) => /^(never|always)Holds$|OnlyForLists$/.test(code))
    const text = JSON.stringify(document)
    if (!stands && !everStands.test(text) && !text.includes('"kind":"webhook"')) return document
  }
}

type Seen = Record<'runs' | 'decisions' | 'conditions' | 'turned' | 'standing', number>

async function understand(store: Store, id: string, seed: number, seen: Seen): Promise<void> {
  const text = await store.pages.run(id)
  if (!text) throw new Error(`no run ${id}`)
  const { documents, factsAt } = await factsOfRun(store, text)
  const { decisions } = await explainRun(store, text)
  seen.runs++
  for (const [index, decision] of decisions.entries()) {
    const where = `seed ${seed}, run ${id}, decision ${index}: ${JSON.stringify(decision)}`
    const facts = factsAt(index)
    const changes = decision.changes as FactChange[]
    seen.decisions++
    expect(JSON.stringify(decision.because ?? []).length, where).toBeLessThanOrEqual(mostKept)
    expect([decision.same, decision.removed], where).toEqual([true, []])
    const { conditions, held } = decidingConditions(documents[index] as Workflow, decision)
    const outcome = (known: Facts) => conditions.findIndex(({ predicate }) => naive(predicate, known))
    if (conditions.length > 0) {
      seen.conditions++
      expect(outcome(facts), where).toBe(held)
      if (changes.length === 0) {
        // What no event began has nothing to say about one.
        if (facts.run?.triggerSeq === 0 && JSON.stringify(conditions).includes('"test":"trigger"')) continue
        seen.standing++
        if (process.env.PERENNIAL_EXPLAINED) console.error(`nothing turns ${JSON.stringify(conditions)} of ${where}`)
        continue
      }
      expect(outcome(changedFacts(facts, changes)), where).not.toBe(held)
      expect(decision.turns.length, where).toBeGreaterThan(0)
      seen.turned++
    }
    if (decision.why === 'eventCame')
      expect(changes, where).toMatchObject([{ change: 'noEvents', events: [expect.any(Number)] }])
  }
}
