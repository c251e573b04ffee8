import type { Waits } from '../../shared/explain/entering.ts'
import { type Cap, countsUntil } from '../../shared/sending.ts'
import { explainWords, showInstant } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { allowedFrom, limitsOf, type Sender } from '../admit/allowed.ts'
import type { MessageLine } from '../storage/pages.ts'
import { subjectOf } from './renderMessage.ts'
import type { Store } from './store.ts'

const aYear = 366 * 86_400_000
const mostNamed = 5
const mostRead = 200

/** What a marketing mail to a customer would have to wait for now, and the messages that fill the cap where it is one. */
export function waitsNow(
  sender: Sender,
  now: number,
): { readonly waits: Waits; readonly filling: readonly string[] } | null {
  const limits = limitsOf(sender, { channel: 'email', purpose: 'marketing' })
  const { at, obstacle } = allowedFrom(limits, now, now + aYear)
  if (!obstacle) return null
  const until = at < now + aYear ? at : null
  if (obstacle.obstacle !== 'cap') {
    const hours = obstacle.obstacle === 'quietHours' ? 'quietNow' : 'outsideWindow'
    return { waits: { obstacle: hours, params: {}, until }, filling: [] }
  }
  const { cap } = obstacle
  const lines = limits.caps.find((each) => each.cap === cap)?.lines ?? []
  const filling = lines.filter((line) => countsUntil(cap, line.at, sender.zone) > now).toReversed()
  return { waits: { obstacle: 'capFull', params: { ...cap }, until }, filling: filling.map(({ key }) => key) }
}

/** Messages that fill a cap, newest first, each as people know it. */
export async function fillingFacts(store: Store, keys: readonly string[]): Promise<string[]> {
  const pages = await Promise.all(keys.slice(0, mostNamed).map((key) => store.pages.message(key)))
  return factsOf(
    store,
    pages.flatMap((page) => (page ? [page.message] : [])),
  )
}

/**
 * The messages that filled a cap when another had to wait, or was given up, for it. They were not kept with that decision, but follow from
 * what became of each message since. `zone`: that of the customer, by whose calendar they counted.
 */
export async function fillingThen(
  store: Store,
  asked: { readonly customer: string; readonly document: Workflow; readonly at: number; readonly cap: Cap },
  zone: string,
): Promise<string[]> {
  const { customer, document, at, cap } = asked
  const { items } = await store.pages.messages({ customer, channel: 'email', limit: mostRead })
  const counted = items.filter(
    ({ purpose, admittedAt, state, stateAt }) =>
      purpose === 'marketing' &&
      Date.parse(admittedAt) <= at &&
      countsUntil(cap, Date.parse(admittedAt), zone) > at &&
      !((state === 'failed' || state === 'cancelled') && Date.parse(stateAt ?? admittedAt) <= at),
  )
  const isOwn = (document.settings.caps ?? []).some((one) => JSON.stringify(one) === JSON.stringify(cap))
  const ofWorkflow = counted.filter(({ workflow }) => workflow === document.id)
  const filling = isOwn && ofWorkflow.length >= cap.atMost ? ofWorkflow : counted
  return filling.length >= cap.atMost ? factsOf(store, filling.slice(0, mostNamed)) : []
}

const factsOf = (store: Store, messages: readonly MessageLine[]): Promise<string[]> =>
  Promise.all(
    messages.map(async ({ subjectTemplate, values, admittedAt }) =>
      explainWords.counts(
        await subjectOf(store, subjectTemplate, values),
        showInstant(admittedAt, store.settings().zone),
      ),
    ),
  )
