import type { Json } from '../../shared/customer.ts'
import type { NodeKind, SettingsOf } from '../../shared/nodes/index.ts'
import type { Fact, Facts } from '../../shared/predicate/facts.ts'
import type { Channel, Purpose } from '../../shared/predicate/schema.ts'
import type { PlannedStart } from '../commit/plannedStart.ts'
import type { Why } from '../move.ts'

/** An assignment of the customer at a node. */
export interface Assigned {
  /** The id that it is made with: the customer's when it was made first. */
  readonly as: number
  /** In [0, 1). */
  readonly share: number
}

/** Where a run stands when a behaviour is asked: everything that it may know, and no clock. */
export interface Visit {
  readonly node: string
  readonly visit: number
  readonly now: number
  readonly zone: string
  /** The customer's facts, with the run's: since, trigger. */
  readonly facts: Facts
  /**
   * What a duration counts from: on arrival `now`, unless the run brings the time that it has waited elsewhere, or its time stood still
   * with a pause. Then what the node waits for may be over on arrival.
   */
  readonly arrived: number
  /** What the node wrote down when it came to rest; `null` on arrival. */
  readonly rest: Json
  /** How often the run has gone round again from this node, where it counts that. */
  readonly repeated: number
  /** The run left it by `next` at this very instant, and has come round to it without a rest. */
  readonly isBack: boolean
  /** The path that won the experiment at this node, if it is one and has found it. */
  readonly winner: () => string | undefined
  /** The customer's assignment at this node: made when first asked for, and for ever the same (rule 10). */
  assigned(salt: string): Assigned
}

/**
 * What a behaviour decides, as a value. `take` leaves by a port; `rest` stays until something is heard or until an instant, which may be
 * early: the node is then judged again; `ask` asks for an effect and goes on or rests; `end` ends the run.
 */
export type Answer =
  | (Why & {
      readonly do: 'take'
      readonly port: string
      readonly set?: Readonly<Record<string, unknown>>
      /** What is done on leaving; what comes of it is the trail's reason, in place of `why`. */
      readonly deed?: Deed
      /** How often the run has gone round from this node now; 0 begins anew. */
      readonly repeated?: number
      /** The path was taken by an assignment, which is kept. */
      readonly assigned?: Assigned
      /** What becomes of the customer is counted for the path. */
      readonly exposed?: true
      /**
       * The node's own time has come, and nothing else: what a pause made wait, a person may decide about (rule 26). What it writes down to
       * rest for that time, and when time alone may still make it answer otherwise.
       */
      readonly timer?: { readonly rest: Json; readonly until: number | null }
      /** The trail says it already: a trigger was entered, an effect was asked for. */
      readonly told?: true
    })
  | (Why & { readonly do: 'rest'; readonly rest: Json; readonly until: number | null })
  | (Why & {
      readonly do: 'ask'
      readonly effect: Effect
      readonly after: { readonly port: string } | { readonly rest: Json }
    })
  | (Why & { readonly do: 'end'; readonly reason: string })

/** What a node does to the customer at once, beyond leading on. */
export type Deed =
  | { readonly do: 'start'; readonly workflow: string; readonly properties: Readonly<Record<string, Json>> }
  | { readonly do: 'stop'; readonly workflow: string; readonly sameKey: boolean; readonly reason?: string }
  | { readonly do: 'emit'; readonly event: string; readonly properties: Readonly<Record<string, Json>> }

/** What a step asks for; admission decides whether it may go (rule 22). */
export type Effect =
  | { readonly kind: 'message'; readonly channel: Channel; readonly purpose: Purpose }
  | { readonly kind: 'webhook'; readonly url: string }

/**
 * What a node kind DOES: pure functions of its settings and the visit (law 2). XState says where the port leads.
 *
 * - `arrive`   a run comes to the node
 * - `hear`     an event of a name that it listens to, while the run rests here; `null` stays
 * - `recall`   another customer turned out to be this one: whether the past that is theirs now has what it waits for
 * - `judge`    facts that it reads have changed or its instant has come
 * - `outcome`  what became of the effect that it asked for
 * - `begins`   triggers: whether what happened lets the customer in
 * - `plans`    triggers that plan ahead: when the customer will enter, after an event or by all that is known; `null`: not at all
 * - `restsOn`  triggers that plan by an event: whether it is one that a plan may rest on
 * - `endsPlan` triggers that plan by an event: whether another one ends that plan
 * - `isTimed`  it only waits, and asks for nothing: arriving once more with another `arrived` plans its time anew; not, when it waits for a
 *              date, which stays where it is
 */
export interface Behaviour<Kind extends NodeKind> {
  arrive(settings: SettingsOf<Kind>, visit: Visit): Answer
  hear?(settings: SettingsOf<Kind>, visit: Visit, event: Fact & { readonly name: string }): Answer | null
  recall?(settings: SettingsOf<Kind>, visit: Visit): Answer | null
  judge?(settings: SettingsOf<Kind>, visit: Visit): Answer | null
  outcome?(
    settings: SettingsOf<Kind>,
    visit: Visit,
    outcome: 'sent' | 'failed' | 'uncertain',
    detail: string,
  ): Answer | null
  begins?(settings: SettingsOf<Kind>, happened: Happened, facts: Facts): boolean
  plans?(settings: SettingsOf<Kind>, facts: Facts, event: (Fact & { readonly name: string }) | null): Planning | null
  restsOn?(settings: SettingsOf<Kind>, event: Fact & { readonly name: string }, facts: Facts): boolean
  endsPlan?(settings: SettingsOf<Kind>, event: Fact & { readonly name: string }, facts: Facts): boolean
  isTimed?(settings: SettingsOf<Kind>): boolean
}

/** When a start is due and what it begins with, or the code of the reason why none can be planned. */
export type Planning =
  | { readonly due: number; readonly since: number | null; readonly trigger: number }
  | { readonly refused: string }

/** What a trigger looks at. */
export type Happened =
  | { readonly event: Fact & { readonly name: string } }
  | { readonly segment: string; readonly on: 'join' | 'leave'; readonly included?: true }
  | { readonly planned: PlannedStart }
  | { readonly request: Request }
  | { readonly ended: Ended }
  | { readonly scheduled: Scheduled }

/** A run of another workflow ended of its own accord: how, by which exit or goal, and the number of the entry that began it. */
export interface Ended {
  readonly workflow: string
  readonly how: 'end' | 'exit' | 'goal'
  readonly detail: string
  readonly trigger: number
}

/** Somebody asks that the customer enter: the number of the entry that asks, and what it carries. */
export interface Request {
  readonly seq: number
  readonly properties: Readonly<Record<string, Json>>
}

/** A schedule is due: the trigger, and the instant that it is due at. */
export interface Scheduled {
  readonly node: string
  readonly due: number
}

export const defineBehaviour = <Kind extends NodeKind>(behaviour: Behaviour<Kind>): Behaviour<Kind> => behaviour
