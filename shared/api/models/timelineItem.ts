import { z } from 'zod'

/** One thing that happened with a customer. */
export const TimelineItem = z
  .object({
    at: z.string().describe('Own time for events'),
    what: z.enum([
      'event',
      'message',
      'runStarted',
      'runEnded',
      'segmentJoined',
      'segmentLeft',
      'customersJoined',
      'consentChanged',
      'attributesLeftOut',
      'zoneUnknown',
      'notEnrolled',
      'addressRefused',
      'heldOut',
      'goalReached',
    ]),
    title: z.string().describe('The event name, the segment title, the workflow title, the message subject'),
    seq: z.int().optional(),
    run: z.string().optional(),
    workflow: z.string().optional(),
    message: z.string().optional(),
    detail: z.unknown().describe('Event: its properties. Others: parameters of the sentence'),
  })
  .meta({ id: 'TimelineItem' })
