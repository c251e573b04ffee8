import type { Database } from 'better-sqlite3'
import type { Json } from '../../../shared/customer.ts'
import type { CompiledMail } from '../control.ts'
import type { Pages } from '../pages.ts'
import { goalOf } from './goalOf.ts'
import { beginning, cursorOf, instant, instantOrNull, listOf } from './paging.ts'
import { peopleOf } from './peopleOf.ts'

interface WorkflowRow {
  readonly id: string
  readonly title: string
  readonly state: 'draft' | 'live' | 'paused' | 'ended'
  readonly version: number | null
  readonly draft: string
  readonly revision: number
  readonly saved: number
  readonly published: number | null
  readonly changed: 0 | 1
}

const columns = `w.id, w.title, w.state, w.version, w.draft, w.revision, w.saved, v.published,
  v.document is null or v.document <> w.draft as changed`
const workflows = `
  select ${columns} from workflow w left join version v on v.workflow = w.id and v.version = w.version
  where (w.saved, w.id) < (?, ?) order by w.saved desc, w.id desc limit ?`
const workflow = `
  select ${columns} from workflow w left join version v on v.workflow = w.id and v.version = w.version where w.id = ?`
const versions = `
  select version, published, document,
    (select document from version b where b.workflow = v.workflow and b.version = v.version - 1) as before
  from version v where workflow = ? and version < ? order by version desc limit ?`
const version = 'select document, mails, published from version where workflow = ? and version = ?'
const nodesBefore = `
  select v.version, n.value ->> '$.id' as node, n.value ->> '$.kind' as kind, n.value -> '$.settings' as settings
  from version v, json_each(v.document, '$.nodes') n
  where v.workflow = ? and n.value ->> '$.id' in (select value from json_each(?)) order by v.version desc`

/** Workflows and their versions, with how many people are in them. */
export function workflowPages(
  db: Database,
): Pick<Pages, 'workflows' | 'workflow' | 'versions' | 'version' | 'nodesBefore'> {
  const people = peopleOf(db)
  const goalReached = goalOf(db)
  const statements = {
    workflows: db.prepare<[number, string, number], WorkflowRow>(workflows),
    workflow: db.prepare<[string], WorkflowRow>(workflow),
    versions: db.prepare<
      [string, number, number],
      { version: number; published: number; document: string; before: string | null }
    >(versions),
    version: db.prepare<[string, number], { document: string; mails: string; published: number }>(version),
    nodesBefore: db.prepare<[string, string], { version: number; node: string; kind: string; settings: string }>(
      nodesBefore,
    ),
  }

  return {
    async workflows(query) {
      const after = cursorOf(query) ?? beginning
      const rows = statements.workflows.all(after.order, after.id, query.limit + 1)
      return listOf(
        rows,
        query.limit,
        ({ saved, id }) => ({ order: saved, id }),
        (row) => {
          const { active, started, startedLately } = people(row.id, query.now)
          const goal = row.state === 'draft' ? null : goalReached(row.id, row)
          return {
            id: row.id,
            title: row.title,
            state: row.state,
            version: row.version,
            changed: row.changed === 1,
            savedAt: instant(row.saved),
            publishedAt: instantOrNull(row.published),
            entered7Days: startedLately(),
            active: active(),
            goal: goal && {
              title: goal.title,
              started: started(),
              reached: goal.converted.count,
              heldOut: goal.heldOut,
              heldOutReached: goal.heldOutConverted.count,
            },
            document: row.draft,
          }
        },
      )
    },

    async workflow(id) {
      const row = statements.workflow.get(id)
      if (!row) return null
      return {
        id,
        title: row.title,
        state: row.state,
        version: row.version,
        revision: row.revision,
        savedAt: instant(row.saved),
        publishedAt: instantOrNull(row.published),
        changed: row.changed === 1,
        document: row.draft,
      }
    },

    async versions(workflow, query) {
      const { started, active, movedIn, movedOut } = people(workflow)
      const rows = statements.versions.all(workflow, (cursorOf(query) ?? beginning).order, query.limit + 1)
      return listOf(
        rows,
        query.limit,
        ({ version }) => ({ order: version, id: '' }),
        ({ version, published, ...texts }) => ({
          version,
          publishedAt: instant(published),
          active: active(version),
          entered: started(version),
          movedIn: movedIn(version),
          movedOut: movedOut(version),
          ...texts,
        }),
      )
    },

    async version(workflow, version) {
      const row = statements.version.get(workflow, version)
      return row
        ? {
            document: row.document,
            compiled: JSON.parse(row.mails) as CompiledMail[],
            publishedAt: instant(row.published),
          }
        : null
    },

    async nodesBefore(workflow, ids) {
      return statements.nodesBefore
        .all(workflow, JSON.stringify(ids))
        .map(({ settings, ...line }) => ({ ...line, settings: JSON.parse(settings) as Json }))
    },
  }
}
