import type { Database } from 'better-sqlite3'
import type { Problem } from '../../../shared/problem.ts'
import type { Parked } from '../../commit/commit.ts'
import type { Pages } from '../pages.ts'
import { beginning, cursorOf, instant, instantOrNull, listOf } from './paging.ts'

const refused = 'select id, at, source, problems, body, historical from refused where id < ? order by id desc limit ?'
const refusedEvent = 'select id, at, source, problems, body, historical from refused where id = ?'
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
  readonly historical: 0 | 1
}

interface ParkedRow extends Parked {
  readonly at: number | null
  readonly name: string | null
  readonly again: 0 | 1 | null
}

/** What was not taken in: events that were refused, and entries that the fold set aside. */
export function refusedPages(db: Database): Pick<Pages, 'refused' | 'refusedEvent' | 'parked'> {
  const statements = {
    refused: db.prepare<[number, number], RefusedRow>(refused),
    refusedEvent: db.prepare<[number], RefusedRow>(refusedEvent),
    parked: db.prepare<[number], ParkedRow>(parked),
  }

  return {
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

const refusedOf = ({ problems, at, historical, ...row }: RefusedRow) => ({
  ...row,
  at: instant(at),
  historical: historical === 1,
  problems: (JSON.parse(problems) as Problem[]).map(({ params, ...problem }) => ({
    ...problem,
    ...(params && {
      params: Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
      ),
    }),
  })),
})
