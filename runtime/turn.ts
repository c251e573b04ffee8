import type { Identity } from '../shared/event.ts'
import type { Fact, History } from '../shared/predicate/facts.ts'
import type { Change, Lateness } from './change.ts'
import type { Assignment } from './commit/assignment.ts'
import type { TurnResult } from './commit/collect.ts'
import type { Customer } from './commit/customer.ts'
import type { Message } from './commit/message.ts'
import type { PlannedStart } from './commit/plannedStart.ts'
import type { Run } from './commit/run.ts'
import type { Live } from './live.ts'
import type { Ask } from './move.ts'
import type { Plan } from './plan.ts'
import type { Wanted } from './storage/port.ts'

/**
 * What a turn needs and is not in memory yet: it is loaded, and the turn is taken again. Thrown often and never shown to anybody, so it is
 * no Error: taking a stack would cost more than the turn.
 */
export class Missing {
  readonly wanted: Wanted
  constructor(wanted: Wanted) {
    this.wanted = wanted
  }
}

/** What a turn may read beside its own customer. Everything answers at once or throws `Missing`: what a turn lacks, it asks for. */
export interface Reading {
  history(customer: number, name: string): History
  /** The properties of the event with this log number. */
  properties(seq: number): Readonly<Record<string, unknown>>
  eventName(seq: number): string
  enrolment(
    customer: number,
    workflow: string,
    key: string,
  ): { readonly count: number; readonly last: number } | undefined
  assignment(customer: number, workflow: string, node: string): Assignment | undefined
  /** Log numbers of the events that have counted for a goal of the workflow. */
  counted(customer: number, workflow: string): ReadonlySet<number>
  message(key: string): Message | undefined
  /** A run, also one that has ended. */
  run(id: string): Run | undefined
  /** Several of them, by id; one that does not exist is absent. */
  runs(ids: readonly string[]): ReadonlyMap<string, Run>
  plan(workflow: string, version: number): Plan
  /** The same, or why the version can't be read: that is its own runs' matter, and nobody else's (H12). */
  planOrWhy(workflow: string, version: number): Plan | Error
}

/**
 * One customer's next input and what follows from it: the values that the stages read and replace. Nothing outside changes until the
 * turn has ended well; a turn that throws leaves no trace.
 */
export interface Turn {
  readonly live: Live
  readonly reading: Reading
  /** The entry's `at`, or the timer's due time; never a clock (law 2). */
  now: number
  /** The log number of the entry; 0 when time is what came. */
  seq: number
  depth: number
  customer: Customer
  identities: readonly Identity[]
  /** Customers who became this one in this turn: storage still has their history under the old id. */
  joinedFrom: readonly number[]
  memberships: ReadonlyMap<string, number>
  /** Active runs, oldest first. */
  readonly runs: Map<string, Run>
  /** Starts to come, by `plannedKey`. */
  readonly planned: Map<string, PlannedStart>
  /** Events folded in this turn, newer than what `reading` knows. */
  readonly news: Map<string, Fact[]>
  readonly queue: Change[]
  /** Whether what is followed now may let anybody in: a run that ends by it lets others in only then. */
  lateness: Lateness
  /** Changes that runs made and that were followed so far, for the bound on them. */
  followed: number
  /** Changes of segments that no run made. */
  moved: number
  /** Nodes and ports by which each run has left since it rested last: nobody goes round in an instant. */
  readonly passed: Map<string, Set<string>>
  /** Messages that want to go, by run: they are judged together once nothing else follows (H5). */
  readonly asks: Map<string, Ask>
  /** Of the messages that wait in the outbox those that ask again, by key: they are judged with the others. */
  readonly asksAgain: Map<string, Pick<Ask, 'asked' | 'priority'>>
  readonly result: TurnResult
}

export const plannedKey = ({ workflow, node, key }: Pick<PlannedStart, 'workflow' | 'node' | 'key'>): string =>
  `${workflow} ${node} ${key}`

/** As they began; changes while they are gone through do not show. */
export function byAge(runs: ReadonlyMap<string, Run>): readonly Run[] {
  const list = [...runs.values()]
  return list.length > 1 ? list.sort(oldestFirst) : list
}

/** Of two runs that began at once the one with the smaller number. */
export function oldestFirst(a: Run, b: Run): number {
  return a.started - b.started || Number(a.id.split('-')[1]) - Number(b.id.split('-')[1]) || (a.id < b.id ? -1 : 1)
}
