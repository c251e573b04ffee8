import type { Database } from 'better-sqlite3'
import { linksOf, type WorkflowLinks } from '../../../shared/check/links.ts'
import type { SourceKind } from '../../../shared/event.ts'
import { propertiesOf } from '../../../shared/event.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import type { Parked } from '../../commit/commit.ts'
import { initialSettings, type StoreSettings } from '../control.ts'
import type { Counts, Pages } from '../pages.ts'
import { beginning, cursorOf, instant, instantOrNull, listOf } from './paging.ts'

const counts = `
  select clock_kind as clock, last, last_at as lastAt, position, customers,
    (select coalesce(sum(events), 0) from tally where partition = 0) as events,
    (select count(*) from workflow) as workflows,
    (select count(*) from refused) as refused,
    (select count(*) from parked where partition = 0 and seq not in (select seq from folded_again)) as parked
  from partition where id = 0`
const heldRuns = `
  select count(*) as total from (
    select 1 from run where due is not null and due > ? and due <= ? limit 10000)`
const heldMessages = `
  select count(*) as total from (
    select 1 from outbox o join message m on m.n = o.message
    where m.purpose = (select id from name where text = 'marketing') and m.state is null limit 10000)`
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
const settings = 'select value from settings where id = 0'
const pass = 'select begun, before, cursor, removed from retention where id = 0'
const customersUpTo = 'select count(*) as customers from directory where partition = 0 and customer <= ?'
const sources = `
  select s.id, s.name, s.kind, s.key, s.created, s.revoked, coalesce(sum(t.events), 0) as events, max(t.last_at) as lastAt
  from source s left join name n on n.text = s.id left join tally t on t.partition = 0 and t.source = n.id
  group by s.id order by s.created desc, s.id desc`
const refused = 'select id, at, source, problems, body from refused where id < ? order by id desc limit ?'
const refusedEvent = 'select id, at, source, problems, body from refused where id = ?'
const parked = `
  select p.seq, p.customer, p.what, p.why, e.at, n.text as name,
    e.kind > 0 or (e.kind = 0 and e.body ->> 'type' in ('start', 'consent')) as again
  from parked p left join entry e on e.seq = p.seq left join name n on n.id = e.name
  where p.partition = 0 and p.seq <= ? and p.seq not in (select seq from folded_again)
  order by p.seq desc, p.customer desc, p.what desc`

interface RefusedRow {
  readonly id: number
  readonly at: number
  readonly source: string
  readonly problems: string
  readonly body: string
}

interface WorkflowRow {
  readonly id: string
  readonly title: string
  readonly state: 'draft' | 'live' | 'paused' | 'ended'
  readonly version: number | null
  readonly document: string | null
}

interface ParkedRow extends Parked {
  readonly at: number | null
  readonly name: string | null
  readonly again: 0 | 1 | null
}

interface SourceRow {
  readonly id: string
  readonly name: string
  readonly kind: SourceKind
  readonly key: string
  readonly created: number
  readonly revoked: number | null
  readonly events: number
  readonly lastAt: number | null
}

/** The store as a whole: how it stands, what it has seen, its sources and settings, and what was refused. */
export function storePages(
  db: Database,
): Pick<
  Pages,
  'counts' | 'heldUp' | 'vocabulary' | 'settings' | 'retention' | 'sources' | 'refused' | 'refusedEvent' | 'parked'
> {
  const statements = {
    counts: db.prepare<[], Counts>(counts),
    heldRuns: db.prepare<[number, number], { total: number }>(heldRuns),
    heldMessages: db.prepare<[], { total: number }>(heldMessages),
    eventNames: db.prepare<[], { name: string; count: number; lastSeq: number }>(eventNames),
    newestEvents: db.prepare<[], { name: string; body: string }>(newestEvents),
    bodyOf: db.prepare<[number], { body: string }>(bodyOf),
    newestProfiles: db.prepare<[], { profile: string }>(newestProfiles),
    segmentTitles: db.prepare<[], { id: string; title: string }>(segmentTitles),
    workflows: db.prepare<[], WorkflowRow>(workflows),
    settings: db.prepare<[], { value: string }>(settings),
    pass: db.prepare<[], { begun: number; before: number; cursor: number | null; removed: number }>(pass),
    customersUpTo: db.prepare<[number], { customers: number }>(customersUpTo),
    sources: db.prepare<[], SourceRow>(sources),
    refused: db.prepare<[number, number], RefusedRow>(refused),
    refusedEvent: db.prepare<[number], RefusedRow>(refusedEvent),
    parked: db.prepare<[number], ParkedRow>(parked),
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
    counts: async () => statements.counts.get()!,

    heldUp: async ({ since, now }) => ({
      runs: statements.heldRuns.get(since, now)!.total,
      messages: statements.heldMessages.get()!.total,
    }),

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

    async settings() {
      const row = statements.settings.get()
      // What was saved before a setting existed has its initial value.
      return row ? { ...initialSettings, ...(JSON.parse(row.value) as StoreSettings) } : initialSettings
    },

    async retention() {
      const pass = statements.pass.get()
      if (!pass) return { state: 'never', removed: 0, begunAt: null, before: null, progress: null }
      const { begun, before, cursor, removed } = pass
      return {
        state: cursor === null ? 'done' : 'running',
        removed,
        begunAt: instant(begun),
        before: instant(before),
        progress:
          cursor === null
            ? null
            : { done: statements.customersUpTo.get(cursor)!.customers, of: statements.counts.get()!.customers },
      }
    },

    async sources(query) {
      const after = cursorOf(query)
      const rows = statements.sources.all()
      const from = after ? rows.findIndex(({ id }) => id === after.id) + 1 : 0
      return listOf(
        rows.slice(from, from + query.limit + 1),
        query.limit,
        ({ created, id }) => ({ order: created, id }),
        ({ created, revoked, lastAt, ...row }) => ({
          ...row,
          createdAt: instant(created),
          revokedAt: instantOrNull(revoked),
          lastEventAt: instantOrNull(lastAt),
        }),
      )
    },

    async refused(query) {
      const rows = statements.refused.all((cursorOf(query) ?? beginning).order, query.limit + 1)
      return listOf(rows, query.limit, ({ id }) => ({ order: id, id: '' }), refusedOf)
    },

    async refusedEvent(id) {
      const row = statements.refusedEvent.get(id)
      return row ? refusedOf(row) : null
    },

    async parked(query) {
      const after = cursorOf(query) ?? beginning
      const place = ({ seq, customer, what }: ParkedRow) => `${seq} ${customer} ${what}`
      const rows = statements.parked.all(after.order)
      const from = rows.findIndex((row) => place(row) === after.id) + 1
      return listOf(
        rows.slice(from, from + query.limit + 1),
        query.limit,
        (row) => ({ order: row.seq, id: place(row) }),
        ({ customer, at, again, ...row }) => ({
          ...row,
          at: instantOrNull(at),
          customer: customer === 0 ? null : `${customer}`,
          canBeFoldedAgain: again === 1,
        }),
      )
    },
  }
}

const refusedOf = ({ problems, at, ...row }: RefusedRow) => ({
  ...row,
  at: instant(at),
  problems: (JSON.parse(problems) as Problem[]).map(({ params, ...problem }) => ({
    ...problem,
    ...(params && {
      params: Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
      ),
    }),
  })),
})
