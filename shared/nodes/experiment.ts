import { z } from 'zod'
import { Duration } from '../duration.ts'
import { Filter } from '../predicate/schema.ts'
import { Slug } from '../segment.ts'
import { defineNode, EventName } from './define.ts'
import { halves, SharedPaths } from './split.ts'

/**
 * What a path is for: within the window after they were assigned, customers do something or join a segment; or they reach the workflow's
 * own goal, by its own window.
 */
const Goal = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('event'), event: EventName, where: Filter.optional(), within: Duration }),
  z.strictObject({ by: z.literal('segment'), segment: Slug, within: Duration }),
  z.strictObject({ by: z.literal('workflow') }).meta({ description: "The workflow's goal" }),
])

/** In percent: with so much certainty no path is ever declared the winner that is not better than all others. */
export const certainties = [90, 95, 99] as const

/**
 * Flow: a split that finds out which path is better for its goal. Each customer counts once, with the path that they were assigned to first.
 * A new version of the workflow begins to count anew, with customers who come here for the first time.
 */
export const experiment = defineNode({
  kind: 'experiment',
  group: 'flow',
  icon: 'flask-conical',
  settings: z.strictObject({
    paths: SharedPaths,
    goal: Goal,
    certainty: z.literal(certainties),
    takeOver: z.boolean().describe('Everybody who comes after a winner is found takes its path'),
  }),
  defaults: () => ({
    paths: halves(),
    goal: { by: 'event', event: 'Order Completed', within: 'P7D' },
    certainty: 95,
    takeOver: false,
  }),
  ports: ({ paths }) => paths.map(({ port, title }) => (title ? { id: port, title } : { id: port })),
  rests: () => false,
  // Whoever was assigned may be in another run by then, or in none.
  filters: ({ goal }) =>
    goal.by === 'event' ? [{ path: '/goal/where', event: goal.event, filter: goal.where, withoutRun: true }] : [],
  segments: ({ goal }) => (goal.by === 'segment' ? [goal.segment] : []),
  assigns: ({ paths }) => paths,
  experiment: (settings) => settings,
})
