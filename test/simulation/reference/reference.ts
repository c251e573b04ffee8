import { addDuration, isZone, subtractDuration } from '../../../shared/duration.ts'
import type { Operand, Predicate } from '../../../shared/predicate/schema.ts'
import { initialSending } from '../../../shared/sending.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'
import { type Asking, asksAgain, isAboutPerson, mailsOf, mostUrgent, refusalOf, verdictOn } from './admission.ts'
import { countsWorkflowGoal, isGoalOf, keep, pathAt, shareFor } from './assignments.ts'
import { join, newPerson, recognise, setAttributes, setConsent } from './customers.ts'
import { begins, isKeptOut, isTooLong, newRun } from './enrolment.ts'
import { forget, isReached, messageSent, pursue, worthOf } from './goals.ts'
import type {
  EnterPayload,
  EventPayload,
  Gap,
  Identity,
  LogEntry,
  MarkerPayload,
  OutcomePayload,
  RunsMove,
  StartPayload,
  StoreSettings,
} from './log.ts'
import {
  activeRuns,
  addressOf,
  type Change,
  concerns,
  type Decision,
  follows,
  hasRequest,
  keyOf,
  type Mail,
  nameOf,
  oldestFirst,
  type Person,
  type Place,
  type Pursuit,
  personOf,
  placeOf,
  type Run,
} from './people.ts'
import { Schedules } from './schedules.ts'
import { type Planner, plan, takeDue } from './starts.ts'
import { delayEnd } from './time.ts'
import { type Happened, isTrue, later, operand, passes, type View } from './truth.ts'

/**
 * What workflows mean, said a second time and as plainly as possible: one entry of the log after the other, one customer after the other,
 * one interesting instant after the other, with the whole history in arrays and every condition looked at whenever anything may have
 * changed. It shares types and the arithmetic of durations with the product, and nothing else. Numbers name the rules of semantics.md.
 */
export class Reference {
  readonly decisions = new Map<string, Decision[]>()
  /** What became of mails: until when each admission is good, and what was withdrawn. */
  readonly mails: string[] = []
  readonly moves: { at: number; customer: number; segment: string; on: 'segmentJoined' | 'segmentLeft' }[] = []
  /** Goals that were reached, and who was held out. */
  readonly goals: string[] = []
  /** How many took each path of a split or an experiment, and how many of them converted. */
  readonly tallies = new Map<string, number>()
  readonly schedules = new Schedules()
  readonly #documentOf: (workflow: string, version: number) => Workflow
  readonly #people: Person[] = []
  readonly #byName = new Map<string, Person>()
  readonly #segments = new Map<string, Predicate>()
  readonly #workflows = new Map<string, { version: number; state: string }>()
  readonly #pausedAt = new Map<string, number>()
  readonly #settings: StoreSettings = {
    zone: 'UTC',
    marketingToUnknown: false,
    currency: 'EUR',
    sending: initialSending,
  }
  /** Every duration that a condition ever named: only there, after an event or around a date, can time alone change anything. */
  readonly #durations = new Set<string>()
  readonly #gaps: Gap[] = []
  #now = 0
  #seq = 0
  #depth = 0
  #queue: Change[] = []
  #followed = 0
  readonly #reached: Pursuit[] = []
  /** Active runs that are still to be told that this instant has come. */
  #turnsToCome = new Set<Run>()
  #startsFollow = true

  constructor(documentOf: (workflow: string, version: number) => Workflow) {
    this.#documentOf = documentOf
  }

  /** Rule 21, H1: who is concerned by an entry first lives through the time until it. */
  take({ seq, at, depth, payload }: LogEntry): void {
    if (payload.type === 'enter' && payload.due !== undefined)
      this.schedules.entered(payload, at, this.#out(), this.#settings.zone, this.#gaps)
    else if (payload.type !== 'gap') this.schedules.reached(at, this.#out(), this.#settings.zone, this.#gaps)
    if (payload.type === 'workflow' || payload.type === 'segment' || payload.type === 'settings') {
      this.until(at)
      this.#begin(at, 0, 0)
      this.#mark(payload)
    } else if (payload.type === 'gap') {
      this.until(payload.from)
      this.#gaps.push(payload)
    } else if (payload.type === 'enter') {
      this.until(at)
      this.#begin(at, 0, 0)
      this.#enter(payload, seq)
    } else if (payload.type === 'event') this.#event(payload, seq, at, depth)
    else {
      const person =
        payload.type === 'consent' || payload.type === 'start'
          ? this.#who(payload.identity)
          : this.#people.find(({ id }) => id === payload.customer)
      if (!person) return
      const now = personOf(person)
      this.#live(now, at)
      this.#begin(at, seq, depth)
      if (payload.type === 'outcome') this.#outcome(now, payload)
      else if (payload.type === 'start') this.#follow(now, { request: this.#asked(payload, seq), mayStart: true })
      else if (setConsent(now, payload.is, Math.min(payload.time, at)))
        this.#follow(now, { consents: true, mayStart: payload.time >= at - 86_400_000 })
      this.#admit(now)
    }
  }

  /** Nothing more is in the log, and time has come so far. */
  end(at: number): void {
    this.schedules.reached(at, this.#out(), this.#settings.zone, this.#gaps)
    this.until(at)
  }

  /** Everybody lives until then. */
  until(at: number): void {
    for (const person of this.#people) if (!person.became) this.#live(person, at)
  }

  consentOf(customer: number): string {
    const person = this.#people.find(({ id }) => id === customer)
    return person ? personOf(person).consent.value : 'unknown'
  }

  #begin(at: number, seq: number, depth: number): void {
    this.#now = at
    this.#seq = seq
    this.#depth = depth
    this.#queue = []
    this.#followed = 0
  }

  // ── time ──

  #live(person: Person, until: number): void {
    for (let at = this.#nextInstant(person); at <= until; at = this.#nextInstant(person)) {
      // Rule 21: what came due when nobody was running happens at the end of that.
      const now = this.#gaps.find(({ from, to }) => from < at && at <= to)?.to ?? at
      person.lived = now
      this.#begin(now, 0, 0)
      // In the order in which they were due, where a gap's end fires several.
      const dueAt = ({ until, held }: Run) => (until !== null && !held ? Math.min(until, now) : now)
      this.#turnsToCome = new Set(activeRuns(person).sort((a, b) => dueAt(a) - dueAt(b)))
      this.#follow(person, { time: true, mayStart: true })
      for (const run of this.#turnsToCome) {
        this.#turnsToCome.delete(run)
        if (run.ended) continue
        this.#followed = 0
        this.#judge(person, run)
        this.#follow(person, { mayStart: true })
      }
      this.#admit(person)
    }
    person.lived = Math.max(person.lived, until)
  }

  #nextInstant(person: Person): number {
    let next = Number.POSITIVE_INFINITY
    const consider = (at: number) => {
      if (at > person.lived && at < next) next = at
    }
    const runs = activeRuns(person)
    for (const run of runs) if (run.until !== null && !run.held) consider(run.until)
    for (const { due } of person.planned.values()) {
      // It may have been over when it was planned.
      if (due <= person.lived) return person.lived
      consider(due)
    }
    const zones = new Set([this.#zone(person), ...runs.map((run) => this.#zone(person, run))])
    for (const zone of zones)
      for (const duration of this.#durations) {
        for (const { time } of person.events) consider(later(time, duration, zone))
        const date = Date.parse(String(person.attributes.renews?.value))
        if (Number.isNaN(date)) continue
        consider(later(date, duration, zone))
        consider(subtractDuration(date, duration, zone))
        consider(date)
      }
    return next
  }

  /** Rule 18. */
  #zone(person: Person, run?: Run, document = run && this.#document(run)): string {
    const own = person.attributes.timezone?.value
    if (typeof own === 'string' && isZone(own)) return own
    return document?.settings.zone ?? this.#settings.zone
  }

  // ── what happens to a customer ──

  #event(event: EventPayload, seq: number, at: number, depth: number): void {
    const { people, claims } = recognise(event, (identity) => this.#who(identity))
    for (const person of people) this.#live(person, at)
    this.#begin(at, seq, depth)
    const [oldest, ...others] = people.sort((a, b) => a.created - b.created || a.id - b.id)
    const person = oldest ?? newPerson(seq, at)
    if (!oldest) this.#people.push(person)
    for (const claim of claims) {
      this.#byName.set(claim, person)
      person.names.push(claim)
    }
    for (const other of others) this.#join(person, other)

    const said = JSON.parse(event.body) as { traits?: Record<string, unknown>; properties?: Record<string, unknown> }
    const properties = (event.kind === 'identify' ? said.traits : said.properties) ?? {}
    const time = Math.min(event.time, at)
    const happened: Happened = { seq, name: event.name, time, properties }
    person.events.push(happened)
    let consents = false
    let attributes: string[] = []
    if (event.kind === 'identify') {
      attributes = setAttributes(person, properties, time)
      const is = (properties.consent as { email?: string } | undefined)?.email
      if (is) consents = setConsent(person, is, time)
    } else if (event.name === 'Unsubscribed') consents = setConsent(person, 'denied', time)
    const live = !event.historical
    const mayStart = live && time >= at - 86_400_000
    this.#follow(person, { event: happened, attributes, consents, all: !oldest || others.length > 0, live, mayStart })
    this.#admit(person)
  }

  #who({ kind, value }: Identity): Person | undefined {
    const person = this.#byName.get(`${kind} ${value}`)
    return person && personOf(person)
  }

  /** Rule 5. */
  #join(person: Person, other: Person): void {
    const own = activeRuns(person)
    const theirs = activeRuns(other)
    join(person, other)
    if (other.pursuits.length > 0) forget(person, this.#now)
    // Of the runs that both had for one workflow and key the oldest stays.
    for (const name of new Set(theirs.map(nameOf))) {
      const both = [...own, ...theirs].filter((run) => nameOf(run) === name).sort(oldestFirst)
      if (own.some((run) => nameOf(run) === name)) for (const run of both.slice(1)) this.#end(run, 'merged')
    }
  }

  #outcome(person: Person, { message, outcome, detail, permanent }: OutcomePayload): void {
    const [id, node, visit] = message.split(':')
    const run = person.runs.find((each) => each.id === id)
    const mail = run?.mails.find(({ key }) => key === message)
    const isFreed = mail ? this.#learn(person, mail, outcome, detail) : false
    if (outcome !== 'notSent') {
      if (permanent) person.refused = mail?.address ?? ''
      if (run && !run.ended && !run.held && run.node === node && run.visit === Number(visit) && run.awaits)
        this.#go(person, run, outcome === 'sent' ? 'delivered' : 'failed', outcome)
    }
    this.#follow(person, { freed: isFreed, mayStart: outcome !== 'notSent' })
  }

  /** Rule 22: one that failed does not count, one that was sent does after all; one that did not begin in time is judged again. */
  #learn(person: Person, mail: Mail, outcome: string, detail: string): boolean {
    const before = mail.state
    if (outcome === 'sent' || outcome === 'uncertain') {
      if (before === 'gone') mail.at = this.#now
      mail.state = 'sent'
      return false
    }
    mail.state = 'gone'
    if (outcome === 'notSent' && mail.run.left) {
      this.mails.push(`${mail.key} is skipped ${this.#instant} ${mail.run.left}`)
    } else if (outcome === 'notSent') {
      const verdict =
        // Rule 23.
        detail === 'vetoed' ? ({ does: 'skip', why: 'denied' } as const) : verdictOn(this.#asking(person, mail))
      if (verdict.does === 'skip') this.mails.push(`${mail.key} is skipped ${this.#instant} ${verdict.why}`)
      else mail.address = addressOf(person)
      if (verdict.does === 'defer') this.mails.push(`${mail.key} waits until ${new Date(verdict.until).toISOString()}`)
      if (verdict.does === 'send') this.#admitMail(mail, verdict.sendBefore)
    }
    return before !== 'gone' && mail.state === 'gone'
  }

  // ── what follows ──

  /** Rule 12: first in, first out; at most a hundred consequences of one input, or of one timer. */
  #follow(person: Person, first?: Change): void {
    if (first) this.#queue.push(first)
    while (this.#queue.length > 0) {
      const change = this.#queue.shift() as Change
      if (change.ended && !this.#listening().some(({ document }) => follows(document, change.ended?.workflow))) continue
      if (!change.pursued && this.#followed >= 100) {
        if (change.by && !change.by.ended) this.#end(change.by, 'tooManyConsequences')
        continue
      }
      if (!change.pursued) this.#followed++
      this.#startsFollow = change.mayStart
      this.#convert(person, change)
      const moved = this.#judgeSegments(person, change)
      this.#reachGoals(person, change)
      this.#route(person, change)
      this.#withdraw(person, change)
      this.#queue.push(...moved)
    }
    this.#startsFollow = true
  }

  /** Published workflows that have not ended, by id. */
  #listening(): { workflow: string; version: number; document: Workflow }[] {
    return [...this.#workflows]
      .filter(([, { state }]) => state !== 'ended')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([workflow, { version }]) => ({ workflow, version, document: this.#documentOf(workflow, version) }))
  }

  #out = () => this.#listening().map((each) => ({ ...each, state: this.#workflows.get(each.workflow)?.state ?? '' }))

  #judgeSegments(person: Person, change: Change): Change[] {
    const moved: Change[] = []
    for (const [segment, when] of [...this.#segments].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!concerns(change, when)) continue
      const holds = isTrue(when, this.#view(person))
      if (holds === person.segments.has(segment)) continue
      if (holds) person.segments.add(segment)
      else person.segments.delete(segment)
      this.moves.push({ at: this.#now, customer: person.id, segment, on: holds ? 'segmentJoined' : 'segmentLeft' })
      moved.push({
        segment,
        on: holds ? 'join' : 'leave',
        mayStart: change.mayStart,
        by: change.by,
        place: change.place,
      })
    }
    return moved
  }

  #route(person: Person, change: Change): void {
    for (const run of activeRuns(person)) {
      if (run.ended || (change.event && run.trigger?.seq === change.event.seq)) continue
      if (this.#isConcerned(run, change)) this.#judge(person, run, change)
    }
    this.#enterBy(person, change)
    plan(person, change, this.#planners(person))
  }

  #enterBy(person: Person, change: Change): void {
    // What is due is taken also when it lets nobody in.
    for (const planned of change.time ? takeDue(person, this.#now, this.#planners(person)) : [])
      if (change.mayStart)
        this.#enrol(person, planned.workflow, this.#versionOf(planned.workflow), { ...change, planned })
    if (change.time) return
    const { request } = change
    const asked = this.#listening().filter(
      ({ workflow, document }) =>
        this.#mayStart(person, document, change) &&
        (!request || (workflow === request.workflow && hasRequest(document))),
    )
    if (request?.at && asked.length === 0)
      this.#decide(change.by as Run, { ...request.at, what: 'asked', why: 'notStarted' })
    for (const { workflow, version } of asked) this.#enrol(person, workflow, version, change)
  }

  /** Rule 4. */
  #mayStart(person: Person, document: Workflow, { event, live, mayStart }: Change): boolean {
    const limit = document.settings.lateEvents
    if (!event || !limit) return mayStart
    return live === true && this.#now <= later(event.time, limit, this.#zone(person, undefined, document))
  }

  /** Rule 12: what a run did is looked at when its turn comes, by those whom it concerns; where time may concern them they have a turn of their own. */
  #isConcerned(run: Run, change: Change): boolean {
    if (change.time) return false
    const { kind, settings } = this.#node(run)
    return (
      (kind === 'wait' &&
        (settings.for === 'event'
          ? settings.events.some(({ event }) => event === change.event?.name)
          : concerns(change, settings.until))) ||
      (this.#document(run).settings.exits ?? []).some(({ when }) => concerns(change, when)) ||
      (run.message !== null && asksAgain(run, Number.NEGATIVE_INFINITY, change))
    )
  }

  // ── planned starts ──

  /** The triggers of workflows that are out which plan starts: by what should follow an event, or by a date. */
  #planners(person: Person): Planner[] {
    return this.#listening().flatMap(({ workflow, document }) => {
      const view = { ...this.#view(person), zone: this.#zone(person, undefined, document) }
      const { key } = document.settings
      return document.nodes.flatMap((node) =>
        node.kind === 'absence' || node.kind === 'date' ? [{ workflow, key, node, view }] : [],
      )
    })
  }

  #versionOf = (workflow: string): number => this.#workflows.get(workflow)?.version ?? 0

  /** Rules 7, 8 and 9. */
  #enrol(person: Person, workflow: string, version: number, change: Change): void {
    const document = this.#documentOf(workflow, version)
    const { settings } = document
    const { planned } = change
    const run = newRun(person, workflow, version, change, { now: this.#now, depth: this.#depth })
    const view = this.#view(person, run)
    const trigger = document.nodes.find((node) => begins(node, change, view))
    if (!trigger) return
    const named = settings.key && run.trigger ? run.trigger.properties[settings.key] : ''
    const key = planned ? planned.key : named
    run.node = trigger.id
    run.key = String(key)
    const active = activeRuns(person).filter((other) => nameOf(other) === nameOf(run))
    const ofChain = key !== undefined && isTooLong(person, run, change, this.#now, this.#depth)
    const isRefused =
      key === undefined ||
      ofChain ||
      isKeptOut(person, run, settings.reentry, this.#now, this.#zone(person, run)) ||
      (settings.filter && !isTrue(settings.filter, view)) ||
      this.#workflows.get(workflow)?.state !== 'live'
    const asker = change.by && (change.request || ofChain) ? change.by : undefined
    if (asker) {
      const at = change.request?.at ?? change.place ?? { node: asker.node, visit: asker.visit }
      if (isRefused) this.#decide(asker, { ...at, what: 'asked', why: 'notStarted' })
      else if (change.request) this.#decide(asker, { ...at, what: 'asked', why: 'started' })
    }
    if (isRefused) return
    if (settings.reentry.rule === 'startAgain') for (const other of active) this.#end(other, 'replaced')
    person.begun++
    person.enrolled.set(nameOf(run), this.#now)
    const isHeldOut = this.#isHeldOut(person, run, document)
    if (isHeldOut) this.goals.push(`${this.#instant} customer ${person.id} is held out of ${workflow}`)
    else person.runs.push(run)
    this.#rememberRun(run)
    if (!isHeldOut) this.#decide(run, { what: 'entered', why: 'entered' })
    if (settings.goal) {
      if (settings.goal.by === 'condition') this.#remember(settings.goal.when)
      pursue(person, run, settings.goal, view, isHeldOut)
      this.#announce(person, run)
    }
    if (isHeldOut) return
    if (!this.#leftByRule(person, run)) this.#go(person, run, 'next', null)
  }

  /** Rule 10: kept out on purpose, by the workflow's own share, or by the store's over all workflows that have a goal. */
  #isHeldOut(person: Person, run: Run, { settings }: Workflow): boolean {
    const isBelow = (percent: number, workflow: string) => {
      if (percent === 0) return false
      const { as, share } = shareFor(person, run, 'holdout', workflow, '')
      keep(person, `${workflow} `, { as, at: this.#now, exposed: null })
      return share * 100 < percent
    }
    return (
      isBelow(settings.holdout ?? 0, run.workflow) || isBelow(settings.goal ? this.#settings.sending.holdout : 0, '')
    )
  }

  // ── goals (rules 10 and 15) ──

  /** A condition that holds when its time begins is reached then. */
  #announce(person: Person, run: Run): void {
    const pursued = person.pursuits.find((pursuit) => pursuit.run === run)
    if (pursued?.window && this.#goalOf(pursued).goal?.by === 'condition')
      this.#queue.push({ pursued, mayStart: false })
  }

  /** That of the version with which the run began. */
  #goalOf({ run, version }: Pursuit) {
    const document = this.#documentOf(run.workflow, version)
    const viewOf = (person: Person) => ({ ...this.#view(person, run), zone: this.#zone(person, run, document) })
    return { document, goal: document.settings.goal, viewOf }
  }

  /** Of several runs of one workflow an event counts for the newest that may take it. */
  #reachGoals(person: Person, change: Change): void {
    const taken = new Set<string>()
    for (const pursuit of person.pursuits.toReversed()) {
      const { run, version, entered, isHeldOut } = pursuit
      const { goal, viewOf } = this.#goalOf(pursuit)
      if (!goal || taken.has(run.workflow) || !isReached(goal, pursuit, change, viewOf(person))) continue
      if (goal.by === 'event') taken.add(run.workflow)
      person.pursuits = person.pursuits.filter((other) => other !== pursuit)
      const worth = worthOf(goal, change.event, this.#settings.currency)
      const whose = `customer ${person.id}${isHeldOut ? ', who is held out' : ''}`
      this.goals.push(`${this.#instant} run ${run.id} of ${run.workflow} ${version}, ${whose}: ${worth}`)
      if (isHeldOut) continue
      const place = run.ended ? { node: entered, visit: 0 } : placeOf(run)
      this.#decide(run, { ...place, what: 'reached', why: 'goalReached' })
      if (!run.ended && goal.ends) this.#end(run, 'goalReached')
      this.#reached.push(pursuit)
    }
    for (const pursuit of this.#reached.splice(0))
      for (const node of this.#goalOf(pursuit).document.nodes.filter(countsWorkflowGoal))
        this.#countConversion(person, pursuit.run.workflow, node.id)
  }

  /** An experiment of a version that is out may have a goal of its own. */
  #convert(person: Person, change: Change): void {
    for (const { workflow, document } of this.#listening())
      for (const node of document.nodes) {
        const made = person.assigned.get(`${workflow} ${node.id}`)
        const zone = this.#zone(person, undefined, document)
        if (made && isGoalOf(node, made, change, { ...this.#view(person), zone }))
          this.#countConversion(person, workflow, node.id)
      }
  }

  #countConversion(person: Person, workflow: string, node: string): void {
    const made = person.assigned.get(`${workflow} ${node}`)
    if (!made?.exposed || made.isConverted) return
    made.isConverted = true
    this.#tally(`${workflow} ${made.exposed.version} ${node} converted:${made.exposed.port}`)
  }

  #tally = (name: string): void => void this.tallies.set(name, (this.tallies.get(name) ?? 0) + 1)

  // ── a run ──

  /** Looks at a resting run again: rule 15 first, then what it waits for. */
  #judge(person: Person, run: Run, change?: Change): void {
    // What it made happen itself is not what it waits for.
    const event = change?.by === run ? undefined : change?.event
    if (this.#leftByRule(person, run) || (run.held && !run.held.isOverdue) || run.asks) return
    const { kind, settings } = this.#node(run)
    if (kind === 'wait' && settings.for === 'event' && event) {
      const awaited =
        event.time >= run.since &&
        settings.events.find(
          (each) => each.event === event.name && (!each.where || passes(each.where, event, this.#view(person, run))),
        )
      if (awaited) {
        this.#go(person, run, awaited.port, 'eventCame')
        return
      }
    }
    // Rule 26: what it waits for may still come after its time.
    if (run.held) return
    if (kind === 'email') {
      if (!asksAgain(run, this.#now, change)) return
      if (this.#isPaused(run)) run.held = { port: null, why: null, isOverdue: false }
      else run.asks = true
      return
    }
    if (kind === 'wait' && settings.for === 'condition' && isTrue(settings.until, this.#view(person, run))) {
      this.#go(person, run, 'holds', 'conditionHeld')
      return
    }
    if (run.until === null || run.until > this.#now) return
    this.#go(person, run, kind === 'wait' ? 'timeout' : 'next', kind === 'wait' ? 'timeout' : 'delayOver')
  }

  #leftByRule(person: Person, run: Run): boolean {
    const holds = (this.#document(run).settings.exits ?? []).some((rule) => isTrue(rule.when, this.#view(person, run)))
    if (holds) this.#end(run, 'exitRule')
    return holds
  }

  /** Leaves a node by a port and goes on to the next rest or the end (rule 11); while paused the run is held instead (rule 26). */
  #go(person: Person, run: Run, port: string, why: string | null): void {
    if (this.#isPaused(run)) {
      run.held = { port, why, isOverdue: why === 'timeout' || why === 'delayOver' }
      return
    }
    this.#goOn(person, run, { port, why })
  }

  #goOn(person: Person, run: Run, first: { port: string; why: string | null } | null): void {
    for (let next = first; next; ) {
      if (next.why) this.#decide(run, { what: 'took', port: next.port, why: next.why })
      const target = this.#node(run).ports?.[next.port]
      if (target === undefined) {
        this.#end(run, 'reachedEnd')
        return
      }
      comeTo(run, target, this.#now)
      next = this.#arrive(person, run)
    }
  }

  /** Comes to a node: the port by which it leaves at once, or null where it rests or ends. `why` is null where it is said already. */
  #arrive(person: Person, run: Run, waiting = 'waiting'): { port: string; why: string | null } | null {
    const node = this.#node(run)
    const view = this.#view(person, run)
    switch (node.kind) {
      case 'branch': {
        const path = node.settings.paths.find(({ when }) => isTrue(when, view))
        return path ? { port: path.port, why: 'pathHeld' } : { port: 'else', why: 'otherwise' }
      }
      case 'split':
      case 'experiment': {
        const { as, share } = shareFor(person, run, node.kind, run.workflow, node.id)
        const port = pathAt(share, node.settings.paths)
        const { version } = run
        if (keep(person, `${run.workflow} ${node.id}`, { as, at: this.#now, exposed: { version, port } }))
          this.#tally(`${run.workflow} ${version} ${node.id} exposed:${port}`)
        return { port, why: 'assigned' }
      }
      case 'update': {
        const values: Record<string, unknown> = {}
        for (const { attribute, to } of node.settings.set) {
          const value = to === null ? null : operand(to, view)
          if (value !== undefined) values[attribute] = value
        }
        const attributes = setAttributes(person, values, this.#now)
        if (attributes.length > 0) this.#queue.push({ attributes, mayStart: true, by: run, place: placeOf(run) })
        return { port: 'next', why: 'updated' }
      }
      case 'email': {
        const giveUp = addDuration(this.#now, this.#settings.sending.giveUpAfter, view.zone)
        run.asks = true
        run.message = { asked: this.#now, giveUp, said: '' }
        return null
      }
      case 'webhook': {
        const waits = node.settings.answer === 'wait'
        this.#decide(run, { what: 'asked', ...(!waits && { port: 'next' }), why: 'webhookAdmitted' })
        return waits ? this.#rest(person, run, null, 'awaitingOutcome') : { port: 'next', why: null }
      }
      case 'start': {
        const trigger = this.#made(person, '', node.settings.properties, view)
        const request = { workflow: node.settings.workflow, trigger, at: placeOf(run) }
        this.#queue.push({ request, mayStart: true, by: run, place: placeOf(run) })
        return { port: 'next', why: 'startAsked' }
      }
      case 'stop': {
        const { workflow, sameKey } = node.settings
        const others = activeRuns(person).filter(
          (other) => other.workflow === workflow && other !== run && (!sameKey || other.key === run.key),
        )
        for (const other of others) this.#end(other, 'stopped')
        return { port: 'next', why: others.length > 0 ? 'stoppedRuns' : 'nothingToStop' }
      }
      case 'emit': {
        const event = this.#made(person, node.settings.event, node.settings.properties, view)
        person.events.push(event)
        this.#queue.push({ event, live: true, mayStart: true, by: run, place: placeOf(run) })
        return { port: 'next', why: 'emitted' }
      }
      case 'exit':
        this.#end(run, 'exitNode')
        return null
      case 'delay': {
        const until = delayEnd(node.settings, run.arrived, view.zone)
        return until <= this.#now ? { port: 'next', why: 'delayOver' } : this.#rest(person, run, until, waiting)
      }
      case 'wait': {
        const { settings } = node
        const until = settings.timeout ? addDuration(run.arrived, settings.timeout, view.zone) : null
        const isOver = until !== null && until <= this.#now
        if (settings.for === 'condition')
          return isTrue(settings.until, view)
            ? { port: 'holds', why: 'conditionHeld' }
            : isOver
              ? { port: 'timeout', why: 'timeout' }
              : this.#rest(person, run, until, waiting)
        // Rule 13.
        const already = [...person.events]
          .sort((a, b) => a.time - b.time || a.seq - b.seq)
          .filter((event) => settings.since === 'run' && event.time >= run.since && event.seq !== run.trigger?.seq)
          .flatMap((event) =>
            settings.events.filter(
              (each) => each.event === event.name && (!each.where || passes(each.where, event, view)),
            ),
          )
        if (already[0]) return { port: already[0].port, why: 'eventCame' }
        return isOver ? { port: 'timeout', why: 'timeout' } : this.#rest(person, run, until, waiting)
      }
      default:
        throw new Error(`nobody comes to ${node.kind}`)
    }
  }

  /** What a run makes happen comes after what the customer's runs made before, and before what comes from outside at the same instant. */
  #made(
    person: Person,
    name: string,
    given: readonly { property: string; value: Operand }[] = [],
    view: View,
  ): Happened {
    const values = given.map(({ property, value }) => [property, operand(value, view)] as const)
    const properties = Object.fromEntries(values.filter(([, value]) => value !== undefined))
    return { seq: person.made++ - (person.id + 1) * 1_000_000, name, time: this.#now, properties }
  }

  #rest(person: Person, run: Run, until: number | null, why: string): null {
    if (this.#leftByRule(person, run)) return null
    this.#decide(run, { what: 'rested', why, until })
    Object.assign(run, { until, awaits: why === 'awaitingOutcome' })
    return null
  }

  // ── messages (rule 22) ──

  /** Messages that want to go are judged together, when nothing else follows: each may take what the next would have got. */
  #admit(person: Person): void {
    this.#followed = 0
    const priorityOf = (run: Run) => this.#document(run).settings.priority ?? 5
    for (let run = mostUrgent(person, priorityOf); run; run = mostUrgent(person, priorityOf)) {
      const { giveUp, asked, said } = run.message as NonNullable<Run['message']>
      const { version, node } = run
      const verdict = verdictOn(this.#asking(person, { run, version, node, giveUp }))
      run.asks = false
      if (verdict.does === 'defer') {
        // Rule 16: it holds its run.
        const { why, until } = verdict
        if (said !== `${why} ${until}`) this.#decide(run, { what: 'asked', why, until })
        Object.assign(run, { until, message: { asked, giveUp, said: `${why} ${until}` } })
        if (said === '') this.#leftByRule(person, run)
      } else {
        this.#decide(run, { what: 'asked', port: 'next', why: verdict.why })
        if (verdict.does === 'send') this.#send(person, run, giveUp, verdict.sendBefore)
        this.#go(person, run, 'next', null)
      }
      this.#follow(person)
    }
  }

  #asking(person: Person, { run, version, node, giveUp }: Pick<Mail, 'run' | 'version' | 'node' | 'giveUp'>): Asking {
    const document = this.#documentOf(run.workflow, version)
    const mail = document.nodes.find(({ id }) => id === node) as Extract<WorkflowNode, { kind: 'email' }>
    const { settings } = document
    const { purpose, if: condition } = mail.settings
    const view = { ...this.#view(person, run), zone: this.#zone(person, run, document) }
    return { person, workflow: run.workflow, settings, store: this.#settings, purpose, condition, giveUp, view }
  }

  #send(person: Person, run: Run, giveUp: number, sendBefore: number): void {
    const { version, node } = run
    const { purpose } = this.#asking(person, { run, version, node, giveUp })
    const mail: Mail = {
      key: keyOf(run),
      version,
      node,
      run,
      purpose,
      giveUp,
      address: addressOf(person),
      at: this.#now,
      state: 'open',
    }
    run.mails.push(mail)
    this.#admitMail(mail, sendBefore)
    const pursuit = person.pursuits.find((each) => each.run === run)
    if (!pursuit) return
    const { goal, viewOf } = this.#goalOf(pursuit)
    if (goal?.from !== 'message') return
    messageSent(pursuit, goal, viewOf(person))
    this.#announce(person, run)
  }

  #admitMail(mail: Mail, sendBefore: number): void {
    Object.assign(mail, { at: this.#now, state: 'open' })
    this.mails.push(`${mail.key} is good until ${new Date(sendBefore).toISOString()}`)
  }

  /** While nobody knows what became of a mail, what matters to it may withdraw it: who they are, what they allow, its own condition. */
  #withdraw(person: Person, change: Change): void {
    let isFreed = false
    for (const mail of mailsOf(person)) {
      if (mail.state !== 'open') continue
      const { purpose, condition, view } = this.#asking(person, mail)
      const refusal = isAboutPerson(change) ? refusalOf(person, purpose, this.#settings) : null
      const isUnmet = condition && concerns({ ...change, time: false }, condition) && !isTrue(condition, view)
      if (!refusal && !isUnmet) continue
      mail.state = 'gone'
      isFreed = true
      this.mails.push(`${mail.key} is withdrawn ${this.#instant} ${refusal ?? 'conditionFalse'}`)
    }
    if (isFreed) this.#queue.push({ freed: true, mayStart: false })
  }

  get #instant(): string {
    return new Date(this.#now).toISOString()
  }

  #end(run: Run, why: string): void {
    this.#decide(run, { what: 'ended', why })
    run.ended = true
    if (isLeaving(why)) run.left = why
    // Another run goes on in its place, and would count the same.
    if (why === 'merged' || why === 'replaced') this.#giveUpGoal(run)
    // Rule 15: who leaves gets nothing more.
    const open = run.mails.filter(({ state }) => state === 'open')
    if (isLeaving(why) && open.length > 0) {
      for (const mail of open) mail.state = 'gone'
      this.#queue.push({ freed: true, mayStart: false })
    }
    const how = { reachedEnd: 'end', exitNode: 'exit', exitRule: 'exit', goalReached: 'goal' }[why]
    if (how)
      this.#queue.push({
        ended: { workflow: run.workflow, how },
        mayStart: this.#startsFollow,
        by: run,
        place: placeOf(run),
      })
  }

  #giveUpGoal(run: Run): void {
    for (const person of this.#people) person.pursuits = person.pursuits.filter((pursuit) => pursuit.run !== run)
  }

  #decide(
    run: Run,
    what: Omit<Decision, 'at' | 'node' | 'visit' | 'until'> & Partial<Place> & { until?: number | null },
  ): void {
    const { until, ...rest } = what
    const decision = { at: this.#now, node: run.node, visit: run.visit, ...rest, ...(until != null && { until }) }
    this.decisions.set(run.id, [...(this.decisions.get(run.id) ?? []), decision])
  }

  // ── what concerns many (rules 26 and 29) ──

  #mark(marker: MarkerPayload): void {
    if (marker.type === 'settings') Object.assign(this.#settings, marker.settings)
    else if (marker.type === 'workflow') {
      const { workflow, version, state, move, include, overdue } = marker
      const before = this.#workflows.get(workflow)
      this.#workflows.set(workflow, marker)
      if (state === 'paused' && before?.state !== 'paused') this.#pausedAt.set(workflow, this.#now)
      const pausedAt = this.#pausedAt.get(workflow) ?? this.#now
      const resumes = state === 'live' && before?.state === 'paused'
      const isOther = state === 'live' && before?.version !== version
      if (state !== 'ended' && (before?.version !== version || before.state === 'ended'))
        this.schedules.begin({ workflow, state, document: this.#documentOf(workflow, version) }, this.#now)
      this.#each((person) => {
        if (state === 'ended') {
          for (const [name, planned] of person.planned) if (planned.workflow === workflow) person.planned.delete(name)
        } else if (resumes || isOther || move || include)
          plan(
            person,
            { all: true, mayStart: false },
            this.#planners(person).filter((planner) => planner.workflow === workflow),
          )
        for (const run of activeRuns(person)) {
          // One that went on just now may have stopped it.
          if (run.ended || run.workflow !== workflow) continue
          if (state === 'ended') this.#end(run, 'workflowEnded')
          else if (resumes) this.#resume(person, run, overdue ?? 'run', this.#now - pausedAt)
          else if (move) this.#change(person, run, version, move)
        }
        if (include) this.#include(person, workflow, version)
      })
    } else {
      if (marker.definition) {
        this.#segments.set(marker.segment, marker.definition.when)
        this.#remember(marker.definition.when)
      } else this.#segments.delete(marker.segment)
      for (const person of this.#people)
        if (!person.became) this.#settle(person, this.#findMembers(person, [marker.segment]))
    }
  }

  /** Everyone of an audience enters, as of the instant of the schedule or of who asked. */
  #enter({ workflow, node, audience, due, skipped, properties = {} }: EnterPayload, seq: number): void {
    const version = this.#workflows.get(workflow)?.version
    if (skipped || version === undefined) return
    const document = this.#documentOf(workflow, version)
    this.#each((person) => {
      const view = { ...this.#view(person), zone: this.#zone(person, undefined, document) }
      const isIn =
        audience.of === 'everyone' ||
        (audience.of === 'segment' ? person.segments.has(audience.segment) : isTrue(audience.when, view))
      const change = due ? { scheduled: node } : { request: this.#asked({ workflow, properties }, seq) }
      if (isIn) this.#enrol(person, workflow, version, { ...change, mayStart: true })
    })
  }

  #asked({ workflow, properties }: Pick<StartPayload, 'workflow' | 'properties'>, seq: number) {
    return { workflow, trigger: { seq, name: '', time: this.#now, properties } }
  }

  /** Rule 26: what came for a run in the pause happens now; where only its time came, that is a choice. */
  #resume(person: Person, run: Run, overdue: 'run' | 'skip' | 'shift', pause: number): void {
    const { held } = run
    if (held?.isOverdue && overdue === 'skip') {
      this.#end(run, 'skipped')
      return
    }
    run.held = null
    const later = overdue === 'shift' ? pause : 0
    const isTimed = ['delay', 'wait'].includes(this.#node(run).kind)
    if (held?.arriving) {
      run.arrived = held.arriving === 'elapsed' ? run.arrived + later : this.#now
      this.#goOn(person, run, this.#arrive(person, run))
    } else if (overdue === 'shift' && isTimed && (!held || held.isOverdue)) {
      run.arrived += later
      if (run.until !== null) this.#goOn(person, run, this.#arrive(person, run, 'shifted'))
    } else if (held?.isOverdue) this.#judge(person, run)
    else if (held && held.port === null) run.asks = !this.#leftByRule(person, run)
    else if (held?.port) this.#go(person, run, held.port, held.why)
  }

  /** Rule 25: a run comes to another version, at a node of it as a new visit; one that waits for an outcome goes on waiting for it. */
  #change(person: Person, run: Run, version: number, { nodes, keepElapsed }: RunsMove): void {
    const destination = nodes[run.node]
    if (!destination || run.version === version) return
    if ('end' in destination) {
      this.#end(run, 'movedOut')
      return
    }
    const from = this.#node(run)
    const to = this.#documentOf(run.workflow, version).nodes.find(({ id }) => id === destination.to)
    if (!to) return
    const isSame = from.id === to.id && to.kind === 'webhook' && from.kind === to.kind
    if (isSame && to.settings.answer !== 'wait') return
    const keeps = keepElapsed && from.kind === to.kind && ['delay', 'wait'].includes(to.kind)
    run.version = version
    this.#rememberRun(run)
    if (!isSame) {
      comeTo(run, to.id, keeps ? run.arrived : this.#now)
      run.held = null
    }
    this.#decide(run, { what: 'moved', why: 'moved' })
    if (this.#leftByRule(person, run) || isSame) return
    if (this.#isPaused(run))
      run.held = { port: null, why: 'moved', isOverdue: false, arriving: keeps ? 'elapsed' : 'anew' }
    else this.#goOn(person, run, this.#arrive(person, run))
  }

  /** Rule 29: members of the segment that lets customers in enter too, who are not inside. */
  #include(person: Person, workflow: string, version: number): void {
    for (const { kind, settings } of this.#documentOf(workflow, version).nodes) {
      if (kind !== 'segment' || settings.on !== 'join' || !person.segments.has(settings.segment)) continue
      if (activeRuns(person).some((run) => run.workflow === workflow)) return
      this.#enrol(person, workflow, version, { segment: settings.segment, on: 'join', mayStart: true })
    }
  }

  #each(act: (person: Person) => void): void {
    for (const person of this.#people) {
      if (person.became) continue
      act(person)
      this.#settle(person)
    }
  }

  #settle(person: Person, found: readonly string[] = []): void {
    this.#followed = 0
    this.#follow(person, { found, mayStart: false })
    this.#admit(person)
  }

  /** Rule 29: those whom a definition finds are members, and have not joined; nor have those of the segments that read it. */
  #findMembers(person: Person, segments: readonly string[]): string[] {
    const found: string[] = []
    for (const segment of segments) {
      const when = this.#segments.get(segment)
      const holds = when !== undefined && isTrue(when, this.#view(person))
      if (holds === person.segments.has(segment)) continue
      if (holds) person.segments.add(segment)
      else person.segments.delete(segment)
      found.push(segment)
      const readers = [...this.#segments].filter(([, other]) =>
        JSON.stringify(other).includes(`"segment":"${segment}"`),
      )
      found.push(...this.#findMembers(person, readers.map(([id]) => id).sort()))
    }
    return found
  }

  #rememberRun(run: Run): void {
    const { settings, nodes } = this.#document(run)
    for (const rule of settings.exits ?? []) this.#remember(rule.when)
    for (const node of nodes)
      if (node.kind === 'wait' && node.settings.for === 'condition') this.#remember(node.settings.until)
  }

  #remember(condition: unknown): void {
    for (const [, duration] of JSON.stringify(condition).matchAll(/"(P[0-9DWMTHS]+)"/g))
      this.#durations.add(duration as string)
  }

  #isPaused = (run: Run): boolean => this.#workflows.get(run.workflow)?.state === 'paused'
  #document = (run: Run): Workflow => this.#documentOf(run.workflow, run.version)
  #node = (run: Run): WorkflowNode => this.#document(run).nodes.find(({ id }) => id === run.node) as WorkflowNode

  #view(person: Person, run?: Run): View {
    return {
      now: this.#now,
      zone: this.#zone(person, run),
      events: person.events,
      attributes: person.attributes,
      segments: person.segments,
      consent: person.consent.value,
      run,
    }
  }
}

/** Ends by which a run is left on its way; those that it comes to by itself let its mails go. */
/** A run stands at a node anew. */
const comeTo = (run: Run, node: string, arrived: number): void =>
  void Object.assign(run, {
    node,
    visit: run.visit + 1,
    arrived,
    until: null,
    awaits: false,
    asks: false,
    message: null,
  })

const isLeaving = (why: string): boolean => why !== 'reachedEnd' && why !== 'exitNode'
