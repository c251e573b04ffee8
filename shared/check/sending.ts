import { durationParts } from '../duration.ts'
import { edgesFrom } from '../graph.ts'
import { spansFrom } from '../hours.ts'
import { sinceMidnight } from '../localTime.ts'
import { weekdays } from '../nodes/delay.ts'
import type { Problem } from '../problem.ts'
import type { Cap } from '../sending.ts'
import type { WorkflowNode } from '../workflow.ts'
import { type Clock, comingRound } from './comingRound.ts'
import { shortestTimes, type Way } from './shortestTimes.ts'
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
    ({ from, to }) => from < monday + week && !quiet.some((span) => span.from <= from && to <= span.to),
  )
  return isOpen ? [] : [warning('sendWindowQuiet', { path: '/settings/sendWindow' })]
}

/** So many marketing messages may come to one person in a week, delays taken as short as they can be, against what caps let through. */
function caps(subject: Subject): Problem[] {
  const { workflow, world, nodes, readable } = subject
  const all: { cap: Cap; path: string }[] = [
    ...(workflow.settings.caps ?? []).map((cap, index) => ({ cap, path: `/settings/caps/${index}` })),
    ...world.sending.caps.map(({ cap }) => ({ cap, path: '/settings' })),
  ]
  if (all.length === 0) return []
  const marketing = readable.filter(({ node, definition }) => definition.purpose?.(node.settings) === 'marketing')
  const senders = new Set(marketing.map(({ node }) => node.id))
  const span = Math.max(...all.map(({ cap }) => spanOf(cap)))
  const most = Math.max(...all.map(({ cap }) => cap.atMost)) + counted
  const isMessage = nodes.map(({ id }) => senders.has(id))
  const times = shortestTimes(comingRound({ ways: waysOf(subject), isMessage, span }, clocksOf(subject)), most)
  return all.flatMap(({ cap, path }) => {
    const within = times.filter((time) => time < spanOf(cap)).length
    const messages = Math.min(within, cap.atMost + counted)
    return messages > cap.atMost ? [warning('moreThanCap', { path, params: { messages, atMost: cap.atMost } })] : []
  })
}

function waysOf({ nodes, unreadable }: Subject): Way[][] {
  const places = new Map(nodes.map(({ id }, place) => [id, place]))
  return nodes.map((node) =>
    edgesFrom(node).flatMap(({ port, to }) => {
      const place = places.get(to)
      return place === undefined ? [] : [{ to: place, takes: unreadable.has(node.id) ? 0 : leastTime(node, port) }]
    }),
  )
}

function clocksOf({ nodes, unreadable }: Subject): Map<number, Clock> {
  const clocks = new Map<number, Clock>()
  for (const [place, node] of nodes.entries()) {
    if (unreadable.has(node.id) || node.kind !== 'delay' || !node.settings.until || node.settings.for) continue
    const { time, weekdays: allowed = weekdays } = node.settings.until
    const days = allowed.map((name) => weekdays.indexOf(name)).sort((a, b) => a - b)
    const gaps = days.map((one, n) => (days[n + 1] ?? days[0]! + 7) - one).filter((gap) => gap > 0)
    clocks.set(place, { time: sinceMidnight(time), days: Math.min(...gaps) })
  }
  return clocks
}

/** What a run spends at a node at least, in milliseconds: a day may have 23 hours. */
function leastTime(node: WorkflowNode, port: string): number {
  if (node.kind === 'delay' && 'for' in node.settings && node.settings.for) return least(node.settings.for)
  if (node.kind === 'wait' && port === 'timeout' && node.settings.timeout) return least(node.settings.timeout)
  return 0
}

function least(duration: string): number {
  const { years, months, weeks, days, hours, minutes, seconds } = durationParts(duration)
  const calendar = (years * 365 + months * 28 + weeks * 7 + days) * 24 * hour
  return Math.max(0, calendar - (calendar > 0 ? hour : 0)) + hours * hour + minutes * 60_000 + seconds * 1000
}

const spanOf = (cap: Cap): number =>
  cap.per === 'day' ? 24 * hour : cap.per === 'week' ? week : Math.max(1, least(cap.period))

/** A goal that counts after messages needs a message, and who leaves customers out wants to compare something. */
function goal({ workflow, readable }: Subject): Problem[] {
  const { goal: asked, holdout } = workflow.settings
  const sends = readable.some(({ node, definition }) => definition.purpose?.(node.settings) !== undefined)
  return [
    ...(asked?.from === 'message' && !sends ? [error('goalNeverBegins', { path: '/settings/goal/from' })] : []),
    ...(holdout && !asked ? [warning('holdoutWithoutGoal', { path: '/settings/holdout' })] : []),
  ]
}
