import { isZone } from '../../../shared/duration.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { initialSending } from '../../../shared/sending.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'
import type { Gap, Identity, StoreSettings } from './log.ts'
import { type Change, type Decision, type Person, type Place, personOf, type Run } from './people.ts'
import { Schedules } from './schedules.ts'
import type { View } from './truth.ts'
import { Winners } from './winners.ts'

/** All that the reference interpreter knows of a store, and what it decided so far. */
export class Store {
  readonly decisions = new Map<string, Decision[]>()
  /** What became of mails: until when each admission is good, and what was withdrawn. */
  readonly mails: string[] = []
  readonly moves: { at: number; customer: number; segment: string; on: 'segmentJoined' | 'segmentLeft' }[] = []
  /** Goals that were reached, and who was held out. */
  readonly goals: string[] = []
  /** How many took each path of a split or an experiment, and how many of them converted. */
  readonly tallies = new Map<string, number>()
  readonly schedules = new Schedules()
  readonly winners = new Winners()
  readonly people: Person[] = []
  readonly byName = new Map<string, Person>()
  readonly segments = new Map<string, Predicate>()
  readonly workflows = new Map<string, { version: number; state: string }>()
  readonly pausedAt = new Map<string, number>()
  readonly settings: StoreSettings = {
    zone: 'UTC',
    marketingToUnknown: false,
    currency: 'EUR',
    sending: initialSending,
  }
  /** Every duration that a condition ever named: only there, after an event or around a date, can time alone change anything. */
  readonly durations = new Set<string>()
  readonly gaps: Gap[] = []
  /** The least number of a run that begins now. */
  runsFrom = 0
  /** Of the entry or the timer that is lived through. */
  now = 0
  depth = 0
  queue: Change[] = []
  /** How much was followed that runs made happen, and how many moves between segments that none did. */
  followed = 0
  moved = 0
  startsFollow: Pick<Change, 'mayStart' | 'cause'> = { mayStart: true }
  readonly documentOf: (workflow: string, version: number) => Workflow
  readonly removed: ReadonlyMap<number, number>

  constructor(documentOf: (workflow: string, version: number) => Workflow, removed: ReadonlyMap<number, number>) {
    this.documentOf = documentOf
    this.removed = removed
  }

  /** The gap in which something came due: it happens at the end of that (rule 21). */
  gapAround(due: number): Gap | undefined {
    return this.gaps.find(({ from, to }) => from < due && due <= to)
  }

  /** How far time may pass for anybody: not into a gap that is not over. */
  reach(until: number): number {
    const gap = this.gapAround(until)
    return gap && gap.to > until ? gap.from : until
  }

  begin(at: number, depth: number): void {
    this.now = at
    this.depth = depth
    this.queue = []
    this.followed = 0
    this.moved = 0
  }

  get instant(): string {
    return new Date(this.now).toISOString()
  }

  who({ kind, value }: Identity): Person | undefined {
    const person = this.byName.get(`${kind} ${value}`)
    return person && personOf(person)
  }

  customer(id: number): Person | undefined {
    const person = this.people.find((each) => each.id === id)
    return person && personOf(person)
  }

  decide(
    run: Run,
    what: Omit<Decision, 'at' | 'node' | 'visit' | 'until'> & Partial<Place> & { until?: number | null },
  ): void {
    const { until, ...rest } = what
    const decision = { at: this.now, node: run.node, visit: run.visit, ...rest, ...(until != null && { until }) }
    this.decisions.set(run.id, [...(this.decisions.get(run.id) ?? []), decision])
  }

  tally(name: string): void {
    this.tallies.set(name, (this.tallies.get(name) ?? 0) + 1)
  }

  // ── workflows ──

  /** Published workflows that have not ended, by id. */
  listening(): { workflow: string; version: number; state: string; document: Workflow }[] {
    return [...this.workflows]
      .filter(([, { state }]) => state !== 'ended')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([workflow, { version, state }]) => ({
        workflow,
        version,
        state,
        document: this.documentOf(workflow, version),
      }))
  }

  versionOf(workflow: string): number {
    return this.workflows.get(workflow)?.version ?? 0
  }

  isPaused({ workflow }: Run): boolean {
    return this.workflows.get(workflow)?.state === 'paused'
  }

  document({ workflow, version }: Run): Workflow {
    return this.documentOf(workflow, version)
  }

  node(run: Run): WorkflowNode {
    return this.document(run).nodes.find(({ id }) => id === run.node) as WorkflowNode
  }

  // ── conditions ──

  /** Rule 18. */
  zone(person: Person, run?: Run, document = run && this.document(run)): string {
    const own = person.attributes.timezone?.value
    if (typeof own === 'string' && isZone(own)) return own
    return document?.settings.zone ?? this.settings.zone
  }

  view(person: Person, run?: Run, document?: Workflow): View {
    return {
      now: this.now,
      zone: this.zone(person, run, document),
      events: person.events,
      attributes: person.attributes,
      segments: person.segments,
      consent: person.consent.value,
      run,
    }
  }

  remember(condition: unknown): void {
    for (const [, duration] of JSON.stringify(condition).matchAll(/"(P[0-9DWMTHS]+)"/g))
      this.durations.add(duration as string)
  }

  rememberRun(run: Run): void {
    const { settings, nodes } = this.document(run)
    for (const rule of settings.exits ?? []) this.remember(rule.when)
    for (const node of nodes)
      if (node.kind === 'wait' && node.settings.for === 'condition') this.remember(node.settings.until)
  }
}
