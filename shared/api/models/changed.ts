import { z } from 'zod'

/** The answer to a change: where it stands in the log, and what has become of the thing. */
export const Changed = z
  .object({
    position: z.int(),
    revision: z.int().optional(),
    version: z.int().optional(),
    id: z.string().optional(),
    copies: z
      .array(z.string())
      .optional()
      .describe('Copies of the store beside it that an erasure removes before it is finished'),
  })
  .meta({ id: 'Changed' })
