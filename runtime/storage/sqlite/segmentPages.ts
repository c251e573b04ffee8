import type { Database } from 'better-sqlite3'
import type { SegmentDefinition } from '../../../shared/segment.ts'
import type { Pages } from '../pages.ts'
import { customerLines } from './customerLines.ts'
import { beginning, cursorOf, listOf } from './paging.ts'

const columns = 'id, title, definition, revision, saved'
const segments = `
  select ${columns} from segment where (saved, id) < (?, ?) order by saved desc, id desc limit ?`
const segment = `select ${columns} from segment where id = ?`
const members = `
  select count(*) as members from membership m join name n on n.id = m.segment where m.partition = 0 and n.text = ?`
const sample = `
  select m.customer as id from membership m join name n on n.id = m.segment
  where m.partition = 0 and n.text = ? order by m.customer desc limit 20`
const movements = `
  select coalesce(sum(joins), 0) as joins, coalesce(sum(leaves), 0) as leaves
  from movement m join name n on n.id = m.segment where m.partition = 0 and n.text = ? and m.day >= ?`
const sweeping = `
  select cursor, n from sweep
  where partition = 0 and what ->> '$.kind' = 'segment' and what ->> '$.segment' = ? order by n desc limit 1`
const customersUpTo = 'select count(*) as customers from directory where partition = 0 and customer <= ?'

const day = 86_400_000

interface SegmentRow {
  readonly id: string
  readonly title: string
  readonly definition: string
  readonly revision: number
}

/** Segments with their members. While a new definition is applied, how far it is. */
export function segmentPages(db: Database): Pick<Pages, 'segments' | 'segment'> {
  const statements = {
    segments: db.prepare<[number, string, number], SegmentRow & { saved: number }>(segments),
    segment: db.prepare<[string], SegmentRow>(segment),
    members: db.prepare<[string], { members: number }>(members),
    sample: db.prepare<[string], { id: number }>(sample),
    movements: db.prepare<[string, number], { joins: number; leaves: number }>(movements),
    sweeping: db.prepare<[string], { cursor: number; n: number }>(sweeping),
    customersUpTo: db.prepare<[number], { customers: number }>(customersUpTo),
  }
  const { summaryOf } = customerLines(db)

  function lineOf({ id, title, revision }: SegmentRow) {
    const sweep = statements.sweeping.get(id)
    const upTo = (customer: number) => statements.customersUpTo.get(customer)!.customers
    return {
      id,
      title,
      members: statements.members.get(id)!.members,
      revision,
      progress: sweep ? { done: upTo(sweep.cursor), of: upTo(sweep.n) } : null,
    }
  }

  return {
    async segments(query) {
      const after = cursorOf(query) ?? beginning
      const rows = statements.segments.all(after.order, after.id, query.limit + 1)
      return listOf(rows, query.limit, ({ saved, id }) => ({ order: saved, id }), lineOf)
    },

    async segment(id, now) {
      const row = statements.segment.get(id)
      if (!row) return null
      const { joins, leaves } = statements.movements.get(id, Math.floor(now / day) - 6)!
      return {
        segment: lineOf(row),
        definition: JSON.parse(row.definition) as SegmentDefinition,
        sample: statements.sample.all(id).map((member) => summaryOf(member.id)),
        joined7Days: joins,
        left7Days: leaves,
      }
    },
  }
}
