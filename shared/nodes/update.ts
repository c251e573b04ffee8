import { z } from 'zod'
import { limits } from '../limits.ts'
import { Literal, Reference } from '../predicate/schema.ts'
import { defineNode, onePort } from './define.ts'

/** Customer: set attributes to a literal or to a value of the run, or remove them. The step sees its own writes at once. */
export const update = defineNode({
  kind: 'update',
  group: 'customer',
  icon: 'pencil',
  settings: z.strictObject({
    set: z
      .array(
        z.strictObject({
          attribute: z.string().min(1).max(limits.nameLength),
          to: z.union([Literal, Reference, z.null()]),
        }),
      )
      .min(1)
      .max(50)
      .describe('null removes the attribute'),
  }),
  defaults: () => ({ set: [{ attribute: '', to: '' }] }),
  ports: () => onePort,
  rests: () => false,
  sets: (settings) => settings.set.map(({ attribute }) => attribute),
  references: (settings) =>
    settings.set.flatMap(({ to }, index) =>
      typeof to === 'object' && to !== null ? [{ path: `/set/${index}/to`, reference: to }] : [],
    ),
})
