import { z } from 'zod'
import { Duration, Zone } from './duration.ts'
import { Goal } from './goal.ts'
import { Hours } from './hours.ts'
import { limits } from './limits.ts'
import { PortId, Title } from './nodes/define.ts'
import { type NodeKind, nodeKinds, nodes, type SettingsOf } from './nodes/index.ts'
import { Path, Predicate } from './predicate/schema.ts'
import { SegmentDefinition, Slug } from './segment.ts'
import { Cap } from './sending.ts'

export const format = 1

/** Short, unique in the workflow for ever: `wait-3`. */
export const NodeId = z
  .string()
  .max(limits.idLength)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, { error: 'nodeId' })
  .meta({ id: 'NodeId' })

/** What may enter again, for each customer and key (rule 8). */
export const Reentry = z
  .discriminatedUnion('rule', [
    z.strictObject({ rule: z.literal('once') }).meta({ description: 'Once ever' }),
    z.strictObject({ rule: z.literal('afterEnd') }).meta({ description: 'When the last run has ended' }),
    z.strictObject({ rule: z.literal('always') }).meta({ description: 'At every trigger' }),
    z
      .strictObject({ rule: z.literal('notBefore'), period: Duration })
      .meta({ description: 'Not before a period after the last start' }),
    z
      .strictObject({ rule: z.literal('startAgain') })
      .meta({ description: 'The active run ends as replaced and a new one begins' }),
  ])
  .meta({ id: 'Reentry' })
export type Reentry = z.infer<typeof Reentry>

/** What ends a run early, judged on each event and segment change at once (rule 15). */
export const ExitRule = z.strictObject({ title: Title, when: Predicate }).meta({ id: 'ExitRule' })
export type ExitRule = z.infer<typeof ExitRule>

export const Priority = z.int().min(1).max(10)
export const normalPriority = 5

export const WorkflowSettings = z
  .strictObject({
    key: Path.optional().describe(
      "A property of the trigger's event: the rule for entering again and the runs are for each customer and key",
    ),
    reentry: Reentry,
    filter: Predicate.optional().describe('Who may enter; it sees the event, and the customer after it'),
    exits: z.array(ExitRule).max(limits.exitRules).optional(),
    zone: Zone.optional().describe("Used for customers without a zone of their own; absent: the installation's"),
    priority: Priority.optional().describe(
      'Whose message goes first when several want to go at once; higher goes first, absent: 5',
    ),
    sendWindow: Hours.optional().describe('Marketing messages go within these hours only'),
    caps: z
      .array(Cap)
      .max(limits.caps)
      .optional()
      .describe('How many marketing messages of this workflow a customer gets at most'),
    goal: Goal.optional(),
    holdout: z
      .int()
      .min(1)
      .max(50)
      .optional()
      .describe('Percent of those who would enter who are kept out, so that the effect can be measured'),
    lateEvents: Duration.optional().describe(
      'An event older than this when it comes lets nobody in, nor does what it changes; absent: P1D',
    ),
  })
  .meta({ id: 'WorkflowSettings' })
export type WorkflowSettings = z.infer<typeof WorkflowSettings>

const extension = z.templateLiteral(['x-', z.string()])
const Position = z.strictObject({ x: z.number(), y: z.number() })
const Note = z.string().max(limits.noteBytes)

export const noteColours = ['yellow', 'green', 'blue', 'violet', 'grey'] as const
const Side = z.int().min(40).max(limits.canvasNoteSide)

/** A note on the canvas, for colleagues: no step, and nothing that the engine knows of. The layout leaves it where it is. */
export const CanvasNote = z
  .strictObject({
    id: NodeId.describe('Unique among the notes of the workflow: note-1'),
    text: Note,
    position: Position,
    size: z.strictObject({ width: Side, height: Side }).describe('In the units of positions'),
    colour: z.enum(noteColours).optional().describe('Absent: yellow'),
  })
  .meta({ id: 'CanvasNote' })
export type CanvasNote = z.infer<typeof CanvasNote>

const nodeOf = <Kind extends NodeKind>(kind: Kind) =>
  z.strictObject({
    id: NodeId,
    kind: z.literal(kind),
    note: Note.optional(),
    settings: nodes[kind].settings as unknown as z.ZodType<SettingsOf<Kind>>,
    ports: z.record(PortId, NodeId).optional().describe('Where each port leads; a port that is absent ends the run'),
    position: Position.optional().describe('Absent: the layout decides'),
  })

export type NodeOf<Kind extends NodeKind> = z.infer<ReturnType<typeof nodeOf<Kind>>>
export type WorkflowNode = { [Kind in NodeKind]: NodeOf<Kind> }[NodeKind]

export const WorkflowNode = z
  .discriminatedUnion('kind', nodeKinds.map(nodeOf) as unknown as [z.ZodObject<{ kind: z.ZodLiteral<NodeKind> }>])
  .meta({ id: 'WorkflowNode' }) as unknown as z.ZodType<WorkflowNode>

/**
 * A workflow as a file holds it. The file is whole: it carries the segments that it names and its e-mail content.
 * An edge has no id: it lies in its node's `ports`. `$schema` and keys that begin with `x-` are kept, other unknown keys are refused.
 */
export const Workflow = z
  .object({
    $schema: z.string().optional(),
    format: z.literal(format),
    id: Slug,
    title: Title,
    description: z.string().max(limits.noteBytes).optional(),
    nextId: z.int().min(1).describe('The number that the next node gets; never goes back'),
    settings: WorkflowSettings,
    nodes: z.array(WorkflowNode).max(limits.workflowNodes),
    notes: z.array(CanvasNote).max(limits.canvasNotes).optional().describe('Notes on the canvas'),
    segments: z.record(Slug, SegmentDefinition).optional().describe('The segments that this workflow names'),
  })
  .catchall(z.unknown())
  .superRefine((workflow, context) => {
    for (const key of Object.keys(workflow))
      if (!(key in workflowKeys) && !extension.safeParse(key).success)
        context.addIssue({ code: 'unrecognized_keys', keys: [key], input: workflow })
  })
  .meta({ id: 'Workflow', title: 'Perennial workflow', description: 'A workflow document, format 1' })
export type Workflow = z.infer<typeof Workflow>

const workflowKeys = {
  $schema: 0,
  format: 0,
  id: 0,
  title: 0,
  description: 0,
  nextId: 0,
  settings: 0,
  nodes: 0,
  notes: 0,
  segments: 0,
} satisfies Record<string, 0>
