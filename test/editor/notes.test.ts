import { describe, expect, test } from 'vitest'
import { arrange, placesOf, shapesOf } from '../../editor/canvas/arrange.ts'
import { drawingOf } from '../../editor/canvas/flow.ts'
import { applyChanges } from '../../editor/store/change.ts'
import type { Draft } from '../../editor/store/document.ts'
import { deleteNodes, type Edit, moveNodes, pastePiece, tidyUp } from '../../editor/store/edits.ts'
import { addNote, editNote, noteOf, placeNotes } from '../../editor/store/notes.ts'
import { createWorkflowStore } from '../../editor/store/workflowStore.ts'
import { canonical } from '../../shared/canonical.ts'
import { limits } from '../../shared/limits.ts'
import { parseWorkflow } from '../../shared/parse.ts'
import { draw } from '../support/trial.ts'

const plain = () =>
  draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'exit-2' } },
      'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
    },
  }) as unknown as Draft
const after = (document: Draft, edit: Edit | undefined) => applyChanges(document, edit?.changes ?? [])
const noted = () => after(plain(), addNote(plain(), { x: 10.4, y: -20 }))

describe('a note on the canvas', () => {
  test('is added, written, moved, pulled and deleted', () => {
    const first = noted()
    expect(first.notes).toEqual([
      { id: 'note-1', text: '', position: { x: 10, y: -20 }, size: { width: 240, height: 120 } },
    ])
    const written = after(first, editNote(first, 'note:note-1', { text: 'Ask Ada', colour: 'blue' }))
    const pulled = applyChanges(
      written,
      placeNotes(
        written,
        new Map([['note:note-1', { x: 1.6, y: 2 }]]),
        new Map([['note:note-1', { width: 300.2, height: 5 }]]),
      ),
    )
    expect(noteOf(pulled, 'note:note-1')).toEqual({
      id: 'note-1',
      text: 'Ask Ada',
      colour: 'blue',
      position: { x: 2, y: 2 },
      size: { width: 300, height: 40 },
    })
    const both = after(pulled, addNote(pulled, { x: 0, y: 0 }))
    expect(both.notes?.map(({ id }) => id)).toEqual(['note-1', 'note-2'])
    expect(after(both, deleteNodes(both, ['note:note-1', 'exit-2']))).toMatchObject({
      notes: [{ id: 'note-2' }],
      nodes: [{ id: 'event-1' }],
    })
    expect('notes' in after(pulled, deleteNodes(pulled, ['note:note-1']))).toBe(false)
  })

  test('is copied beside itself, alone or with steps, as long as there is room for it', () => {
    const document = noted()
    const piece = { nodes: document.nodes.slice(0, 1), notes: document.notes! }
    const edit = pastePiece(document, piece)
    expect(edit.select).toEqual(['event-100', 'note:note-2'])
    expect(after(document, edit).notes).toEqual([
      document.notes![0],
      { ...document.notes![0], id: 'note-2', position: { x: 50, y: 20 } },
    ])
    const full = Array.from({ length: limits.canvasNotes }, (_, n) => ({ ...document.notes![0]!, id: `note-${n}` }))
    expect(pastePiece({ ...document, notes: full }, { nodes: [], notes: full }).changes).toEqual([])
    expect(pastePiece({ ...document, notes: full.slice(1) }, { nodes: [], notes: full }).select).toHaveLength(1)
  })

  test('takes no number that a step would get, and what is done to it is undone', () => {
    const document = plain()
    const store = createWorkflowStore({ document, revision: 1, savedAt: '', problems: [] } as never)
    const edit = addNote(document, { x: 0, y: 0 })!
    store.getState().perform('add note', edit)
    expect(store.getState().document.nextId).toBe(document.nextId)
    expect(store.getState().selected).toEqual(['note:note-1'])
    store.getState().undo()
    expect(store.getState().document).toEqual(document)
    store.getState().redo()
    expect(store.getState().document.notes).toHaveLength(1)
  })

  test('stays where it is when the workflow is tidied up, and lies behind the cards', () => {
    const document = noted()
    const moved = after(document, moveNodes(new Map([['exit-2', { x: 5, y: 5 }]])))
    expect(after(moved, tidyUp(moved)).notes).toEqual(document.notes)
    const shapes = shapesOf(document.nodes, { segment: (id) => id, workflow: (id) => id })
    const drawing = drawingOf(
      {
        nodes: document.nodes,
        notes: document.notes,
        places: placesOf(document.nodes, shapes, arrange(shapes)),
        selected: new Set(),
        selectedWay: undefined,
        marks: new Map(),
        measured: new Map(),
        titleOfPort: () => '',
        hasEnds: true,
      },
      undefined,
    )
    expect(drawing.nodes.at(-1)).toMatchObject({ id: 'note:note-1', type: 'note', zIndex: -1 })
  })

  test('is refused where it is too long, too large or twice there, each with its path', () => {
    const note = { id: 'note-1', text: 'x', position: { x: 0, y: 0 }, size: { width: 100, height: 100 } }
    const with_ = (notes: object[]) => parseWorkflow(JSON.parse(JSON.stringify({ ...plain(), notes }))).problems
    expect(with_([note])).toEqual([])
    expect(with_([{ ...note, text: 'x'.repeat(limits.noteBytes + 1) }])).toMatchObject([{ path: '/notes/0/text' }])
    expect(with_([{ ...note, size: { width: 100, height: 1e9 } }])).toMatchObject([{ path: '/notes/0/size/height' }])
    expect(with_([note, note])).toMatchObject([{ code: 'repeatedId', path: '/notes/1/id' }])
    expect(
      with_(Array.from({ length: limits.canvasNotes + 1 }, (_, n) => ({ ...note, id: `note-${n}` }))),
    ).toMatchObject([{ path: '/notes' }])
  })

  test('is kept byte for byte by the canonical form', () => {
    const text = canonical({ ...noted() })
    expect(text).toMatch(/"nodes": \[[\s\S]*\],\n {2}"notes": \[/)
    const { workflow } = parseWorkflow(JSON.parse(text))
    expect(canonical(workflow!)).toBe(text)
  })
})
