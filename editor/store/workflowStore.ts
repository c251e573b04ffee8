import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ApiError } from '../api/ApiError.ts'
import type { Answer } from '../api/call.ts'
import { applyChange, type Change, inverseOf } from './change.ts'
import { type Draft, nodeOf } from './document.ts'
import type { Edit, Way } from './edits.ts'
import { noteOf } from './notes.ts'

/** One thing done, with its way back. `label` says what: "delete Wait 2 days". */
interface Done {
  readonly label: string
  readonly changes: readonly Change[]
  readonly inverse: readonly Change[]
  readonly selectedBefore: readonly string[]
  readonly merge?: string
  readonly at: number
}

/**
 * How far the document on screen is kept. `saved` → (an edit) `waiting` → `saving` → `saved`; a failure is tried again with the
 * next edit or by hand; a `conflict`, when somebody else saved meanwhile, stands until one of both is chosen.
 */
export type Saving =
  | { readonly is: 'saved'; readonly at: string }
  | { readonly is: 'waiting' }
  | { readonly is: 'saving' }
  | { readonly is: 'failed'; readonly error: Error }
  | { readonly is: 'conflict'; readonly theirs: Answer<'readWorkflow'> }

/** What the inspector shows when no node is selected. */
export type Panel = 'none' | 'settings' | 'problems' | 'results'

export interface WorkflowState {
  readonly document: Draft
  /** Raised by each change of the document: what is saved is compared with it. */
  readonly edition: number
  readonly past: readonly Done[]
  readonly future: readonly Done[]
  readonly revision: number
  readonly saving: Saving
  readonly selected: readonly string[]
  readonly selectedWay: Way | undefined
  readonly panel: Panel
  /** The last error or warning list that the server gave; the page's own check is quicker and comes first. */
  readonly serverProblems: Answer<'readWorkflow'>['problems']
}

export interface WorkflowActions {
  /** Does an edit and remembers its way back. Edits with the same `merge` that follow within two seconds are undone together. */
  perform(label: string, edit: Edit, options?: { readonly merge?: string }): void
  undo(): void
  redo(): void
  select(ids: readonly string[], way?: Way): void
  showPanel(panel: Panel): void
  /** Takes the document that the server has, forgetting what could be undone. */
  adopt(detail: Answer<'readWorkflow'>): void
  markSaving(): void
  markSaved(edition: number, revision: number, at: string): void
  markFailed(error: ApiError | Error): void
  markConflict(theirs: Answer<'readWorkflow'>): void
  /** Keeps what is on screen although somebody else saved: the next save replaces theirs. */
  keepMine(): void
}

export type WorkflowStore = StoreApi<WorkflowState & WorkflowActions>

const mergeWithin = 2_000
const remembers = 200

/** The one store of an open workflow: its document, what was done to it, what is selected, how far it is saved. */
export function createWorkflowStore(detail: Answer<'readWorkflow'>, clock: () => number = Date.now): WorkflowStore {
  return createStore((set, get) => ({
    ...opened(detail),

    perform(label, edit, options) {
      const { document, past, selected } = get()
      if (edit.changes.length === 0) return
      const done = doing(document, edit.changes)
      const entry: Done = {
        label,
        changes: edit.changes,
        inverse: done.inverse,
        selectedBefore: selected,
        at: clock(),
        ...(options?.merge ? { merge: options.merge } : {}),
      }
      set((state) => ({
        document: done.document,
        edition: state.edition + 1,
        past: remember(past, entry),
        future: [],
        saving: waiting(state.saving),
        ...(edit.select ? { selected: edit.select, selectedWay: undefined } : {}),
      }))
    },

    undo() {
      const { past, future, document } = get()
      const last = past.at(-1)
      if (!last) return
      set((state) => ({
        document: last.inverse.reduce(applyChange, document),
        edition: state.edition + 1,
        past: past.slice(0, -1),
        future: [...future, last],
        saving: waiting(state.saving),
        selected: last.selectedBefore,
        selectedWay: undefined,
      }))
    },

    redo() {
      const { past, future, document: before, selected } = get()
      const next = future.at(-1)
      if (!next) return
      const document = next.changes.reduce(applyChange, before)
      set((state) => ({
        document,
        edition: state.edition + 1,
        past: [...past, next],
        future: future.slice(0, -1),
        saving: waiting(state.saving),
        selected: selected.filter((id) => nodeOf(document, id) ?? noteOf(document, id)),
        selectedWay: undefined,
      }))
    },

    select(ids, way) {
      const { selected, selectedWay } = get()
      const isSame = ids.length === selected.length && ids.every((id, index) => id === selected[index])
      if (isSame && way?.from === selectedWay?.from && way?.port === selectedWay?.port) return
      set({ selected: ids, selectedWay: way })
    },

    showPanel: (panel) => set({ panel, selected: [], selectedWay: undefined }),
    adopt: (next) => set({ ...opened(next), panel: get().panel }),
    markSaving: () => set({ saving: { is: 'saving' } }),
    markSaved: (edition, revision, at) =>
      set((state) => ({ revision, saving: state.edition === edition ? { is: 'saved', at } : { is: 'waiting' } })),
    markFailed: (error) => set({ saving: { is: 'failed', error } }),
    markConflict: (theirs) => set({ saving: { is: 'conflict', theirs } }),
    keepMine: () =>
      set(({ saving, edition }) =>
        saving.is === 'conflict'
          ? { revision: saving.theirs.revision, saving: { is: 'waiting' }, edition: edition + 1 }
          : {},
      ),
  }))
}

function opened(detail: Answer<'readWorkflow'>): WorkflowState {
  return {
    document: detail.document as unknown as Draft,
    edition: 0,
    past: [],
    future: [],
    revision: detail.revision,
    saving: { is: 'saved', at: detail.savedAt },
    selected: [],
    selectedWay: undefined,
    panel: 'none',
    serverProblems: detail.problems,
  }
}

/** A conflict stays until it is settled: an edit meanwhile must not overwrite what somebody else saved. */
const waiting = (saving: Saving): Saving => (saving.is === 'conflict' ? saving : { is: 'waiting' })

function doing(before: Draft, changes: readonly Change[]): { document: Draft; inverse: readonly Change[] } {
  let document = before
  const inverse: Change[] = []
  for (const change of changes) {
    inverse.unshift(inverseOf(document, change))
    document = applyChange(document, change)
  }
  return { document, inverse }
}

function remember(past: readonly Done[], entry: Done): readonly Done[] {
  const last = past.at(-1)
  if (!last || !entry.merge || last.merge !== entry.merge || entry.at - last.at > mergeWithin)
    return [...past, entry].slice(-remembers)
  const both: Done = {
    ...entry,
    changes: [...without(last.changes, entry.changes), ...entry.changes],
    inverse: [...without(entry.inverse, last.inverse), ...last.inverse],
    selectedBefore: last.selectedBefore,
  }
  return [...past.slice(0, -1), both]
}

/** Changes but those that `later` ones make up for: a long text typed in one go is not kept once for each of its letters. */
function without(changes: readonly Change[], later: readonly Change[]): readonly Change[] {
  const replaced = new Set(later.map(targetOf))
  return changes.filter((change) => {
    const target = targetOf(change)
    return target === undefined || !replaced.has(target)
  })
}

function targetOf(change: Change): string | undefined {
  if (change.change === 'setField') return change.field
  if (change.change === 'setSettings' || change.change === 'setNote') return `${change.change} ${change.id}`
  return undefined
}
