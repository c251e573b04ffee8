import { z } from 'zod'
import { Zone } from '../../shared/duration.ts'
import { EventText } from '../../shared/event.ts'

/** How the columns of a file become events. docs/load.md explains it to people. */

/** How the text of a column is read: `id` reads `17850.0` as `17850`; `time` without an offset is local time in the map's zone. */
const Reading = z.enum(['text', 'id', 'number', 'time'])

/** A column by name, something fixed, or a sum over the event's rows of the product of columns. */
const Value = z.union([
  z.string(),
  z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) }),
  z.strictObject({ sum: z.array(z.string()).min(1).max(5), negate: z.literal(true).optional() }),
])
export type Value = z.infer<typeof Value>

const Beginnings = z.array(z.string()).min(1).max(20)

const Condition = z
  .strictObject({ column: z.string(), begins: Beginnings.optional(), beginsNot: Beginnings.optional() })
  .describe("Of a column's text: begins with one of these; begins with none of these")

export const EventMap = z.strictObject({
  when: Condition.optional(),
  type: z.enum(['track', 'identify']).default('track'),
  event: EventText.optional().describe('The name of a track event'),
  userId: z.string().optional(),
  anonymousId: z.string().optional(),
  externalIds: z.record(z.string(), z.string()).optional(),
  timestamp: z.string().describe("The column of the event's time; of several rows the earliest"),
  properties: z.record(z.string(), Value).optional().describe("From the event's first row; traits for identify"),
  rows: z.record(z.string(), z.record(z.string(), Value)).optional().describe('Lists with an element for each row'),
})
export type EventMap = z.infer<typeof EventMap>

export const LoadMap = z.strictObject({
  $schema: z.string().optional(),
  zone: Zone.describe('Of times without an offset'),
  columns: z.record(z.string(), Reading).describe('Columns that are not plain text'),
  groupBy: z.string().optional().describe('Rows with the same text in this column are one event'),
  dropDuplicateRows: z
    .boolean()
    .default(false)
    .describe('Of rows that are the same in every column, within one event, the first is kept'),
  events: z.array(EventMap).min(1).max(50).describe('The first whose condition holds is made'),
})
export type LoadMap = z.infer<typeof LoadMap>
