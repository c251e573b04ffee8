import type { Database } from 'better-sqlite3'
import { linksOf, type WorkflowLinks } from '../../../shared/check/links.ts'
import { propertiesOf } from '../../../shared/event.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import type { Pages } from '../pages.ts'

const eventNames = `
  select n.text as name, sum(t.events) as count, max(t.last_seq) as lastSeq
  from tally t join name n on n.id = t.name where t.partition = 0 group by t.name order by count desc, n.text limit 500`
const newestEvents = `
  select n.text as name, e.body from entry e join name n on n.id = e.name
  where e.kind > 0 order by e.seq desc limit 1000`
const bodyOf = 'select body from entry where seq = ?'
const newestProfiles = 'select profile from profile order by customer desc limit 500'
const segmentTitles = 'select id, title from segment order by title, id'
const workflows = `
  select w.id, w.title, w.state, w.version, v.document from workflow w
  left join version v on v.workflow = w.id and v.version = w.version order by w.title, w.id`

interface WorkflowRow {
  readonly id: string
  readonly title: string
  readonly state: 'draft' | 'live' | 'paused' | 'ended'
  readonly version: number | null
  readonly document: string | null
}

/** What the store has seen, for pickers: recent events, profiles, and what there is to name. */
export function vocabularyPages(db: Database): Pick<Pages, 'vocabulary'> {
  const statements = {
    eventNames: db.prepare<[], { name: string; count: number; lastSeq: number }>(eventNames),
    newestEvents: db.prepare<[], { name: string; body: string }>(newestEvents),
    bodyOf: db.prepare<[number], { body: string }>(bodyOf),
    newestProfiles: db.prepare<[], { profile: string }>(newestProfiles),
    segmentTitles: db.prepare<[], { id: string; title: string }>(segmentTitles),
    workflows: db.prepare<[], WorkflowRow>(workflows),
  }

  // Recent events are enough to know which properties a name has; the last of each name answers for rare ones.
  function propertyNames(names: readonly { name: string; lastSeq: number }[]): Map<string, Set<string>> {
    const found = new Map(names.map(({ name }) => [name, new Set<string>()]))
    const lastOnes = names.flatMap(({ name, lastSeq }) => {
      const row = statements.bodyOf.get(lastSeq)
      return row ? [{ name, body: row.body }] : []
    })
    for (const { name, body } of [...statements.newestEvents.all(), ...lastOnes])
      for (const property of Object.keys(propertiesOf(body))) found.get(name)?.add(property)
    return found
  }

  // A version never changes, and documents are long.
  const links = new Map<string, WorkflowLinks>()
  function linksOfVersion(id: string, version: number | null, document: string | null): WorkflowLinks {
    const key = `${id} ${version}`
    let known = links.get(key)
    if (!known) {
      known = linksOf(document === null ? { nodes: [] } : (JSON.parse(document) as Workflow))
      links.set(key, known)
    }
    return known
  }

  return {
    async vocabulary() {
      const names = statements.eventNames.all()
      const properties = propertyNames(names)
      const attributes = new Set<string>()
      for (const { profile } of statements.newestProfiles.all())
        for (const name of Object.keys((JSON.parse(profile) as { attributes: object }).attributes)) attributes.add(name)
      return {
        events: names.map(({ name, count }) => ({ name, count, properties: [...(properties.get(name) ?? [])].sort() })),
        attributes: [...attributes].sort(),
        segments: statements.segmentTitles.all(),
        workflows: statements.workflows.all().map(({ id, title, state, version, document }) => ({
          id,
          title,
          state,
          links: linksOfVersion(id, version, document),
        })),
      }
    },
  }
}
