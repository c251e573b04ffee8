import type { RouteOf } from '../../shared/api/index.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import { type Difference, differencesOf, nodesOf } from '../../shared/differencesOf.ts'
import type { MailWorker } from '../deliver/mail/worker.ts'
import { found } from './api/changed.ts'
import { changesOf, namesIn } from './changesOf.ts'
import { experimentsAnew } from './experimentsAnew.ts'
import { idsUsedBefore } from './idsUsedBefore.ts'
import { runsIn, targetsIn, waitingIn } from './peopleInside.ts'
import { problemsOfDraft } from './problemsOfDraft.ts'
import { problemsOfMail } from './problemsOfMail.ts'
import { sentences } from './sentences.ts'
import type { Store } from './store.ts'
import { datesToKeep, membersIncluded } from './whoEntersNow.ts'
import { worldOf } from './world.ts'

type Document = Readonly<Record<string, unknown>>

/** What publishing would do: what it changes, who is inside and where, and who could be included. `version`: rolling back to that one. */
export async function previewPublish(
  store: Store,
  worker: MailWorker,
  workflow: string,
  version?: number,
): Promise<ResponseOf<RouteOf<'previewPublish'>>> {
  const draft = found(await store.pages.workflow(workflow), 'workflow', workflow)
  const next =
    version === undefined ? draft : found(await store.pages.version(workflow, version), 'version', `${version}`)
  const document = JSON.parse(next.document) as Document
  const judged = await problemsOfDraft(document, await worldOf(store), worker)
  const [newest, live, names] = await Promise.all([
    store.pages.versions(workflow, { limit: 1 }),
    draft.version === null ? null : store.pages.version(workflow, draft.version),
    namesIn(store),
  ])
  // A version that is published again has ids of its own.
  const taken =
    version === undefined && judged.workflow ? await idsUsedBefore(store, judged.workflow, draft.version) : []
  const before = live ? (JSON.parse(live.document) as Document) : {}
  const differences = differencesOf(before, document)
  const after = nodesOf(document)
  // Of an ended workflow no start is planned any more.
  const kept = draft.state === 'ended' ? new Map() : nodesOf(before)
  const waiting = await waitingIn(store, workflow, after, names)
  return {
    version: (newest.items[0]?.version ?? 0) + 1,
    problems: sentences([...judged.problems, ...taken, ...problemsOfMail(store, judged.workflow)]),
    ...nodesChanged(differences),
    settingsChanged: live !== null && differences.some(({ what }) => what === 'setting'),
    differences: live === null ? [] : changesOf(before, document, names),
    state: draft.state,
    inside: runsIn(waiting),
    waiting,
    experiments: await experimentsAnew(
      store,
      workflow,
      after,
      [draft.version, version].filter((one) => one != null),
      names,
    ),
    targets: targetsIn(after, names),
    // Nobody enters while it is paused.
    included:
      draft.state === 'paused' ? null : judged.workflow && (await membersIncluded(store, judged.workflow, names)),
    planning: judged.workflow ? datesToKeep(judged.workflow, kept, names) : [],
  }
}

function nodesChanged(differences: readonly Difference[]): { added: string[]; removed: string[]; changed: string[] } {
  const of = (...kinds: Difference['what'][]) =>
    differences.flatMap((difference) =>
      'node' in difference && kinds.includes(difference.what) ? [difference.node.id] : [],
    )
  return { added: of('added'), removed: of('removed'), changed: of('changed', 'led') }
}
