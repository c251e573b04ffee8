import type { RouteOf } from '../../shared/api/index.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import type { Audience } from '../../shared/audience.ts'
import { pointer, valueAt } from '../../shared/pointer.ts'
import type { RunFacts } from '../../shared/predicate/facts.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { Problem } from '../../shared/problem.ts'
import { shown } from '../../shared/problemsOf.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { type EnterPayload, positionOf } from '../commit/entry.ts'
import { planOf } from '../plan.ts'
import { keyOf } from '../route/beginning.ts'
import { found } from './api/changed.ts'
import { Declined } from './bind.ts'
import { problemsOfSegment } from './lookingBack.ts'
import { countMatching } from './previewAudience.ts'
import type { Store } from './store.ts'

type Preview = ResponseOf<RouteOf<'previewStart'>>
type Asked = RouteOf<'startAudience'>['body']['_output']
type Properties = NonNullable<EnterPayload['properties']>

/** The trigger by which somebody may let customers in, in the version that is live, and what a run of it would know of its beginning. */
export async function requestTriggerOf(
  store: Store,
  workflow: string,
  given: Asked['properties'],
): Promise<{ node: string; version: Workflow; properties: Properties; run: RunFacts }> {
  const draft = found(await store.pages.workflow(workflow), 'workflow', workflow)
  const decline = (code: string) => new Declined(409, [{ code, severity: 'error', params: { workflow } }])
  if (draft.state !== 'live' || draft.version === null) throw decline('workflowNotLive')
  const text = found(await store.pages.version(workflow, draft.version), 'version', String(draft.version))
  const version = JSON.parse(text.document) as Workflow
  const trigger = version.nodes.find(({ kind }) => kind === 'request')
  if (!trigger) throw decline('noRequestTrigger')
  const properties = (given ?? {}) as Properties
  const { now } = await store.engine.standing()
  // Its entry has no number yet, and 0 would say that there is none.
  const run: RunFacts = { since: now, triggerSeq: -1, triggerName: '', trigger: properties }
  if (keyOf(planOf(workflow, draft.version, version), run) === undefined)
    throw new Declined(422, [withoutKey(version.settings.key ?? '', properties)])
  return { node: trigger.id, version, properties, run }
}

/** Without its key nobody would enter, which is better said at once than in the timeline of each. */
function withoutKey(key: string, properties: Properties): Problem {
  const keys = key.split('.')
  const value = valueAt(properties, keys)
  const came = value === undefined ? undefined : shown(value)
  const path = pointer(['properties', ...keys])
  return { code: 'startWithoutKey', severity: 'error', path, params: { key, ...(came !== undefined && { came }) } }
}

/** How many belong to the audience and are admitted by the workflow's filter now. Who entered before is not looked at. */
export async function previewStart(
  store: Store,
  workflow: string,
  { audience, properties }: RouteOf<'previewStart'>['body']['_output'],
): Promise<Preview> {
  const { version, run } = await requestTriggerOf(store, workflow, properties)
  const { filter } = version.settings
  const conditions = [...(await conditionsOf(store, audience)), ...(filter ? [filter] : [])]
  const { matching, of, complete } = await countMatching(store, conditions, { run, zone: version.settings.zone })
  return { matching, of, complete }
}

/** Lets the audience in, each by the rules for entering. They are asked one page after another, as of the instant of this call. */
export async function startAudience(
  store: Store,
  workflow: string,
  { audience, properties: asked, messageId }: Asked,
): Promise<{ position: number }> {
  const { node, properties } = await requestTriggerOf(store, workflow, asked)
  await conditionsOf(store, audience)
  const problems = audience.of === 'condition' ? problemsOfSegment(audience, store.settings().retention) : []
  if (problems.length > 0)
    throw new Declined(
      422,
      problems.map((problem) => ({ ...problem, path: `/audience${problem.path}` })),
    )
  const [appended] = await store.engine.append([
    {
      ...(messageId !== undefined && { id: `enter:${messageId}` }),
      payload: { type: 'enter', workflow, node, audience, ...(asked && { properties }) },
    },
  ])
  return { position: positionOf(appended) }
}

async function conditionsOf(store: Store, audience: Audience): Promise<readonly Predicate[]> {
  if (audience.of === 'everyone') return []
  if (audience.of === 'condition') return [audience.when]
  const { now } = await store.engine.standing()
  found(await store.pages.segment(audience.segment, now), 'segment', audience.segment)
  return [{ test: 'segment', segment: audience.segment }]
}
