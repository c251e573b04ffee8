import type { Json } from '../customer.ts'
import { sentence, showDuration, showName, showOperand } from './format.ts'
import { showCount, showInstant, showList } from './show.ts'

type Params = { readonly [name: string]: Json | undefined }

/**
 * Why a run did what it did, a sentence for every code that the trail, the timeline and the end of a run give. What decided a
 * condition is said by `becausePhrases` beside it.
 *
 * @example reasonSentence('eventCame', { event: 'Order Completed' }) // "Order Completed came"
 */
export function reasonSentence(code: string, params: Params = {}): string {
  const say = Object.hasOwn(reasonWords, code) ? reasonWords[code as keyof typeof reasonWords] : undefined
  return say ? say(params) : code
}

const said = (value: Json | undefined): string => {
  if (Array.isArray(value)) return showList(value.map(said))
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}

/** "the customer's birthday, 1990-05-01" */
const dated = ({ name, value }: Params): string => `${named(name)}${value === undefined ? '' : `, ${said(value)}`}`

const named = (ref: Json | undefined): string => showOperand({ ref: said(ref) })

/** "the goal Ordered", or "its goal" where its title was not kept. */
const titled = (one: string, some: string, title: Json | undefined): string =>
  said(title) ? `${one} ${said(title)}` : some

const theOther = (workflow: Json | undefined): string => said(workflow) || 'the other workflow'

/** ": what the receiver said", or nothing. */
const because = ({ detail }: Params): string => {
  const text = said(detail)
  return text ? `: ${detailSentence(text)}` : ''
}

/**
 * What an outcome said beyond its state: a receiver's own words as they came, what Perennial says itself as a sentence.
 *
 * @example detailSentence('refusedTarget: 10.0.0.1 is private') // "the address may not be called: 10.0.0.1 is private"
 */
export function detailSentence(detail: string): string {
  const [code, ...rest] = detail.split(': ')
  const own = Object.hasOwn(reasonDetails, code!) ? reasonDetails[code!] : undefined
  if (own !== undefined) return [own, ...rest].join(': ')
  const unreached = networkError.exec(detail)?.[0]
  return unreached === undefined ? detail : `${networkErrors[unreached]}: ${detail}`
}

/** What the network said when nobody answered, by the names that Node gives it. */
const networkErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at this address',
  ENOTFOUND: 'there is no such address',
  EAI_AGAIN: 'the address could not be looked up',
  ETIMEDOUT: 'the answer took too long',
  ECONNRESET: 'the connection broke off',
  EHOSTUNREACH: 'the address cannot be reached',
}

const networkError = new RegExp(`\\b(${Object.keys(networkErrors).join('|')})\\b`)

/** Details that Perennial gives itself; all others are a receiver's own words. */
const reasonDetails: Readonly<Record<string, string>> = {
  interrupted: 'Perennial stopped while it was being sent',
  restored: 'the store was restored or rebuilt, and it may have left before',
  stale: 'it could not begin in time',
  vetoed: 'consent was withdrawn',
  templateError: 'the template could not be rendered',
  refusedTarget: 'the address may not be called',
}

export const reasonWords = {
  entered: ({ event, segment, on, without, date, request, by, ended, how, detail, included, scheduled }: Params) => {
    if (scheduled !== undefined) return `The schedule was due on ${showInstant(said(scheduled), 'UTC')} UTC`
    if (request) return by === undefined ? 'Entered by request' : `Started by ${said(by)}`
    if (ended !== undefined)
      return how === 'end' ? `Reached the end of ${said(ended)}` : `Left ${said(ended)}: ${said(detail)}`
    if (included) return 'Was in the segment when the version was published, and was included'
    if (segment !== undefined) return on === 'leave' ? 'Left the segment' : 'Joined the segment'
    if (without !== undefined) return `${said(event)}, and no ${said(without)} followed`
    if (date !== undefined) return `${sentence(showName(said(date)))} came`
    return event === undefined ? 'Entered' : `Entered by ${said(event)}`
  },
  waiting: () => 'Waits',
  shifted: () => 'Waits for as much longer as the workflow was paused',
  moved: ({ from, to }: Params) => `Moved from version ${said(from)} to version ${said(to)}`,
  awaitingOutcome: () => 'Waits for the answer',
  delayOver: () => 'The delay is over',
  waitingForDate: (params: Params) => `Waits for ${dated(params)}`,
  dateChanged: (params: Params) => `Planned again, for ${dated(params)}`,
  datePast: (params: Params) => `The time has passed: ${dated(params)}`,
  dateMissing: ({ name, value }: Params) =>
    value === undefined ? `No date: ${named(name)} is missing` : `No date: ${named(name)} is ${said(value)}`,
  assigned: ({ path, percent }: Params) => `Assigned by chance to ${said(path)}, the path of ${said(percent)}%`,
  winnerTaken: ({ path }: Params) => `Takes ${said(path)}, which won the experiment`,
  repeats: ({ round, times }: Params) => `Goes round again, ${said(round)} of ${said(times)}`,
  repeatedEnough: ({ times }: Params) => `Went round ${said(times)} times, so it goes on`,
  eventCame: ({ event }: Params) => `${said(event) || 'The event'} came`,
  conditionHeld: () => 'The condition holds',
  timeout: () => 'The wait timed out',
  pathHeld: () => 'The condition of this path holds',
  otherwise: () => 'No condition of the other paths holds',
  startAsked: ({ workflow }: Params) => `Asks for ${theOther(workflow)} to begin`,
  started: ({ workflow }: Params) => `${sentence(theOther(workflow))} began`,
  notStarted: ({ workflow, reason, chain }: Params) => {
    const why = reasonSentence(said(reason), { chain }).replace(/^Did not enter: /, '')
    return `${sentence(theOther(workflow))} did not begin${why ? `: ${why}` : ''}`
  },
  stopAsked: ({ workflow }: Params) => `Stops ${theOther(workflow)}`,
  stoppedRuns: ({ workflow, runs }: Params) =>
    `Ended ${showCount(Number(runs ?? 0), 'run', 'runs')} of ${theOther(workflow)}`,
  nothingToStop: ({ workflow }: Params) => `The customer was not inside ${theOther(workflow)}`,
  stopped: ({ by, reason, detail }: Params) => {
    const why = said(reason ?? detail)
    return `Stopped${by === undefined ? '' : ` by ${said(by)}`}${why ? `: ${why}` : ''}`
  },
  emitted: ({ event }: Params) => `${said(event) || 'An event'} was recorded`,
  notEmitted: ({ event }: Params) =>
    `${said(event) || 'An event'} was not recorded: it is too large, or the customer has too many`,
  updated: ({ attributes }: Params) => (said(attributes) ? `Set ${said(attributes)}` : 'Nothing to set'),

  emailAsked: () => 'An e-mail is due',
  emailAdmitted: () => 'The e-mail may go',
  webhookAsked: () => 'A call is due',
  webhookAdmitted: () => 'The call may go',
  noConsent: () => 'Not sent: the customer never said yes to marketing e-mail',
  denied: () => 'Not sent: the customer said no to marketing e-mail',
  noAddress: () => 'Not sent: the customer has no e-mail address',
  undeliverable: () => 'Not sent: the address was refused for good before',
  conditionFalse: () => 'Not sent: its own condition does not hold',
  deferredQuietHours: () => 'Waits until quiet hours are over',
  deferredSendWindow: () => 'Waits for the hours in which this workflow sends',
  deferredCap: (params: Params) => `Waits, because the customer already got ${capPhrase(params)}`,
  gaveUp: () => 'Not sent: it waited too long',
  gaveUpQuietHours: () => 'Not sent: quiet hours would hold it up for too long',
  gaveUpSendWindow: () => 'Not sent: the hours in which this workflow sends come too late',
  gaveUpCap: (params: Params) => `Not sent: the customer already got ${capPhrase(params)}`,
  templateError: (params: Params) => `Not sent: the template could not be rendered${because(params)}`,
  vetoed: () => 'Not sent: consent was withdrawn before it began',
  stale: () => 'Could not begin in time, so it is judged again',
  sent: (params: Params) => `Sent${because(params)}`,
  failed: (params: Params) => `Failed${because(params)}`,
  uncertain: (params: Params) => `Perhaps sent${because(params)}`,
  cancelled: (params: Params) => `Cancelled${cancelled(params)}`,

  reentryOnce: () => 'Did not enter: each customer enters once',
  reentryActive: () => 'Did not enter: the last run has not ended',
  reentryTooSoon: () => 'Did not enter: the last run began too recently',
  filterFalse: () => 'Did not enter: the condition for entering does not hold',
  keyMissing: () => 'Did not enter: the event does not carry the key',
  tooManyRuns: () => 'Did not enter: too many runs of this workflow are active for the customer',
  chainTooLong: ({ chain }: Params) =>
    `Did not enter: workflows caused each other too many times in a row${chainPhrase(chain)}`,
  tooManyStarts: ({ chain }: Params) =>
    `Did not enter: it began for the customer too many times in 24 hours${chainPhrase(chain)}`,
  tooManyConsequences: ({ limit, chain }: Params) =>
    `Stopped: more than ${said(limit)} things followed from one another at once${chainPhrase(chain)}`,
  heldOut: () => 'Did not enter: the customer is left out on purpose, to measure it',
  workflowNotLive: () => 'Did not enter: the workflow is not live',
  noRequestTrigger: () => 'Did not enter: the workflow does not begin by request',
  tooMuchDerived: () => 'Did not enter: what it is given is too large, or the customer has too much of it',
  promiseMissing: () => 'Did not enter: the event carries no date to wait for',
  promisePast: () => 'Did not enter: the date in the event is past',
  tooManyPlanned: () => 'Did not enter: too many starts are planned for the customer',
  workflowPaused: () => 'Did not enter: the workflow is paused',

  exitRule: ({ rule, detail }: Params) => `Left by ${titled('the exit rule', 'an exit rule', rule ?? detail)}`,
  goalReached: ({ goal, detail }: Params) => `Reached ${titled('the goal', 'its goal', goal ?? detail)}`,
  exitNode: ({ reason, detail }: Params) => `Left: ${said(reason ?? detail)}`,
  reachedEnd: () => 'Reached the end',
  replaced: () => 'Began again with a newer event',
  erased: () => 'The customer was erased',
  merged: () => 'Joined with another customer, whose older run goes on',
  workflowEnded: () => 'The workflow was ended',
  missed: () => 'Its time came while Perennial was not running, and was skipped',
  skipped: () => 'Its time came while the workflow was paused, and was skipped',
  movedOut: ({ reason, detail }: Params) => `Taken out with a new version${because({ detail: reason ?? detail })}`,
} satisfies Record<string, (params: Params) => string>

/** The workflows that led here, the last few where there are many: ", by way of … → Win-back → Welcome". */
function chainPhrase(chain: Json | undefined): string {
  if (!Array.isArray(chain) || chain.length === 0) return ''
  const shown = chain.length > shownOfChain ? ['…', ...chain.slice(-shownOfChain)] : chain
  return `, by way of ${shown.map(said).join(' → ')}`
}
const shownOfChain = 6

/** @example capPhrase({ per: 'rolling', atMost: 3, period: 'P7D' }) // "3 marketing messages within 7 days" */
export function capPhrase({ per, atMost, period }: Params): string {
  if (atMost === undefined) return 'as many marketing messages as they may'
  const count = showCount(Number(atMost), 'marketing message', 'marketing messages')
  if (per === 'rolling') return `${count} within ${showDuration(said(period))}`
  return `${count} ${per === 'week' ? 'this week' : 'today'}`
}

/** A message that leaves with its run is cancelled for the reason why the run ended; another for the reason why it may not go. */
function cancelled({ detail, of }: Params): string {
  const code = said(detail)
  return code ? `: ${cancellationSentence(code, of).replace(/^[A-Z]/, (letter) => letter.toLowerCase())}` : ''
}

/** Why a message was cancelled, without saying again that it was. @example cancellationSentence('denied') // "The customer said no to marketing e-mail" */
export const cancellationSentence = (code: string, detail?: Json): string =>
  reasonSentence(code, { detail }).replace(/^Not sent: ([a-z])/, (_, letter: string) => letter.toUpperCase())
