import { z } from 'zod'

/** What became of those who were assigned to the paths of a split or an experiment, in the version that is out. */
export const PathFigures = z
  .object({
    node: z.string(),
    goal: z.string().nullable().describe('What counts, in English; null: a split in a workflow without a goal'),
    paths: z.array(
      z.object({
        port: z.string(),
        title: z.string(),
        percent: z.int().describe('The share of customers who are assigned to it'),
        entered: z.int().describe('Customers who were assigned to it, each once'),
        reached: z.int().describe('Those among them who reached the goal'),
        rate: z
          .object({ rate: z.number(), low: z.number(), high: z.number() })
          .nullable()
          .describe('Reached by entered, 0 to 1, with an interval that holds at every look; null: nobody entered'),
      }),
    ),
    leader: z.object({ port: z.string(), certainty: z.number() }).nullable().describe('The path that is ahead of all'),
    needed: z.number().nullable().describe('The certainty at which an experiment names a winner; null: a split'),
    tookOver: z.object({ port: z.string(), at: z.string() }).nullable(),
    sentence: z.string().describe('How it stands, in English'),
  })
  .meta({ id: 'PathFigures' })
