import type { Database } from 'better-sqlite3'
import { versionsOf } from '../../../shared/explain/versionsOf.ts'
import type { Pages, RunText } from '../pages.ts'
import { idOf } from './customerLines.ts'
import { Names } from './names.ts'
import { beginning, type Cursor, cursorOf, instant, instantOrNull, isBelow, listOf, newestFirst } from './paging.ts'
import { named, runIdIn } from './rows.ts'
import { placeOfRun, type RunLine, runLineColumns, runLines } from './runLines.ts'
import { type TrailColumns, unpackDecisions } from './trailRow.ts'

// The inner limit bounds what a rare filter reads; the page then goes on from there.
const ofWorkflow = `
  select * from (
    select ${runLineColumns} from run
    where workflow = @workflow and (started, n) < (@order, @n)
    order by started desc, n desc limit @bound)
  where (@state is null or (ended is null) = (@state = 'active')) and (@node is null or node = @node)
  limit @limit`
const boundOfWorkflow = `
  select started, n from run
  where workflow = @workflow and (started, n) < (@order, @n)
  order by started desc, n desc limit 1 offset @bound - 1`
const workflows = 'select id from workflow'
const run = `select ${runLineColumns} from run where born = ? and number = ?`
const documentOf = 'select document from version where workflow = ? and version = ?'
const began = `
  select r.since, r."trigger" as seq, coalesce(n.text, '') as name, e.body
  from run r left join entry e on e.seq = r."trigger" left join name n on n.id = e.name where r.n = ?`
const trail = `
  select at, seq, decisions from trail where run = ? order by row limit 2000`
const messages = `
  select ${named('m.node')} as node, m.visit, coalesce(m.state, iif(d.boot is null, 'waiting', 'sending')) as state, m.state_at as at,
    m.detail, m.not_before as until
  from message m left join delivery d on d.message = m.n where m.born = ? and m.number = ? limit 2000`

const mostRead = 20_000

interface MessageRow {
  readonly node: string
  readonly visit: number
  readonly state: RunText['messages'][number]['state']
  readonly at: number | null
  readonly detail: string
  readonly until: number | null
}

/** Runs, and the trail of one. */
export function runPages(db: Database): Pick<Pages, 'runs' | 'run'> {
  interface Scan {
    readonly order: number
    readonly n: number
    readonly workflow: number
    readonly bound: number
  }
  const statements = {
    ofWorkflow: db.prepare<[Scan & { state: string | null; node: string | null; limit: number }], RunLine>(ofWorkflow),
    boundOfWorkflow: db.prepare<[Scan], Pick<RunLine, 'started' | 'n'>>(boundOfWorkflow),
    workflows: db.prepare<[], { id: string }>(workflows),
    run: db.prepare<[number, number], RunLine>(run),
    documentOf: db.prepare<[string, number], { document: string }>(documentOf),
    began: db.prepare<[number], RunText['began']>(began),
    trail: db.prepare<[number], TrailColumns & { at: number }>(trail),
    messages: db.prepare<[number, number], MessageRow>(messages),
  }
  const lines = runLines(db)
  const names = new Names(db)

  return {
    async runs(query) {
      const after = cursorOf(query) ?? beginning
      const { limit } = query
      if (query.customer !== undefined) {
        const customer = idOf(query.customer)
        const { state, workflow, node } = query
        const scan = { order: after.order, n: Number(after.id), limit: limit + 1, state, workflow, node }
        const found = customer === undefined ? [] : lines.ofCustomer(customer, scan)
        return listOf(found, limit, placeOfRun, lines.summaryOf)
      }
      const ids = query.workflow !== undefined ? [query.workflow] : statements.workflows.all().map(({ id }) => id)
      const bound = Math.max(limit + 1, Math.floor(mostRead / Math.max(1, ids.length)))
      const rows: RunLine[] = []
      const stops: Cursor[] = []
      for (const id of ids) {
        const workflow = names.known(id)
        if (workflow === undefined) continue
        const scan = { workflow, order: after.order, n: Number(after.id), bound }
        const found = statements.ofWorkflow.all({
          ...scan,
          state: query.state ?? null,
          node: query.node ?? null,
          limit: limit + 1,
        })
        rows.push(...found)
        const stop = found.length <= limit ? statements.boundOfWorkflow.get(scan) : undefined
        if (stop) stops.push(placeOfRun(stop))
      }
      // Below the highest place where reading stopped there may be more of that workflow.
      const stop = stops.sort(newestFirst)[0]
      const seen = rows.filter((row) => !stop || !isBelow(placeOfRun(row), stop))
      const sorted = seen.sort((a, b) => newestFirst(placeOfRun(a), placeOfRun(b))).slice(0, limit + 1)
      return listOf(sorted, limit, placeOfRun, lines.summaryOf, stop)
    },

    async run(id) {
      const { born, number } = runIdIn(id)
      const row = statements.run.get(born, number)
      if (!row) return null
      const steps = statements.trail
        .all(row.n)
        .map(({ at, ...packed }) => ({ at, decisions: unpackDecisions(packed, names) }))
      const decisions = steps.flatMap((step) => step.decisions)
      const versions = new Set([row.version, ...versionsOf(row.version, decisions)])
      const documentOf = (version: number) => statements.documentOf.get(row.workflow, version)?.document ?? 'null'
      return {
        run: lines.summaryOf(row),
        documents: Object.fromEntries([...versions].map((version) => [version, documentOf(version)])),
        began: statements.began.get(row.n)!,
        messages: statements.messages.all(born, number).map(({ node, visit, state, at, detail, until }) => ({
          key: `${id}:${node}:${visit}`,
          state,
          at: instantOrNull(at),
          detail,
          ...(state === 'waiting' && until !== null && { until: instant(until) }),
        })),
        trail: steps.flatMap(({ at, decisions }) =>
          decisions.map(({ because, params, ...decision }) => ({
            at: instant(at),
            ...decision,
            ...(params && { params: { ...params } }),
            ...(because && {
              because: because.map(({ events, others, ...leaf }) => ({
                ...leaf,
                ...(events && { events: [...events] }),
                ...(others && { others: { ...others } }),
              })),
            }),
          })),
        ),
      }
    },
  }
}
