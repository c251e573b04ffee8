import { isError } from '../../shared/problem.ts'
import type { MailWorker } from '../deliver/mail/worker.ts'
import type { ControlResult } from '../storage/control.ts'
import { problemsOfDraft } from './problemsOfDraft.ts'
import { problemsOfMail } from './problemsOfMail.ts'
import type { Store } from './store.ts'
import { worldOf } from './world.ts'

/** Makes a draft a version, if nothing is wrong with it: parsed, checked and its mails compiled before the engine is asked. */
export async function publish(
  store: Store,
  worker: MailWorker,
  workflow: string,
  revision: number,
): Promise<ControlResult> {
  const draft = await store.pages.workflow(workflow)
  if (!draft)
    return {
      ok: false,
      status: 404,
      problems: [{ code: 'unknownId', severity: 'error', params: { what: 'workflow', id: workflow } }],
    }
  const judged = await problemsOfDraft(JSON.parse(draft.document), await worldOf(store), worker)
  const problems = [...judged.problems, ...problemsOfMail(store, judged.workflow)].filter(isError)
  if (!judged.workflow || problems.length > 0) return { ok: false, status: 422, problems }
  const { compiled } = judged
  return store.control({ do: 'publish', workflow, document: draft.document, revision, compiled })
}
