import { z } from 'zod'
import { Duration } from './duration.ts'
import { EventName, Title } from './nodes/define.ts'
import { Filter, Path, Predicate } from './predicate/schema.ts'

const always = {
  title: Title,
  within: Duration.describe('How long after entering, or after a message, it counts'),
  from: z
    .enum(['start', 'message'])
    .describe('Whether that time begins with the run or anew with each of its messages'),
  ends: z.boolean().describe('Whether reaching it ends the run'),
}

/** The conversion that a workflow is for: counted once for each run, at once (rule 15), also after the run's end. */
export const Goal = z
  .discriminatedUnion('by', [
    z
      .strictObject({
        by: z.literal('event'),
        event: EventName,
        where: Filter.optional(),
        value: Path.optional().describe("A money property of the event, in the event's currency, else the store's"),
        ...always,
      })
      .meta({ description: 'An event' }),
    z
      .strictObject({ by: z.literal('condition'), when: Predicate, ...always })
      .meta({ description: 'A condition that comes to hold, or holds when the time begins' }),
  ])
  .meta({ id: 'Goal' })
export type Goal = z.infer<typeof Goal>
