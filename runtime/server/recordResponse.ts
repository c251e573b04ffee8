import type { Identity } from '../../shared/event.ts'
import { type MailResponse, mailEvents, trackingSource } from '../../shared/mailEvents.ts'
import type { MailLink } from '../storage/control.ts'
import type { MessageLine } from '../storage/pages.ts'
import { keepItems } from './keepItems.ts'
import { subjectOf } from './renderMessage.ts'
import type { Store } from './store.ts'
import { surestName } from './surestName.ts'

/** Somebody, or a machine, followed a link of a mail or loaded its pixel. */
export interface Response {
  readonly store: Store
  readonly line: MessageLine
  readonly what: Extract<MailResponse, 'opened' | 'clicked'>
  readonly link?: MailLink
  readonly isMachine: boolean
  readonly agent: string
}

const minute = 60_000

/**
 * Makes it an event of the customer, as Segment's e-mail spec writes it. Within a minute the same is one event, so that loading again does not
 * multiply it. Addresses of networks are not kept, and of those who refuse tracking nothing is.
 */
export async function recordResponse({ store, line, what, link, isMachine, agent }: Response): Promise<void> {
  const customer = await store.pages.customer(line.customer)
  const naming = customer && namingOf(customer.identities)
  if (!naming || customer.consents.some(({ purpose, is }) => purpose === 'tracking' && is === 'denied')) return
  const { now } = await store.engine.standing()
  const { key, node, run, workflow } = line
  const who = isMachine ? 'machine' : 'person'
  const item = {
    ...naming,
    type: 'track',
    event: mailEvents[what],
    messageId: [key, what, link?.id ?? '', who, Math.floor(now / minute)].join(':'),
    properties: {
      email_id: key,
      email_subject: await subjectOf(store, line.subjectTemplate, line.values),
      campaign_id: workflow,
      campaign_name: line.workflowTitle,
      ...(link && { link_id: link.id, link_url: link.url }),
      workflow,
      node,
      run,
      machine: isMachine,
    },
    context: { user_agent: agent.slice(0, 500), traits: { email: line.address } },
  }
  await keepItems(store, [item], { source: trackingSource, kind: 'server', call: 'batch' })
}

/** The customer by one name, so that nobody is joined by it. */
function namingOf(identities: readonly Identity[]) {
  const identity = surestName(identities)
  if (!identity) return undefined
  const { kind, value } = identity
  return kind === 'userId' || kind === 'anonymousId' ? { [kind]: value } : { externalIds: { [kind]: value } }
}
