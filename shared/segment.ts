import { z } from 'zod'
import { limits } from './limits.ts'
import { Predicate } from './predicate/schema.ts'

/** A slug made once from a title: `[a-z0-9-]`, at most 64. */
export const Slug = z
  .string()
  .max(limits.idLength)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'slug' })
  .meta({ id: 'Slug' })

/** A named predicate over customers. It stands: it reads the customer's own facts and time only. */
export const SegmentDefinition = z
  .strictObject({ title: z.string().min(1).max(limits.nameLength), when: Predicate })
  .meta({ id: 'SegmentDefinition' })
export type SegmentDefinition = z.infer<typeof SegmentDefinition>

/** The slug of a title: lower case, accents dropped, at most 64 characters, never empty. */
export function slugOf(title: string): string {
  const slug = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, limits.idLength)
    .replace(/-+$/, '')
  return slug || 'untitled'
}
