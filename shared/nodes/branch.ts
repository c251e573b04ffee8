import { z } from 'zod'
import { limits } from '../limits.ts'
import { Predicate } from '../predicate/schema.ts'
import { defineNode, PortId, Title } from './define.ts'

/** Flow: the first path whose condition holds is taken, otherwise `else`. */
export const branch = defineNode({
  kind: 'branch',
  group: 'flow',
  icon: 'split',
  settings: z.strictObject({
    paths: z
      .array(z.strictObject({ port: PortId, title: Title.optional(), when: Predicate }))
      .min(1)
      .max(limits.branchPaths),
  }),
  defaults: () => ({
    paths: [{ port: 'path-1', when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 } }],
  }),
  ports: (settings) => [
    ...settings.paths.map((path) => (path.title ? { id: path.port, title: path.title } : { id: path.port })),
    { id: 'else' },
  ],
  rests: () => false,
  predicates: (settings) =>
    settings.paths.map((path, index) => ({
      path: `/paths/${index}/when`,
      predicate: path.when,
      port: path.port,
      stands: false,
    })),
})
