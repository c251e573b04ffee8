import type { Database } from 'better-sqlite3'
import type { Identity } from '../../../shared/event.ts'
import { instant, instantOrNull } from './paging.ts'

const line = `
  select c.id, c.created, d.name, d.email from customer c
  left join directory d on d.partition = 0 and d.customer = c.id where c.id = ?`
const identitiesOf = 'select kind, value from identity where partition = 0 and customer = ? order by kind, value'
const segmentsOf = `
  select n.text as id, m.since, m.how, s.title from membership m join name n on n.id = m.segment
  left join segment s on s.id = n.text where m.partition = 0 and m.customer = ? order by n.text`
// The newest event of each name is one look at the index, however long the history is.
const lastSeen = `
  with recursive names(name) as (
    select min(name) from history where partition = 0 and customer = @id
    union all
    select (select min(name) from history where partition = 0 and customer = @id and name > names.name)
    from names where names.name is not null
  )
  select max((select max(time) from history h where h.partition = 0 and h.customer = @id and h.name = names.name)) as at
  from names where name is not null`

interface Line {
  readonly id: number
  readonly created: number
  readonly name: string | null
  readonly email: string | null
}

/** One customer in a list, as several pages show them. */
export function customerLines(db: Database) {
  const statements = {
    line: db.prepare<[number], Line>(line),
    identitiesOf: db.prepare<[number], Identity>(identitiesOf),
    segmentsOf: db.prepare<[number], { id: string; since: number; how: 'joined' | 'initial'; title: string | null }>(
      segmentsOf,
    ),
    lastSeen: db.prepare<[{ id: number }], { at: number | null }>(lastSeen),
  }
  const emailOf = (row: Line, identities: readonly Identity[]) =>
    row.email || (identities.find(({ kind }) => kind === 'email')?.value ?? null)

  function nameOf(id: number): string {
    const row = statements.line.get(id)
    if (row?.name) return row.name
    const identities = statements.identitiesOf.all(id)
    return (row && emailOf(row, identities)) || (identities[0]?.value ?? String(id))
  }

  return {
    nameOf,
    identitiesOf: (id: number) => statements.identitiesOf.all(id),
    segmentsOf: (id: number) => statements.segmentsOf.all(id),
    summaryOf(id: number) {
      const row = statements.line.get(id)!
      return {
        id: String(id),
        name: nameOf(id),
        email: emailOf(row, statements.identitiesOf.all(id)),
        createdAt: instant(row.created),
        lastSeenAt: instantOrNull(statements.lastSeen.get({ id })?.at ?? null),
        segments: statements.segmentsOf.all(id).map((segment) => segment.id),
      }
    },
  }
}

/** A customer's id, when the text is one. */
export function idOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
