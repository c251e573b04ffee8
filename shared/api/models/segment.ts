import { z } from 'zod'
import { SegmentDefinition } from '../../segment.ts'
import { CustomerSummary } from './customer.ts'

/** A segment in a list. */
export const SegmentSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    members: z.int(),
    revision: z.int(),
    progress: z.object({ done: z.int(), of: z.int() }).nullable().describe('While a new definition is being applied'),
    workflows: z.array(z.string()).describe('Ids of the workflows that name it'),
  })
  .meta({ id: 'SegmentSummary' })

/** A segment with some of its members. */
export const SegmentDetail = z
  .object({
    segment: SegmentSummary,
    definition: SegmentDefinition,
    sample: z.array(CustomerSummary),
    joined7Days: z.int(),
    left7Days: z.int(),
  })
  .meta({ id: 'SegmentDetail' })
