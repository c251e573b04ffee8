import { durationParts } from '../duration.ts'
import { edgesFrom } from '../graph.ts'
import { spansFrom } from '../hours.ts'
import type { Problem } from '../problem.ts'
import type { Cap } from '../sending.ts'
import type { WorkflowNode } from '../workflow.ts'
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
function caps({ workflow, world, readable }: Subject): Problem[] {
  const all: { cap: Cap; path: string }[] = [
    ...(workflow.settings.caps ?? []).map((cap, index) => ({ cap, path: `/settings/caps/${index}` })),
    ...world.sending.caps.map(({ cap }) => ({ cap, path: '/settings' })),
  ]
  if (all.length === 0) return []
  const readableNodes = new Map(readable.map((each) => [each.node.id, each]))
  const isMarketing = (id: string) => {
    const each = readableNodes.get(id)
    return each?.definition.purpose?.(each.node.settings) === 'marketing'
  }
  return all.flatMap(({ cap, path }) => {
    const messages = mostWithin(workflow.nodes, isMarketing, spanOf(cap), cap.atMost + counted)
    return messages > cap.atMost ? [warning('moreThanCap', { path, params: { messages, atMost: cap.atMost } })] : []
  })
}

/** The most messages that one passage can meet within a span of time; more than `enough` are not counted. */
function mostWithin(
  nodes: readonly WorkflowNode[],
  isMessage: (id: string) => boolean,
  span: number,
  enough: number,
): number {
  const known = new Map(nodes.map((node) => [node.id, node]))
  let most = 0
  for (const start of nodes) {
    if (!isMessage(start.id)) continue
    // The earliest time at which a node is met with so many messages behind it, that of the first message being 0.
    const earliest = new Map<string, number>([[`${start.id} 1`, 0]])
    const open = [{ id: start.id, messages: 1, at: 0 }]
    for (let next = open.shift(); next; next = open.shift()) {
      most = Math.max(most, next.messages)
      const node = known.get(next.id)
      if (!node || next.messages >= enough) continue
      for (const { port, to } of edgesFrom(node)) {
        const at = next.at + leastTime(node, port)
        const messages = next.messages + (isMessage(to) ? 1 : 0)
        const key = `${to} ${messages}`
        if (at >= span || (earliest.get(key) ?? Number.POSITIVE_INFINITY) <= at) continue
        earliest.set(key, at)
        open.push({ id: to, messages, at })
      }
    }
  }
  return most
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
