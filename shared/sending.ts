import { z } from 'zod'
import { addDuration, Duration, durationParts } from './duration.ts'
import { Hours } from './hours.ts'
import { limits } from './limits.ts'
import { instantOfLocal, localDay, localOf, midnightOf, weekdayOf } from './localTime.ts'
import { Channel } from './predicate/schema.ts'

/** At most 31 days, so that a customer's ledger of messages stays short. */
const Period = Duration.refine((text) => lengthInDays(text) <= limits.capDays, {
  error: 'capPeriod',
  params: { code: 'capPeriod', limit: limits.capDays },
}).meta({ id: 'CapPeriod' })

const atMost = z.int().min(1).max(limits.capMessages)

/**
 * So many marketing messages for one customer: in any period of a length (`rolling`), or on a calendar day or in a week from Monday, in
 * the customer's zone.
 */
export const Cap = z
  .discriminatedUnion('per', [
    z.strictObject({ per: z.literal('rolling'), atMost, period: Period }).meta({ description: 'In any such period' }),
    z.strictObject({ per: z.literal('day'), atMost }).meta({ description: 'On one calendar day' }),
    z.strictObject({ per: z.literal('week'), atMost }).meta({ description: 'In one week, from Monday' }),
  ])
  .meta({ id: 'Cap' })
export type Cap = z.infer<typeof Cap>

/** A cap of the whole store, on one channel. */
export const ChannelCap = z.strictObject({ channel: Channel, cap: Cap }).meta({ id: 'ChannelCap' })
export type ChannelCap = z.infer<typeof ChannelCap>

/** When and how often the store sends, over all workflows; judged in each customer's zone (rule 22). */
export const Sending = z
  .strictObject({
    quietHours: z.array(Hours).max(limits.quietHours).describe('When marketing waits'),
    quietForTransactional: z.boolean().describe('Whether transactional messages keep quiet hours too'),
    caps: z.array(ChannelCap).max(limits.caps).describe('How many marketing messages a customer gets at most'),
    giveUpAfter: Duration.describe('A message that may not go within this time is skipped'),
    holdout: z
      .int()
      .min(0)
      .max(50)
      .describe('Percent of all customers who enter no workflow with a goal, so that its effect can be measured'),
  })
  .meta({ id: 'Sending' })
export type Sending = z.infer<typeof Sending>

export const initialSending: Sending = {
  quietHours: [],
  quietForTransactional: false,
  caps: [],
  giveUpAfter: 'P3D',
  holdout: 0,
}

/**
 * Until when a message of that instant counts for a cap: a rolling period is measured forward from it (rule 19), a day and a week end
 * with the calendar's. Milliseconds.
 */
export function countsUntil(cap: Cap, instant: number, zone: string): number {
  if (cap.per === 'rolling') return addDuration(instant, cap.period, zone)
  const today = midnightOf(localOf(instant, zone))
  return instantOfLocal(today + (cap.per === 'day' ? 1 : 7 - weekdayOf(today)) * localDay, zone)
}

/** Length in days, months taken as 31; rounded up. */
function lengthInDays(text: string): number {
  const parts = durationParts(text)
  const exact = parts.hours / 24 + parts.minutes / 1440 + parts.seconds / 86_400
  return parts.years * 366 + parts.months * 31 + parts.weeks * 7 + parts.days + exact
}
