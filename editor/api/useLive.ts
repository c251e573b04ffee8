import { useEffect } from 'react'
import type { z } from 'zod'
import { create } from 'zustand'
import * as models from '../../shared/api/models.ts'

export type Status = z.infer<typeof models.Status>
export type WorkflowStats = z.infer<typeof models.WorkflowStats>

interface Live {
  readonly status: Status | undefined
  readonly stats: { readonly [workflow: string]: WorkflowStats }
  /** Whether the last connection is open: numbers on screen are those of this moment. */
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

const watchers: { workflow: string | undefined }[] = []
let source: EventSource | undefined
let address = ''

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
  source?.close()
  source = undefined
  address = wanted
  if (!wanted) return
  source = new EventSource(wanted)
  source.addEventListener('open', () => useStore.setState({ isOpen: true }))
  source.addEventListener('error', () => useStore.setState({ isOpen: false }))
  source.addEventListener('status', (event) => {
    const status = models.Status.safeParse(JSON.parse(event.data))
    if (status.success) useStore.setState({ status: status.data, isOpen: true })
  })
  source.addEventListener('stats', (event) => {
    const stats = models.WorkflowStats.safeParse(JSON.parse(event.data))
    if (stats.success)
      useStore.setState((live) => ({ stats: { ...live.stats, [stats.data.workflow]: stats.data }, isOpen: true }))
  })
}
