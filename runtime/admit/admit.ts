import { attributeOf, type Json } from '../../shared/customer.ts'
import type { Message, Run } from '../commit/commit.ts'
import { consentOf, count, type Turn } from '../turn.ts'
import { type TemplateSources, valuesFor } from './values.ts'

/** How long an admission is good for (rule 22). */
const goodFor = 15 * 60_000

export interface Asked {
  readonly effect:
    | { readonly kind: 'message'; readonly channel: 'email'; readonly purpose: 'marketing' | 'transactional' }
    | { readonly kind: 'webhook'; readonly url: string }
  /** Paths that the node's templates name. */
  readonly variables: readonly string[]
  /** What began the run; read only where a template names it. */
  readonly trigger: () => Readonly<Record<string, unknown>>
}

export type Admission =
  | { readonly admitted: true; readonly why: string }
  | { readonly admitted: false; readonly why: string }

/**
 * Decides, in the fold, whether an effect may go (rule 22), and puts what may into the outbox under the key run:node:visit (rule 24).
 * What may not go never ends the run: the trail says why (rule 16).
 */
export function admit(turn: Turn, run: Run, asked: Asked): Admission {
  const { effect } = asked
  const refusal = effect.kind === 'message' ? refusalOf(turn, effect.purpose) : null
  if (refusal) {
    count(turn, run, run.node, 'skipped')
    return { admitted: false, why: refusal }
  }
  turn.result.messages.push({
    key: `${run.id}:${run.node}:${run.visit}`,
    customer: turn.customer.id,
    workflow: run.workflow,
    version: run.version,
    node: run.node,
    run: run.id,
    channel: effect.kind === 'message' ? effect.channel : 'webhook',
    purpose: effect.kind === 'message' ? effect.purpose : 'transactional',
    address: effect.kind === 'message' ? addressOf(turn) : effect.url,
    values: valuesFor(asked.variables, sourcesOf(turn, asked)) as unknown as Json,
    admitted: turn.now,
    sendBefore: turn.now + goodFor,
    depth: turn.depth + 1,
  })
  return { admitted: true, why: effect.kind === 'message' ? 'emailAdmitted' : 'webhookAdmitted' }
}

/** A message that delivery did not begin in time, or that a veto stopped, is judged again and keeps its place (H5). */
export function admitAgain(turn: Turn, message: Message, detail: string): void {
  const refusal =
    message.channel === 'webhook' ? null : detail === 'vetoed' ? 'denied' : refusalOf(turn, message.purpose)
  if (refusal) {
    turn.result.messageStates.push({ key: message.key, state: 'cancelled', at: turn.now, detail: refusal, attempts: 0 })
    count(turn, message, message.node, 'skipped')
    return
  }
  const address = message.channel === 'webhook' ? message.address : addressOf(turn)
  turn.result.messages.push({ ...message, address, sendBefore: turn.now + goodFor })
}

/** Why an e-mail may not go, as a code of the catalogue; `null` when it may. */
function refusalOf(turn: Turn, purpose: 'marketing' | 'transactional'): string | null {
  const address = addressOf(turn)
  if (!address) return 'noAddress'
  if (turn.customer.profile.undeliverable?.email?.address === address) return 'undeliverable'
  if (purpose === 'transactional') return null
  const consent = consentOf(turn, 'email', 'marketing')
  if (consent === 'denied') return 'denied'
  return consent === 'granted' || turn.live.settings.marketingToUnknown ? null : 'noConsent'
}

/** Read only where a template names them. */
function sourcesOf(turn: Turn, asked: Asked): TemplateSources {
  let customer: TemplateSources['customer'] | undefined
  return {
    get customer() {
      customer ??= plainAttributes(turn)
      return customer
    },
    get trigger() {
      return asked.trigger() as TemplateSources['trigger']
    },
    store: {},
  }
}

const plainAttributes = (turn: Turn): { readonly [name: string]: Json } =>
  Object.fromEntries(Object.entries(turn.customer.profile.attributes).map(([name, { value }]) => [name, value]))

function addressOf(turn: Turn): string {
  const email = attributeOf(turn.customer.profile, 'email')
  return typeof email === 'string' && /^[^\s@<>]+@[^\s@<>]+$/.test(email.trim()) ? email.trim() : ''
}
