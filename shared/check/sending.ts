import { spansFrom } from '../hours.ts'
import type { Problem } from '../problem.ts'
import type { Cap } from '../sending.ts'
import { leastOf, messageTimes } from './messageTimes.ts'
import { type Concern, error, type Subject, warning } from './subject.ts'

const hour = 3_600_000
const week = 7 * 24 * hour
/** So many beyond a cap are told apart. */
const counted = 10

/** When and how often the workflow sends, and whether its goal can be reached. */
export const sending: Concern = (subject) => [...sendWindow(subject), ...caps(subject), ...goal(subject)]

/** A send window that lies wholly within quiet hours lets nothing through. */
function sendWindow({ workflow, world }: Subject): Problem[] {
  const { sendWindow: window } = workflow.settings
  if (!window) return []
  // Any week without a change of the clock will do; hours are the same everywhere.
  const monday = Date.UTC(2026, 0, 5)
  const quiet = spansFrom(world.sending.quietHours, monday, 'UTC')
  const isOpen = spansFrom([window], monday, 'UTC').some(
    ({ from, to }) =>
      from >= monday && from < monday + week && !quiet.some((span) => span.from <= from && to <= span.to),
  )
  return isOpen ? [] : [warning('sendWindowQuiet', { path: '/settings/sendWindow' })]
}

/**
 * So many marketing messages may come to one customer, delays taken as short as they can be, against what caps let through; where there is
 * none, against one a day for a week.
 */
function caps(subject: Subject): Problem[] {
  const { workflow, world } = subject
  const set: { cap: Cap; path: string }[] = [
    ...(workflow.settings.caps ?? []).map((cap, index) => ({ cap, path: `/settings/caps/${index}` })),
    ...world.sending.caps.map(({ cap }) => ({ cap, path: '/settings' })),
  ]
  const all = set.length > 0 ? set : [{ cap: bearable, path: '/settings' }]
  const span = Math.max(...all.map(({ cap }) => spanOf(cap)))
  const most = Math.max(...all.map(({ cap }) => cap.atMost)) + counted
  const times = messageTimes(subject, span, most)
  return all.flatMap(({ cap, path }) => {
    const within = times.filter((time) => time < spanOf(cap)).length
    const messages = Math.min(within, cap.atMost + counted)
    if (messages <= cap.atMost) return []
    if (cap === bearable) return [warning('manyMessages', { path, params: { messages } })]
    return [warning('moreThanCap', { path, params: { messages, atMost: cap.atMost } })]
  })
}

const bearable: Cap = { per: 'week', atMost: 7 }

const spanOf = (cap: Cap): number =>
  cap.per === 'day' ? 24 * hour : cap.per === 'week' ? week : Math.max(1, leastOf(cap.period))

/** A goal that counts after messages needs a message, and who leaves customers out wants to compare something. */
function goal({ workflow, readable }: Subject): Problem[] {
  const { goal: asked, holdout } = workflow.settings
  const sends = readable.some(({ node, definition }) => definition.purpose?.(node.settings) !== undefined)
  return [
    ...(asked?.from === 'message' && !sends ? [error('goalNeverBegins', { path: '/settings/goal/from' })] : []),
    ...(holdout && !asked ? [warning('holdoutWithoutGoal', { path: '/settings/holdout' })] : []),
  ]
}
