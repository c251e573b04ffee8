import { isBeyond, type Reach, reachesOfSegment, reachesOfWorkflow } from '../../shared/check/reach.ts'
import { beyondRetention } from '../../shared/check/retained.ts'
import { limits } from '../../shared/limits.ts'
import type { Problem } from '../../shared/problem.ts'
import type { Retention } from '../../shared/retention.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { Store } from './store.ts'
import { worldOf } from './world.ts'

/** Everything that is out and looks further back than events would be kept: one problem for each of them and each event. */
export async function lookingFurtherBack(store: Store, retention: Retention): Promise<Problem[]> {
  if (retention.days === null) return []
  const { segments } = await worldOf(store)
  return [
    ...Object.values(segments).flatMap((definition) =>
      problemsOf('segment', definition.title, reachesOfSegment(definition), retention),
    ),
    ...(await documentsOut(store)).flatMap((document) =>
      problemsOf('workflow', document.title, reachesOfWorkflow(document), retention),
    ),
  ].filter(isFirst)
}

/** What a segment, or any condition of its own, may not ask where old events are removed. */
export const problemsOfSegment = (definition: Pick<SegmentDefinition, 'when'>, retention: Retention): Problem[] =>
  beyondRetention(reachesOfSegment(definition), retention)

/** The versions that are out, and older ones as long as somebody is inside. */
async function documentsOut(store: Store): Promise<Workflow[]> {
  const { now } = await store.engine.standing()
  const out: Workflow[] = []
  let after: string | undefined
  do {
    const { items, next } = await store.pages.workflows({ limit: limits.pageItems, after, now })
    for (const { id, version, state } of items) {
      if (version === null || state === 'ended') continue
      const inside = (await store.pages.inside(id)).map((line) => line.version)
      for (const each of new Set([version, ...inside])) {
        const published = await store.pages.version(id, each)
        if (published) out.push(JSON.parse(published.document) as Workflow)
      }
    }
    after = next ?? undefined
  } while (after !== undefined)
  return out
}

function problemsOf(of: 'workflow' | 'segment', title: string, reaches: readonly Reach[], retention: Retention) {
  const longest = new Map<string | null, number>()
  for (const reach of reaches.filter((each) => isBeyond(each, retention)))
    longest.set(reach.event, Math.max(reach.days, longest.get(reach.event) ?? 0))
  return [...longest].map(([event, needed]): Problem => {
    const params = { of, title, ...(event !== null && { event }) }
    return Number.isFinite(needed)
      ? { code: 'retentionTooShort', severity: 'error', path: '/retention/days', params: { ...params, needed } }
      : { code: 'retentionForgets', severity: 'error', path: '/retention/forEver', params }
  })
}

/** Two versions of a workflow may say the same. */
const isFirst = (problem: Problem, index: number, all: readonly Problem[]): boolean =>
  all.findIndex((other) => JSON.stringify(other) === JSON.stringify(problem)) === index
