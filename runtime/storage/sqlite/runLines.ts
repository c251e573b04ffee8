import type { Database } from 'better-sqlite3'
import type { EndReason } from '../../commit/run.ts'
import { customerLines } from './customerLines.ts'
import { type Cursor, instant, instantOrNull, newestFirst, numbered } from './paging.ts'
import { named } from './rows.ts'

export const runLineColumns = `n, born || '-' || number as id, customer, ${named('workflow')} as workflow, version, key,
  ${named('node')} as node, due, started, ended, reason`
const born = `
  select id from customer where id = @customer union all select id from customer where joined_to = @customer`
// A run is found by the customer whom it was born with.
const ofBorn = `
  select ${runLineColumns} from run where born = @born and customer = @customer order by started desc, n desc limit 1000`
const titleOf = 'select title from workflow where id = ?'

export interface RunLine {
  readonly n: number
  readonly id: string
  readonly customer: number
  readonly workflow: string
  readonly version: number
  readonly key: string
  readonly node: string
  readonly due: number | null
  readonly started: number
  readonly ended: number | null
  readonly reason: string | null
}

export const placeOfRun = ({ started, n }: Pick<RunLine, 'started' | 'n'>): Cursor => ({
  order: started,
  id: numbered(n),
})

/** One run in a list, as several pages show it. */
export function runLines(db: Database) {
  const statements = {
    born: db.prepare<[{ customer: number }], { id: number }>(born),
    ofBorn: db.prepare<[{ customer: number; born: number }], RunLine>(ofBorn),
    titleOf: db.prepare<[string], { title: string }>(titleOf),
  }
  const { nameOf } = customerLines(db)
  const titleOfWorkflow = (id: string) => statements.titleOf.get(id)?.title ?? id
  const bornAs = (customer: number) => statements.born.all({ customer }).map(({ id }) => id)

  return {
    titleOfWorkflow,
    bornAs,
    /** Newest first. */
    ofCustomer: (customer: number): RunLine[] =>
      bornAs(customer)
        .flatMap((id) => statements.ofBorn.all({ customer, born: id }))
        .sort((a, b) => newestFirst(placeOfRun(a), placeOfRun(b))),
    summaryOf: (row: RunLine) => ({
      id: row.id,
      customer: String(row.customer),
      customerName: nameOf(row.customer),
      workflow: row.workflow,
      workflowTitle: titleOfWorkflow(row.workflow),
      version: row.version,
      key: row.key,
      state: row.ended === null ? ('active' as const) : ('ended' as const),
      node: row.node,
      startedAt: instant(row.started),
      dueAt: instantOrNull(row.due),
      endedAt: instantOrNull(row.ended),
      reason: row.reason === null ? null : (JSON.parse(row.reason) as EndReason),
    }),
  }
}
