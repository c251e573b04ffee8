import type { Database } from 'better-sqlite3'
import type { EndReason } from '../../commit/commit.ts'
import { customerLines } from './customerLines.ts'
import { type Cursor, instant, instantOrNull, newestFirst } from './paging.ts'

export const runLineColumns = 'id, customer, workflow, version, key, node, due, started, ended, reason'
// As text, because a number is bound as 2.0.
const born = `
  select cast(id as text) as id from customer where partition = 0 and id = @customer
  union all
  select cast(id as text) as id from customer where partition = 0 and joined_to = @customer`
// A run's id begins with that of the customer whom it was born with.
const ofBorn = `
  select ${runLineColumns} from run
  where partition = 0 and id > @born || '-' and id < @born || '.' and customer = @customer
  order by started desc, id desc limit 1000`
const titleOf = 'select title from workflow where id = ?'

export interface RunLine {
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

export const placeOfRun = ({ started, id }: RunLine): Cursor => ({ order: started, id })

/** One run in a list, as several pages show it. */
export function runLines(db: Database) {
  const statements = {
    born: db.prepare<[{ customer: number }], { id: string }>(born),
    ofBorn: db.prepare<[{ customer: number; born: string }], RunLine>(ofBorn),
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
