import { z } from 'zod'
import { ExplainedRun } from './models/explanation.ts'
import { AnyQuery, listOf, PageQuery } from './models/reading.ts'
import { RunDetail, RunSummary } from './models/run.ts'
import { type Route, route } from './route.ts'

/** Runs and their trails. */
export const runRoutes = {
  listRuns: route({
    method: 'GET',
    path: '/api/runs',
    tag: 'Runs',
    summary: 'Runs, newest first',
    query: PageQuery.extend({
      workflow: z.string().optional(),
      state: z.enum(['active', 'ended']).optional(),
      node: z.string().optional(),
      customer: z.string().optional(),
    }),
    response: listOf(RunSummary),
  }),
  readRun: route({
    method: 'GET',
    path: '/api/runs/{run}',
    tag: 'Runs',
    summary: 'A run with its trail',
    query: AnyQuery,
    response: RunDetail,
  }),
  explainRun: route({
    method: 'GET',
    path: '/api/runs/{run}/explain',
    tag: 'Runs',
    summary: 'Why each decision of a run came out as it did, and what would have changed it',
    query: AnyQuery,
    response: ExplainedRun,
  }),
} satisfies Record<string, Route>
