import { z } from 'zod'

/** What is wrong, one thing of it, and where. */
export const Problem = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    path: z.string().optional(),
    node: z.string().optional(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).optional(),
    sentence: z.string().optional().describe('The same in English, from the catalogue'),
  })
  .meta({ id: 'Problem' })

/** The answer to a request that is refused: all that is wrong with it. */
export const ProblemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    problems: z.array(Problem),
  })
  .meta({ id: 'ProblemDocument', description: 'RFC 9457' })
