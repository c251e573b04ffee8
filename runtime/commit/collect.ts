import { dayAt } from '../../shared/localTime.ts'
import type { Commit } from './commit.ts'
import type { CounterDelta } from './counter.ts'
import type { Customer, Join } from './customer.ts'
import type { Run } from './run.ts'

/** What one turn changed; becomes part of the commit only when the turn has ended well. */
export interface TurnResult {
  joins: Join[]
  identities: Commit['identities'][number][]
  history: Commit['history'][number][]
  derived: Commit['derived'][number][]
  memberships: Commit['memberships'][number][]
  runs: Map<string, Run>
  enrolments: Commit['enrolments'][number][]
  assignments: Commit['assignments'][number][]
  planned: Commit['planned'][number][]
  messages: Commit['messages'][number][]
  messageStates: Commit['messageStates'][number][]
  responses: Commit['responses'][number][]
  cancelled: Commit['cancelled'][number][]
  goals: Commit['goals'][number][]
  trail: Commit['trail'][number][]
  timeline: Commit['timeline'][number][]
  counters: (Omit<CounterDelta, 'day'> & { at: number })[]
}

export const emptyResult = (): TurnResult => ({
  joins: [],
  identities: [],
  history: [],
  derived: [],
  memberships: [],
  runs: new Map(),
  enrolments: [],
  assignments: [],
  planned: [],
  messages: [],
  messageStates: [],
  responses: [],
  cancelled: [],
  goals: [],
  trail: [],
  timeline: [],
  counters: [],
})

export const isEmpty = ({ runs, ...lists }: TurnResult): boolean =>
  runs.size === 0 && Object.values(lists).every((lines) => lines.length === 0)

/** Gathers the results of a batch of turns into one commit: later lines for a key replace earlier ones, counters are summed (H28). */
export function collector() {
  const customers = new Map<number, Customer>()
  const customersBefore = new Map<number, Customer | null>()
  const runs = new Map<string, Run>()
  /** By workflow: each counter of a batch is looked for among few. */
  const counters = new Map<string, Sum[]>()
  const dayOf = dayIn()
  const lists = {
    joins: [] as Join[],
    identities: [] as Commit['identities'][number][],
    history: [] as Commit['history'][number][],
    derived: [] as Commit['derived'][number][],
    memberships: [] as Commit['memberships'][number][],
    enrolments: [] as Commit['enrolments'][number][],
    assignments: [] as Commit['assignments'][number][],
    planned: [] as Commit['planned'][number][],
    messages: [] as Commit['messages'][number][],
    messageStates: [] as Commit['messageStates'][number][],
    responses: [] as Commit['responses'][number][],
    cancelled: [] as Commit['cancelled'][number][],
    goals: [] as Commit['goals'][number][],
    trail: [] as Commit['trail'][number][],
    timeline: [] as Commit['timeline'][number][],
    live: [] as Commit['live'][number][],
    sweeps: [] as Commit['sweeps'][number][],
    parked: [] as Commit['parked'][number][],
    erased: [] as Commit['erased'][number][],
  }

  return {
    lists,
    /** A customer as this batch met them first; null for a new one. */
    met(id: number, before: Customer | null) {
      if (!customersBefore.has(id)) customersBefore.set(id, before)
    },
    add(customersOfTurn: readonly Customer[], result: TurnResult, zone: string) {
      for (const customer of customersOfTurn) customers.set(customer.id, customer)
      for (const run of result.runs.values()) runs.set(run.id, run)
      for (const delta of result.counters) countIn(counters, delta, dayOf(delta.at, zone))
      const before = { memberships: lists.memberships.length, enrolments: lists.enrolments.length }
      for (const { after, ...join } of result.joins)
        lists.joins.push({
          ...join,
          after: {
            memberships: before.memberships + (after?.memberships ?? 0),
            enrolments: before.enrolments + (after?.enrolments ?? 0),
          },
        })
      addAll(lists.identities, result.identities)
      addAll(lists.history, result.history)
      addAll(lists.derived, result.derived)
      addAll(lists.memberships, result.memberships)
      addAll(lists.enrolments, result.enrolments)
      addAll(lists.assignments, result.assignments)
      addAll(lists.planned, result.planned)
      addAll(lists.messages, result.messages)
      addAll(lists.messageStates, result.messageStates)
      addAll(lists.responses, result.responses)
      addAll(lists.cancelled, result.cancelled)
      addAll(lists.goals, result.goals)
      addAll(lists.trail, result.trail)
      addAll(lists.timeline, result.timeline)
    },
    value: (version: number, position: number, clock: number): Commit => ({
      version,
      position,
      clock,
      ...lists,
      customers: [...customers.values()],
      customersBefore: [...customersBefore],
      runs: [...runs.values()],
      counters: [...counters.values()].flat(),
    }),
    workflows: (): readonly string[] => [...counters.keys()],
  }
}

export type Collector = ReturnType<typeof collector>

type Sum = CounterDelta & { by: number }

function countIn(counters: Map<string, Sum[]>, delta: TurnResult['counters'][number], day: string): void {
  const { workflow, version, node, counter, by } = delta
  const known = counters.get(workflow)
  const sum = known?.find(
    (other) => other.node === node && other.counter === counter && other.version === version && other.day === day,
  )
  if (sum) {
    sum.by += by
    return
  }
  const first = { workflow, version, node, counter, day, by }
  if (known) known.push(first)
  else counters.set(workflow, [first])
}

/** `dayAt`, asked a thousand times for the same instant. */
function dayIn(): (at: number, zone: string) => string {
  let [lastAt, lastZone, day] = [Number.NaN, '', '']
  return (at, zone) => {
    if (at !== lastAt || zone !== lastZone) [lastAt, lastZone, day] = [at, zone, dayAt(at, zone)]
    return day
  }
}

function addAll<Line>(lines: Line[], more: readonly Line[]): void {
  for (const line of more) lines.push(line)
}
