import { z } from 'zod'
import { Predicate } from '../predicate/schema.ts'
import { SegmentDefinition } from '../segment.ts'
import { Changed } from './models/changed.ts'
import { CustomerSummary } from './models/customer.ts'
import { AnyQuery, listOf, PageQuery } from './models/reading.ts'
import { SegmentDetail, SegmentSummary } from './models/segment.ts'
import { type Route, route } from './route.ts'

/** Segments, and how many a condition would find. */
export const segmentRoutes = {
  previewAudience: route({
    method: 'POST',
    path: '/api/preview/audience',
    tag: 'Segments',
    summary: 'How many customers satisfy a condition now, with a sample',
    body: z.strictObject({ when: Predicate }),
    response: z.object({ matching: z.int(), of: z.int(), sample: z.array(CustomerSummary), complete: z.boolean() }),
  }),
  listSegments: route({
    method: 'GET',
    path: '/api/segments',
    tag: 'Segments',
    summary: 'All segments',
    query: PageQuery,
    response: listOf(SegmentSummary),
  }),
  createSegment: route({
    method: 'POST',
    path: '/api/segments',
    tag: 'Segments',
    summary: 'Make a segment',
    body: SegmentDefinition,
    response: Changed,
  }),
  readSegment: route({
    method: 'GET',
    path: '/api/segments/{segment}',
    tag: 'Segments',
    summary: 'One segment with a sample of its members',
    query: AnyQuery,
    response: SegmentDetail,
  }),
  saveSegment: route({
    method: 'PUT',
    path: '/api/segments/{segment}',
    tag: 'Segments',
    summary: 'Change a segment; members that the new definition finds have not joined',
    body: SegmentDefinition,
    response: Changed,
    ifMatch: true,
  }),
  deleteSegment: route({
    method: 'DELETE',
    path: '/api/segments/{segment}',
    tag: 'Segments',
    summary: 'Delete a segment that no workflow names',
    response: Changed,
  }),
} satisfies Record<string, Route>
