import {
  ClipboardPaste,
  Command as CommandIcon,
  Copy,
  CopyPlus,
  ListChecks,
  Maximize,
  Plus,
  Redo2,
  Rocket,
  Save,
  Settings2,
  SquareDashedMousePointer,
  StickyNote,
  Trash2,
  Undo2,
  Wand2,
  ZoomIn,
  ZoomOut,
} from 'lucide-react'
import { words } from '../../shared/words/editor.ts'
import { namesOf, titleOf } from '../canvas/describe.ts'
import { type DraftNode, nodeOf } from '../store/document.ts'
import { deleteNodes, disconnect, type Piece, pastePiece, tidyUp, wayAfter } from '../store/edits.ts'
import { addNote, isNoteKey, noteKey, noteOf } from '../store/notes.ts'
import { keep, keptPiece } from './clipboard.ts'
import type { Command, Context } from './command.ts'
import { type Direction, neighbourOf } from './walk.ts'

const { commands: labels } = words
const state = ({ store }: Context) => store.getState()
const selectedNodes = (context: Context): readonly DraftNode[] =>
  state(context).selected.flatMap((id) => nodeOf(state(context).document, id) ?? [])
const selectedPiece = (context: Context): Piece => ({
  nodes: selectedNodes(context),
  notes: state(context).selected.flatMap((id) => noteOf(state(context).document, id) ?? []),
})
const isEmpty = ({ nodes, notes }: Piece) => nodes.length === 0 && notes.length === 0
const always = () => true
const canEdit = ({ isReadOnly }: Context) => !isReadOnly

/** Everything that one can do in the builder, in the order of the list of commands. */
export const commands: readonly Command[] = [
  {
    id: 'undo',
    label: (context) => labels.undo(state(context).past.at(-1)?.label),
    icon: Undo2,
    shortcuts: ['mod+z'],
    enabled: (context) => canEdit(context) && state(context).past.length > 0,
    perform: (context) => state(context).undo(),
  },
  {
    id: 'redo',
    label: (context) => labels.redo(state(context).future.at(-1)?.label),
    icon: Redo2,
    shortcuts: ['mod+y', 'mod+shift+z'],
    enabled: (context) => canEdit(context) && state(context).future.length > 0,
    perform: (context) => state(context).redo(),
  },
  {
    id: 'addStep',
    label: () => labels.addStep,
    icon: Plus,
    shortcuts: ['a', 'insert'],
    enabled: canEdit,
    perform: addStep,
  },
  {
    id: 'addNote',
    label: () => labels.addNote,
    icon: StickyNote,
    shortcuts: ['n'],
    enabled: canEdit,
    perform: writeNote,
  },
  {
    id: 'nextNote',
    label: () => labels.nextNote,
    icon: StickyNote,
    shortcuts: ['shift+n'],
    enabled: (context) => (state(context).document.notes ?? []).length > 0,
    perform: selectNextNote,
  },
  {
    id: 'delete',
    label: (context) => deleteLabel(context),
    icon: Trash2,
    shortcuts: ['delete', 'backspace'],
    enabled: (context) =>
      canEdit(context) && (state(context).selected.length > 0 || state(context).selectedWay !== undefined),
    perform: deleteSelected,
  },
  {
    id: 'copy',
    label: () => labels.copy,
    icon: Copy,
    shortcuts: ['mod+c'],
    enabled: (context) => state(context).selected.length > 0,
    perform: (context) => keep(selectedPiece(context)),
  },
  {
    id: 'paste',
    label: () => labels.paste,
    icon: ClipboardPaste,
    // The key itself is heard as the browser's paste event, which may bring steps from another window.
    enabled: (context) => canEdit(context) && !isEmpty(keptPiece()),
    perform: (context) => paste(context, keptPiece()),
  },
  {
    id: 'duplicate',
    label: () => labels.duplicate,
    icon: CopyPlus,
    shortcuts: ['mod+d'],
    enabled: (context) => canEdit(context) && state(context).selected.length > 0,
    perform: (context) => paste(context, selectedPiece(context)),
  },
  {
    id: 'selectAll',
    label: () => labels.selectAll,
    icon: SquareDashedMousePointer,
    shortcuts: ['mod+a'],
    enabled: always,
    perform: (context) => {
      const { nodes, notes = [] } = state(context).document
      state(context).select([...nodes.map(({ id }) => id), ...notes.map(({ id }) => noteKey(id))])
    },
  },
  {
    id: 'save',
    label: () => labels.save,
    icon: Save,
    shortcuts: ['mod+s'],
    enabled: canEdit,
    perform: (context) => void context.save(),
  },
  {
    id: 'publish',
    label: () => labels.publish,
    icon: Rocket,
    shortcuts: ['mod+enter'],
    enabled: canEdit,
    perform: ({ ui }) => ui.setState({ dialog: 'publish' }),
  },
  {
    id: 'tidyUp',
    label: () => labels.tidyUp,
    icon: Wand2,
    shortcuts: ['shift+t'],
    enabled: (context) => canEdit(context) && state(context).document.nodes.some((node) => node.position),
    perform: (context) => state(context).perform(words.edits.tidyUp, tidyUp(state(context).document)),
  },
  {
    id: 'fit',
    label: () => labels.fit,
    icon: Maximize,
    shortcuts: ['shift+1', '!'],
    enabled: always,
    perform: ({ canvas }) => canvas?.fit(),
  },
  {
    id: 'zoomIn',
    label: () => labels.zoomIn,
    icon: ZoomIn,
    shortcuts: ['+', '='],
    enabled: always,
    perform: ({ canvas }) => canvas?.zoomBy(1.2),
  },
  {
    id: 'zoomOut',
    label: () => labels.zoomOut,
    icon: ZoomOut,
    shortcuts: ['-'],
    enabled: always,
    perform: ({ canvas }) => canvas?.zoomBy(1 / 1.2),
  },
  {
    id: 'settings',
    label: () => labels.settings,
    icon: Settings2,
    enabled: always,
    perform: (context) => state(context).showPanel('settings'),
  },
  {
    id: 'problems',
    label: () => labels.problems,
    icon: ListChecks,
    enabled: always,
    perform: (context) => state(context).showPanel('problems'),
  },
  {
    id: 'commands',
    label: () => labels.commands,
    icon: CommandIcon,
    shortcuts: ['mod+k', '?'],
    isListed: false,
    enabled: always,
    perform: ({ ui }) => ui.setState({ dialog: 'commands' }),
  },
  {
    id: 'inspect',
    label: () => labels.inspect,
    shortcuts: ['enter'],
    isListed: false,
    enabled: (context) => state(context).selected.length === 1,
    perform: focusInspector,
  },
  {
    id: 'deselect',
    label: () => labels.deselect,
    shortcuts: ['escape'],
    isListed: false,
    enabled: (context) => state(context).selected.length > 0 || state(context).selectedWay !== undefined,
    perform: (context) => state(context).select([]),
  },
  walk('down', 'arrowdown'),
  walk('up', 'arrowup'),
  walk('left', 'arrowleft'),
  walk('right', 'arrowright'),
]

export const commandOf = (id: string): Command => {
  const command = commands.find((one) => one.id === id)
  if (!command) throw new Error(`there is no command ${id}`)
  return command
}

function walk(direction: Direction, key: string): Command {
  return {
    id: direction,
    label: () => labels.walk[direction],
    shortcuts: [key],
    isListed: false,
    enabled: (context) => state(context).document.nodes.length > 0,
    perform: (context) => {
      const next = neighbourOf(state(context).document, state(context).selected.at(-1) ?? '', direction)
      if (!next) return
      state(context).select([next])
      context.canvas?.reveal(next)
    },
  }
}

function deleteLabel(context: Context): string {
  const { selected } = state(context)
  const [node] = selectedNodes(context)
  if (selected.length === 1 && !node) return labels.delete(words.note.name)
  return selected.length > 1
    ? labels.deleteMany(selected.length)
    : node
      ? labels.delete(titleOf(node, namesOf(state(context).document)))
      : labels.deleteWay
}

function deleteSelected(context: Context): void {
  const { document, selected, selectedWay, perform, select } = state(context)
  if (selected.length > 0) {
    const [node] = selectedNodes(context)
    const label =
      selected.length === 1
        ? words.edits.delete(node ? titleOf(node, namesOf(document)) : words.note.name)
        : words.edits.deleteMany(selected.length)
    perform(label, deleteNodes(document, selected))
  } else if (selectedWay) {
    perform(words.edits.disconnect, disconnect(selectedWay))
    select([])
  }
}

/** Beside their originals, or where the layout finds room. */
export function paste(context: Context, piece: Piece): void {
  if (isEmpty(piece) || context.isReadOnly) return
  const { document, perform } = state(context)
  const edit = pastePiece(document, piece)
  if (edit.changes.length === 0) return
  const { select: pasted = [] } = edit
  perform(words.edits.paste(piece.nodes.length, pasted.filter(isNoteKey).length), edit)
  const [first] = pasted
  // Once they are drawn.
  if (first) setTimeout(() => context.canvas?.reveal(first))
}

/** In the middle of what is seen, opened to be written. */
function writeNote(context: Context): void {
  const { document, perform } = state(context)
  const { x, y } = context.canvas?.middle() ?? { x: 0, y: 0 }
  const edit = addNote(document, { x: x - 120, y: y - 60 })
  if (!edit) return
  perform(words.edits.add(words.note.name), edit)
  const writing = edit.select?.[0]
  // The key that asked for it is not its first letter.
  setTimeout(() => context.ui.setState({ writing }))
}

function selectNextNote(context: Context): void {
  const { document, selected, select } = state(context)
  const keys = (document.notes ?? []).map(({ id }) => noteKey(id))
  const next = keys[(keys.indexOf(selected.at(-1) ?? '') + 1) % keys.length]
  if (next === undefined) return
  select([next])
  context.canvas?.reveal(next)
}

function addStep(context: Context): void {
  const { document, selected } = state(context)
  const way = wayAfter(document, selected.at(-1))
  const at = (way && context.canvas?.screenOf(way.from)) ?? { x: window.innerWidth / 2 - 140, y: 160 }
  context.ui.setState({ picking: { at, ...(way ? { way } : {}) } })
}

function focusInspector(): void {
  const field = document.querySelector<HTMLElement>('[data-inspector-form] :is(input, textarea, button)')
  field?.focus()
}
