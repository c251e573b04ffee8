import type { Database } from 'better-sqlite3'
import type { NodeNumbers } from '../../../shared/api/models/stats.ts'
import { noNumbers } from '../../../shared/api/noNumbers.ts'
import { mailResponses } from '../../../shared/mailEvents.ts'
import type { CompiledMail } from '../control.ts'
import type { Pages } from '../pages.ts'
import { beginning, cursorOf, instant, instantOrNull, listOf } from './paging.ts'
import { named } from './rows.ts'

type Counted = 'started' | 'ended' | 'movedIn' | 'movedOut'
type State = 'draft' | 'live' | 'paused' | 'ended'

interface WorkflowRow {
  readonly id: string
  readonly title: string
  readonly state: State
  readonly version: number | null
  readonly draft: string
  readonly revision: number
  readonly saved: number
  readonly published: number | null
  readonly changed: 0 | 1
}

const columns = `w.id, w.title, w.state, w.version, w.draft, w.revision, w.saved, v.published,
  v.document is null or v.document <> w.draft as changed`
const workflows = `
  select ${columns} from workflow w left join version v on v.workflow = w.id and v.version = w.version
  where (w.saved, w.id) < (?, ?) order by w.saved desc, w.id desc limit ?`
const workflow = `
  select ${columns} from workflow w left join version v on v.workflow = w.id and v.version = w.version where w.id = ?`
const startedAndEnded = `
  select version, counter, sum(total) as total, sum(iif(day >= @since, total, 0)) as lately from counter
  where partition = 0 and workflow = @workflow and counter in ('started', 'ended', 'movedIn', 'movedOut')
  group by version, counter`
const versions = `
  select version, published, document,
    (select document from version b where b.workflow = v.workflow and b.version = v.version - 1) as before
  from version v where workflow = ? and version < ? order by version desc limit ?`
const liveChange = `select change from live where partition = 0 and kind = 'workflow' and id = ?`
const winners = `
  select id, change from live where partition = 0 and kind = 'winner' and id >= @first and id < @first || char(1114111)`
const version = 'select document, mails, published from version where workflow = ? and version = ?'
const counters = `
  select version, node, counter, sum(total) as total from counter
  where partition = 0 and workflow = ? group by version, node, counter`

// The inner limit bounds what a store without a mail server, whose outbox only grows, costs at every look.
const goalCounters = `
  select counter, sum(total) as total from counter
  where partition = 0 and workflow = ? and
    (counter in ('converted', 'heldOut', 'heldOutConverted') or counter glob 'value:*' or counter glob 'heldOutValue:*')
  group by counter`
const queued = `
  select ${named('m.node')} as node, count(*) as total from (
    select message from outbox
    union all
    select message from held where workflow = (select id from name where text = @workflow)
    limit 20000) o
  cross join message m on m.n = o.message
  where m.workflow = (select id from name where text = @workflow) and m.state is null group by m.node`

const day = 86_400_000

/** Workflows, their versions, and their live numbers, which are sums of counters. */
export function workflowPages(
  db: Database,
): Pick<Pages, 'workflows' | 'workflow' | 'versions' | 'version' | 'stats' | 'assigned' | 'inside'> {
  const statements = {
    workflows: db.prepare<[number, string, number], WorkflowRow>(workflows),
    workflow: db.prepare<[string], WorkflowRow>(workflow),
    startedAndEnded: db.prepare<
      [{ workflow: string; since: string }],
      { version: number; counter: Counted; total: number; lately: number }
    >(startedAndEnded),
    versions: db.prepare<
      [string, number, number],
      { version: number; published: number; document: string; before: string | null }
    >(versions),
    liveChange: db.prepare<[string], { change: string }>(liveChange),
    winners: db.prepare<[{ first: string }], { id: string; change: string }>(winners),
    version: db.prepare<[string, number], { document: string; mails: string; published: number }>(version),
    counters: db.prepare<[string], { version: number; node: string; counter: string; total: number }>(counters),
    goalCounters: db.prepare<[string], { counter: string; total: number }>(goalCounters),
    queued: db.prepare<[{ workflow: string }], { node: string; total: number }>(queued),
  }

  function people(workflow: string, now = 0) {
    const rows = statements.startedAndEnded.all({ workflow, since: instant(now - 6 * day).slice(0, 10) })
    const sum = (counter: Counted, of: 'total' | 'lately', version?: number) =>
      rows
        .filter((row) => row.counter === counter && (version === undefined || row.version === version))
        .reduce((total, row) => total + row[of], 0)
    return {
      started: (version?: number) => sum('started', 'total', version),
      active: (version?: number) =>
        sum('started', 'total', version) +
        sum('movedIn', 'total', version) -
        sum('ended', 'total', version) -
        sum('movedOut', 'total', version),
      movedIn: (version: number) => sum('movedIn', 'total', version),
      movedOut: (version: number) => sum('movedOut', 'total', version),
      startedLately: () => sum('started', 'lately'),
    }
  }

  // A port that leads nowhere ends the run, and that end is counted too: leaving by it is not counted twice.
  function portsThatLead(workflow: string) {
    const known = new Map<number, Set<string>>()
    return (version: number, node: string, port: string): boolean => {
      let leading = known.get(version)
      if (!leading) {
        const row = statements.version.get(workflow, version)
        const { nodes } = JSON.parse(row?.document ?? '{"nodes":[]}') as {
          nodes: readonly { readonly id: string; readonly ports?: object }[]
        }
        leading = new Set(nodes.flatMap(({ id, ports }) => Object.keys(ports ?? {}).map((name) => `${id} ${name}`)))
        known.set(version, leading)
      }
      return leading.has(`${node} ${port}`)
    }
  }

  const pausedSince = (workflow: string): number | undefined => {
    const row = statements.liveChange.get(workflow)
    return row && (JSON.parse(row.change) as { pausedAt?: number }).pausedAt
  }

  function goalOf(workflow: string, { version, draft }: Pick<WorkflowRow, 'version' | 'draft'>) {
    const live = version === null ? undefined : statements.version.get(workflow, version)
    const { settings } = JSON.parse(live?.document ?? draft) as { settings?: { goal?: { title: string } } }
    if (!settings?.goal) return null
    const sums = new Map(statements.goalCounters.all(workflow).map(({ counter, total }) => [counter, total]))
    const conversions = (counter: string, value: string) => ({
      count: sums.get(counter) ?? 0,
      worth: [...sums]
        .filter(([name]) => name.startsWith(`${value}:`))
        .map(([name, total]) => ({ currency: name.slice(value.length + 1), amount: total / 1_000_000 })),
    })
    return {
      title: settings.goal.title,
      converted: conversions('converted', 'value'),
      heldOut: sums.get('heldOut') ?? 0,
      heldOutConverted: conversions('heldOutConverted', 'heldOutValue'),
    }
  }

  return {
    async workflows(query) {
      const after = cursorOf(query) ?? beginning
      const rows = statements.workflows.all(after.order, after.id, query.limit + 1)
      return listOf(
        rows,
        query.limit,
        ({ saved, id }) => ({ order: saved, id }),
        (row) => {
          const { active, started, startedLately } = people(row.id, query.now)
          const goal = row.state === 'draft' ? null : goalOf(row.id, row)
          return {
            id: row.id,
            title: row.title,
            state: row.state,
            version: row.version,
            changed: row.changed === 1,
            savedAt: instant(row.saved),
            publishedAt: instantOrNull(row.published),
            entered7Days: startedLately(),
            active: active(),
            goal: goal && {
              title: goal.title,
              started: started(),
              reached: goal.converted.count,
              heldOut: goal.heldOut,
              heldOutReached: goal.heldOutConverted.count,
            },
            document: row.draft,
          }
        },
      )
    },

    async workflow(id) {
      const row = statements.workflow.get(id)
      if (!row) return null
      return {
        id,
        title: row.title,
        state: row.state,
        version: row.version,
        revision: row.revision,
        savedAt: instant(row.saved),
        publishedAt: instantOrNull(row.published),
        changed: row.changed === 1,
        document: row.draft,
      }
    },

    async versions(workflow, query) {
      const { started, active, movedIn, movedOut } = people(workflow)
      const rows = statements.versions.all(workflow, (cursorOf(query) ?? beginning).order, query.limit + 1)
      return listOf(
        rows,
        query.limit,
        ({ version }) => ({ order: version, id: '' }),
        ({ version, published, ...texts }) => ({
          version,
          publishedAt: instant(published),
          active: active(version),
          entered: started(version),
          movedIn: movedIn(version),
          movedOut: movedOut(version),
          ...texts,
        }),
      )
    },

    async version(workflow, version) {
      const row = statements.version.get(workflow, version)
      return row
        ? {
            document: row.document,
            compiled: JSON.parse(row.mails) as CompiledMail[],
            publishedAt: instant(row.published),
          }
        : null
    },

    async stats(workflow) {
      const row = statements.workflow.get(workflow)
      if (!row) return null
      const { started, active } = people(workflow)
      const leads = portsThatLead(workflow)
      const nodes: Record<string, NodeNumbers> = {}
      const pausedAt = pausedSince(workflow)
      const endings = new Map<string, { code: string; detail?: string; count: number }>()
      let overdue = 0
      let keptOut = 0
      for (const { version, node, counter, total } of statements.counters.all(workflow)) {
        if (counter.startsWith('endedBy:')) {
          const [, code = '', ...rest] = counter.split(':')
          const known = endings.get(counter)?.count ?? 0
          endings.set(counter, { code, ...(rest.length > 0 && { detail: rest.join(':') }), count: known + total })
          continue
        }
        if (counter.startsWith('keptOut:')) {
          if (counter === `keptOut:${pausedAt}`) keptOut += total
          continue
        }
        nodes[node] ??= noNumbers()
        const numbers = nodes[node]
        numbers.waiting += change(counter, total, (port) => leads(version, node, port))
        if (counter === 'in') numbers.entered += total
        else if (counter === 'overdue') overdue += total
        else if (counter.startsWith('out:')) {
          const port = counter.slice(4)
          numbers.ports[port] = (numbers.ports[port] ?? 0) + total
        } else if (isCounted(counter)) numbers[counter] += total
      }
      for (const { node, total } of statements.queued.all({ workflow })) {
        nodes[node] ??= noNumbers()
        nodes[node].queued = total
      }
      return {
        workflow,
        started: started(),
        active: active(),
        ended: started() - active(),
        endings: [...endings.values()].sort((a, b) => b.count - a.count),
        goal: goalOf(workflow, row),
        paused: pausedAt === undefined ? null : { since: instant(pausedAt), overdue, keptOut },
        nodes,
      }
    },

    async assigned(workflow, version) {
      const paths = new Map<string, { node: string; port: string; entered: number; reached: number }>()
      for (const line of statements.counters.all(workflow)) {
        const [counter, port] = line.counter.split(':') as [string, string | undefined]
        if (line.version !== version || port === undefined || !(counter === 'exposed' || counter === 'converted'))
          continue
        const known = paths.get(`${line.node} ${port}`) ?? { node: line.node, port, entered: 0, reached: 0 }
        const counted = counter === 'exposed' ? { entered: line.total } : { reached: line.total }
        paths.set(`${line.node} ${port}`, { ...known, ...counted })
      }
      const first = `${workflow} ${version} `
      const won = statements.winners.all({ first }).map(({ id, change }) => {
        const { port, at } = JSON.parse(change) as { port: string; at: number }
        return { node: id.slice(first.length), port, at }
      })
      return { paths: [...paths.values()], winners: won }
    },

    async inside(workflow) {
      const leads = portsThatLead(workflow)
      const waiting = new Map<string, { version: number; node: string; runs: number }>()
      for (const { version, node, counter, total } of statements.counters.all(workflow)) {
        const key = `${version} ${node}`
        const known = waiting.get(key) ?? { version, node, runs: 0 }
        waiting.set(key, { ...known, runs: known.runs + change(counter, total, (port) => leads(version, node, port)) })
      }
      return [...waiting.values()].filter(({ runs }) => runs > 0).sort((a, b) => b.version - a.version)
    },
  }
}

/** What a counter says about how many rest at its node. */
function change(counter: string, total: number, leads: (port: string) => boolean): number {
  if (counter === 'in' || counter === 'movedIn') return total
  if (counter === 'ended' || counter === 'movedOut') return -total
  return counter.startsWith('out:') && leads(counter.slice(4)) ? -total : 0
}

const counted = ['sent', 'failed', 'skipped', 'ended', 'planned', ...mailResponses] as const
const isCounted = (counter: string): counter is (typeof counted)[number] =>
  (counted as readonly string[]).includes(counter)
