import type { RouteOf } from '../../shared/api/index.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import type { Audience } from '../../shared/audience.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { EnterPayload } from '../commit/entry.ts'
import { found } from './api/changed.ts'
import { Declined } from './bind.ts'
import { problemsOfSegment } from './lookingBack.ts'
import { countMatching } from './previewAudience.ts'
import type { Store } from './store.ts'

type Preview = ResponseOf<RouteOf<'previewStart'>>

/** The trigger by which somebody may let customers in, in the version that is live. */
export async function requestTriggerOf(store: Store, workflow: string): Promise<{ node: string; version: Workflow }> {
  const draft = found(await store.pages.workflow(workflow), 'workflow', workflow)
  const decline = (code: string) => new Declined(409, [{ code, severity: 'error', params: { workflow } }])
  if (draft.state !== 'live' || draft.version === null) throw decline('workflowNotLive')
  const text = found(await store.pages.version(workflow, draft.version), 'version', String(draft.version))
  const version = JSON.parse(text.document) as Workflow
  const trigger = version.nodes.find(({ kind }) => kind === 'request')
  if (!trigger) throw decline('noRequestTrigger')
  return { node: trigger.id, version }
}

/** How many belong to the audience and are admitted by the workflow's filter now. Who entered before is not looked at. */
export async function previewStart(store: Store, workflow: string, audience: Audience): Promise<Preview> {
  const { version } = await requestTriggerOf(store, workflow)
  const { filter } = version.settings
  const conditions = [...(await conditionsOf(store, audience)), ...(filter ? [filter] : [])]
  const { matching, of, complete } = await countMatching(store, conditions)
  return { matching, of, complete }
}

/** Lets the audience in, each by the rules for entering. They are asked one page after another, as of the instant of this call. */
export async function startAudience(
  store: Store,
  workflow: string,
  { audience, properties, messageId }: RouteOf<'startAudience'>['body']['_output'],
): Promise<{ position: number }> {
  const { node } = await requestTriggerOf(store, workflow)
  await conditionsOf(store, audience)
  const problems = audience.of === 'condition' ? problemsOfSegment(audience, store.settings().retention) : []
  if (problems.length > 0)
    throw new Declined(
      422,
      problems.map((problem) => ({ ...problem, path: `/audience${problem.path}` })),
    )
  const given = properties && { properties: properties as NonNullable<EnterPayload['properties']> }
  const [appended] = await store.engine.append([
    {
      ...(messageId !== undefined && { id: `enter:${messageId}` }),
      payload: { type: 'enter', workflow, node, audience, ...given },
    },
  ])
  return { position: appended && 'entry' in appended ? appended.entry.seq : (appended?.duplicateOf ?? 0) }
}

async function conditionsOf(store: Store, audience: Audience): Promise<readonly Predicate[]> {
  if (audience.of === 'everyone') return []
  if (audience.of === 'condition') return [audience.when]
  const { now } = await store.engine.standing()
  found(await store.pages.segment(audience.segment, now), 'segment', audience.segment)
  return [{ test: 'segment', segment: audience.segment }]
}
