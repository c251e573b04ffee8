import { z } from 'zod'
import { limits } from '../../limits.ts'
import { NodeId } from '../../workflow.ts'
import { Problem } from './problem.ts'
import { WorkflowState } from './workflow.ts'

/** A version of a workflow that was published. */
export const VersionSummary = z
  .object({
    version: z.int(),
    publishedAt: z.string(),
    active: z.int(),
    entered: z.int(),
    movedIn: z.int().describe('Runs that came from another version'),
    movedOut: z.int().describe('Runs that went to another version'),
    differences: z.array(z.string()).describe('What it changed against the version before, in English'),
  })
  .meta({ id: 'VersionSummary' })

/** A node at which people of a version rest. */
const Resting = z.object({
  version: z.int(),
  node: z.string(),
  title: z.string().describe('What the node does in that version'),
  runs: z.int(),
  change: z.enum(['same', 'changed', 'gone']).describe('What becomes of the node'),
  suggested: z.string().nullable().describe('The same node, where it is still there and of the same kind'),
})

const Target = z.object({ node: z.string(), title: z.string() })

/** What publishing would change, in terms of nodes and people. */
export const PublishPreview = z
  .object({
    version: z.int().describe('The number that the new version gets'),
    problems: z.array(Problem),
    added: z.array(z.string()),
    removed: z.array(z.string()),
    changed: z.array(z.string()),
    settingsChanged: z.boolean(),
    differences: z.array(z.string()).describe('The same in English, a sentence for each'),
    state: WorkflowState,
    inside: z.int().describe('Active runs; they stay on their version unless they are moved'),
    waiting: z.array(Resting).describe('Where people are inside now, by version'),
    experiments: z
      .array(
        z.object({
          node: z.string(),
          title: z.string(),
          version: z.int().describe('The version in which it was under way'),
          assigned: z.int().describe('Customers who were assigned there, and do not count again'),
          tookOver: z.string().nullable().describe('The path that took over there'),
          sentence: z.string().describe('What becomes of it, in English'),
        }),
      )
      .describe('Experiments that the new version begins anew'),
    targets: z.array(Target).describe('Nodes to which runs may move'),
    included: z
      .object({
        segments: z.array(z.object({ segment: z.string(), title: z.string() })),
        count: z.int().describe('Members now who are not inside and whom the filter admits'),
        complete: z.boolean().describe('Whether all were asked; of a large store as many as could be in a second'),
        fewer: z.array(z.enum(['reentry', 'holdout'])).describe('Why fewer may enter than are counted'),
      })
      .nullable()
      .describe(
        'Who enters only when included: members of the segments by joining which one enters; of a paused workflow nobody',
      ),
    planning: z
      .array(z.object({ node: z.string(), title: z.string() }))
      .describe('Triggers that begin to keep dates: whoever has the date enters when it comes'),
  })
  .meta({ id: 'PublishPreview' })

/** Who of older versions could come to the present one. */
export const MovePreview = z
  .object({
    version: z.int().describe('The present version'),
    inside: z.int().describe('Active runs of older versions'),
    waiting: z.array(Resting).describe('Where they are, by version'),
    targets: z.array(Target).describe('Nodes to which they may move'),
  })
  .meta({ id: 'MovePreview' })

/** Where runs of older versions go, by the node at which they rest (rules 25 and 27). */
export const RunsMove = z
  .strictObject({
    nodes: z
      .record(
        NodeId,
        z.union([
          z.strictObject({ to: NodeId }).meta({ description: 'A node of the new version, as a new visit' }),
          z
            .strictObject({ end: z.string().min(1).max(limits.nameLength) })
            .meta({ description: 'The end, with this reason' }),
          z.strictObject({ stay: z.literal(true) }).meta({ description: 'They stay on their version' }),
        ]),
      )
      .describe('Runs at a node that is not named stay on their version'),
    keepElapsed: z
      .boolean()
      .optional()
      .describe('Delays and waits of one kind count from when the run came to the node that it leaves'),
  })
  .meta({ id: 'RunsMove' })
