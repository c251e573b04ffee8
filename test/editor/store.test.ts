import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyChange, applyChanges, type Change, inverseOf } from '../../editor/store/change.ts'
import type { Draft } from '../../editor/store/document.ts'
import {
  addNode,
  connect,
  deleteNodes,
  disconnect,
  insertNode,
  moveNodes,
  pastePiece,
  placeNode,
  setSettings,
  tidyUp,
  wayAfter,
} from '../../editor/store/edits.ts'
import { createWorkflowStore } from '../../editor/store/workflowStore.ts'
import { nodeKinds } from '../../shared/nodes/index.ts'
import { detailOf, draft } from './workflows.ts'

const after = (document: Draft, edit: { changes: readonly Change[] }) => applyChanges(document, edit.changes)
const portsIn = (document: Draft) => Object.fromEntries(document.nodes.map((node) => [node.id, node.ports ?? {}]))

describe('edits', () => {
  test('a step put on a way stands between what the way joined', () => {
    const document = after(draft(), insertNode(draft(), 'email', { from: 'event-1', port: 'next' }))
    expect(portsIn(document)).toMatchObject({ 'event-1': { next: 'email-4' }, 'email-4': { next: 'delay-2' } })
  })

  test('an exit cuts nothing off: on a way that leads on it stands alone, on an open one it ends it', () => {
    const way = { from: 'event-1', port: 'next' }
    const before = portsIn(draft())
    expect(portsIn(after(draft(), placeNode(draft(), 'exit', way)))).toEqual({ ...before, 'exit-4': {} })
    const open = after(draft(), disconnect(way))
    expect(portsIn(after(open, placeNode(open, 'exit', way)))['event-1']).toEqual({ next: 'exit-4' })
    expect(portsIn(after(open, placeNode(open, 'event', way)))['event-1']).toEqual({})
  })

  test('deleting a step with one way out leads those before it to what came after', () => {
    const document = after(draft(), deleteNodes(draft(), ['delay-2']))
    expect(portsIn(document)).toEqual({ 'event-1': { next: 'exit-3' }, 'exit-3': {} })
  })

  test('deleting several in a row joins the two ends', () => {
    const long = after(draft(), insertNode(draft(), 'update', { from: 'delay-2', port: 'next' }))
    const document = after(long, deleteNodes(long, ['delay-2', 'update-4']))
    expect(portsIn(document)).toEqual({ 'event-1': { next: 'exit-3' }, 'exit-3': {} })
  })

  test('deleting a step with several ways out leaves the way to it open', () => {
    const branched = after(draft(), insertNode(draft(), 'branch', { from: 'event-1', port: 'next' }))
    const document = after(branched, deleteNodes(branched, ['branch-4']))
    expect(portsIn(document)['event-1']).toEqual({})
  })

  test('an id is never given twice, also after its step was deleted', () => {
    const added = after(draft(), addNode(draft(), 'delay'))
    const removed = after(added, deleteNodes(added, ['delay-4']))
    expect(addNode(removed, 'delay').id).toBe('delay-5')
  })

  test('a trigger cannot be led to, nor a step to itself', () => {
    expect(connect(draft(), { from: 'delay-2', port: 'next' }, 'event-1')).toBeUndefined()
    expect(connect(draft(), { from: 'delay-2', port: 'next' }, 'delay-2')).toBeUndefined()
  })

  test('settings that lose a port lose the way from it', () => {
    const document = after(draft(), insertNode(draft(), 'branch', { from: 'event-1', port: 'next' }))
    const branch = document.nodes.find((node) => node.kind === 'branch')!
    const [path] = branch.settings.paths as { port: string }[]
    const renamed = setSettings(document, branch.id, { paths: [{ ...path, port: 'path-9' }] })
    expect(portsIn(after(document, renamed))[branch.id]).toEqual({})
  })

  test('a step follows what is selected, else the only open way, else nothing', () => {
    const open = after(draft(), deleteNodes(draft(), ['exit-3']))
    expect(wayAfter(draft(), 'event-1')).toEqual({ from: 'event-1', port: 'next' })
    expect(wayAfter(open, undefined)).toEqual({ from: 'delay-2', port: 'next' })
    expect(wayAfter(draft(), undefined)).toBeUndefined()
    expect(wayAfter(draft(), 'exit-3')).toBeUndefined()
  })

  test('pasted steps keep the ways among themselves only, under new ids', () => {
    const document = after(draft(), pastePiece(draft(), { nodes: draft().nodes.slice(0, 2), notes: [] }))
    expect(portsIn(document)).toMatchObject({ 'event-4': { next: 'delay-5' }, 'delay-5': {} })
  })

  test('tidying up takes every place away', () => {
    const placed = after(draft(), moveNodes(new Map([['delay-2', { x: 10.4, y: 20 }]])))
    expect(placed.nodes[1]?.position).toEqual({ x: 10, y: 20 })
    expect(after(placed, tidyUp(placed))).toEqual(draft())
  })

  test('what a change does not name keeps its identity', () => {
    const before = draft()
    const document = applyChange(before, { change: 'setNote', id: 'delay-2', note: 'x' })
    expect(document.nodes[0]).toBe(before.nodes[0])
    expect(document.nodes[1]).not.toBe(before.nodes[1])
  })
})

describe('undo', () => {
  test('names what it takes back, and brings back what was', () => {
    const store = createWorkflowStore(detailOf(draft()))
    store.getState().perform('delete Wait 2 days', deleteNodes(draft(), ['delay-2']))
    expect(store.getState().past.at(-1)?.label).toBe('delete Wait 2 days')
    store.getState().undo()
    expect(store.getState().document).toEqual(draft())
    store.getState().redo()
    expect(store.getState().document.nodes).toHaveLength(2)
  })

  test('doing a deletion again leaves nothing selected that is gone', () => {
    const store = createWorkflowStore(detailOf(draft()))
    store.getState().select(['event-1', 'delay-2'])
    store.getState().perform('delete', deleteNodes(draft(), ['delay-2']))
    store.getState().undo()
    expect(store.getState().selected).toEqual(['event-1', 'delay-2'])
    store.getState().redo()
    expect(store.getState().selected).toEqual(['event-1'])
  })

  test('a connection is not selected any more once the step it comes from is gone again', () => {
    const store = createWorkflowStore(detailOf(draft()))
    store.getState().perform('delete', deleteNodes(draft(), ['delay-2']))
    store.getState().undo()
    store.getState().select([], { from: 'delay-2', port: 'next' })
    store.getState().redo()
    expect(store.getState().selectedWay).toBeUndefined()
  })

  test('takes what was typed in one go back in one go', () => {
    let now = 0
    const store = createWorkflowStore(detailOf(draft()), () => now)
    const type = (event: string) =>
      store
        .getState()
        .perform('change Event', setSettings(store.getState().document, 'event-1', { event }), { merge: 'event-1' })
    type('S')
    now += 500
    type('Su')
    now += 60_000
    type('Sum')
    expect(store.getState().past).toHaveLength(2)
    store.getState().undo()
    expect(store.getState().document.nodes[0]?.settings).toEqual({ event: 'Su' })
    store.getState().undo()
    expect(store.getState().document).toEqual(draft())
  })

  test('of what is typed in one go only the first and the last state are kept', () => {
    const store = createWorkflowStore(detailOf(draft()), () => 0)
    for (const event of ['S', 'Su', 'Sum'])
      store
        .getState()
        .perform('change Event', setSettings(store.getState().document, 'event-1', { event }), { merge: 'event-1' })
    expect(store.getState().past).toMatchObject([
      {
        changes: [{ change: 'setSettings', settings: { event: 'Sum' } }],
        inverse: [{ change: 'setSettings', settings: { event: 'Signed Up' } }],
      },
    ])
    store.getState().undo()
    expect(store.getState().document).toEqual(draft())
    store.getState().redo()
    expect(store.getState().document.nodes[0]?.settings).toEqual({ event: 'Sum' })
  })

  test('for any edits, taking all back gives the document that was, but for the next id', () => {
    const edits = fc.array(
      fc.record({
        what: fc.constantFrom('add', 'insert', 'delete', 'connect', 'move', 'paste'),
        a: fc.nat(),
        b: fc.nat(),
      }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(edits, (steps) => {
        const store = createWorkflowStore(detailOf(draft()))
        for (const { what, a, b } of steps) {
          const { document, perform } = store.getState()
          const node = document.nodes[a % Math.max(1, document.nodes.length)]
          const other = document.nodes[b % Math.max(1, document.nodes.length)]
          const kind = nodeKinds[b % nodeKinds.length]!
          if (!node || !other) perform('add', addNode(document, kind))
          else if (what === 'add') perform('add', addNode(document, kind))
          else if (what === 'insert') perform('insert', insertNode(document, kind, { from: node.id, port: 'next' }))
          else if (what === 'delete') perform('delete', deleteNodes(document, [...new Set([node.id, other.id])]))
          else if (what === 'move') perform('move', moveNodes(new Map([[node.id, { x: a, y: b }]])))
          else if (what === 'paste') perform('paste', pastePiece(document, { nodes: [node, other], notes: [] }))
          else perform('connect', connect(document, { from: node.id, port: 'next' }, other.id) ?? { changes: [] })
        }
        const last = JSON.parse(JSON.stringify(store.getState().document)) as Draft
        while (store.getState().past.length) store.getState().undo()
        expect({ ...store.getState().document, nextId: 4 }).toEqual(draft())
        while (store.getState().future.length) store.getState().redo()
        expect(JSON.parse(JSON.stringify(store.getState().document))).toEqual(last)
      }),
      { numRuns: 200, seed: 11 },
    )
  })

  test('every kind of change has its way back', () => {
    const changes: Change[] = [
      { change: 'addNode', node: { id: 'exit-9', kind: 'exit', settings: {} } },
      { change: 'removeNode', id: 'delay-2' },
      { change: 'setSettings', id: 'delay-2', settings: {} },
      { change: 'setNote', id: 'delay-2', note: 'n' },
      { change: 'setPort', id: 'exit-3', port: 'next', to: 'delay-2' },
      { change: 'setPosition', id: 'delay-2', position: { x: 1, y: 2 } },
      { change: 'setField', field: 'description', value: 'd' },
    ]
    for (const change of changes) {
      const back = applyChange(applyChange(draft(), change), inverseOf(draft(), change))
      expect({ ...back, nextId: 4 }).toEqual(draft())
    }
  })
})
