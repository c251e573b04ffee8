import { addressIn } from '../customer.ts'
import { definitionOf } from '../nodes/index.ts'
import type { FactChange } from '../predicate/factChange.ts'
import type { Entering } from './entering.ts'
import { type Hurdle, hurdle } from './hurdle.ts'

/** Nobody is kept out because no mail may go to them, but none would be sent (rule 16). Asked in the order in which admission asks. */
export function messageHurdles({ workflow, facts, undeliverable, marketingToUnknown, waits }: Entering): Hurdle[] {
  const purposes = workflow.nodes.flatMap(({ kind, settings }) => definitionOf(kind).purpose?.(settings) ?? [])
  if (purposes.length === 0) return []
  const address = addressIn(facts.attribute('email'))
  const another: FactChange = { at: '', change: 'attribute', attribute: 'email', to: 'other@example.com' }
  if (!address) return [hurdle('message', 'addressMissing', false, { changes: [another] })]
  if (address === undeliverable)
    return [hurdle('message', 'addressRefused', false, { params: { address }, changes: [another] })]
  if (!purposes.includes('marketing')) return [hurdle('message', 'mailReaches', true)]
  const consent = facts.consent('email', 'marketing')
  if (consent === 'granted' || (consent === 'unknown' && marketingToUnknown))
    return waits
      ? [hurdle('message', waits.obstacle, false, { params: waits.params, byItself: waits.until })]
      : [hurdle('message', 'marketingReaches', true)]
  const changes: FactChange[] = [{ at: '', change: 'consent', channel: 'email', to: 'granted' }]
  return [hurdle('message', consent === 'denied' ? 'marketingDenied' : 'marketingUnasked', false, { changes })]
}
