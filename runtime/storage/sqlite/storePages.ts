import type { Database } from 'better-sqlite3'
import type { SourceKind } from '../../../shared/event.ts'
import { initialSettings, type StoreSettings } from '../control.ts'
import type { Counts, Pages } from '../pages.ts'
import { cursorOf, instant, instantOrNull, listOf } from './paging.ts'
import { customersAfter } from './retention.ts'

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
const settings = 'select value from settings where id = 0'
const pass = 'select begun, before, cursor, removed from retention where id = 0'
const customersUpTo = 'select count(*) as customers from directory where partition = 0 and customer <= ?'
// Left to choose, SQLite would go through all of the history.
const oldEvents = `
  select count(*) as events
  from json_each(@customers) c
  cross join total t on t.customer = c.value
  cross join history h on h.partition = 0 and h.customer = t.customer and h.name = t.name and h.time < @before
  where t.name not in (select id from name where text in (select value from json_each(@forEver)))
    and exists (select 1 from entry e where e.seq = h.seq)`
const sources = `
  select s.id, s.name, s.kind, s.key, s.created, s.revoked, coalesce(sum(t.events), 0) as events, max(t.last_at) as lastAt
  from source s left join name n on n.text = s.id left join tally t on t.partition = 0 and t.source = n.id
  group by s.id order by s.created desc, s.id desc`

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

/** The store as a whole: how it stands, its settings and its sources. */
export function storePages(
  db: Database,
): Pick<Pages, 'counts' | 'heldUp' | 'settings' | 'retention' | 'oldEvents' | 'sources'> {
  const statements = {
    counts: db.prepare<[], Counts>(counts),
    heldRuns: db.prepare<[number, number], { total: number }>(heldRuns),
    heldMessages: db.prepare<[], { total: number }>(heldMessages),
    settings: db.prepare<[], { value: string }>(settings),
    pass: db.prepare<[], { begun: number; before: number; cursor: number | null; removed: number }>(pass),
    customersUpTo: db.prepare<[number], { customers: number }>(customersUpTo),
    customersAfter: db.prepare<[number, number], { id: number }>(customersAfter),
    oldEvents: db.prepare<[{ customers: string; before: number; forEver: string }], { events: number }>(oldEvents),
    sources: db.prepare<[], SourceRow>(sources),
  }

  return {
    counts: async () => statements.counts.get()!,

    heldUp: async ({ since, now }) => ({
      runs: statements.heldRuns.get(since, now)!.total,
      messages: statements.heldMessages.get()!.total,
    }),

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

    async oldEvents({ after, limit, before, forEver }) {
      const ids = statements.customersAfter.all(after, limit).map(({ id }) => id)
      const customers = JSON.stringify(ids)
      const { events } = statements.oldEvents.get({ customers, before, forEver: JSON.stringify(forEver) })!
      return { events, last: ids.at(-1) ?? null }
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
  }
}
