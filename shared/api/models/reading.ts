import { z } from 'zod'
import { limits } from '../../limits.ts'

/** One thing is asked for. */
export const AnyQuery = z.object({ position: z.coerce.number().int().min(0).optional() })

/** A list is asked for, page by page. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(limits.pageItems).default(50),
  after: z.string().max(200).optional(),
  position: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Wait until the fold has reached this log number, at most 2 s'),
})

/** A page of a list, and where the next one begins; null: nowhere. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })
