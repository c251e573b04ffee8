import { describe, expect, test } from 'vitest'
import { copyText, pieceIn } from '../../editor/commands/clipboard.ts'
import { isShortcut, showShortcut } from '../../editor/commands/shortcut.ts'
import { neighbourOf } from '../../editor/commands/walk.ts'
import { draft } from './workflows.ts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
})

describe('shortcuts', () => {
  test('mod is Ctrl or Cmd, and shift tells two apart', () => {
    expect(isShortcut(press('z', { ctrlKey: true }), 'mod+z')).toBe(true)
    expect(isShortcut(press('z', { metaKey: true }), 'mod+z')).toBe(true)
    expect(isShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'mod+z')).toBe(false)
    expect(isShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'mod+shift+z')).toBe(true)
    expect(isShortcut(press('z'), 'mod+z')).toBe(false)
  })

  test('signs are heard with shift and without', () => {
    expect(isShortcut(press('?', { shiftKey: true }), '?')).toBe(true)
    expect(isShortcut(press('?'), '?')).toBe(true)
    expect(isShortcut(press('+'), '+')).toBe(true)
  })

  test('are shown as the keys are named', () => {
    expect(showShortcut('mod+z', false)).toBe('Ctrl Z')
    expect(showShortcut('mod+z', true)).toBe('⌘ Z')
  })
})

describe('arrow keys', () => {
  const branched = draft([
    { id: 'event-1', kind: 'event', settings: { event: 'A' }, ports: { next: 'wait-2' } },
    {
      id: 'wait-2',
      kind: 'wait',
      settings: { for: 'event', events: [{ port: 'came', event: 'B' }], since: 'run', timeout: 'P1D' },
      ports: { timeout: 'exit-4', came: 'exit-3' },
    },
    { id: 'exit-3', kind: 'exit', settings: { reason: 'a' } },
    { id: 'exit-4', kind: 'exit', settings: { reason: 'b' } },
  ])

  test('walk along the ways, and among the ways of one step in the order of its ports', () => {
    expect(neighbourOf(branched, 'wait-2', 'down')).toBe('exit-3')
    expect(neighbourOf(branched, 'exit-3', 'right')).toBe('exit-4')
    expect(neighbourOf(branched, 'exit-4', 'left')).toBe('exit-3')
    expect(neighbourOf(branched, 'exit-3', 'left')).toBeUndefined()
    expect(neighbourOf(branched, 'exit-4', 'up')).toBe('wait-2')
  })

  test('begin at the first step when nothing is selected', () => {
    expect(neighbourOf(branched, '', 'down')).toBe('event-1')
  })
})

describe('pasting', () => {
  test('takes steps and notes out of a text, and leaves any other text alone', () => {
    const nothing = { nodes: [], notes: [] }
    for (const text of ['hello', 'null', '{"nodes":[]}']) expect(pieceIn(text)).toEqual(nothing)
    const piece = {
      nodes: [{ id: 'exit-1', kind: 'exit', settings: {} }],
      notes: [{ id: 'note-1', text: 'Ask Ada', position: { x: 0, y: 0 }, size: { width: 100, height: 100 } }],
    } as const
    const damaged = JSON.parse(copyText(piece))
    damaged.nodes.unshift({ kind: 'rocket', settings: {} }, null)
    damaged.notes.unshift({ ...piece.notes[0], size: { width: 1e9, height: 1 } }, null)
    expect(pieceIn(JSON.stringify(damaged))).toEqual(piece)
    expect(pieceIn('{"perennial":"nodes","nodes":{},"notes":3}')).toEqual(nothing)
  })
})
