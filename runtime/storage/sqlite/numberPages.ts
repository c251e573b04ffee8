import type { Database } from 'better-sqlite3'
import type { NodeNumbers } from '../../../shared/api/models/stats.ts'
import { noNumbers } from '../../../shared/api/noNumbers.ts'
import { mailResponses } from '../../../shared/mailEvents.ts'
import type { Pages } from '../pages.ts'
import { goalOf } from './goalOf.ts'
import { instant } from './paging.ts'
import { peopleOf } from './peopleOf.ts'
import { named } from './rows.ts'

const workflow = 'select version, draft from workflow where id = ?'
const liveChange = `select change from live where partition = 0 and kind = 'workflow' and id = ?`
const winners = `
  select id, change from live where partition = 0 and kind = 'winner' and id >= @first and id < @first || char(1114111)`
const documentOf = 'select document from version where workflow = ? and version = ?'
const counters = `
  select version, node, counter, sum(total) as total from counter
  where partition = 0 and workflow = ? group by version, node, counter`
// The inner limit bounds what a store without a mail server, whose outbox only grows, costs at every look.
const queued = `
  select ${named('m.node')} as node, count(*) as total from (
    select message from outbox
    union all
    select message from held where workflow = (select id from name where text = @workflow)
    limit 20000) o
  cross join message m on m.n = o.message
  where m.workflow = (select id from name where text = @workflow) and m.state is null group by m.node`

/** The live numbers of a workflow, which are sums of counters. */
export function numberPages(db: Database): Pick<Pages, 'stats' | 'assigned' | 'inside'> {
  const people = peopleOf(db)
  const goalReached = goalOf(db)
  const statements = {
    workflow: db.prepare<[string], { version: number | null; draft: string }>(workflow),
    liveChange: db.prepare<[string], { change: string }>(liveChange),
    winners: db.prepare<[{ first: string }], { id: string; change: string }>(winners),
    documentOf: db.prepare<[string, number], { document: string }>(documentOf),
    counters: db.prepare<[string], { version: number; node: string; counter: string; total: number }>(counters),
    queued: db.prepare<[{ workflow: string }], { node: string; total: number }>(queued),
  }

  // A port that leads nowhere ends the run, and that end is counted too: leaving by it is not counted twice.
  function portsThatLead(workflow: string) {
    const known = new Map<number, Set<string>>()
    return (version: number, node: string, port: string): boolean => {
      let leading = known.get(version)
      if (!leading) {
        const row = statements.documentOf.get(workflow, version)
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

  return {
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
        goal: goalReached(workflow, row),
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
