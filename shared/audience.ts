import { z } from 'zod'
import { Predicate } from './predicate/schema.ts'
import { Slug } from './segment.ts'

/** The customers whom something is for, as they are at its instant: everyone, the members of a segment, or whoever fits a condition. */
export const Audience = z
  .discriminatedUnion('of', [
    z.strictObject({ of: z.literal('everyone') }),
    z.strictObject({ of: z.literal('segment'), segment: Slug }),
    z.strictObject({ of: z.literal('condition'), when: Predicate }),
  ])
  .meta({ id: 'Audience', description: 'Everyone, the members of a segment, or whoever fits a condition' })
export type Audience = z.infer<typeof Audience>
