import { addDuration } from '../../../shared/duration.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import type { Cap } from '../../../shared/sending.ts'
import type { WorkflowSettings } from '../../../shared/workflow.ts'
import type { StoreSettings } from './log.ts'
import { activeRuns, addressOf, type Change, type Mail, type Person, type Run } from './people.ts'
import { dateAt, instantsAt, isWithin } from './time.ts'
import { isTrue, type View } from './truth.ts'

/** Rule 22: an admission is good for so long at most. */
const goodFor = 15 * 60_000

/** A message that wants to go, and all that decides about it. */
export interface Asking {
  readonly person: Person
  readonly workflow: string
  readonly settings: WorkflowSettings
  readonly store: StoreSettings
  readonly purpose: string
  readonly condition: Predicate | undefined
  readonly giveUp: number
  readonly view: View
}

export type Verdict =
  | { readonly does: 'send'; readonly why: 'emailAdmitted'; readonly sendBefore: number }
  | { readonly does: 'defer'; readonly why: string; readonly until: number }
  | { readonly does: 'skip'; readonly why: string }

/** Rules 16 and 22: a message goes, waits for the first instant at which nothing stands in its way, or is skipped. */
export function verdictOn(asking: Asking): Verdict {
  const { person, store, purpose, condition, giveUp, view } = asking
  const { now } = view
  const refusal = refusalOf(person, purpose, store)
  if (refusal) return { does: 'skip', why: refusal }
  if (now >= giveUp) return { does: 'skip', why: 'gaveUp' }
  const obstacle = obstacleTo(asking, now)
  if (obstacle) {
    const until = boundaries(asking, now, giveUp).find((at) => !obstacleTo(asking, at))
    return until === undefined
      ? { does: 'skip', why: `gaveUp${obstacle}` }
      : { does: 'defer', why: `deferred${obstacle}`, until }
  }
  if (condition && !isTrue(condition, view)) return { does: 'skip', why: 'conditionFalse' }
  const isOutside = (at: number) => /Hours|Window/.test(obstacleTo(asking, at) ?? '')
  const end = boundaries(asking, now, Math.min(giveUp, now + goodFor)).find(isOutside)
  return { does: 'send', why: 'emailAdmitted', sendBefore: end ?? Math.min(giveUp, now + goodFor) }
}

/** Rule 16: why an e-mail may never go as things are. */
export function refusalOf(person: Person, purpose: string, { marketingToUnknown }: StoreSettings): string | null {
  if (!addressOf(person)) return 'noAddress'
  if (person.refused?.address === addressOf(person)) return 'undeliverable'
  if (purpose === 'transactional' || person.consent.value === 'granted') return null
  if (person.consent.value === 'denied') return 'denied'
  return marketingToUnknown ? null : 'noConsent'
}

/** What stands in the way of a message at an instant. Transactional ones are exempt, but from quiet hours where the store says so. */
function obstacleTo({ person, workflow, settings, store, purpose, view }: Asking, at: number): string | null {
  const { zone } = view
  const { quietHours, quietForTransactional, caps } = store.sending
  const isExempt = purpose === 'transactional'
  if ((!isExempt || quietForTransactional) && quietHours.some((hours) => isWithin(hours, at, zone))) return 'QuietHours'
  if (isExempt) return null
  if (settings.sendWindow && !isWithin(settings.sendWindow, at, zone)) return 'SendWindow'
  const counted = mailsOf(person).filter(({ purpose, state }) => purpose === 'marketing' && state !== 'gone')
  const ofWorkflow = counted.filter(({ run }) => run.workflow === workflow)
  const isFull =
    caps.some(({ cap }) => isUsedUp(cap, counted, at, zone)) ||
    (settings.caps ?? []).some((cap) => isUsedUp(cap, ofWorkflow, at, zone))
  return isFull ? 'Cap' : null
}

/** Rule 22: so many in any period, measured forward from each (rule 19); or on one day, or in one week from Monday. */
function isUsedUp(cap: Cap, mails: readonly Mail[], at: number, zone: string): boolean {
  const [today, week] = [
    dateAt(at, zone),
    (date: ReturnType<typeof dateAt>) => date.subtract({ days: date.dayOfWeek - 1 }),
  ]
  const counting = mails.filter((mail) => {
    if (cap.per === 'rolling') return at < addDuration(mail.at, cap.period, zone)
    const date = dateAt(mail.at, zone)
    return cap.per === 'day' ? date.equals(today) : week(date).equals(week(today))
  })
  return counting.length >= cap.atMost
}

/** Every instant after `now` and before another at which what stands in the way may change, in order. */
function boundaries({ person, settings, store, view }: Asking, now: number, before: number): number[] {
  const { zone } = view
  const hours = [...store.sending.quietHours, ...(settings.sendWindow ? [settings.sendWindow] : [])]
  const times = ['00:00', ...hours.flatMap(({ from, to }) => [from, to])]
  const periods = [...store.sending.caps.map(({ cap }) => cap), ...(settings.caps ?? [])].flatMap((cap) =>
    cap.per === 'rolling' ? [cap.period] : [],
  )
  const ends = mailsOf(person).flatMap(({ at }) => periods.map((period) => addDuration(at, period, zone)))
  return [...instantsAt(times, now, before, zone), ...ends]
    .filter((at) => now < at && at < before)
    .sort((a, b) => a - b)
}

/** Rule 5: also the mails of those who joined. */
export const mailsOf = ({ runs }: Person): Mail[] => runs.flatMap(({ mails }) => mails)

/** Rule 22: of several messages that want to go the one of the highest priority is judged first, of equals the one that asked first. */
export function mostUrgent(
  person: Person,
  priorityOf: (of: Pick<Run, 'workflow' | 'version'>) => number,
): Run | Mail | undefined {
  const mails = mailsOf(person)
    .filter(({ asks }) => asks)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((mail) => ({
      asking: mail,
      asked: mail.admitted,
      priority: priorityOf({ workflow: mail.run.workflow, version: mail.version }),
    }))
  const runs = activeRuns(person)
    .filter(({ asks }) => asks)
    .map((run) => ({
      asking: run,
      asked: run.message?.asked ?? Number.POSITIVE_INFINITY,
      priority: priorityOf(run),
    }))
  return [...mails, ...runs].sort((a, b) => b.priority - a.priority || a.asked - b.asked)[0]?.asking
}

/** A message that waits asks again when its time has come, and before when who the customer is, what they allow or a cap has changed. */
export const asksAgain = (run: Run, now: number, change: Change | undefined): boolean =>
  (run.until !== null && run.until <= now) || Boolean(change && (isAboutPerson(change) || change.freed))

export const isAboutPerson = ({ attributes, consents, all }: Change): boolean =>
  Boolean((attributes && attributes.length > 0) || consents || all)
