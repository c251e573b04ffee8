import type { Commit } from '../../runtime/commit/commit.ts'
import type { CounterDelta } from '../../runtime/commit/counter.ts'
import type { Customer } from '../../runtime/commit/customer.ts'
import type { Message, MessageState } from '../../runtime/commit/message.ts'
import type { Run } from '../../runtime/commit/run.ts'
import type { TimelineRow } from '../../runtime/commit/timeline.ts'
import type { Decision, TrailStep } from '../../runtime/commit/trail.ts'

/** What was committed, value by value, kept beside the store: what the store answers and what its counters say is compared with it. */
export class Mirror {
  readonly customers = new Map<number, Customer>()
  readonly runs = new Map<string, Run>()
  readonly messages = new Map<string, Message>()
  readonly states = new Map<string, MessageState>()
  readonly cancelled = new Set<string>()
  /** Customers who were erased, with those who had joined them. */
  readonly erased = new Set<number>()
  readonly decisions = new Map<string, (Decision & { readonly at: number })[]>()
  decisionCount = 0
  /** What admission said of e-mails beside what trails say: until when each is good, and what was withdrawn. */
  readonly mails: string[] = []
  /** Goals that were reached, and who was held out. */
  readonly goals: string[] = []
  readonly counters = new Map<string, number>()
  readonly moves: {
    readonly at: number
    readonly customer: number
    readonly what: TimelineRow['what']
    readonly segment: string
  }[] = []
  readonly workflows = new Map<string, string>()
  readonly parked: Commit['parked'][number][] = []
  position = 0
  /** The latest instant at which anything was decided. */
  decidedAt = 0
  /** Events whose history row was committed; one that is there twice was folded twice. */
  readonly folded = new Set<number>()
  foldedTwice: number | undefined

  take(value: Commit): void {
    for (const { from, to } of value.joins)
      for (const run of this.runs.values()) if (run.customer === from) this.runs.set(run.id, { ...run, customer: to })
    for (const customer of value.customers) this.customers.set(customer.id, customer)
    for (const run of value.runs) this.runs.set(run.id, run)
    for (const message of value.messages) {
      const { channel, key, sendBefore, notBefore } = message
      if (channel === 'email')
        this.mails.push(notBefore ? `${key} waits until ${iso(notBefore)}` : `${key} is good until ${iso(sendBefore)}`)
      this.messages.set(message.key, message)
      this.states.delete(message.key)
    }
    for (const state of value.messageStates) {
      this.states.set(state.key, state)
      if (state.state === 'cancelled' && this.messages.get(state.key)?.channel === 'email')
        this.mails.push(`${state.key} is skipped ${iso(state.at)} ${state.detail}`)
    }
    for (const { run, key, at, detail } of value.cancelled) {
      this.cancelled.add(run)
      if (key) this.mails.push(`${key} is withdrawn ${iso(at)} ${detail}`)
    }
    for (const step of value.trail) this.#addToTrail(step)
    for (const delta of value.counters) this.#count(delta)
    for (const { at, customer, run, workflow, version, heldOut, value: worth } of value.goals)
      this.goals.push(
        `${iso(at)} run ${run} of ${workflow} ${version}, customer ${customer}${heldOut ? ', who is held out' : ''}: ${worth}`,
      )
    for (const { at, customer, what, detail } of value.timeline)
      if (what === 'heldOut')
        this.goals.push(`${iso(at)} customer ${customer} is held out of ${(detail as { workflow: string }).workflow}`)
    for (const { at, customer, what, detail } of value.timeline)
      if (what === 'segmentJoined' || what === 'segmentLeft')
        this.moves.push({ at, customer, what, segment: (detail as { segment: string }).segment })
    for (const change of value.live) if (change.kind === 'workflow') this.workflows.set(change.id, change.state)
    this.position = value.position
    for (const { seq } of value.history) {
      if (this.folded.has(seq)) this.foldedTwice = seq
      this.folded.add(seq)
    }
    this.parked.push(...value.parked)
    for (const { customer } of value.erased) this.#erase(customer)
  }

  isOfErased(message: string): boolean {
    return this.erased.has(this.messages.get(message)?.customer ?? 0)
  }

  #erase(customer: number): void {
    for (const { id, joinedTo } of [...this.customers.values()])
      if (id === customer || joinedTo === customer) {
        this.erased.add(id)
        this.customers.delete(id)
      }
  }

  /** How often each thing was decided: a rule that never decides anything proves nothing. */
  get decided(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    const count = (what: string) => {
      counts[what] = (counts[what] ?? 0) + 1
    }
    for (const decision of [...this.decisions.values()].flat())
      count(`${decision.what} ${decision.what === 'entered' ? decision.node : decision.why}`)
    for (const mail of this.mails)
      count(
        `mail ${mail
          .split(' ')
          .slice(1)
          .filter((word) => !/^\d/.test(word))
          .join(' ')}`,
      )
    for (const goal of this.goals)
      count(`goal ${/held out of|, who is held out|null|\b0$/.exec(goal)?.[0] ?? 'with a value'}`)
    for (const [name, by] of this.counters)
      for (const what of [' exposed:', ' converted:']) if (name.includes(what)) counts[what] = (counts[what] ?? 0) + by
    return counts
  }

  #addToTrail({ run, at, decisions }: TrailStep): void {
    this.decidedAt = Math.max(this.decidedAt, at)
    this.decisionCount += decisions.length
    this.decisions.set(run, [...(this.decisions.get(run) ?? []), ...decisions.map((decision) => ({ ...decision, at }))])
  }

  #count({ workflow, version, node, counter, by }: CounterDelta): void {
    const name = `${workflow} ${version} ${node} ${counter}`
    this.counters.set(name, (this.counters.get(name) ?? 0) + by)
  }
}

const iso = (at: number): string => new Date(at).toISOString()
