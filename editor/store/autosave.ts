import { ApiError } from '../api/ApiError.ts'
import { call } from '../api/call.ts'
import { shownStore } from '../api/shownStore.ts'
import type { WorkflowStore } from './workflowStore.ts'

const pause = 600
const retryAfter = 5_000

export interface Autosave {
  /** Saves now what waits, and answers once nothing waits any more; false if it could not be saved. */
  flush(): Promise<boolean>
  /** Saves nothing any more, also not what waits. */
  stop(): void
}

/**
 * Saves the document a moment after the last edit, with the revision that it began with. One save is under way at a time;
 * what is edited meanwhile is saved after it. Silence of the server is tried again every five seconds; a refusal waits for an edit.
 */
export function startAutosave(store: WorkflowStore, onSaved?: () => void): Autosave {
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay: Promise<void> | undefined
  // The last save may begin after the page has left for another store.
  let meantFor = shownStore()
  let isStopped = false

  const plan = (milliseconds: number) => {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(() => void save(), milliseconds)
  }

  const save = (): Promise<void> => {
    clearTimeout(timer)
    underWay ??= attempt().finally(() => {
      underWay = undefined
      if (store.getState().saving.is === 'waiting') plan(0)
    })
    return underWay
  }

  const attempt = async () => {
    const { document, revision, edition, markSaving, markSaved } = store.getState()
    markSaving()
    meantFor ??= shownStore()
    try {
      const saved = await call('saveDraft', {
        params: { workflow: document.id },
        body: { ...document },
        ifMatch: revision,
        store: meantFor,
      })
      markSaved(edition, saved.revision ?? revision, new Date().toISOString())
      onSaved?.()
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) return await disagree()
      fail(error)
    }
  }

  const disagree = async () => {
    const { document, markConflict } = store.getState()
    try {
      markConflict(await call('readWorkflow', { params: { workflow: document.id } }))
    } catch (error) {
      fail(error)
    }
  }

  const fail = (error: unknown) => {
    store.getState().markFailed(error as Error)
    if (error instanceof ApiError && error.isSilence) plan(retryAfter)
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.edition !== before.edition && state.saving.is === 'waiting') plan(pause)
  })

  return {
    async flush() {
      while (!isStopped && isUnsaved(store) && store.getState().saving.is !== 'conflict') {
        await save()
        if (store.getState().saving.is === 'failed') return false
      }
      return store.getState().saving.is === 'saved'
    },
    stop() {
      isStopped = true
      unsubscribe()
      clearTimeout(timer)
    },
  }
}

export const isUnsaved = (store: WorkflowStore): boolean => store.getState().saving.is !== 'saved'
