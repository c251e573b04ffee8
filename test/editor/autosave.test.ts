import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startAutosave } from '../../editor/store/autosave.ts'
import { addNode } from '../../editor/store/edits.ts'
import { createWorkflowStore } from '../../editor/store/workflowStore.ts'
import { detailOf, draft } from './workflows.ts'

interface Sent {
  readonly method: string
  readonly ifMatch: string | null
  readonly nodes: number
}

let sent: Sent[]
let answer: (sent: Sent) => Response | Promise<Response>
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  // The network is the page's edge: what would leave it is written down here, and answered.
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const body = init.body ? (JSON.parse(String(init.body)) as { nodes: unknown[] }) : { nodes: [] }
    const request = {
      method: init.method ?? 'GET',
      ifMatch: new Headers(init.headers).get('if-match'),
      nodes: body.nodes.length,
    }
    sent.push(request)
    return answer(request)
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const opened = () => {
  const store = createWorkflowStore(detailOf(draft(), 7))
  const autosave = startAutosave(store)
  const add = () => store.getState().perform('add', addNode(store.getState().document, 'delay'))
  return { store, autosave, add }
}

describe('autosave', () => {
  test('saves once, a moment after the last edit, with the revision that it began with', async () => {
    answer = () => json({ position: 1, revision: 8 })
    const { store, autosave, add } = opened()
    add()
    await vi.advanceTimersByTimeAsync(300)
    add()
    expect(store.getState().saving.is).toBe('waiting')
    await vi.advanceTimersByTimeAsync(700)
    expect(sent).toEqual([{ method: 'PUT', ifMatch: '"7"', nodes: 5 }])
    expect(store.getState()).toMatchObject({ revision: 8, saving: { is: 'saved' } })
    autosave.stop()
  })

  test('what is edited while a save is under way is saved after it, with the new revision', async () => {
    let release = () => {}
    answer = (request) =>
      request.ifMatch === '"7"'
        ? new Promise((resolve) => {
            release = () => resolve(json({ position: 1, revision: 8 }))
          })
        : json({ position: 2, revision: 9 })
    const { store, autosave, add } = opened()
    add()
    await vi.advanceTimersByTimeAsync(600)
    add()
    release()
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent.map(({ ifMatch, nodes }) => [ifMatch, nodes])).toEqual([
      ['"7"', 4],
      ['"8"', 5],
    ])
    expect(store.getState().saving.is).toBe('saved')
    autosave.stop()
  })

  test('says when the server does not answer, and tries again', async () => {
    answer = () => Promise.reject(new TypeError('fetch failed'))
    const { store, autosave, add } = opened()
    add()
    await vi.advanceTimersByTimeAsync(700)
    expect(store.getState().saving.is).toBe('failed')
    answer = () => json({ position: 1, revision: 8 })
    await vi.advanceTimersByTimeAsync(5000)
    expect(store.getState().saving.is).toBe('saved')
    autosave.stop()
  })

  test('what a server said that starts or stops, or a proxy for it, is tried again; a refusal is not', async () => {
    answer = () => new Response('Bad gateway', { status: 502 })
    const { store, autosave, add } = opened()
    add()
    await vi.advanceTimersByTimeAsync(700)
    expect(store.getState().saving.is).toBe('failed')
    answer = () => json({ type: 'about:blank', title: 'The disk is full', status: 500, problems: [] }, 500)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toHaveLength(2)
    add()
    answer = () => json({ position: 1, revision: 8 })
    await vi.advanceTimersByTimeAsync(700)
    expect(store.getState().saving.is).toBe('saved')
    autosave.stop()
  })

  test('what somebody else saved is asked for until the server answers', async () => {
    const refusal = { type: 'about:blank', title: 'Somebody saved meanwhile', status: 412, problems: [] }
    answer = ({ method }) => (method === 'GET' ? Promise.reject(new TypeError('fetch failed')) : json(refusal, 412))
    const { store, autosave, add } = opened()
    add()
    await vi.advanceTimersByTimeAsync(700)
    expect(store.getState().saving.is).toBe('failed')
    answer = ({ method }) => (method === 'GET' ? json(detailOf(draft(), 12)) : json(refusal, 412))
    await vi.advanceTimersByTimeAsync(5000)
    expect(store.getState().saving).toMatchObject({ is: 'conflict', theirs: { revision: 12 } })
    autosave.stop()
  })

  test('when somebody else saved, both stand until one is chosen', async () => {
    const theirs = detailOf({ ...draft(), title: 'Theirs' }, 12)
    answer = ({ method, ifMatch }) =>
      method === 'GET'
        ? json(theirs)
        : ifMatch === '"12"'
          ? json({ position: 3, revision: 13 })
          : json({ type: 'about:blank', title: 'Somebody saved meanwhile', status: 412, problems: [] }, 412)
    const { store, autosave, add } = opened()
    add()
    await vi.advanceTimersByTimeAsync(700)
    expect(store.getState().saving).toMatchObject({ is: 'conflict', theirs: { revision: 12 } })
    add()
    await vi.advanceTimersByTimeAsync(2000)
    expect(sent.filter(({ method }) => method === 'PUT')).toHaveLength(1)
    store.getState().keepMine()
    await vi.advanceTimersByTimeAsync(700)
    expect(sent.at(-1)).toEqual({ method: 'PUT', ifMatch: '"12"', nodes: 5 })
    expect(store.getState()).toMatchObject({ revision: 13, saving: { is: 'saved' } })
    autosave.stop()
  })

  test('taking theirs shows theirs, with nothing to undo', () => {
    const { store, autosave, add } = opened()
    add()
    store.getState().adopt(detailOf({ ...draft(), title: 'Theirs' }, 12))
    expect(store.getState()).toMatchObject({
      document: { title: 'Theirs' },
      past: [],
      revision: 12,
      saving: { is: 'saved' },
    })
    autosave.stop()
  })
})
