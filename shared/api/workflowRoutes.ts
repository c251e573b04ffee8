import { z } from 'zod'
import { Audience } from '../audience.ts'
import { limits } from '../limits.ts'
import { Workflow } from '../workflow.ts'
import { Changed } from './models/changed.ts'
import { Document } from './models/document.ts'
import { ImportResult } from './models/importResult.ts'
import { PathFigures } from './models/pathFigures.ts'
import { Problem } from './models/problem.ts'
import { AnyQuery, listOf, PageQuery } from './models/reading.ts'
import { WorkflowStats } from './models/stats.ts'
import { Template } from './models/template.ts'
import { MovePreview, PublishPreview, RunsMove, VersionSummary } from './models/version.ts'
import { WorkflowDetail, WorkflowSummary } from './models/workflow.ts'
import { type Route, route } from './route.ts'

const StartProperties = z
  .record(z.string().max(limits.nameLength), z.json())
  .describe('Read as trigger.…; without the key of the workflow, where it has one, nobody is let in')

/** Workflows: drafts, publishing, versions, numbers, files and templates. */
export const workflowRoutes = {
  listWorkflows: route({
    method: 'GET',
    path: '/api/workflows',
    tag: 'Workflows',
    summary: 'All workflows',
    query: PageQuery,
    response: listOf(WorkflowSummary),
  }),
  createWorkflow: route({
    method: 'POST',
    path: '/api/workflows',
    tag: 'Workflows',
    summary: 'Begin a workflow from a title or a document',
    body: z.union([z.strictObject({ title: z.string().min(1).max(200) }), z.strictObject({ document: Document })]),
    response: Changed,
  }),
  readWorkflow: route({
    method: 'GET',
    path: '/api/workflows/{workflow}',
    tag: 'Workflows',
    summary: 'The draft of a workflow with its problems',
    query: AnyQuery,
    response: WorkflowDetail,
  }),
  saveDraft: route({
    method: 'PUT',
    path: '/api/workflows/{workflow}',
    tag: 'Workflows',
    summary: 'Save the draft',
    body: Document,
    response: Changed,
    ifMatch: true,
  }),
  deleteDraft: route({
    method: 'DELETE',
    path: '/api/workflows/{workflow}',
    tag: 'Workflows',
    summary: 'Delete a workflow that was never published',
    response: Changed,
  }),
  previewPublish: route({
    method: 'GET',
    path: '/api/workflows/{workflow}/publish',
    tag: 'Workflows',
    summary: 'What publishing would change: the draft, or an older version again',
    query: AnyQuery.extend({ version: z.coerce.number().int().min(1).optional() }),
    response: PublishPreview,
  }),
  publish: route({
    method: 'POST',
    path: '/api/workflows/{workflow}/publish',
    tag: 'Workflows',
    summary: 'Publish the draft, or an older version again, as a new version',
    body: z.strictObject({
      revision: z.int(),
      version: z.int().min(1).optional().describe('The version to roll back to; absent: the draft is published'),
      move: RunsMove.optional().describe('Absent: everybody stays on their version'),
      include: z
        .boolean()
        .optional()
        .describe('Members of the segment that triggers it enter; refused while it is paused'),
    }),
    response: Changed,
  }),
  setWorkflowState: route({
    method: 'POST',
    path: '/api/workflows/{workflow}/state',
    tag: 'Workflows',
    summary: 'Pause, resume or end',
    body: z.strictObject({
      state: z.enum(['live', 'paused', 'ended']),
      overdue: z
        .enum(['run', 'skip', 'shift'])
        .optional()
        .describe('On resuming, for timers that came due: fire them, end their runs, or add the length of the pause'),
    }),
    response: Changed,
  }),
  previewMove: route({
    method: 'GET',
    path: '/api/workflows/{workflow}/runs/move',
    tag: 'Workflows',
    summary: 'Who of older versions could come to the present one, and where they are',
    query: AnyQuery,
    response: MovePreview,
  }),
  moveRuns: route({
    method: 'POST',
    path: '/api/workflows/{workflow}/runs/move',
    tag: 'Workflows',
    summary: 'Move runs of older versions to the present one',
    body: z.strictObject({ version: z.int().min(1).describe('The present version'), move: RunsMove }),
    response: Changed,
  }),
  startWorkflow: route({
    method: 'POST',
    path: '/api/workflows/{workflow}/start',
    tag: 'Workflows',
    summary: 'Ask that a customer enter by the trigger Request; the rules for entering hold',
    body: z.strictObject({
      customer: z.string().min(1).max(limits.nameLength).describe('The id that a list of customers gives'),
      properties: StartProperties.optional(),
      messageId: z
        .string()
        .min(1)
        .max(limits.nameLength)
        .optional()
        .describe('The same id asks only once, for at least 30 days'),
    }),
    response: Changed,
  }),
  previewStart: route({
    method: 'POST',
    path: '/api/workflows/{workflow}/start/audience/preview',
    tag: 'Workflows',
    summary: 'How many of an audience the filter of the live version admits now',
    body: z.strictObject({ audience: Audience, properties: StartProperties.optional() }),
    response: z.object({
      matching: z.int(),
      of: z.int().describe('All customers'),
      complete: z.boolean().describe('Whether all were asked; of a large store as many as could be in a second'),
    }),
  }),
  startAudience: route({
    method: 'POST',
    path: '/api/workflows/{workflow}/start/audience',
    tag: 'Workflows',
    summary: 'Ask that an audience enter by the trigger Request; the rules for entering hold for each',
    body: z.strictObject({
      audience: Audience,
      properties: StartProperties.optional(),
      messageId: z
        .string()
        .min(1)
        .max(limits.nameLength)
        .optional()
        .describe('The same id asks only once, for at least 30 days'),
    }),
    response: Changed,
  }),
  listVersions: route({
    method: 'GET',
    path: '/api/workflows/{workflow}/versions',
    tag: 'Workflows',
    summary: 'Published versions, newest first',
    query: PageQuery,
    response: listOf(VersionSummary),
  }),
  readVersion: route({
    method: 'GET',
    path: '/api/workflows/{workflow}/versions/{version}',
    tag: 'Workflows',
    summary: 'The document of a version',
    response: Document,
  }),
  readStats: route({
    method: 'GET',
    path: '/api/workflows/{workflow}/stats',
    tag: 'Workflows',
    summary: 'Counts at nodes and ports',
    query: AnyQuery,
    response: WorkflowStats,
  }),
  listPathFigures: route({
    method: 'GET',
    path: '/api/workflows/{workflow}/paths',
    tag: 'Workflows',
    summary: 'How the paths of splits and experiments do',
    response: listOf(PathFigures),
  }),
  exportWorkflow: route({
    method: 'GET',
    path: '/api/workflows/{workflow}/export',
    tag: 'Workflows',
    summary: 'The draft as a canonical file, with the segments that it names',
    response: Workflow,
  }),
  importWorkflow: route({
    method: 'POST',
    path: '/api/import',
    tag: 'Workflows',
    summary: 'Import a file: says what it would change, and changes it when told how',
    body: z.strictObject({
      document: Document,
      how: z.enum(['preview', 'replace', 'copy']),
      segments: z.enum(['keep', 'replace']).optional(),
    }),
    response: ImportResult,
  }),
  checkDocument: route({
    method: 'POST',
    path: '/api/check',
    tag: 'Workflows',
    summary: 'All problems of a document',
    body: Document,
    response: z.object({ problems: z.array(Problem) }),
  }),
  listTemplates: route({
    method: 'GET',
    path: '/api/templates',
    tag: 'Workflows',
    summary: 'Workflows to start from',
    response: listOf(Template),
  }),
  previewMail: route({
    method: 'POST',
    path: '/api/preview/mail',
    tag: 'Workflows',
    summary: 'An e-mail as a named customer would get it',
    body: z.strictObject({
      subject: z.string(),
      preheader: z.string().optional(),
      mjml: z.array(z.string()),
      purpose: z.enum(['marketing', 'transactional']),
      customer: z.string().optional(),
      trigger: Document.optional(),
    }),
    response: z.object({ subject: z.string(), html: z.string(), text: z.string(), problems: z.array(Problem) }),
  }),
} satisfies Record<string, Route>
