import { z } from 'zod'
import { limits } from '../limits.ts'
import { defineNode, PortId, Title } from './define.ts'

/** A path that a share of the customers takes, in whole percent. */
const SharedPath = z.strictObject({ port: PortId, title: Title.optional(), percent: z.int().min(0).max(100) })

/** Paths among which all customers are shared out: their percentages make 100. */
export const SharedPaths = z
  .array(SharedPath)
  .min(2)
  .max(limits.branchPaths)
  .refine((paths) => paths.reduce((sum, { percent }) => sum + percent, 0) === 100, {
    error: 'percentTotal',
    params: { code: 'percentTotal' },
  })
export type SharedPath = z.output<typeof SharedPath>

/** Two paths, half the customers each. */
export const halves = (): SharedPath[] => [
  { port: 'path-1', percent: 50 },
  { port: 'path-2', percent: 50 },
]

/**
 * Flow: each customer takes one path, by chance and always the same one (rule 10). When percentages change, only as many customers change
 * their path as must. Which of them reach the workflow's goal is counted, and judged by nobody.
 */
export const split = defineNode({
  kind: 'split',
  group: 'flow',
  icon: 'shuffle',
  settings: z.strictObject({ paths: SharedPaths }),
  defaults: () => ({ paths: halves() }),
  ports: ({ paths }) => paths.map(({ port, title }) => (title ? { id: port, title } : { id: port })),
  rests: () => false,
  assigns: ({ paths }) => paths,
})
