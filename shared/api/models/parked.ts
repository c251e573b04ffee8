import { z } from 'zod'

/** What the fold could not process and set aside (an entry, or a turn of a customer that it led to). */
export const Parked = z
  .object({
    seq: z.int().describe('Its number in the log; 0: a timer of the customer came due'),
    at: z.string().nullable(),
    customer: z.string().nullable(),
    what: z.string().describe('The kind of entry, or turn: what it meant for one customer'),
    name: z.string().nullable().describe('The name of an event'),
    why: z.string().describe('The error'),
    canBeFoldedAgain: z.boolean(),
  })
  .meta({ id: 'Parked' })
