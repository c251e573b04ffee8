import { z } from 'zod'

/** The answer to a change: where it stands in the log, and what has become of the thing. */
export const Changed = z
  .object({ position: z.int(), revision: z.int().optional(), version: z.int().optional(), id: z.string().optional() })
  .meta({ id: 'Changed' })
