import { act, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { App } from '../../editor/App.tsx'
import { call } from '../../editor/api/call.ts'
import { queryClient } from '../../editor/api/queryClient.ts'
import { router } from '../../editor/router.tsx'
import { startAutosave } from '../../editor/store/autosave.ts'
import { addNode } from '../../editor/store/edits.ts'
import { createWorkflowStore } from '../../editor/store/workflowStore.ts'
import type { Status } from '../../shared/api/models/status.ts'
import { statusOf } from './status.ts'
import { detailOf, draft } from './workflows.ts'

/** The server's side: what it says by itself, and the store that each change was meant for. */
class Stream extends EventTarget {
  static last: Stream | undefined
  constructor() {
    super()
    Stream.last = this
  }
  close() {}
}
const say = (store: Status['store']) =>
  act(() => Stream.last?.dispatchEvent(new MessageEvent('status', { data: JSON.stringify(statusOf(store)) })))

afterEach(() => vi.unstubAllGlobals())

test('a page leaves for the workflows once another store was opened elsewhere, and saves nothing into that one', async () => {
  const changes: [path: string, shown: string | null][] = []
  let open: Status['store'] = 'own'
  vi.stubGlobal('EventSource', Stream)
  vi.stubGlobal('fetch', async (path: string, { method, headers }: RequestInit) => {
    if (method === 'GET') return new Response(JSON.stringify(path === '/api/status' ? statusOf(open) : { items: [] }))
    changes.push([path, new Headers(headers).get('x-perennial-shown')])
    return new Response(JSON.stringify({ type: 'about:blank', title: 'Conflict', status: 409 }), { status: 409 })
  })
  router.history.push('/segments/at-risk')
  render(<App env="test" />)
  await waitFor(() => expect(Stream.last).toBeDefined(), { timeout: 20_000 })
  say('own')
  const store = createWorkflowStore(detailOf(draft(), 7))
  const autosave = startAutosave(store)
  await call('openDemo', { body: {} }).catch(() => {})
  queryClient.setQueryData(['listWorkflows'], 'of one’s own store')

  open = 'demo'
  say('demo')
  await waitFor(() => expect(window.location.pathname).toBe('/workflows'), { timeout: 20_000 })
  expect(queryClient.getQueryData(['listWorkflows'])).toBeUndefined()
  await call('leaveDemo', { body: {} }).catch(() => {})

  store.getState().perform('add', addNode(store.getState().document, 'delay'))
  expect(await autosave.flush()).toBe(false)
  autosave.stop()
  expect(changes).toEqual([
    ['/api/demo/open', 'own'],
    ['/api/demo/leave', 'demo'],
    [`/api/workflows/${draft().id}`, 'own'],
  ])

  say('demo')
  await screen.findByText('Demo store')
})
