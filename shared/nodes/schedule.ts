import { z } from 'zod'
import { Audience } from '../audience.ts'
import { Recurrence } from '../recurrence.ts'
import { defineNode, onePort } from './define.ts'

/** What becomes of an instant that passed while Perennial was not running or the workflow was paused. */
export const Missed = z.enum(['skip', 'runLast'])

/**
 * Trigger: at a local time that comes again and again, in the workflow's zone, else the installation's, everyone of an audience enters. Who
 * belongs to it is decided as of that instant; the rules for entering again hold.
 *
 * - `missed: 'skip'`: the next instant is the one that counts. Those whom a pause keeps out are counted.
 * - `missed: 'runLast'`: the last of the instants that were missed is made up for, once it can be, as of then.
 */
export const schedule = defineNode({
  kind: 'schedule',
  group: 'trigger',
  icon: 'calendar-clock',
  settings: z.strictObject({
    recurs: Recurrence,
    audience: Audience,
    missed: Missed.optional().describe('What becomes of an instant missed in an outage or a pause; absent: skip'),
  }),
  defaults: () => ({ recurs: { every: 'week', on: ['monday'], time: '10:00' }, audience: { of: 'everyone' } }),
  ports: () => onePort,
  rests: () => false,
  predicates: ({ audience }) =>
    audience.of === 'condition'
      ? [{ path: '/audience/when', predicate: audience.when, stands: false, withoutRun: true }]
      : [],
  segments: ({ audience }) => (audience.of === 'segment' ? [audience.segment] : []),
  schedule: (settings) => settings,
})
