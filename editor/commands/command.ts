import type { CanvasHandle } from '../canvas/view.ts'
import type { LucideIcon } from '../panels/icons.ts'
import type { UiStore } from '../store/uiStore.ts'
import type { WorkflowStore } from '../store/workflowStore.ts'

/** What a command works on. */
export interface Context {
  readonly store: WorkflowStore
  readonly ui: UiStore
  readonly canvas: CanvasHandle | null
  readonly isReadOnly: boolean
  /** Saves what waits; false when it could not. */
  readonly save: () => Promise<boolean>
}

/**
 * Something a person can do, as one object: toolbar, menus, keyboard and the list of commands all read it.
 *
 * @property shortcuts  as `mod+shift+z`, where mod is Ctrl, or Cmd on a Mac; the first is shown
 * @property isListed   false for what only makes sense as a key
 */
export interface Command {
  readonly id: string
  readonly label: (context: Context) => string
  readonly icon?: LucideIcon
  readonly shortcuts?: readonly string[]
  readonly isListed?: false
  readonly enabled: (context: Context) => boolean
  readonly perform: (context: Context) => void
}
