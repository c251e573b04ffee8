import { z } from 'zod'
import { Changed } from './changed.ts'
import { Problem } from './problem.ts'

/** What importing the file of a workflow changes, or would change. */
export const ImportResult = z
  .object({
    id: z.string(),
    title: z.string(),
    exists: z.boolean(),
    identical: z.boolean(),
    problems: z.array(Problem),
    segments: z.array(z.object({ id: z.string(), title: z.string(), state: z.enum(['new', 'same', 'differs']) })),
    differences: z.array(z.string()).describe('What the file would change of the present draft, in English'),
    imported: Changed.nullable(),
  })
  .meta({ id: 'ImportResult' })
