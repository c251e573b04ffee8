import type { RouteOf } from '../../shared/api/index.ts'
import type { BodyOf } from '../../shared/api/route.ts'
import { nodesOf } from '../../shared/differencesOf.ts'
import { isError, type Problem } from '../../shared/problem.ts'
import type { MailWorker } from '../deliver/mail/worker.ts'
import type { ControlResult } from '../storage/control.ts'
import { idsUsedBefore } from './idsUsedBefore.ts'
import { problemsOfDraft } from './problemsOfDraft.ts'
import { problemsOfMail } from './problemsOfMail.ts'
import { runsMoveOf, undecided } from './runsMove.ts'
import type { Store } from './store.ts'
import { worldOf } from './world.ts'

const unknown = (what: string, id: string): ControlResult =>
  refused(404, [{ code: 'unknownId', severity: 'error', params: { what, id } }])
const refused = (status: 404 | 422, problems: readonly Problem[]): ControlResult => ({ ok: false, status, problems })

/**
 * Makes a draft a version, or an older version again, if nothing is wrong with it: parsed, checked and its mails compiled before the
 * engine is asked. Who rests at a node that is gone must have been thought of (rule 27).
 */
export async function publish(
  store: Store,
  worker: MailWorker,
  workflow: string,
  { revision, version, move: asked, include }: BodyOf<RouteOf<'publish'>>,
): Promise<ControlResult> {
  const draft = await store.pages.workflow(workflow)
  if (!draft) return unknown('workflow', workflow)
  const old = version === undefined ? null : await store.pages.version(workflow, version)
  if (version !== undefined && !old) return unknown('version', `${version}`)
  const { document } = old ?? draft
  const judged = await problemsOfDraft(JSON.parse(document), await worldOf(store), worker)
  const problems = [...judged.problems, ...problemsOfMail(store, judged.workflow)].filter(isError)
  if (!judged.workflow) return refused(422, problems)
  // A version that is published again has ids of its own.
  const taken = old ? [] : await idsUsedBefore(store, judged.workflow, draft.version)
  const move = asked && runsMoveOf(asked, judged.workflow)
  const known = nodesOf(judged.workflow)
  const open = undecided(asked, await store.pages.inside(workflow), (node) => !known.has(node))
  const all = [...problems, ...taken, ...(move?.problems ?? []), ...open]
  if (all.length > 0) return refused(422, all)
  return store.control({
    do: 'publish',
    workflow,
    document,
    revision,
    compiled: judged.compiled,
    ...(move && Object.keys(move.move.nodes).length > 0 && { move: move.move }),
    ...(include && { include: true }),
  })
}
