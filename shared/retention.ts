import { z } from 'zod'
import { limits } from './limits.ts'
import { EventName } from './nodes/define.ts'
import { orderEvent } from './predicate/schema.ts'

/** How long a store keeps what customers did. How often, when first and when last they did it is known for ever. */
export const Retention = z
  .strictObject({
    days: z
      .int()
      .min(limits.retentionDaysLeast)
      .max(limits.retentionDaysMost)
      .nullable()
      .describe('Events that are older than so many days are removed; null: none ever is'),
    forEver: z.array(EventName).max(limits.eventsForEver).describe('Names of events that are never removed'),
  })
  .meta({ id: 'Retention' })
export type Retention = z.infer<typeof Retention>

export const initialRetention: Retention = { days: null, forEver: [orderEvent] }
