import { z } from 'zod'
import { MessageState } from './message.ts'

/** A run in a list. */
export const RunSummary = z
  .object({
    id: z.string(),
    customer: z.string(),
    customerName: z.string(),
    workflow: z.string(),
    workflowTitle: z.string(),
    version: z.int(),
    key: z.string(),
    state: z.enum(['active', 'ended']),
    node: z.string(),
    startedAt: z.string(),
    dueAt: z.string().nullable(),
    paused: z.boolean().describe('Its workflow is paused: until that goes on the run rests, also beyond `dueAt`'),
    endedAt: z.string().nullable(),
    reason: z.object({ code: z.string(), detail: z.string().optional() }).nullable(),
  })
  .meta({ id: 'RunSummary' })

/** A condition that decided, and the facts that it saw. */
const Because = z
  .object({
    at: z.string(),
    holds: z.boolean(),
    unknown: z.literal(true).optional(),
    value: z.unknown().optional(),
    events: z.array(z.int()).optional(),
    changesAt: z.number().optional(),
    others: z.record(z.string(), z.unknown()).optional().describe('Attributes that it was compared with'),
    zone: z.string().optional(),
    aside: z.literal(true).optional().describe('It did not decide'),
  })
  .meta({ id: 'Because' })

/** What became of a message, or a call, that a run asked for. */
const MessageOutcome = z
  .object({
    key: z.string(),
    state: MessageState,
    at: z.string().nullable().describe('When that was known'),
    detail: z.string(),
    until: z.string().optional().describe('It could not begin in time, and is judged again then'),
  })
  .meta({ id: 'MessageOutcome' })

/** What a run did at a node, and why. */
export const TrailDecision = z
  .object({
    at: z.string(),
    node: z.string(),
    visit: z.int(),
    what: z.enum(['entered', 'took', 'rested', 'asked', 'reached', 'ended', 'failed', 'moved']),
    port: z.string().optional(),
    until: z.number().optional(),
    why: z.string().optional(),
    params: z.record(z.string(), z.unknown()).optional(),
    because: z.array(Because).optional(),
    more: z.int().optional().describe('Leaves for which there was no room'),
    seq: z.int().optional(),
    assumed: z.literal(true).optional(),
    message: MessageOutcome.optional().describe('Of what was let go: what became of it'),
    sentence: z.string().describe('The reason in English, from the catalogue; of what was let go, what became of it'),
  })
  .meta({ id: 'TrailDecision' })

/** A run with its trail. */
export const RunDetail = z
  .object({
    run: RunSummary,
    document: z.record(z.string(), z.unknown()).describe('The version that the run is on'),
    trail: z.array(TrailDecision),
  })
  .meta({ id: 'RunDetail' })
