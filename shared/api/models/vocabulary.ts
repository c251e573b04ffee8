import { z } from 'zod'
import { WorkflowLinks } from '../../check/links.ts'
import { WorkflowState } from './workflow.ts'

/** What the store has seen, for pickers: names are offered, never demanded. */
export const Vocabulary = z
  .object({
    events: z.array(z.object({ name: z.string(), count: z.int(), properties: z.array(z.string()) })),
    attributes: z.array(z.string()),
    segments: z.array(z.object({ id: z.string(), title: z.string() })),
    workflows: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          state: WorkflowState,
          links: WorkflowLinks.describe('Of the version that was published last; of one that never was, none'),
        }),
      )
      .describe('What workflows have to do with each other'),
  })
  .meta({ id: 'Vocabulary' })
