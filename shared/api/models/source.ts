import { z } from 'zod'
import { SourceKind } from '../../event.ts'

/** Where events come from, with the write key by which they do. */
export const Source = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: SourceKind,
    createdAt: z.string(),
    revokedAt: z.string().nullable(),
    key: z
      .string()
      .describe(
        'The write key: for browsers it is public by nature; a server key is shown to whoever may open Settings',
      ),
    events: z.int(),
    lastEventAt: z.string().nullable(),
  })
  .meta({ id: 'Source' })
