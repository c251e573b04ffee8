import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { call } from '../../editor/api/call.ts'
import { queryClient } from '../../editor/api/queryClient.ts'
import { startAutosave } from '../../editor/store/autosave.ts'
import { addNode } from '../../editor/store/edits.ts'
import { createWorkflowStore } from '../../editor/store/workflowStore.ts'
import type { Status } from '../../shared/api/models/status.ts'
import { detailOf, draft } from './workflows.ts'

const status = (store: Status['store']): Status => ({
  store,
  name: 'Fern & Fig',
  clock: 'wall',
  now: '2026-11-22T10:00:00.000Z',
  behind: 0,
  smtp: true,
  held: false,
  hold: null,
  filling: false,
  playing: false,
  customers: 3,
  events: 9,
  workflows: 1,
  refused: 0,
  parked: 0,
})

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
  act(() => Stream.last?.dispatchEvent(new MessageEvent('status', { data: JSON.stringify(status(store)) })))

afterEach(() => vi.unstubAllGlobals())

test('a page leaves for the workflows once another store was opened elsewhere, and saves nothing into that one', async () => {
  const changes: [path: string, shown: string | null][] = []
  let open: Status['store'] = 'own'
  vi.stubGlobal('EventSource', Stream)
  vi.stubGlobal('fetch', async (path: string, { method, headers }: RequestInit) => {
    if (method === 'GET') return new Response(JSON.stringify(path === '/api/status' ? status(open) : { items: [] }))
    changes.push([path, new Headers(headers).get('x-perennial-shown')])
    return new Response(JSON.stringify({ type: 'about:blank', title: 'Conflict', status: 409 }), { status: 409 })
  })
  document.body.innerHTML = '<div id="root"></div>'
  window.history.replaceState(null, '', '/segments/at-risk')
  await act(() => import('../../editor/main.tsx'))
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
