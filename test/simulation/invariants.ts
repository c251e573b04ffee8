import type { Commit } from '../../runtime/commit/commit.ts'
import {
  type Appended,
  type ConsentPayload,
  type Entry,
  type NewEntry,
  positionOf,
} from '../../runtime/commit/entry.ts'
import { consentDecisions } from '../../runtime/consentDecisions.ts'
import type { Claimed, Head } from '../../runtime/storage/port.ts'
import type { Identity } from '../../shared/event.ts'
import { limits } from '../../shared/limits.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { WallClock } from './agenda.ts'
import type { Host } from './host.ts'
import { Mirror } from './mirror.ts'
import type { Receivers } from './receivers.ts'
import type { LogEntry } from './reference/log.ts'
import { Reference } from './reference/reference.ts'

/** What must hold at every moment, whatever goes wrong. Each check answers with a sentence about what it found. */
export class Invariants {
  mirror = new Mirror()
  #log: Entry[] = []
  readonly #host: Host
  readonly #receivers: Receivers
  readonly #seqOf = new Map<string, number>()
  readonly #bodies = new Map<string, Set<string>>()
  readonly #acknowledged = new Map<string, number>()
  readonly #outcomes = new Set<string>()
  /** Marketing that was claimed and has no outcome. */
  readonly #onItsWay = new Set<string>()
  readonly #documents = new Map<string, Workflow>()
  #consents = new Reference(() => nowhere)
  #commits: Commit[] = []
  /** What a store did that was lost is done all the same. */
  readonly #lost: Lost = { runs: new Map(), messages: new Map(), withdrawals: [] }
  /** Withdrawals of consent that are in the log. */
  #withdrawals: Withdrawal[] = []
  /** Entries that were removed, each with the position of the fold by then. */
  removed: ReadonlyMap<number, number> = new Map()
  #found: string | undefined
  #lastAt = 0

  constructor(host: Host, receivers: Receivers) {
    this.#host = host
    this.#receivers = receivers
  }

  /** Items were sent. The log may hold each id once, with one of the bodies that it was sent with. */
  said(entries: readonly NewEntry[]): void {
    for (const { id = '', payload } of entries) {
      const bodies = this.#bodies.get(id) ?? new Set()
      if (payload.type === 'event') bodies.add(payload.body)
      this.#bodies.set(id, bodies)
    }
  }

  acknowledged(entries: readonly NewEntry[], appended: readonly Appended[]): void {
    for (const [index, { id = '' }] of entries.entries()) {
      const one = appended[index]
      if (one && 'erased' in one) continue
      const seq = positionOf(one) || undefined
      const known = this.#acknowledged.get(id)
      if (seq === undefined || (known !== undefined && known !== seq))
        this.#found ??= `${id} was acknowledged as entry ${known} and as entry ${seq}`
      else this.#acknowledged.set(id, seq)
    }
  }

  committed(value: Commit): void {
    this.#commits.push(value)
    this.mirror.take(value)
    for (const { id, workflow, started } of value.runs) {
      const lost = this.#lost.runs.get(id)
      if (!lost || (lost.workflow === workflow && lost.started === started && started <= lost.backedUp)) continue
      this.#found ??= `run ${id} began in a store that was lost, and begins again`
    }
  }

  /** The store stands where it stood when a backup of it was made. */
  restored({ version, last, lastAt, clock, pulse }: Head): void {
    const { mirror } = this
    const backedUp = Math.max(lastAt, clock, pulse.alive)
    this.#commits = this.#commits.filter((value) => value.version < version)
    this.mirror = new Mirror()
    for (const value of this.#commits) this.mirror.take(value)
    for (const { id, workflow, started } of mirror.runs.values())
      if (!this.mirror.runs.has(id)) this.#lost.runs.set(id, { workflow, started, backedUp })
    for (const key of mirror.messages.keys())
      if (!this.mirror.messages.has(key)) this.#lost.messages.set(key, (this.#lost.messages.get(key) ?? 0) + 1)
    this.#lost.withdrawals = [...this.#lost.withdrawals, ...this.#withdrawals.filter(({ seq }) => seq > last)]
    for (const [id, seq] of this.#acknowledged) if (seq > last) this.#acknowledged.delete(id)
    this.#forgetAfter(last)
  }

  /** What was committed after this was not durable: nobody may have been told of it. */
  cut({ version, last }: Head): void {
    this.#commits = this.#commits.filter((value) => value.version < version)
    this.mirror = new Mirror()
    for (const value of this.#commits) this.mirror.take(value)
    for (const [id, seq] of this.#acknowledged)
      if (seq > last) this.#found ??= `${id} was acknowledged as entry ${seq}, and the log ends at ${last}`
    // Only a durable claim is handed out.
    const onItsWay = [...this.#onItsWay]
    this.#forgetAfter(last)
    for (const key of onItsWay) this.#onItsWay.add(key)
  }

  async noteRemoved(): Promise<void> {
    const { inner } = this.#host.storage
    const { last, position } = await inner.head()
    const stored = new Set((await inner.entries(0, last + 1)).map(({ seq }) => seq))
    const all = Array.from({ length: last }, (_, index) => index + 1)
    const missing = all.filter((seq) => !stored.has(seq))
    this.removed = new Map(missing.map((seq) => [seq, this.removed.get(seq) ?? position]))
  }

  /** A send begins when its claim is on disk: from there on no withdrawal may have been accepted before (rule 23). */
  async claimed(claims: readonly Claimed[], now: number): Promise<void> {
    if (claims.length === 0) return
    await this.readLog()
    for (const { message } of claims) {
      if (message.sendBefore < now) this.#found ??= `${message.key} began to be sent later than it may`
      if (this.mirror.erased.has(message.customer))
        this.#found ??= `${message.key} began to be sent after customer ${message.customer} was erased`
      const run = this.mirror.runs.get(message.run)
      if (run?.reason && leaving.has(run.reason.code))
        this.#found ??= `${message.key} began to be sent after its run had left: ${run.reason.code}`
      if (message.purpose !== 'marketing') continue
      this.#onItsWay.add(message.key)
      if (this.#refuses(message.customer))
        this.#found ??= `${message.key} began to be sent after customer ${message.customer} had refused`
    }
  }

  /** Also who said so to a store that was lost, and did not change their mind. */
  #refuses(customer: number): boolean {
    const person = this.#consents.store.customer(customer)
    if (!person) return false
    const isSaidBy = ({ kind, value }: Identity) => person.names.includes(`${kind} ${value}`)
    return (
      person.consent.value === 'denied' ||
      this.#lost.withdrawals.some(({ by, time }) => time >= person.consent.time && by.some(isSaidBy))
    )
  }

  async broken({ latest, believable }: Pick<WallClock, 'latest' | 'believable'>): Promise<string | undefined> {
    if (!this.#host.isUp) return this.#found
    await this.readLog()
    return this.#found ?? (await this.#brokenFold(latest, believable)) ?? this.#brokenRuns() ?? this.#brokenMessages()
  }

  async brokenAtTheEnd(now: number, pending: number): Promise<string | undefined> {
    if (pending > 0) return `${pending} requests were never answered`
    if (!this.#host.isUp) return 'the process never came up again'
    if (this.entries === 0) return 'nothing happened'
    return this.#brokenCounters() ?? this.#lostMessages(now) ?? (await this.#brokenStore())
  }

  /** The log as it is read so far, with what was removed from it since because it was old. */
  get log(): readonly Entry[] {
    return this.#log
  }

  get entries(): number {
    return this.#log.length
  }

  /** The log ends there. */
  #forgetAfter(last: number): void {
    const log = this.#log.slice(0, last)
    this.#log = []
    this.#lastAt = 0
    this.#seqOf.clear()
    this.#outcomes.clear()
    this.#onItsWay.clear()
    this.#withdrawals = []
    this.#consents = new Reference(() => nowhere)
    for (const entry of log) this.#read(entry)
  }

  /** What is in the log by now stays known, whatever is removed of it. */
  async readLog(): Promise<void> {
    const fresh = await this.#host.storage.inner.entries(this.entries, 1_000_000)
    for (const entry of fresh) {
      this.#read(entry)
      if (entry.payload.type === 'workflow') await this.#readVersion(entry.payload.workflow, entry.payload.version)
    }
    for (const [id, seq] of this.#acknowledged)
      if (this.#seqOf.has(id) ? this.#seqOf.get(id) !== seq : this.#bodies.has(id))
        this.#found ??= `${id} was acknowledged as entry ${seq} and the log has it as ${this.#seqOf.get(id) ?? 'none'}`
  }

  #read(entry: Entry): void {
    if (entry.seq !== this.entries + 1) this.#found ??= `entry ${entry.seq} follows entry ${this.entries}`
    if (entry.at < this.#lastAt) this.#found ??= `entry ${entry.seq} is earlier than the one before`
    this.#log.push(entry)
    this.#lastAt = entry.at
    if (entry.payload.type === 'event') this.#readEvent(entry.seq, entry.payload.body)
    if (decidesConsent.has(entry.payload.type)) this.#consents.take(entry as LogEntry)
    for (const { is, identities, time } of consentDecisions(entry.payload))
      if (is === 'denied')
        this.#withdrawals.push({ seq: entry.seq, time: Math.min(time, entry.at), by: byThemselves(identities) })
    if (entry.payload.type === 'consent' && entry.payload.source === 'withdrawals') this.#toldAgain(entry.payload)
    if (entry.payload.type === 'outcome') this.#onItsWay.delete(entry.payload.message)
    if (entry.payload.type === 'outcome' && entry.payload.outcome !== 'notSent') {
      const name = `${entry.payload.message}:${entry.payload.attempts}`
      if (this.#outcomes.has(name)) this.#found ??= `the outcome of ${name} is in the log twice`
      this.#outcomes.add(name)
    }
  }

  /** A withdrawal of a store that was lost is no later than the restored store's own time, whose clock may have been set back. */
  #toldAgain({ identity: { kind, value }, time }: ConsentPayload): void {
    this.#lost.withdrawals = this.#lost.withdrawals.map((lost) =>
      lost.by.some((one) => one.kind === kind && one.value === value)
        ? { ...lost, time: Math.min(lost.time, time) }
        : lost,
    )
  }

  async #readVersion(workflow: string, version: number): Promise<void> {
    const { versions } = await this.#host.storage.inner.load({ versions: [{ workflow, version }] })
    this.#documents.set(`${workflow} ${version}`, JSON.parse(versions[0]?.document ?? 'null') as Workflow)
  }

  #readEvent(seq: number, body: string): void {
    const { messageId } = JSON.parse(body) as { messageId: string }
    if (this.#seqOf.has(messageId))
      this.#found ??= `${messageId} is in the log as ${this.#seqOf.get(messageId)} and as ${seq}`
    if (!this.#bodies.get(messageId)?.has(body)) this.#found ??= `entry ${seq} holds what nobody said`
    this.#seqOf.set(messageId, seq)
  }

  async #brokenFold(now: number, believable: number): Promise<string | undefined> {
    const { inner } = this.#host.storage
    const head = await inner.head()
    if (head.position !== this.mirror.position)
      return `the fold stands at ${head.position}, and ${this.mirror.position} was committed`
    if (this.mirror.foldedTwice !== undefined) return `entry ${this.mirror.foldedTwice} was folded twice`
    if (head.position > head.last) return `the fold stands at ${head.position} of ${head.last} entries`
    // While everything is held for a doubted clock experiments are looked at all the same.
    if (head.clock > Math.max(now, believable, head.lastAt)) return 'the fold is ahead of time'
    if (this.mirror.decidedAt > Math.max(now, head.lastAt)) return 'a timer fired early'
    const standing = await this.#host.standing()
    if (standing && standing.last > head.last)
      return `the engine believes in entry ${standing.last}, the log ends at ${head.last}`
    if (this.#host.isInTrouble) return undefined
    if (head.position < head.last) return `entry ${head.position + 1} is not folded though nothing else is to be done`
    const [timer] = await inner.dueTimers(Math.min(now, standing?.held?.since ?? standing?.now ?? 0), 1)
    if (timer) return `a timer of customer ${timer.customer} is due since ${new Date(timer.due).toISOString()}`
    if (head.sweeps.some(({ cursor }) => cursor !== null)) return 'a sweep rests'
    if (this.mirror.parked.length > 0) return `parked: ${JSON.stringify(this.mirror.parked[0])}`
    return undefined
  }

  #brokenRuns(): string | undefined {
    const only = new Map<string, string>()
    for (const run of this.mirror.runs.values()) {
      if (run.ended !== null) continue
      if (this.mirror.workflows.get(run.workflow) === 'ended' && !this.#host.isInTrouble)
        return `run ${run.id} is active though ${run.workflow} has ended`
      if (!this.#isAlone(run.workflow, run.version) || this.#movesOf(run.id).length > 0) continue
      const name = `${run.customer} ${run.workflow} ${run.key}`
      if (only.has(name))
        return `customer ${run.customer} has the runs ${only.get(name)} and ${run.id} of ${run.workflow}, key "${run.key}"`
      only.set(name, run.id)
    }
    return undefined
  }

  #isAlone(workflow: string, version: number): boolean {
    const rule = this.#documents.get(`${workflow} ${version}`)?.settings.reentry.rule
    return rule === 'once' || rule === 'afterEnd' || rule === 'startAgain'
  }

  #brokenMessages(): string | undefined {
    const begun = new Map<string, number>()
    for (const { key, channel } of this.#receivers.begun)
      if (channel === 'email') begun.set(key, (begun.get(key) ?? 0) + 1)
    for (const [key, times] of begun)
      if (times > 1 + (this.#receivers.askedAgain.get(key) ?? 0) + (this.#lost.messages.get(key) ?? 0))
        return `${key} was sent ${times} times, and nobody had asked for that`
    const counted = new Set(
      [...this.mirror.customers.values()].flatMap(({ ledger = [] }) => ledger.map(({ key }) => key)),
    )
    // No cap looks back to what was admitted so long ago.
    const oldest = this.#lastAt - limits.capDays * 86_400_000
    const isYoung = (key: string) => (this.mirror.messages.get(key)?.admitted ?? oldest) > oldest
    for (const key of this.#onItsWay)
      if (!counted.has(key) && isYoung(key) && !this.mirror.isOfErased(key))
        return `${key} may be on its way, and counts for no cap`
    for (const { key } of this.#receivers.begun)
      if (!this.mirror.messages.has(key) && !this.#lost.messages.has(key)) return `${key} was sent and never admitted`
    return undefined
  }

  /** How a run changed its version. */
  #movesOf = (run: string): Moved[] =>
    (this.mirror.decisions.get(run) ?? []).flatMap(({ what, params }) =>
      what === 'moved' ? [params as unknown as Moved] : [],
    )

  #brokenCounters(): string | undefined {
    const counted = new Map<string, number>()
    for (const [id, decisions] of this.mirror.decisions) {
      const run = this.mirror.runs.get(id)
      const visits = new Set<number>()
      let version = this.#movesOf(id)[0]?.from ?? run?.version ?? 0
      const count = (node: string, counter: string) => {
        const name = `${run?.workflow ?? ''} ${version} ${node} ${counter}`
        counted.set(name, (counted.get(name) ?? 0) + 1)
      }
      for (const { node, visit, what, port, params } of decisions) {
        if (what === 'moved') {
          const move = params as unknown as Moved
          count(move.node ?? node, 'movedOut')
          version = move.to
          count(node, 'movedIn')
        } else if (!visits.has(visit)) count(node, 'in')
        visits.add(visit)
        if (what === 'entered') {
          count(node, 'started')
          if (decisions.length > 1 && (decisions[1]?.visit !== visit || decisions[1]?.why === 'reachedEnd'))
            count(node, 'out:next')
        }
        if (what === 'took' || (what === 'asked' && port)) count(node, `out:${port}`)
        if (what === 'ended' || what === 'failed') count(node, 'ended')
      }
    }
    for (const name of new Set([...counted.keys(), ...this.mirror.counters.keys()])) {
      if (!/ (in|started|ended|movedIn|movedOut|out:\S+)$/.test(name)) continue
      const [trail, counter] = [counted.get(name) ?? 0, this.mirror.counters.get(name) ?? 0]
      if (trail !== counter) return `counter ${name} says ${counter}, the trails say ${trail}`
    }
    return undefined
  }

  #lostMessages(now: number): string | undefined {
    // What was admitted last may still be on its way.
    for (const [key, { run, workflow, admitted, sendBefore, notBefore = 0 }] of this.mirror.messages) {
      // Judged again, it may still go, or waits for when it may.
      if (Math.max(sendBefore, notBefore) >= now) continue
      // What a paused workflow has not begun to send waits until it goes on (rule 26).
      if (this.mirror.workflows.get(workflow) === 'paused' || this.mirror.isOfErased(key)) continue
      if (admitted < now - 3_600_000 && !this.mirror.states.has(key) && !this.mirror.cancelled.has(run))
        return `${key} was neither sent nor given up`
    }
    const keys = new Set(this.#receivers.accepted.filter(({ channel }) => channel === 'webhook').map(({ key }) => key))
    for (const [key, { state }] of this.mirror.states)
      if (state === 'sent' && this.mirror.messages.get(key)?.channel === 'webhook' && !keys.has(key))
        return `${key} is said to be sent, and its receiver knows nothing of it`
    return undefined
  }

  /** What the store answers is what was committed. */
  async #brokenStore(): Promise<string | undefined> {
    const { customers } = await this.#host.storage.inner.load({ customers: [...this.mirror.customers.keys()] })
    for (const { customer, runs } of customers) {
      const known = this.mirror.customers.get(customer.id)
      if (customer.joinedTo !== null) continue
      if (JSON.stringify(known?.profile) !== JSON.stringify(customer.profile))
        return `customer ${customer.id} is stored otherwise than committed`
      const active = [...this.mirror.runs.values()].filter((run) => run.customer === customer.id && run.ended === null)
      const [a, b] = [active, runs].map((each) =>
        each
          .map(({ id, node, visit, due }) => `${id} ${node} ${visit} ${due}`)
          .sort()
          .join(', '),
      )
      if (a !== b) return `customer ${customer.id} has the runs ${b}, and ${a} were committed`
    }
    return undefined
  }
}

/**
 * What was done by stores that were lost: runs that they began, messages that they admitted and how many of them did, and who refused. What
 * was due when the backup was made, and had not happened, happens again, the same.
 */
interface Lost {
  readonly runs: Map<string, { readonly workflow: string; readonly started: number; readonly backedUp: number }>
  readonly messages: Map<string, number>
  withdrawals: readonly Withdrawal[]
}

interface Withdrawal {
  readonly seq: number
  readonly time: number
  readonly by: readonly Identity[]
}

/** A device of somebody who is known by another name may be another's too. */
const byThemselves = (identities: readonly Identity[]) =>
  identities.filter(({ kind }) => kind !== 'anonymousId' || !identities.some((other) => other.kind === 'userId'))

/** From one version to another, and from which node, if that is another. */
interface Moved {
  readonly from: number
  readonly to: number
  readonly node?: string
}

/** Ends of a run that cancel what it has not begun to send (rule 15). */
const leaving: ReadonlySet<string> = new Set(['exitRule', 'merged', 'replaced', 'workflowEnded', 'erased'])
const decidesConsent: ReadonlySet<string> = new Set(['event', 'consent', 'erase'])
const nowhere = { nodes: [], settings: { reentry: { rule: 'once' } } } as unknown as Workflow
