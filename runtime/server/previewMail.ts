import type { RouteOf } from '../../shared/api/index.ts'
import type { BodyOf, ResponseOf } from '../../shared/api/route.ts'
import type { Json } from '../../shared/customer.ts'
import { isError, type Problem } from '../../shared/problem.ts'
import { storeValues } from '../deliver/mail/composeMail.ts'
import { TemplateError } from '../deliver/mail/templateError.ts'
import { sentences } from './sentences.ts'
import type { Store } from './store.ts'

/** An e-mail as a named customer would get it, or everything that keeps it from being rendered. */
export async function previewMail(
  store: Store,
  { subject, preheader, mjml, customer, trigger = {} }: BodyOf<RouteOf<'previewMail'>>,
): Promise<ResponseOf<RouteOf<'previewMail'>>> {
  const { worker, publicUrl } = store.frame
  const empty = { subject, html: '', text: '' }
  try {
    const compiled = await worker.do('compileMail', { subject, preheader, mjml })
    if (compiled.problems.some(isError)) return { ...empty, problems: sentences(compiled.problems) }
    const person = customer === undefined ? null : await store.pages.customer(customer)
    const attributes = Object.fromEntries((person?.attributes ?? []).map(({ name, value }) => [name, value as Json]))
    const settings = store.settings()
    const rendered = await worker.do('renderMail', {
      html: compiled.html,
      subject,
      preheader,
      values: {
        customer: attributes,
        trigger: trigger as Json,
        store: storeValues(settings),
      },
      unsubscribeUrl: `${publicUrl}/u/preview`,
      zone: settings.zone,
    })
    return { ...rendered, problems: sentences(compiled.problems) }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const problem: Problem = {
      code: 'liquidSyntax',
      severity: 'error',
      path: '/mjml',
      params: { line: 1, message: error.message },
    }
    return { ...empty, problems: sentences([problem]) }
  }
}
