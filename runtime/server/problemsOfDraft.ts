import type { World } from '../../shared/check.ts'
import { checkDocument } from '../../shared/checkDocument.ts'
import type { Problem } from '../../shared/problem.ts'
import { distinct } from '../../shared/problemsOf.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { MailWorker } from '../deliver/mail/worker.ts'
import type { CompiledMail } from '../storage/control.ts'

export interface Judged {
  readonly workflow: Workflow | null
  readonly problems: readonly Problem[]
  readonly compiled: readonly CompiledMail[]
}

// MJML takes tens of milliseconds, and a draft is saved at every pause in typing.
const compiledBefore = new Map<string, { mail: Omit<CompiledMail, 'node'>; problems: readonly Problem[] }>()
const mostKept = 500

/** All problems of a draft, those of its mails included, and the mails compiled. */
export async function problemsOfDraft(document: unknown, world: World, worker: MailWorker): Promise<Judged> {
  const { workflow, problems } = checkDocument(document, world)
  const compiled: CompiledMail[] = []
  const found: Problem[] = []
  for (const [index, node] of (workflow?.nodes ?? []).entries()) {
    if (node.kind !== 'email') continue
    const { mail, problems } = await compile(node.settings, worker)
    compiled.push({ node: node.id, ...mail })
    for (const problem of problems)
      found.push({ ...problem, node: node.id, path: `/nodes/${index}/settings${problem.path ?? ''}` })
  }
  return { workflow, problems: distinct([...problems, ...found]), compiled }
}

async function compile(
  source: { subject: string; preheader?: string | undefined; mjml: string[] },
  worker: MailWorker,
) {
  const key = JSON.stringify([source.subject, source.preheader, source.mjml])
  const known = compiledBefore.get(key)
  if (known) return known
  const { html, variables, links, problems } = await worker.do('compileMail', source)
  const made = { mail: { html, variables, links }, problems }
  if (compiledBefore.size >= mostKept) compiledBefore.delete(compiledBefore.keys().next().value ?? '')
  compiledBefore.set(key, made)
  return made
}
