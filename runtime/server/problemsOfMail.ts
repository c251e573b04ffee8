import type { Problem } from '../../shared/problem.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { signsMail } from '../deliver/channels/email.ts'
import type { Store } from './store.ts'

/** What the settings lack for mail that really leaves: who sends it, from where, and the signature that large receivers ask for. */
export function problemsOfMail(store: Store, workflow: Workflow | null): Problem[] {
  if (!store.sendsMail || !workflow) return []
  const mails = workflow.nodes.filter((node) => node.kind === 'email')
  if (mails.length === 0) return []
  const settings = store.settings()
  const isMarketing = mails.some((node) => node.settings.purpose === 'marketing')
  const problems: Problem[] = []
  if (settings.sender === '') problems.push({ code: 'noSender', severity: 'error' })
  if (isMarketing && settings.postalAddress === '') problems.push({ code: 'noPostalAddress', severity: 'error' })
  if (isMarketing && !(signsMail(settings) && store.dkimKey.isSet()))
    problems.push({ code: 'noDkim', severity: 'warning' })
  return problems
}
