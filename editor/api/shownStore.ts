import type { Status } from '../../shared/api/models/status.ts'

type Kind = Status['store']

let shown: Kind | undefined

/** The store that this page shows: the first that it saw open, until it leaves for another. */
export const shownStore = (): Kind | undefined => shown

/** Whether the store that is open is the one that this page shows. */
export function isShown(open: Kind): boolean {
  shown ??= open
  return shown === open
}

export function showStore(store: Kind): void {
  shown = store
}
