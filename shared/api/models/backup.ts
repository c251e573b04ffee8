import { z } from 'zod'

/** The backup that runs, or how the last one ended. */
export const Backup = z
  .object({
    state: z.enum(['none', 'running', 'done', 'failed']),
    file: z.string().nullable(),
    copied: z.int().describe('Pages copied so far, while it runs'),
    pages: z.int().describe('Pages to copy, while it runs; 0 until they are counted'),
    bytes: z.int().nullable(),
    position: z.int().nullable().describe('The last entry of the log that is in it'),
    at: z.string().nullable().describe('The moment at which the store in it stands'),
    why: z.string().nullable().describe('Why it failed'),
  })
  .meta({ id: 'Backup' })
