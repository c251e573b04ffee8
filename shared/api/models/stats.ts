import { z } from 'zod'

/** How many people and messages a node had. */
export const NodeNumbers = z.object({
  entered: z.int(),
  waiting: z.int(),
  planned: z.int().describe('Starts that a trigger has planned'),
  ports: z.record(z.string(), z.int()).describe('How many left by each port'),
  sent: z.int(),
  queued: z.int().describe('Messages in the Outbox, not begun; counted among 20,000 of the store'),
  failed: z.int(),
  skipped: z.int(),
  opened: z.int().describe('Messages that were opened, each once; machines left out'),
  clicked: z.int().describe('Messages in which a link was clicked, each once; machines left out'),
  bounced: z.int(),
  complained: z.int().describe('Messages that were marked as spam'),
  ended: z.int().describe('Runs that ended here'),
})
export type NodeNumbers = z.output<typeof NodeNumbers>

const Conversions = z.object({
  count: z.int(),
  worth: z.array(z.object({ currency: z.string(), amount: z.number().describe('In units of the currency') })),
})

/** Live numbers of a workflow, summed over its versions. */
export const WorkflowStats = z
  .object({
    workflow: z.string(),
    started: z.int(),
    active: z.int(),
    ended: z.int(),
    endings: z
      .array(z.object({ code: z.string(), detail: z.string().optional(), count: z.int() }))
      .describe('For which reasons runs ended, the most frequent first; detail as in the reason of a run'),
    paused: z
      .object({
        since: z.string(),
        overdue: z.int().describe('Runs whose time came since'),
        keptOut: z.int().describe('Times that a customer would have entered since'),
      })
      .nullable(),
    goal: z
      .object({
        title: z.string(),
        converted: Conversions,
        heldOut: z.int().describe('Those who would have entered, and were left out'),
        heldOutConverted: Conversions,
      })
      .nullable()
      .describe('How the goal of the newest version is reached; null where it has none'),
    nodes: z.record(z.string(), NodeNumbers),
  })
  .meta({ id: 'WorkflowStats' })
export type WorkflowStats = z.output<typeof WorkflowStats>
