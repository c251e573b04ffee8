import { emptyProfile } from '../shared/customer.ts'
import type { Identity } from '../shared/event.ts'
import type { MailResponse } from '../shared/mailEvents.ts'
import { parseWorkflow } from '../shared/parse.ts'
import type { History } from '../shared/predicate/facts.ts'
import { ByTwo } from './byTwo.ts'
import type { Assignment } from './commit/assignment.ts'
import { emptyResult } from './commit/collect.ts'
import type { Customer } from './commit/customer.ts'
import type { Enrolment } from './commit/enrolment.ts'
import type { Message } from './commit/message.ts'
import type { PlannedStart } from './commit/plannedStart.ts'
import type { Run } from './commit/run.ts'
import { KeptEvents, type MostEvents } from './keptEvents.ts'
import { type Live, notEnded } from './live.ts'
import { type Plan, planOf } from './plan.ts'
import type { Loaded, LoadedCustomer, Wanted } from './storage/port.ts'
import { Missing, plannedKey, type Reading, type Turn } from './turn.ts'

export interface Known {
  customer: Customer
  identities: readonly Identity[]
  memberships: ReadonlyMap<string, number>
  runs: ReadonlyMap<string, Run>
  planned: ReadonlyMap<string, PlannedStart>
}

/** Of a customer and a workflow: events that counted for its goal, those in storage too where it was asked. */
interface CountedEvents {
  readonly counted: Set<number>
  isWhole: boolean
}

const most = {
  /** With more than these in memory all is forgotten at the end of a batch, so that it does not grow with the store, nor with what few customers do. */
  customers: 20_000,
  messages: 20_000,
  identities: 200_000,
  perWorkflow: 500_000,
  /** With more those of versions that are not out are forgotten. */
  plans: 2_000,
}

/** Bounds of memory, where others are wanted than those of a server. */
export type MostInMemory = MostEvents & Partial<typeof most>

/**
 * What the engine has in memory of customers, between storage and the turns. Only the one writer changes it, after a turn has ended
 * well; when a commit fails it is emptied, and storage is the truth again.
 */
export class WorkingSet implements Reading {
  /** By kind and value. Here and below `null` says that storage has nothing, and what is absent has yet to be asked. */
  private readonly identities = new ByTwo<string, string, number | null>()
  private readonly customers = new Map<number, Known | null>()
  private readonly enrolments = new ByTwo<number, string, Enrolment | null>()
  private readonly assignments = new ByTwo<number, string, Assignment | null>()
  private readonly goals = new ByTwo<number, string, CountedEvents>()
  private readonly messages = new Map<string, Message | null>()
  private readonly endedRuns = new Map<string, Run | null>()
  /** Or why there is none. */
  private readonly plans = new ByTwo<string, number, Plan | Error>()
  /** Customers born here: storage has no history of theirs that is not known. */
  private readonly born = new Set<number>()
  private readonly events: KeptEvents
  private readonly most: typeof most

  constructor(bounds: MostInMemory = {}) {
    this.events = new KeptEvents(this.born, bounds)
    this.most = { ...most, ...bounds }
  }

  /** The customer that an identity names; `null` when nobody. */
  who(identity: Identity): number | null {
    const known = this.identities.get(identity.kind, identity.value)
    if (known === undefined) throw new Missing({ identities: [identity] })
    return known
  }

  hasIdentity({ kind, value }: Identity): boolean {
    return this.identities.has(kind, value)
  }

  /** The customer with this id, or the one whom they joined; `null` when there is none. */
  customer(id: number): Known | null {
    const known = this.customers.get(id)
    if (known === undefined) throw new Missing({ customers: [id] })
    return known?.customer.joinedTo ? this.customer(known.customer.joinedTo) : known
  }

  hasCustomer(id: number): boolean {
    return this.customers.has(id)
  }

  /** The row itself, no redirect followed. */
  plainCustomer(id: number): Customer {
    const known = this.customers.get(id)
    if (known === undefined) throw new Missing({ customers: [id] })
    if (known === null) throw new Error(`Customer ${id} is gone from storage.`)
    return known.customer
  }

  hasHistory(customer: number, name: string): boolean {
    return this.events.hasHistory(customer, name)
  }

  hasBody(seq: number): boolean {
    return this.events.hasBody(seq)
  }

  history(customer: number, name: string): History {
    return this.events.history(customer, name)
  }

  properties(seq: number): Readonly<Record<string, unknown>> {
    return this.events.properties(seq)
  }

  eventName(seq: number): string {
    return this.events.eventName(seq)
  }

  enrolment(customer: number, workflow: string, key: string): Enrolment | undefined {
    const known = this.enrolments.get(customer, enrolmentKey(workflow, key))
    if (known) return known
    if (known === null || this.born.has(customer)) return undefined
    throw new Missing({ enrolments: [{ customer, workflow, key }] })
  }

  hasEnrolment(customer: number, workflow: string, key: string): boolean {
    return this.born.has(customer) || this.enrolments.get(customer, enrolmentKey(workflow, key)) !== undefined
  }

  assignment(customer: number, workflow: string, node: string): Assignment | undefined {
    const known = this.assignments.get(customer, assignmentKey(workflow, node))
    if (known) return known
    if (known === null || this.born.has(customer)) return undefined
    throw new Missing({ assignments: [{ customer, workflow, node }] })
  }

  counted(customer: number, workflow: string): ReadonlySet<number> {
    const known = this.goalsOf(customer, workflow)
    if (!known.isWhole) throw new Missing({ goals: [{ customer, workflow }] })
    return known.counted
  }

  private goalsOf(customer: number, workflow: string): CountedEvents {
    const known = this.goals.get(customer, workflow) ?? { counted: new Set(), isWhole: false }
    this.goals.set(customer, workflow, known)
    return known
  }

  message(key: string): Message | undefined {
    const known = this.messages.get(key)
    if (known === undefined) throw new Missing({ messages: [key] })
    return known ?? undefined
  }

  /** Asked for by what outlives its run; a turn's own active runs are in the turn. */
  run(id: string): Run | undefined {
    const known = this.endedRuns.get(id)
    if (known === undefined) throw new Missing({ runs: [id] })
    return known ?? undefined
  }

  runs(ids: readonly string[]): ReadonlyMap<string, Run> {
    const unknown = ids.filter((id) => !this.endedRuns.has(id))
    if (unknown.length > 0) throw new Missing({ runs: unknown })
    return new Map(
      ids.flatMap((id) => {
        const run = this.endedRuns.get(id)
        return run ? [[id, run]] : []
      }),
    )
  }

  plan(workflow: string, version: number): Plan {
    const plan = this.planOrWhy(workflow, version)
    if (plan instanceof Error) throw plan
    return plan
  }

  planOrWhy(workflow: string, version: number): Plan | Error {
    const plan = this.plans.get(workflow, version)
    if (plan === undefined) throw new Missing({ versions: [{ workflow, version }] })
    return plan
  }

  hasPlan(workflow: string, version: number): boolean {
    const plan = this.plans.get(workflow, version)
    return plan !== undefined && !(plan instanceof Error)
  }

  /** An event about to be folded: its body need not be read back. */
  addBody(seq: number, name: string, body: string): void {
    this.events.addBody(seq, name, body)
  }

  /** A customer's turn begins with what is known of them; it changes nothing here until `accept`. */
  beginTurn(known: Known, live: Live, now: number): Turn {
    return {
      live,
      reading: this,
      now,
      seq: 0,
      depth: 0,
      customer: known.customer,
      identities: known.identities,
      joinedFrom: [],
      memberships: known.memberships,
      runs: new Map(known.runs),
      planned: known.planned.size === 0 ? new Map() : new Map(known.planned),
      news: new Map(),
      queue: [],
      lateness: { mayStart: true },
      followed: 0,
      moved: 0,
      passed: new Map(),
      asks: new Map(),
      asksAgain: new Map(),
      result: emptyResult(),
    }
  }

  /** A new customer, named first by the entry with this number. */
  bear(id: number, at: number, swept: number): Known {
    this.born.add(id)
    // An outcome in the same batch may have had storage asked for them, which knew nobody.
    if (this.customers.get(id) === null) this.customers.delete(id)
    const customer: Customer = {
      id,
      created: at,
      profile: emptyProfile,
      runs: 0,
      swept,
      wake: null,
      joinedTo: null,
    }
    return { customer, identities: [], memberships: new Map(), runs: new Map(), planned: new Map() }
  }

  /** A turn ended well: what it changed is what the next turn meets. */
  accept(turn: Turn): void {
    const { customer } = turn
    this.customers.set(customer.id, {
      customer,
      identities: turn.identities,
      memberships: turn.memberships,
      runs: turn.runs,
      planned: turn.planned,
    })
    for (const { identity, customer: id } of turn.result.identities) this.addIdentity(identity, id)
    for (const enrolment of turn.result.enrolments) this.addEnrolment(enrolment)
    for (const assignment of turn.result.assignments) this.addAssignment(assignment)
    for (const { customer, workflow, seq } of turn.result.goals) this.goalsOf(customer, workflow).counted.add(seq)
    for (const message of turn.result.messages) this.messages.set(message.key, message)
    for (const { key, what } of turn.result.responses) this.addResponse(key, what)
    for (const { seq, name, body } of turn.result.derived) this.addBody(seq, name ?? '', body)
    for (const run of turn.result.runs.values()) if (run.ended !== null) this.endedRuns.set(run.id, run)
    for (const [name, facts] of turn.news) for (const fact of facts) this.events.addFact(customer.id, name, fact)
    for (const { from, to } of turn.result.joins) {
      const old = this.customers.get(from)
      if (old) this.customers.set(from, { ...old, customer: { ...old.customer, joinedTo: to } })
    }
  }

  private addResponse(key: string, what: MailResponse): void {
    const message = this.messages.get(key)
    if (message) this.messages.set(key, { ...message, responses: [...(message.responses ?? []), what] })
  }

  /** What storage answered becomes known; what it did not mention does not exist: nothing is asked for again. */
  absorb(wanted: Wanted, loaded: Loaded): void {
    for (const identity of wanted.identities ?? []) if (!this.hasIdentity(identity)) this.addIdentity(identity, null)
    for (const { identity, customer } of loaded.identities) this.addIdentity(identity, customer)
    for (const id of wanted.customers ?? []) if (!this.customers.has(id)) this.customers.set(id, null)
    for (const known of loaded.customers)
      if (!this.customers.get(known.customer.id)) this.customers.set(known.customer.id, knownOf(known))
    this.events.absorb(wanted, loaded)
    for (const { customer, workflow, key } of wanted.enrolments ?? []) {
      const at = enrolmentKey(workflow, key)
      if (this.enrolments.get(customer, at) === undefined) this.enrolments.set(customer, at, null)
    }
    for (const enrolment of loaded.enrolments) this.addEnrolment(enrolment)
    for (const { customer, workflow, node } of wanted.assignments ?? []) {
      const at = assignmentKey(workflow, node)
      if (this.assignments.get(customer, at) === undefined) this.assignments.set(customer, at, null)
    }
    for (const assignment of loaded.assignments) this.addAssignment(assignment)
    for (const { customer, workflow, seq } of loaded.goals) this.goalsOf(customer, workflow).counted.add(seq)
    for (const { customer, workflow } of wanted.goals ?? []) this.goalsOf(customer, workflow).isWhole = true
    for (const key of wanted.messages ?? []) if (!this.messages.has(key)) this.messages.set(key, null)
    for (const message of loaded.messages) this.messages.set(message.key, message)
    for (const id of wanted.runs ?? []) if (!this.endedRuns.has(id)) this.endedRuns.set(id, null)
    for (const run of loaded.runs) this.endedRuns.set(run.id, run)
    for (const { workflow, version } of wanted.versions ?? [])
      if (!this.hasPlan(workflow, version))
        this.plans.set(workflow, version, new Error(`Version ${version} of ${workflow} is gone from storage.`))
    for (const { workflow, version, document } of loaded.versions)
      this.plans.set(workflow, version, planIn(document, workflow, version))
  }

  private addIdentity({ kind, value }: Identity, customer: number | null): void {
    this.identities.set(kind, value, customer)
  }

  private addEnrolment(enrolment: Enrolment): void {
    this.enrolments.set(enrolment.customer, enrolmentKey(enrolment.workflow, enrolment.key), enrolment)
  }

  private addAssignment(assignment: Assignment): void {
    this.assignments.set(assignment.customer, assignmentKey(assignment.workflow, assignment.node), assignment)
  }

  /** So much was read that the batch should end: only then can any of it be forgotten. */
  get hasManyEvents(): boolean {
    return this.events.isFull || this.events.hasManyBodies
  }

  /** More of what events said may be read ahead; else turns ask for it themselves. */
  get hasRoomAhead(): boolean {
    return this.events.hasRoomAhead
  }

  /** The batch is committed. Memory keeps its size: customers are read back when they come again. */
  committed(live: Live): void {
    this.events.committed()
    // Hardly anybody asks for one again.
    this.endedRuns.clear()
    this.goals.clear()
    if (this.plans.size > this.most.plans) this.forgetPlans(live)
    if (this.isFull) this.forget()
  }

  private get isFull(): boolean {
    const { customers, messages, identities, perWorkflow } = this.most
    return (
      this.customers.size > customers ||
      this.messages.size > messages ||
      this.identities.size > identities ||
      this.enrolments.size + this.assignments.size > perWorkflow ||
      this.events.isFull
    )
  }

  /** What is out stays in memory with what it listens to, and would soon be there twice. */
  private forgetPlans(live: Live): void {
    const kept = notEnded(live).map(({ id, version }) => ({ id, version, plan: this.plans.get(id, version) }))
    this.plans.clear()
    for (const { id, version, plan } of kept) if (plan) this.plans.set(id, version, plan)
  }

  /** Others joined this customer: history, enrolments and assignments are read again, under one id. The others' are never asked for again. */
  forgetHistory(customer: number): void {
    this.events.forgetHistory(customer)
    this.born.delete(customer)
    this.enrolments.delete(customer)
    this.assignments.delete(customer)
  }

  /** Storage is the truth again. */
  forget(): void {
    this.identities.clear()
    this.customers.clear()
    this.events.forget()
    this.enrolments.clear()
    this.assignments.clear()
    this.goals.clear()
    this.messages.clear()
    this.endedRuns.clear()
    this.born.clear()
  }
}

const assignmentKey = (workflow: string, node: string): string => `${workflow} ${node}`
const enrolmentKey = (workflow: string, key: string): string => `${workflow} ${key}`

/** One that can't be read stops its own runs, and not whoever loads it. */
function planIn(document: string, workflow: string, version: number): Plan | Error {
  try {
    const parsed = parseWorkflow(JSON.parse(document))
    if (parsed.workflow) return planOf(workflow, version, parsed.workflow)
    return new Error(`Version ${version} of ${workflow} can't be read.`)
  } catch (cause) {
    return new Error(`Version ${version} of ${workflow} can't be read: ${(cause as Error).message}`, { cause })
  }
}

function knownOf({ customer, identities, memberships, runs, planned }: LoadedCustomer): Known {
  return {
    customer,
    identities,
    memberships: new Map(memberships.map(({ segment, since }) => [segment, since])),
    runs: new Map(runs.map((run) => [run.id, run])),
    planned: new Map(planned.map((start) => [plannedKey(start), start])),
  }
}
