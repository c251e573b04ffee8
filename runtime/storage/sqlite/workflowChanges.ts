import { limits } from '../../../shared/limits.ts'
import type { ChangeContext, Changes } from './changeContext.ts'
import { refused, stale, unknown } from './controlResults.ts'

interface WorkflowRow {
  readonly state: 'draft' | 'live' | 'paused' | 'ended'
  readonly version: number | null
  readonly draft: string
  readonly revision: number
}

const workflow = 'select state, version, draft, revision from workflow where id = ?'
const addWorkflow = `
  insert into workflow (id, title, state, version, draft, revision, saved) values (?, ?, 'draft', null, ?, 1, ?)`
const changeDraft = 'update workflow set title = ?, draft = ?, revision = ?, saved = ? where id = ?'
const deleteWorkflow = 'delete from workflow where id = ?'
const newestVersion = 'select max(version) as version from version where workflow = ?'
const highestNext = `select max(document ->> '$.nextId') as highest from version where workflow = ?`
const documentOf = 'select document from version where workflow = ? and version = ?'
const othersLive = "select count(*) as count from workflow where state in ('live', 'paused') and id <> ?"
const addVersion = 'insert into version (workflow, version, document, mails, published) values (?, ?, ?, ?, ?)'
const goLive = 'update workflow set state = ?, version = ? where id = ?'
const changeState = 'update workflow set state = ? where id = ?'

/** Workflows: their drafts, versions and states. */
export function workflowChanges(
  { partition: { db }, done, mark, now }: ChangeContext,
  saveSegment: Changes['saveSegment'],
): Pick<Changes, 'saveDraft' | 'deleteDraft' | 'publish' | 'moveRuns' | 'setWorkflowState'> {
  const statements = {
    workflow: db.prepare<[string], WorkflowRow>(workflow),
    addWorkflow: db.prepare<[string, string, string, number]>(addWorkflow),
    changeDraft: db.prepare<[string, string, number, number, string]>(changeDraft),
    deleteWorkflow: db.prepare<[string]>(deleteWorkflow),
    newestVersion: db.prepare<[string], { version: number | null }>(newestVersion),
    highestNext: db.prepare<[string], { highest: number | null }>(highestNext),
    documentOf: db.prepare<[string, number], { document: string }>(documentOf),
    othersLive: db.prepare<[string], { count: number }>(othersLive),
    addVersion: db.prepare<[string, number, string, string, number]>(addVersion),
    goLive: db.prepare<[string, number, string]>(goLive),
    changeState: db.prepare<[string, string]>(changeState),
  }

  /** Ids go on from the highest that any version gave, also in an older document that comes back (rule 25). */
  function goingOn(workflow: string, text: string): string {
    const highest = statements.highestNext.get(workflow)?.highest ?? null
    if (highest === null) return text
    const document = JSON.parse(text) as { readonly nextId?: unknown }
    const isBehind = typeof document.nextId === 'number' && document.nextId < highest
    return isBehind ? `${JSON.stringify({ ...document, nextId: highest }, null, 2)}\n` : text
  }

  return {
    saveDraft({ workflow, title, document: text, revision, segments = [] }, wall) {
      for (const change of segments) {
        const saved = saveSegment({ do: 'saveSegment', ...change }, wall)
        if (!saved.ok) return saved
      }
      const row = statements.workflow.get(workflow)
      if (revision === null) {
        if (row) return refused(409, 'workflowExists', { workflow })
        statements.addWorkflow.run(workflow, title, text, now(wall))
        return done({ revision: 1 })
      }
      if (!row) return unknown('workflow', workflow)
      const document = goingOn(workflow, text)
      // Also when it was saved by this very call, whose answer was lost.
      if (row.draft === document) return done({ revision: row.revision })
      if (row.revision !== revision) return stale(row.revision, row.draft)
      statements.changeDraft.run(title, document, revision + 1, now(wall), workflow)
      return done({ revision: revision + 1 })
    },

    deleteDraft({ workflow }) {
      const row = statements.workflow.get(workflow)
      if (!row) return unknown('workflow', workflow)
      if (row.version !== null) return refused(409, 'workflowPublished', { workflow })
      statements.deleteWorkflow.run(workflow)
      return done()
    },

    publish({ workflow, document: text, revision, compiled, move, include }, wall) {
      const row = statements.workflow.get(workflow)
      if (!row) return unknown('workflow', workflow)
      if (row.revision !== revision) return stale(row.revision, row.draft)
      const document = goingOn(workflow, text)
      // Of two who publish at once the second has nothing left to publish.
      const live = row.version === null ? null : statements.documentOf.get(workflow, row.version)
      if (live?.document === document && row.state !== 'ended') return refused(409, 'nothingToPublish', { workflow })
      if (include && row.state === 'paused') return refused(409, 'pausedIncludesNobody', { workflow })
      // One that is paused goes on without asking again.
      if (row.state !== 'live' && row.state !== 'paused') {
        const live = statements.othersLive.get(workflow)?.count ?? 0
        if (live >= limits.liveWorkflows) return refused(409, 'tooManyLive', { limit: limits.liveWorkflows })
      }
      const version = (statements.newestVersion.get(workflow)?.version ?? 0) + 1
      const state = row.state === 'paused' ? 'paused' : 'live'
      statements.addVersion.run(workflow, version, document, JSON.stringify(compiled), now(wall))
      statements.goLive.run(state, version, workflow)
      // Rolling back to an older document leaves a draft alone in which somebody has changed something.
      const follows = row.draft !== document && (row.draft === text || row.draft === live?.document)
      const { title } = JSON.parse(document) as { title: string }
      if (follows) statements.changeDraft.run(title, document, revision + 1, now(wall), workflow)
      mark({ type: 'workflow', workflow, version, state, ...(move && { move }), ...(include && { include }) }, wall)
      return done({ revision: follows ? revision + 1 : revision, version })
    },

    moveRuns({ workflow, version, move }, wall) {
      const row = statements.workflow.get(workflow)
      if (!row) return unknown('workflow', workflow)
      if (row.version === null || row.state === 'draft') return refused(409, 'workflowNeverPublished', { workflow })
      if (row.state === 'ended') return refused(409, 'workflowEnded', { workflow })
      if (row.version !== version) return refused(409, 'otherVersion', { workflow, version: row.version })
      mark({ type: 'workflow', workflow, version, state: row.state, move }, wall)
      return done({ version })
    },

    setWorkflowState({ workflow, state, overdue }, wall) {
      const row = statements.workflow.get(workflow)
      if (!row) return unknown('workflow', workflow)
      if (row.version === null) return refused(409, 'workflowNeverPublished', { workflow })
      if (row.state === state) return done({ version: row.version })
      if (row.state === 'ended') return refused(409, 'workflowEnded', { workflow })
      statements.changeState.run(state, workflow)
      const choice = overdue && state === 'live' ? { overdue } : {}
      mark({ type: 'workflow', workflow, version: row.version, state, ...choice }, wall)
      return done({ version: row.version })
    },
  }
}
