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
const ofBorn = (time: 'started' | 'ended') => `
  select * from (select ${runLineColumns} from run where born = @born and customer = @customer)
  where (${time}, n) < (@order, @n) and (@state is null or (ended is null) = (@state = 'active'))
    and (@workflow is null or workflow = @workflow) and (@node is null or node = @node)
  order by ${time} desc, n desc limit @limit`
const titleAndState = 'select title, state from workflow where id = ?'

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

/** Which of a customer's runs: those below a place, at most so many, and perhaps only some. */
export interface RunsScan {
  readonly order: number
  readonly n: number
  readonly limit: number
  readonly state?: string | undefined
  readonly workflow?: string | undefined
  readonly node?: string | undefined
}

export const placeOfRun = ({ started, n }: Pick<RunLine, 'started' | 'n'>): Cursor => ({
  order: started,
  id: numbered(n),
})

/** One run in a list, as several pages show it. */
export function runLines(db: Database) {
  const statements = {
    born: db.prepare<[{ customer: number }], { id: number }>(born),
    startedOfBorn: db.prepare<[object], RunLine>(ofBorn('started')),
    endedOfBorn: db.prepare<[object], RunLine>(ofBorn('ended')),
    workflow: db.prepare<[string], { title: string; state: string }>(titleAndState),
  }
  const { nameOf } = customerLines(db)
  const titleOfWorkflow = (id: string) => statements.workflow.get(id)?.title ?? id
  const bornAs = (customer: number) => statements.born.all({ customer }).map(({ id }) => id)

  function allOfBorn(
    statement: typeof statements.startedOfBorn,
    customer: number,
    { state, workflow, node, ...scan }: RunsScan,
  ): RunLine[] {
    const filters = { state: state ?? null, workflow: workflow ?? null, node: node ?? null }
    return bornAs(customer).flatMap((born) => statement.all({ ...scan, ...filters, customer, born }))
  }

  return {
    titleOfWorkflow,
    bornAs,
    /** Those that started last first. */
    ofCustomer: (customer: number, scan: RunsScan): RunLine[] =>
      allOfBorn(statements.startedOfBorn, customer, scan)
        .sort((a, b) => newestFirst(placeOfRun(a), placeOfRun(b)))
        .slice(0, scan.limit),
    /** Those that have ended, by when they did: so many of each customer who joined this one. */
    endedOfCustomer: (customer: number, scan: RunsScan): RunLine[] => allOfBorn(statements.endedOfBorn, customer, scan),
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
      paused: row.ended === null && statements.workflow.get(row.workflow)?.state === 'paused',
      endedAt: instantOrNull(row.ended),
      reason: row.reason === null ? null : (JSON.parse(row.reason) as EndReason),
    }),
  }
}
