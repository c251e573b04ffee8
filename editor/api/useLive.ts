import { replaceEqualDeep } from '@tanstack/react-query'
import { useEffect } from 'react'
import { create } from 'zustand'
import { type NodeNumbers, WorkflowStats } from '../../shared/api/models/stats.ts'
import { Status } from '../../shared/api/models/status.ts'
import { noNumbers } from '../../shared/api/noNumbers.ts'

interface Live {
  readonly status: Status | undefined
  readonly stats: { readonly [workflow: string]: WorkflowStats }
  /** Whether there is a connection, or was one just now: numbers on screen are those of this moment. */
  readonly isOpen: boolean
}

const useStore = create<Live>(() => ({ status: undefined, stats: {}, isOpen: false }))

/**
 * The live numbers: the store's status, and one workflow's counts while a page shows it. The server sends at most twice a second.
 * All callers share one connection; it follows the workflow that was asked for last, and closes when nobody asks.
 */
export function useLive(workflow?: string): {
  status: Status | undefined
  stats: WorkflowStats | undefined
  isOpen: boolean
} {
  useEffect(() => watch(workflow), [workflow])
  const status = useStore((live) => live.status)
  const stats = useStore((live) => (workflow === undefined ? undefined : live.stats[workflow]))
  const isOpen = useStore((live) => live.isOpen)
  return { status, stats, isOpen }
}

/** A connection that comes back within so long is not missed: another store was opened, or a proxy had enough of it. */
const missedAfter = 10_000
const retryAfter = 1_000

const watchers: { workflow: string | undefined }[] = []
let source: EventSource | undefined
let address = ''
let missing: ReturnType<typeof setTimeout> | undefined
let retry: ReturnType<typeof setTimeout> | undefined

function watch(workflow: string | undefined): () => void {
  const watcher = { workflow }
  watchers.push(watcher)
  connect()
  return () => {
    watchers.splice(watchers.indexOf(watcher), 1)
    // A page that follows at once takes the connection over.
    queueMicrotask(connect)
  }
}

function connect(): void {
  if (typeof EventSource === 'undefined') return
  const workflow = watchers.findLast((watcher) => watcher.workflow !== undefined)?.workflow
  const wanted = watchers.length === 0 ? '' : `/api/live${workflow ? `?workflow=${encodeURIComponent(workflow)}` : ''}`
  if (wanted === address) return
  close()
  address = wanted
  if (!wanted) return
  source = new EventSource(wanted)
  source.addEventListener('open', () => {
    stopMissing()
    useStore.setState({ isOpen: true })
  })
  source.addEventListener('error', () => {
    missing ??= setTimeout(() => useStore.setState({ isOpen: false }), missedAfter)
    // After any answer but a stream, as of a proxy whose server starts anew, the browser asks no more.
    if (source?.readyState === EventSource.CLOSED) retry = setTimeout(connectAnew, retryAfter)
  })
  source.addEventListener('status', (event) => {
    const status = Status.safeParse(JSON.parse(event.data))
    if (status.success) useStore.setState({ status: status.data })
  })
  source.addEventListener('stats', (event) => {
    const stats = WorkflowStats.safeParse(JSON.parse(event.data))
    if (stats.success) keepStats(stats.data)
  })
}

function connectAnew(): void {
  close()
  connect()
}

function close(): void {
  source?.close()
  source = undefined
  address = ''
  clearTimeout(retry)
}

function stopMissing(): void {
  clearTimeout(missing)
  missing = undefined
}

// What says the same stays the same object, so that only the cards are drawn again whose numbers changed.
function keepStats(stats: WorkflowStats): void {
  useStore.setState((live) => {
    const kept = replaceEqualDeep(live.stats[stats.workflow], stats)
    return kept === live.stats[stats.workflow] ? live : { stats: { ...live.stats, [stats.workflow]: kept } }
  })
}

/** The live numbers of one node, the same object while none of them changes. Where nobody came yet they are zero. */
export const useNodeStats = (workflow: string | undefined, node: string): NodeNumbers | undefined =>
  useStore((live) => {
    const stats = workflow === undefined ? undefined : live.stats[workflow]
    return stats && (stats.nodes[node] ?? untouched)
  })

const untouched = noNumbers()

/** How many left a node by a port; absent while the workflow has no numbers. */
export const usePortCount = (workflow: string | undefined, node: string, port: string): number | undefined =>
  useStore((live) => (workflow === undefined ? undefined : live.stats[workflow]?.nodes[node]?.ports[port]))

/** Numbers read once, until the live ones come: so that a page shows them at once, and also without a connection. */
export function seedStats(stats: WorkflowStats): void {
  useStore.setState((live) =>
    live.stats[stats.workflow] ? live : { stats: { ...live.stats, [stats.workflow]: stats } },
  )
}

/** Another store is open now: nothing of the former one is shown, and the connection begins anew. */
export function beginLiveAnew(): void {
  stopMissing()
  useStore.setState({ status: undefined, stats: {}, isOpen: false })
  connectAnew()
}
