import { limits } from '../../shared/limits.ts'
import type { CanvasNote } from '../../shared/workflow.ts'
import type { Change } from './change.ts'
import type { Draft, Position } from './document.ts'
import type { Edit } from './edits.ts'

/** What a person can do with notes on the canvas. They are selected and moved like steps, under a key that no step can have. */

export const noteKey = (id: string): string => `note:${id}`
export const isNoteKey = (key: string): boolean => key.startsWith('note:')

export const noteOf = (document: Draft, key: string): CanvasNote | undefined =>
  document.notes?.find(({ id }) => noteKey(id) === key)

const firstSize = { width: 240, height: 120 }

/** A new note with its upper left corner at a place; nothing where the workflow has as many as it may. */
export const addNote = (document: Draft, { x, y }: Position): Edit | undefined =>
  addNotes(document, [{ text: '', position: { x: Math.round(x), y: Math.round(y) }, size: firstSize }])

/** Notes under ids of their own: as many as there is room for, nothing where there is none. */
export function addNotes(document: Draft, added: readonly Omit<CanvasNote, 'id'>[]): Edit | undefined {
  const { notes = [] } = document
  const last = Math.max(0, ...notes.map(({ id }) => Number(/^note-(\d+)$/.exec(id)?.[1] ?? 0)))
  const fitting = added
    .slice(0, limits.canvasNotes - notes.length)
    .map((note, index): CanvasNote => ({ ...note, id: `note-${last + 1 + index}` }))
  if (fitting.length === 0) return undefined
  return { ...withNotes([...notes, ...fitting]), select: fitting.map(({ id }) => noteKey(id)) }
}

export const editNote = (document: Draft, key: string, part: Partial<CanvasNote>): Edit =>
  withNotes((document.notes ?? []).map((note) => (noteKey(note.id) === key ? { ...note, ...part } : note)))

/** Notes where they were put, and as large as they were pulled. */
export const placeNotes = (
  document: Draft,
  positions: ReadonlyMap<string, Position>,
  sizes: ReadonlyMap<string, CanvasNote['size']> = new Map(),
): Change[] =>
  changesOf(document, (note) => {
    const [at, size] = [positions.get(noteKey(note.id)), sizes.get(noteKey(note.id))]
    if (!at && !size) return note
    return {
      ...note,
      ...(at && { position: { x: Math.round(at.x), y: Math.round(at.y) } }),
      ...(size && { size: { width: sideOf(size.width), height: sideOf(size.height) } }),
    }
  })

export const deleteNotes = (document: Draft, keys: ReadonlySet<string>): Change[] =>
  changesOf(document, (note) => (keys.has(noteKey(note.id)) ? undefined : note))

export const smallestNote = { width: 80, height: 40 }

const sideOf = (length: number): number =>
  Math.min(limits.canvasNoteSide, Math.max(smallestNote.height, Math.round(length)))

function changesOf(document: Draft, edit: (note: CanvasNote) => CanvasNote | undefined): Change[] {
  const before = document.notes ?? []
  const notes = before.flatMap((note) => edit(note) ?? [])
  const isSame = notes.length === before.length && notes.every((note, index) => note === before[index])
  return isSame ? [] : [...withNotes(notes).changes]
}

const withNotes = (notes: readonly CanvasNote[]): Edit => ({
  changes: [{ change: 'setField', field: 'notes', value: notes.length > 0 ? notes : undefined }],
})
