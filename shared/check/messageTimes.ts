import { durationParts } from '../duration.ts'
import { edgesFrom, portsOf, triggersOf } from '../graph.ts'
import { sinceMidnight } from '../localTime.ts'
import { weekdays } from '../nodes/delay.ts'
import { isTrigger } from '../nodes/index.ts'
import { nextOccurrences } from '../recurrence.ts'
import type { WorkflowNode } from '../workflow.ts'
import { type Clock, comingRound } from './comingRound.ts'
import { countingRounds } from './countingRounds.ts'
import { shortestTimes, type Way } from './shortestTimes.ts'
import type { Subject } from './subject.ts'

const hour = 3_600_000
const day = 24 * hour
/** Instants of a schedule are looked at from here on, in UTC, so that the answer is the same on every day. */
const anyDay = Date.UTC(2024, 0, 1)
const looked = 50

/**
 * The shortest times in which one customer can get one marketing message, two, and so on, in milliseconds: as `shortestTimes`. By one run
 * and, where a schedule lets customers in, by those that follow it; how often an event does is for the customer to say.
 *
 * @param span  what takes as long is not looked at
 * @param most  so many messages are enough
 */
export function messageTimes(subject: Subject, span: number, most: number): number[] {
  const senders = new Set(
    subject.readable
      .filter(({ node, definition }) => definition.purpose?.(node.settings) === 'marketing')
      .map(({ node }) => node.id),
  )
  if (senders.size === 0) return []
  const isMessage = subject.nodes.map(({ id }) => senders.has(id))
  const times = (again: readonly number[], clocks: ReadonlyMap<number, Clock>, begins = false) => {
    const passage = comingRound({ ways: waysOf(subject, again), isMessage, span }, clocks, begins)
    return shortestTimes(countingRounds(passage, timesOf(subject)), most)
  }
  const delays = delaysOf(subject)
  const schedules = [...schedulesOf(subject)]
  if (schedules.length === 0) return times([], delays)
  const begins = triggersOf(subject).length === 1
  // One of the two lets schedules pass at any time, the other delays: the slower of them is still too quick, if at all. Who has entered by
  // one schedule enters by the same one again.
  const bySchedule = schedules.map(([place, clock]) =>
    slower(times([place], delays), times([place], new Map([[place, clock]]), begins)),
  )
  return bySchedule.reduce(quicker)
}

const never = Number.POSITIVE_INFINITY

const slower = (one: readonly number[], other: readonly number[]): number[] =>
  one.slice(0, other.length).map((time, n) => Math.max(time, other[n]!))

const quicker = (one: readonly number[], other: readonly number[]): number[] =>
  (one.length > other.length ? one : other).map((_, n) => Math.min(one[n] ?? never, other[n] ?? never))

/** @param again  where who has left may enter again */
function waysOf(subject: Subject, again: readonly number[]): Way[][] {
  const { nodes, unreadable } = subject
  const places = new Map(nodes.map(({ id }, place) => [id, place]))
  return nodes.map((node, from) => {
    const isReadable = !unreadable.has(node.id)
    const on = edgesFrom(node).flatMap(({ port, to }) => {
      const place = places.get(to)
      if (place === undefined) return []
      if (!isReadable) return [{ to: place, takes: 0 }]
      const round = node.kind === 'repeat' && { round: { of: from, goesOn: port === 'done' } }
      return [{ to: place, takes: leastTime(node, port), ...round }]
    })
    if (isTrigger(node.kind)) return on
    const out = leavingFrom(subject, node)
    return out === undefined ? on : [...on, ...again.map((to) => ({ to, takes: out }))]
  })
}

/** How long a run that ends at a node, or from there before it comes to another one, has been there at least; undefined where none can. */
function leavingFrom({ workflow, unreadable }: Subject, node: WorkflowNode): number | undefined {
  const { exits = [], goal, reentry } = workflow.settings
  // At any moment, or while it goes on.
  if (exits.length > 0 || goal?.ends || reentry.rule === 'startAgain' || reentry.rule === 'always') return 0
  if (unreadable.has(node.id)) return undefined
  const open = portsOf(node).filter(({ id }) => node.ports?.[id] === undefined)
  if (open.length > 0) return Math.min(...open.map(({ id }) => leastTime(node, id)))
  return node.kind === 'exit' ? 0 : undefined
}

/** Schedules that let the same customer in more than once. */
function schedulesOf({ workflow, readable, nodes }: Subject): Map<number, Clock> {
  const clocks = new Map<number, Clock>()
  const { reentry } = workflow.settings
  if (reentry.rule === 'once') return clocks
  for (const { node, definition } of readable) {
    const recurs = definition.schedule?.(node.settings).recurs
    if (!recurs) continue
    const instants = nextOccurrences(recurs, 'UTC', 'start' in recurs ? Date.parse(recurs.start) - day : anyDay, looked)
    const apart = instants.slice(1).map((instant, index) => instant - instants[index]!)
    const rest = reentry.rule === 'notBefore' ? leastOf(reentry.period) : 0
    if (apart.length > 0)
      clocks.set(nodes.indexOf(node), { time: undefined, apart: Math.max(rest, Math.min(...apart)) })
  }
  return clocks
}

/** How often a run goes round at each `repeat`, by its place. */
function timesOf({ nodes, unreadable }: Subject): Map<number, number> {
  const times = new Map<number, number>()
  for (const [place, node] of nodes.entries())
    if (node.kind === 'repeat' && !unreadable.has(node.id)) times.set(place, node.settings.times)
  return times
}

function delaysOf({ nodes, unreadable }: Subject): Map<number, Clock> {
  const clocks = new Map<number, Clock>()
  for (const [place, node] of nodes.entries()) {
    if (unreadable.has(node.id) || node.kind !== 'delay' || !node.settings.until || node.settings.for) continue
    const { time, weekdays: allowed = weekdays } = node.settings.until
    const days = allowed.map((name) => weekdays.indexOf(name)).sort((a, b) => a - b)
    const gaps = days.map((one, n) => (days[n + 1] ?? days[0]! + 7) - one).filter((gap) => gap > 0)
    clocks.set(place, { time: sinceMidnight(time), apart: Math.min(...gaps) * day })
  }
  return clocks
}

/** What a run spends at a node at least. */
function leastTime(node: WorkflowNode, port: string): number {
  if (node.kind === 'delay' && 'for' in node.settings && node.settings.for) return leastOf(node.settings.for)
  if (node.kind === 'wait' && port === 'timeout' && node.settings.timeout) return leastOf(node.settings.timeout)
  return 0
}

/** Of a duration, in milliseconds: a day may have 23 hours. */
export function leastOf(duration: string): number {
  const { years, months, weeks, days, hours, minutes, seconds } = durationParts(duration)
  const calendar = (years * 365 + months * 28 + weeks * 7 + days) * 24 * hour
  return Math.max(0, calendar - (calendar > 0 ? hour : 0)) + hours * hour + minutes * 60_000 + seconds * 1000
}
