import { z } from 'zod'

/** How the store that is open stands. */
export const Status = z
  .object({
    store: z.enum(['own', 'demo']),
    name: z.string(),
    clock: z.enum(['wall', 'data']),
    now: z.string(),
    behind: z.int().describe('Accepted entries that are not folded yet'),
    smtp: z.boolean(),
    customers: z.int(),
    events: z.int(),
    workflows: z.int(),
    refused: z.int(),
    held: z.boolean(),
    hold: z
      .object({
        since: z.string(),
        why: z.enum(['absence', 'clockAhead', 'clockBehind', 'restored']),
        runs: z.int().describe('Runs whose time has come, counted up to 10,000'),
        messages: z.int().describe('Marketing messages that wait, counted up to 10,000'),
      })
      .nullable()
      .describe('Why no timer fires and no marketing leaves, and what waits'),
    filling: z.boolean().describe('The history of the demo store is still coming in'),
    playing: z.boolean().describe('The demo store is letting its days pass'),
    parked: z.int(),
  })
  .meta({ id: 'Status' })
export type Status = z.output<typeof Status>
