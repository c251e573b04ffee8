import { z } from 'zod'
import type { Audience } from '../audience.ts'
import { limits } from '../limits.ts'
import { type Filter, Literal, type Predicate, type Purpose, Reference } from '../predicate/schema.ts'
import type { Recurrence } from '../recurrence.ts'

export const nodeGroups = ['trigger', 'flow', 'timing', 'message', 'customer', 'exit'] as const
export type NodeGroup = (typeof nodeGroups)[number]

/** A named way out of a node. `title` is the marketer's own name for it, where there is one. */
export interface Port {
  readonly id: string
  readonly title?: string
}

/** A predicate that a node holds, with the JSON pointer to it inside the node's settings. */
export interface HeldPredicate {
  readonly path: string
  readonly predicate: Predicate
  /** The port that it opens. Of several in one node the first that holds decides. */
  readonly port?: string
  /** It stands when a run rests on it; a momentary one is judged once, as the run passes. */
  readonly stands: boolean
  /** It is asked of a customer who need not be in a run. */
  readonly withoutRun?: true
}

/** Events that a node takes, with the JSON pointer to their filter inside the node's settings. */
export interface HeldFilter {
  readonly path: string
  readonly event: string
  readonly filter?: Filter | undefined
  /** The port that such an event opens. */
  readonly port?: string
  /** It is asked of a customer who need not be in a run. */
  readonly withoutRun?: true
}

/** A reference that a node holds outside predicates and filters, with the JSON pointer to it inside the node's settings. */
export interface HeldReference {
  readonly path: string
  readonly reference: Reference
  /** A run rests on it: when what it reads changes, the node is judged again. */
  readonly stands?: true
}

/** Another workflow that a node names, with the JSON pointer to its id inside the node's settings. */
export interface HeldWorkflow {
  readonly path: string
  readonly workflow: string
  /** `follows`: its end begins this one. */
  readonly does: 'starts' | 'stops' | 'follows'
  /** Paths of properties that its run is given. */
  readonly gives?: readonly string[]
}

/** A path with its share of the customers, in percent. */
export interface HeldPath {
  readonly port: string
  readonly title?: string | undefined
  readonly percent: number
}

/** An experiment: paths with shares, the goal that tells which is better, and how certain one must be. */
export interface HeldExperiment {
  readonly paths: readonly HeldPath[]
  readonly goal:
    | { readonly by: 'event'; readonly event: string; readonly where?: Filter | undefined; readonly within: string }
    | { readonly by: 'segment'; readonly segment: string; readonly within: string }
    /** The goal that the whole workflow is for. */
    | { readonly by: 'workflow' }
  /** In percent. */
  readonly certainty: number
  readonly takeOver: boolean
}

/** When an audience enters by a trigger, and what becomes of an instant that was missed. */
export interface HeldSchedule {
  readonly recurs: Recurrence
  readonly audience: Audience
  readonly missed?: 'skip' | 'runLast' | undefined
}

/** A text of a node that Liquid renders, with the JSON pointer to it inside the node's settings. */
export interface HeldTemplate {
  readonly path: string
  readonly text: string
}

/**
 * What a node kind IS: the settings that a file may hold, and what can be read from them without running anything.
 * What it DOES is the file of the same name in runtime/nodes; how it is edited, the one in editor/nodes.
 */
export interface NodeDefinition<
  Kind extends string = string,
  Schema extends z.ZodType = z.ZodType,
  Icon extends string = string,
> {
  readonly kind: Kind
  readonly group: NodeGroup
  /** The name of a lucide icon, in lower-case words joined by hyphens. */
  readonly icon: Icon
  readonly settings: Schema
  /** Settings of a node just dropped on the canvas; they may still lack what only the marketer knows. */
  defaults(): Record<string, unknown>
  /** The ways out, in reading order. A port that leads nowhere ends the run. */
  ports(settings: z.output<Schema>): readonly Port[]
  /** Whether a run can rest here: a loop must pass such a node. */
  rests(settings: z.output<Schema>): boolean
  /** Of a node at which runs rest: ports by which one leaves at once whenever it comes back, so that a loop by them does not rest. */
  passes?(settings: z.output<Schema>): readonly string[]
  predicates?(settings: z.output<Schema>): readonly HeldPredicate[]
  filters?(settings: z.output<Schema>): readonly HeldFilter[]
  references?(settings: z.output<Schema>): readonly HeldReference[]
  templates?(settings: z.output<Schema>): readonly HeldTemplate[]
  /** Paths among which customers are assigned by their shares: what becomes of each is counted. */
  assigns?(settings: z.output<Schema>): readonly HeldPath[]
  /** The experiment that the node is. */
  experiment?(settings: z.output<Schema>): HeldExperiment
  /** What a message is for; absent for what is no message to a customer. */
  purpose?(settings: z.output<Schema>): Purpose
  /** Events by name that a trigger or a wait listens to. */
  events?(settings: z.output<Schema>): readonly string[]
  /** Triggers that plan a start ahead of time: the events and attributes by which the plan changes. */
  plansBy?(settings: z.output<Schema>): {
    readonly events: readonly string[]
    readonly attributes: readonly string[]
  }
  /** Events by name that it asks for what they said, however long ago they were. */
  remembers?(settings: z.output<Schema>): readonly string[]
  /** Triggers by which an audience enters at instants of their own. */
  schedule?(settings: z.output<Schema>): HeldSchedule
  /** Triggers without an event whose start brings properties: their names, as far as they are known. */
  carries?(settings: z.output<Schema>): readonly string[]
  /** Segments by id that the node names outside its predicates. */
  segments?(settings: z.output<Schema>): readonly string[]
  workflows?(settings: z.output<Schema>): readonly HeldWorkflow[]
  /** Events by name that a run makes happen here. */
  emits?(settings: z.output<Schema>): readonly string[]
  /** Attributes by name that a run sets or removes here. */
  sets?(settings: z.output<Schema>): readonly string[]
}

export function defineNode<const Kind extends string, Schema extends z.ZodType, const Icon extends string>(
  definition: NodeDefinition<Kind, Schema, Icon>,
): NodeDefinition<Kind, Schema, Icon> {
  return definition
}

export const onePort: readonly Port[] = [{ id: 'next' }]

export const PortId = z
  .string()
  .max(limits.idLength)
  .regex(/^[a-z][a-z0-9-]*$/, { error: 'portId' })
  .meta({ id: 'PortId' })

export const EventName = z.string().min(1).max(limits.nameLength).meta({ id: 'EventName' })
export const Title = z.string().min(1).max(limits.nameLength).meta({ id: 'Title' })

/** Properties that a node gives to what it causes: each a literal or a value of the run. What a reference does not find is left out. */
export const Given = z
  .array(z.strictObject({ property: z.string().min(1).max(limits.nameLength), value: z.union([Literal, Reference]) }))
  .max(50)
  .meta({ id: 'Given' })
export type Given = z.infer<typeof Given>

export const referencesGiven = (given: Given = []): HeldReference[] =>
  given.flatMap(({ value }, index) =>
    typeof value === 'object' ? [{ path: `/properties/${index}/value`, reference: value }] : [],
  )

/** Long text, one array item a line, so that a change of one line is a change of one line. */
export const Lines = (bytes: number) =>
  z.array(z.string()).refine((lines) => lines.join('\n').length <= bytes, {
    error: 'tooLong',
    params: { code: 'tooLong', limit: bytes },
  })
