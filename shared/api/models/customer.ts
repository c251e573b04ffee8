import { z } from 'zod'
import { RunSummary } from './run.ts'

/** A customer in a list. */
export const CustomerSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    createdAt: z.string(),
    lastSeenAt: z.string().nullable(),
    segments: z.array(z.string()),
  })
  .meta({ id: 'CustomerSummary' })

/** A customer with what is known of them now. */
export const CustomerDetail = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.string(),
    joinedTo: z.string().nullable(),
    identities: z.array(z.object({ kind: z.string(), value: z.string() })),
    attributes: z.array(z.object({ name: z.string(), value: z.unknown(), at: z.string() })),
    consents: z.array(
      z.object({
        channel: z.string(),
        purpose: z.string(),
        is: z.enum(['granted', 'denied', 'unknown']),
        at: z.string().nullable(),
        source: z.string().nullable(),
        wording: z.string().nullable(),
      }),
    ),
    segments: z.array(
      z.object({ id: z.string(), title: z.string(), since: z.string(), how: z.enum(['joined', 'initial']) }),
    ),
    runs: z.array(RunSummary),
  })
  .meta({ id: 'CustomerDetail' })
