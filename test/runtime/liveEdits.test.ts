// People change workflows while customers pass through them: nobody is thrown out, sent something twice or left standing.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Commit } from '../../runtime/commit/commit.ts'
import type { Run } from '../../runtime/commit/run.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { historyWith } from './order/arbitraryHistory.ts'
import type { History } from './order/deeds.ts'
import { rehearsed } from './order/rehearsed.ts'

type Store = ReturnType<typeof openSqlite>
interface Document {
  readonly nodes: readonly {
    readonly id: string
    readonly kind: string
    readonly ports?: Readonly<Record<string, string>>
  }[]
}

/** What is committed, watched: the first thing that must not be is kept as a sentence. */
function watched(storage: Store) {
  const runs = new Map<string, Run>()
  const documents = new Map<string, Document>()
  const states = new Map<string, string>()
  const counters = new Map<string, number>()
  const visits = new Map<string, string>()
  const asked = new Set<string>()
  const begun = new Set<string>()
  let edits = 0
  let moved = 0
  let wrong: string | undefined
  const nodeOf = ({ workflow, version, node }: Run) =>
    documents.get(`${workflow} ${version}`)?.nodes.find(({ id }) => id === node)

  function take(value: Commit): void {
    for (const { from, to } of value.joins)
      for (const run of runs.values()) if (run.customer === from) runs.set(run.id, { ...run, customer: to })
    for (const run of value.runs) {
      if (run.ended !== null && run.reason === null) wrong ??= `run ${run.id} ended without a reason`
      if (runs.get(run.id)?.ended) wrong ??= `run ${run.id} came back after its end`
      if (run.ended === null && !nodeOf(run))
        wrong ??= `run ${run.id} is at ${run.node}, which version ${run.version} has not`
      runs.set(run.id, run)
    }
    for (const { run, decisions } of value.trail)
      for (const { what, node, visit, why } of decisions) {
        if (what === 'moved') moved++
        const at = visits.get(`${run} ${visit}`) ?? node
        if (at !== node) wrong ??= `run ${run} was at ${at} and at ${node} in its visit ${visit}`
        visits.set(`${run} ${visit}`, node)
        // What is deferred, or judged again before it began, is asked for again.
        if (what !== 'asked' || (why !== 'emailAdmitted' && why !== 'webhookAdmitted')) continue
        const key = `${run}:${node}:${visit}`
        if (asked.has(key)) wrong ??= `${key} was asked for twice`
        asked.add(key)
      }
    for (const change of value.live) if (change.kind === 'workflow') states.set(change.id, change.state)
    for (const { workflow, version, node, counter, by } of value.counters) {
      const key = `${workflow} ${version} ${node} ${counter}`
      counters.set(key, (counters.get(key) ?? 0) + by)
    }
    for (const { what, why } of value.parked) wrong ??= `parked ${what}: ${why}`
  }

  return {
    storage: {
      ...storage,
      async commit(value: Commit) {
        await storage.commit(value)
        take(value)
      },
      async claim(...asking: Parameters<Store['claim']>) {
        const claims = await storage.claim(...asking)
        for (const { message, attempt } of claims.claimed) {
          if (attempt === 1 && begun.has(message.key)) wrong ??= `${message.key} began to be sent twice`
          begun.add(message.key)
          if (states.get(message.workflow) === 'paused') wrong ??= `${message.key} began to be sent in a pause`
        }
        return claims
      },
      async control(...asking: Parameters<Store['control']>) {
        const result = await storage.control(...asking)
        const [change] = asking
        if (result.ok && 'workflow' in change && change.do !== 'saveDraft') edits++
        if (result.ok && change.do === 'publish')
          documents.set(`${change.workflow} ${result.version}`, JSON.parse(change.document) as Document)
        return result
      },
    } satisfies Store,
    figures: () => ({ edits, moved, runs: runs.size }),
    /** At the end every timer has fired: who is still inside waits for something that time does not bring. */
    wrong(): string | undefined {
      for (const run of runs.values()) {
        if (run.ended !== null || states.get(run.workflow) === 'paused') continue
        if (states.get(run.workflow) === 'ended') wrong ??= `run ${run.id} is active in an ended workflow`
        if (run.rest !== null && typeof run.rest === 'object' && 'held' in run.rest)
          wrong ??= `run ${run.id} is held for ever`
        if (nodeOf(run)?.kind === 'delay' && run.due === null)
          wrong ??= `run ${run.id} stands at a delay without an end`
      }
      return wrong ?? wrongCount()
    },
  }

  /** Counters say how many rest at each node of each version. */
  function wrongCount(): string | undefined {
    for (const [name, document] of documents)
      for (const { id, ports = {} } of document.nodes) {
        const counted = (counter: string) => counters.get(`${name} ${id} ${counter}`) ?? 0
        const left = Object.keys(ports).reduce((sum, port) => sum + counted(`out:${port}`), 0)
        const said = counted('in') + counted('movedIn') - counted('ended') - counted('movedOut') - left
        const inside = [...runs.values()].filter(
          (run) => run.ended === null && `${run.workflow} ${run.version}` === name && run.node === id,
        ).length
        if (said !== inside) return `${inside} rest at ${id} of ${name}, and ${said} are counted`
      }
    return undefined
  }
}

/** Everybody may enter at any time, so that there are always people inside whom a change concerns. */
const opened = <Any extends Readonly<Record<string, unknown>>>(document: Any): Any => {
  const { nodes, settings } = document as unknown as { nodes: { settings: { event?: string } }[]; settings: object }
  const { filter: _, exits: __, ...others } = settings as { filter?: unknown; exits?: unknown }
  const [trigger, ...rest] = nodes
  const event = trigger?.settings.event ?? 'Cart Updated'
  const begins = { ...trigger, kind: 'event', settings: { event } }
  return { ...document, settings: { ...others, reentry: { rule: 'always' } }, nodes: [begins, ...rest] }
}

const changing = historyWith(2, 120).map(
  (history): History => ({
    ...history,
    workflows: history.workflows.map(opened),
    deeds: history.deeds.map(({ after, does }) => ({
      after: Math.min(after, 4 * 3_600_000),
      does: does.do === 'publish' ? { ...does, document: opened(does.document) } : does,
    })),
  }),
)

// PERENNIAL_EDITS: how many edits to make at least, and to say how many there were. Runs are moved by one at least.
const wanted = Number(process.env.PERENNIAL_EDITS ?? 50)

test('rules 25 to 27: random edits of live workflows throw nobody out, send nothing twice and leave nobody standing', async () => {
  const total = { histories: 0, edits: 0, moved: 0, runs: 0 }
  while (total.edits < wanted || total.moved === 0)
    await fc.assert(
      fc.asyncProperty(changing, async (history) => {
        const watch = watched(openSqlite({ file: ':memory:', clock: 'data' }))
        await rehearsed(history, watch.storage)
        expect(watch.wrong()).toBeUndefined()
        const { edits, moved, runs } = watch.figures()
        Object.assign(total, {
          histories: total.histories + 1,
          edits: total.edits + edits,
          moved: total.moved + moved,
          runs: total.runs + runs,
        })
      }),
      { numRuns: 4, endOnFailure: true },
    )
  if ('PERENNIAL_EDITS' in process.env) console.info(JSON.stringify(total))
}, 3_600_000)
