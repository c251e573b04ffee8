import { capPhrase } from './reasons.ts'
import { showDay, showInstant } from './show.ts'

type Params = Readonly<Record<string, string | number>>

/** What stands in the way of a customer who might enter a workflow, or does not: a sentence for each code of `hurdlesTo`. */
export const hurdleWords = {
  isLive: () => 'The workflow is live',
  notPublished: () => 'The workflow was never published, so nobody enters',
  isPaused: () => 'The workflow is paused, so nobody enters',
  isEnded: () => 'The workflow is ended, so nobody enters',

  eventNeverCame: ({ event }) => `${event} begins it, and never came`,
  eventCameLast: ({ event, time }, zone) => `${event} begins it, and came last on ${showInstant(Number(time), zone)}`,
  eventDidNotFit: ({ event, time }, zone) =>
    `${event} begins it, but the last one, of ${showInstant(Number(time), zone)}, is not of the kind that is asked for`,
  notYetJoined: ({ segment }) => `Joining ${segment} begins it, and the customer is not in it`,
  alreadyJoined: ({ segment }) =>
    `Joining ${segment} begins it, and the customer is in it already: they would have to leave it first`,
  notYetLeft: ({ segment }) =>
    `Leaving ${segment} begins it, and the customer is not in it: they would have to join it first`,
  alreadyLeft: ({ segment }) => `Leaving ${segment} begins it, and the customer is still in it`,
  startPlanned: () => 'Its start for the customer is planned, if nothing comes between',
  dateUnknown: ({ date }) => `${date} begins it, and the customer has none`,
  dateAhead: ({ date }) => `${date} begins it, and is still to come`,
  dateGone: ({ date }) => `${date} begins it, and lies in the past`,
  scheduleEnded: () => 'It begins on a schedule that has ended: no date is left',
  inAudience: () => 'It begins on a schedule, and the customer is among those whom it is for',
  notInAudience: () => 'It begins on a schedule, and the customer is not among those whom it is for',
  byRequest: () => 'It begins when somebody starts it for the customer, here or over the API',
  byEndOf: ({ workflow }) => `It begins when the customer comes to the end of ${workflow}`,
  segmentGone: ({ segment }) => `The segment ${segment} that begins it no longer exists`,

  neverEntered: () => 'The customer never entered before',
  enteredForKeys: () => 'The customer entered before; the rule for entering again is for each key',
  insideAlready: () => 'The customer is inside now, and may enter again',
  mayEnterAgain: () => 'The customer entered before, and may enter again',
  reentryOnce: ({ time }, zone) => `Each customer enters once, and this one entered on ${showDay(Number(time), zone)}`,
  reentryActive: () => 'The customer is inside now, and may enter again only when that has ended',
  reentryTooSoon: ({ time }, zone) =>
    `The customer entered on ${showDay(Number(time), zone)}, which is too recent to enter again`,
  leftOutOnce: ({ time }, zone) =>
    `Each customer enters once, and this one would have on ${showDay(Number(time), zone)}, but was left out on purpose`,
  leftOutTooSoon: ({ time }, zone) =>
    `The customer would have entered on ${showDay(Number(time), zone)}, but was left out on purpose, too recently to enter now`,
  wasLeftOut: ({ time }, zone) =>
    `The customer would have entered on ${showDay(Number(time), zone)}, but was left out on purpose, and may enter again`,

  filterHolds: () => 'The condition for entering holds',
  filterFails: () => 'The condition for entering does not hold',

  notLeftOut: () => 'The customer is not among those left out on purpose',
  leftOutOfWorkflow: ({ percent }) =>
    `The customer is among the ${percent}% left out of this workflow on purpose, to measure what it does`,
  leftOutOfStore: ({ percent }) =>
    `The customer is among the ${percent}% left out of all workflows with a goal on purpose, to measure what they do`,

  addressMissing: () => 'Inside, no e-mail would be sent: the customer has no e-mail address',
  addressRefused: ({ address }) => `Inside, no e-mail would be sent: ${address} was refused for good before`,
  mailReaches: () => 'E-mail may reach the customer',
  marketingReaches: () => 'Marketing e-mail may reach the customer',
  quietNow: () => 'Inside, a marketing e-mail would wait until quiet hours are over',
  outsideWindow: () => 'Inside, a marketing e-mail would wait for the hours in which this workflow sends',
  capFull: (params) => `Inside, a marketing e-mail would wait: the customer already got ${capPhrase(params)}`,
  marketingDenied: () => 'Inside, no marketing e-mail would be sent: the customer said no',
  marketingUnasked: () => 'Inside, no marketing e-mail would be sent: the customer never said yes',
} satisfies Record<string, (params: Params, zone?: string) => string>

export const hurdleSentence = (code: string, params: Params, zone?: string): string =>
  Object.hasOwn(hurdleWords, code) ? hurdleWords[code as keyof typeof hurdleWords](params as never, zone) : code

/** What would clear a hurdle that no fact of the customer makes, a sentence for each change. */
export function hurdleTurns(code: string, { most }: Params): string[] {
  const of = code === 'leftOutOfWorkflow' ? 'the workflow' : code === 'leftOutOfStore' ? 'all workflows' : undefined
  if (of === undefined) return []
  return [Number(most) > 0 ? `At most ${most}% of customers left out of ${of}` : `Nobody left out of ${of}`]
}

/** What decided, as far as the decision's own sentence does not say it: of a message that was let go first, or waits for others. */
export const factsBeside = (decision: { readonly sentence: string; readonly facts: readonly string[] }): string[] =>
  decision.facts.filter((fact) => !decision.sentence.includes(fact))

/** The words around an explanation, on the screen and on the command line. */
export const explainWords = {
  why: 'Why',
  turns: 'What would change it',
  alone: 'It stands by itself: nothing that is known would change it.',
  byItself: (when: string) => `By itself it changes on ${when}.`,
  counts: (subject: string, when: string) => `“${subject}” counts since ${when}`,
  knownSince: (when: string) => `Known since ${when}.`,
  message: 'See the message',
  removed: 'Some of what decided this was removed or changed since.',
  noFacts: 'No condition decided this.',
  ask: (name: string) => `Is ${name} in a workflow, and why?`,
  pick: 'Choose a workflow',
  now: 'Now',
  before: 'Before',
  inside: (workflow: string) => `Is inside ${workflow} now`,
  open: (workflow: string) => `Nothing stands in the way: enters ${workflow} with the next event that begins it`,
  closed: (workflow: string) => `Is not in ${workflow}`,
  noRuns: 'Was never inside.',
  notEnrolled: 'Was not let in',
  nobody: (text: string) => `No customer is found by ${text}.`,
  several: (text: string) => `Several customers are found by ${text}. Give the id of one of them:`,
} as const
