import type { z } from 'zod'
import type { MessageDetail, MessageSummary } from '../../shared/api/models/message.ts'
import type { Json } from '../../shared/customer.ts'
import { showTemplate } from '../../shared/words/format.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { Message } from '../commit/message.ts'
import { composeMail } from '../deliver/mail/composeMail.ts'
import { TemplateError } from '../deliver/mail/templateError.ts'
import type { MessageLine, MessagePage } from '../storage/pages.ts'
import type { Store } from './store.ts'

type Summary = z.infer<typeof MessageSummary>
type Detail = z.infer<typeof MessageDetail>

/** A line of the outbox with its subject as its recipient reads it. */
export async function summaryOf(store: Store, line: MessageLine): Promise<Summary> {
  const { version: _, node: __, values, subjectTemplate, ...summary } = line
  return { ...summary, subject: await subjectOf(store, subjectTemplate, values) }
}

/** A subject as its recipient reads it. */
export async function subjectOf(store: Store, template: string, values: Json): Promise<string> {
  if (!template.includes('{')) return template
  try {
    const { zone } = store.settings()
    const mail = { html: '', subject: template, values, unsubscribeUrl: '', zone }
    return (await store.frame.worker.do('renderMail', mail)).subject
  } catch (error) {
    // A template that fails for this recipient names its variables; the message's own state says that it failed.
    if (error instanceof TemplateError) return showTemplate(template)
    throw error
  }
}

/** A message as its recipient sees it, rendered as delivery renders it. */
export async function renderMessage(store: Store, { message, attempts }: MessagePage): Promise<Detail> {
  const summary = await summaryOf(store, message)
  const all = { attempts: [...attempts], responses: await store.pages.responses(message.key) }
  if (message.channel === 'webhook')
    return { message: summary, html: '', text: JSON.stringify(message.values, null, 2), headers: [], ...all }
  const published = await store.pages.version(message.workflow, message.version)
  try {
    if (!published) throw new TemplateError(`There is no version ${message.version} of ${message.workflow}.`)
    const version = { document: JSON.parse(published.document) as Workflow, compiled: published.compiled }
    const mail = await composeMail(
      messageOf(message),
      { version, settings: store.settings(), tracked: false },
      store.frame,
    )
    const headers = [
      { name: 'From', value: mail.from },
      { name: 'To', value: mail.to },
      ...(mail.replyTo ? [{ name: 'Reply-To', value: mail.replyTo }] : []),
      { name: 'Subject', value: mail.subject },
      { name: 'Message-ID', value: mail.messageId },
      ...mail.headers,
    ]
    return { message: { ...summary, subject: mail.subject }, html: mail.html, text: mail.text, headers, ...all }
  } catch (error) {
    if (error instanceof TemplateError) return { message: summary, html: '', text: error.message, headers: [], ...all }
    throw error
  }
}

// What rendering reads of a message; when it may be sent is no concern of a page.
function messageOf(line: MessageLine): Message {
  return {
    key: line.key,
    customer: Number(line.customer),
    workflow: line.workflow,
    version: line.version,
    node: line.node,
    run: line.run,
    channel: line.channel,
    purpose: line.purpose,
    address: line.address,
    values: line.values,
    admitted: Date.parse(line.admittedAt),
    sendBefore: Number.POSITIVE_INFINITY,
    depth: 0,
  }
}
