import { z } from 'zod'

/** A workflow to start from. */
export const Template = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    document: z.record(z.string(), z.unknown()),
    readme: z.string(),
  })
  .meta({ id: 'Template' })
