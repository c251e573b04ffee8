import { z } from 'zod'
import { Problem } from './problem.ts'

/** How a workflow stands. */
export const WorkflowState = z.enum(['draft', 'live', 'paused', 'ended']).meta({ id: 'WorkflowState' })

/** A workflow in a list. */
export const WorkflowSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    state: WorkflowState,
    version: z.int().nullable().describe('The version that is live, paused or ended'),
    changed: z.boolean().describe('The draft differs from that version'),
    savedAt: z.string(),
    publishedAt: z.string().nullable(),
    entered7Days: z.int(),
    active: z.int().describe('Runs inside now'),
    goal: z
      .object({
        title: z.string(),
        started: z.int().describe('Runs that began'),
        reached: z.int(),
        heldOut: z.int().describe('Those who would have entered, and were left out'),
        heldOutReached: z.int(),
      })
      .nullable()
      .describe('How the goal of the version that is out is reached; null where it has none'),
    errors: z.int(),
  })
  .meta({ id: 'WorkflowSummary' })

/** A workflow with its draft. */
export const WorkflowDetail = z
  .object({
    id: z.string(),
    state: WorkflowState,
    version: z.int().nullable(),
    revision: z.int().describe('Send it back as If-Match'),
    savedAt: z.string(),
    publishedAt: z.string().nullable(),
    changed: z.boolean(),
    document: z
      .record(z.string(), z.unknown())
      .describe('The draft, a workflow document (shared/workflow.schema.json)'),
    problems: z.array(Problem),
  })
  .meta({ id: 'WorkflowDetail' })
