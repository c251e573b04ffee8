import { z } from 'zod'
import { Problem } from './problem.ts'

/** An event that was refused, as it came. */
export const Refused = z
  .object({
    id: z.int(),
    at: z.string(),
    source: z.string(),
    problems: z.array(Problem),
    body: z.string(),
    historical: z.boolean().describe('It came with an import: mended, it starts no workflow either'),
  })
  .meta({ id: 'Refused' })
