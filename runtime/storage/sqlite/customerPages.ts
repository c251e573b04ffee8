import type { Database } from 'better-sqlite3'
import { consentKey, consentPurposes, type Profile } from '../../../shared/customer.ts'
import { limits } from '../../../shared/limits.ts'
import { channels } from '../../../shared/predicate/schema.ts'
import type { Pages } from '../pages.ts'
import { customerLines, idOf } from './customerLines.ts'
import { beginning, cursorOf, instant, listOf } from './paging.ts'
import { runLines } from './runLines.ts'

const newest =
  'select customer as id from directory where partition = 0 and customer < ? order by customer desc limit ?'
const newestMembers = `
  select m.customer as id from membership m join name n on n.id = m.segment
  where m.partition = 0 and n.text = ? and m.customer < ? order by m.customer desc limit ?`
const isMember = `
  select 1 from membership m join name n on n.id = m.segment where m.partition = 0 and n.text = ? and m.customer = ?`
const inSegment = `
  (@segment is null or exists (
    select 1 from membership m join name n on n.id = m.segment
    where m.partition = 0 and m.customer = found.customer and n.text = @segment))`
const named = `
  select customer as id from directory as found
  where partition = 0 and name_key <> '' and name_key >= @from and name_key < @to and ${inSegment} limit @most`
const addressed = `
  select customer as id from directory as found
  where partition = 0 and email <> '' and email >= @from and email < @to and ${inSegment} limit @most`
const kinds = `
  with recursive kinds(kind) as (
    select min(kind) from identity where partition = 0
    union all
    select (select min(kind) from identity where partition = 0 and kind > kinds.kind) from kinds where kinds.kind is not null
  ) select kind from kinds where kind is not null`
const identified = `
  select customer as id from identity as found
  where partition = 0 and kind = @kind and value >= @from and value < @to and ${inSegment} limit @most`
const customer = `
  select profile, created, joined_to as joinedTo from customer join profile on profile.customer = id where id = ?`
const profilesFrom = `
  select id, profile from customer join profile on profile.customer = id
  where id > ? and joined_to is null order by id limit ?`
const membersOutside = `
  select c.id, p.profile from customer c join profile p on p.customer = c.id
  where c.id in (
    select distinct m.customer from membership m
    where m.partition = 0 and m.customer > @after
      and m.segment in (select n.id from name n where n.text in (select value from json_each(@segments)))
      and not exists (
        select 1 from run r join name w on w.id = r.workflow
        where r.customer = m.customer and r.ended is null and w.text = @workflow)
    order by m.customer limit @limit)
  order by c.id`
const eventsIn = (order: 'asc' | 'desc') => `
  select h.time, h.seq, coalesce(e.at, h.time) as at, e.body from history h join name n on n.id = h.name
  left join entry e on e.seq = h.seq
  where h.partition = 0 and h.customer = ? and n.text = ? order by h.time ${order}, h.seq ${order} limit ?`
const countOf = `
  select t.count from total t join name n on n.id = t.name where t.customer = ? and n.text = ?`

interface EventRow {
  readonly time: number
  readonly seq: number
  readonly at: number
  readonly body: string | null
}

// A search finds at most so many for each way of finding; whoever looks for one person types on.
const mostFound = 500

/** Customers: the list, the search, one of them, and their facts for a preview. */
export function customerPages(db: Database): Pick<Pages, 'customers' | 'customer' | 'facts'> {
  type Range = { from: string; to: string; segment: string | null; most: number }
  const statements = {
    newest: db.prepare<[number, number], { id: number }>(newest),
    newestMembers: db.prepare<[string, number, number], { id: number }>(newestMembers),
    isMember: db.prepare<[string, number]>(isMember),
    named: db.prepare<[Range], { id: number }>(named),
    addressed: db.prepare<[Range], { id: number }>(addressed),
    kinds: db.prepare<[], { kind: string }>(kinds),
    identified: db.prepare<[Range & { kind: string }], { id: number }>(identified),
    customer: db.prepare<[number], { profile: string; created: number; joinedTo: number | null }>(customer),
    profilesFrom: db.prepare<[number, number], { id: number; profile: string }>(profilesFrom),
    membersOutside: db.prepare<
      [{ after: number; segments: string; workflow: string; limit: number }],
      { id: number; profile: string }
    >(membersOutside),
    newestOf: db.prepare<[number, string, number], EventRow>(eventsIn('desc')),
    countOf: db.prepare<[number, string], { count: number }>(countOf),
    oldestOf: db.prepare<[number, string, number], EventRow>(eventsIn('asc')),
  }
  const lines = customerLines(db)
  const runs = runLines(db)

  function search(text: string, segment: string | null): number[] {
    const range = (from: string) => ({ from, to: `${from}\u{10ffff}`, segment, most: mostFound })
    const lower = text.toLowerCase()
    const found = [...statements.named.all(range(lower)), ...statements.addressed.all(range(lower))]
    for (const { kind } of statements.kinds.all())
      for (const from of new Set([text, lower])) found.push(...statements.identified.all({ kind, ...range(from) }))
    const id = idOf(text)
    const isOne = id !== undefined && statements.customer.get(id)?.joinedTo === null
    if (isOne && (segment === null || statements.isMember.get(segment, id))) found.push({ id })
    return [...new Set(found.map((row) => row.id))].sort((a, b) => b - a)
  }

  function factsOf(id: number, profile: string, events: readonly string[]) {
    return {
      id: String(id),
      profile: JSON.parse(profile) as Profile,
      identities: lines.identitiesOf(id),
      memberships: lines.segmentsOf(id).map((segment) => segment.id),
      history: events.map((name) => historyOf(id, name)),
    }
  }

  function historyOf(id: number, name: string) {
    const events = eventsOf(id, name)
    return { name, events, count: statements.countOf.get(id, name)?.count ?? events.length }
  }

  /** As many as any condition can tell apart: the newest that filters look at, and the first of all. */
  function eventsOf(id: number, name: string): EventRow[] {
    const newest = statements.newestOf.all(id, name, limits.historyPerEvent).reverse()
    if (newest.length < limits.historyPerEvent) return newest
    const first = statements.oldestOf.all(id, name, 1).filter(({ seq }) => seq !== newest[0]?.seq)
    return [...first, ...newest]
  }

  return {
    async customers(query) {
      const before = (cursorOf(query) ?? beginning).order
      const { limit, segment } = query
      const text = query.query?.trim()
      const ids = text
        ? search(text, segment ?? null)
            .filter((id) => id < before)
            .slice(0, limit + 1)
        : (segment === undefined
            ? statements.newest.all(before, limit + 1)
            : statements.newestMembers.all(segment, before, limit + 1)
          ).map(({ id }) => id)
      return listOf(ids, limit, (id) => ({ order: id, id: '' }), lines.summaryOf)
    },

    async customer(text) {
      const id = idOf(text)
      const row = id === undefined ? undefined : statements.customer.get(id)
      if (id === undefined || !row) return null
      const { attributes, consents } = JSON.parse(row.profile) as Profile
      return {
        id: String(id),
        name: lines.nameOf(id),
        createdAt: instant(row.created),
        joinedTo: row.joinedTo === null ? null : String(row.joinedTo),
        identities: lines.identitiesOf(id),
        attributes: Object.entries(attributes)
          .map(([name, { value, time }]) => ({ name, value, at: instant(time) }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
        consents: channels.flatMap((channel) =>
          consentPurposes.map((purpose) => {
            const consent = consents[consentKey(channel, purpose)]
            return {
              channel,
              purpose,
              is: consent?.value ?? ('unknown' as const),
              at: consent ? instant(consent.time) : null,
              source: consent?.source ?? null,
              wording: consent?.wording ?? null,
            }
          }),
        ),
        segments: lines
          .segmentsOf(id)
          .map(({ since, title, ...segment }) => ({ ...segment, title: title ?? segment.id, since: instant(since) })),
        runs: runs.ofCustomer(id, { order: beginning.order, n: 0, limit: limits.pageItems }).map(runs.summaryOf),
      }
    },

    async facts({ customers, after: last, limit, events, members }) {
      if (!customers) {
        const after = idOf(last ?? '') ?? 0
        const rows = members
          ? statements.membersOutside.all({
              after,
              limit,
              segments: JSON.stringify(members.segments),
              workflow: members.workflow,
            })
          : statements.profilesFrom.all(after, limit)
        return rows.map(({ id, profile }) => factsOf(id, profile, events))
      }
      return customers.slice(0, limit).flatMap((text) => {
        const id = idOf(text)
        const row = id === undefined ? undefined : statements.customer.get(id)
        return id !== undefined && row ? [factsOf(id, row.profile, events)] : []
      })
    },
  }
}
