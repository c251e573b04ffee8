import { createContext, use } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Point } from '../canvas/layout.ts'
import type { Way } from './edits.ts'

/** Where a new step is being chosen: on a way, or free at a place of the canvas. `at` is in pixels of the window. */
export interface Picking {
  readonly at: Point
  readonly way?: Way
  readonly place?: Point
}

export type Dialog = 'publish' | 'start' | 'commands' | 'end' | 'resume' | 'pause' | 'versions' | 'shortcuts' | 'rename'

/** What is open on the page of the builder. None of it is part of the document, and none of it is undone. */
export interface UiState {
  readonly picking: Picking | undefined
  readonly dialog: Dialog | undefined
  readonly hoveredWay: string | undefined
  readonly isPaletteShown: boolean
  /** The note that is being written on the canvas, by its key. */
  readonly writing: string | undefined
}

export type UiStore = StoreApi<UiState>

export const createUiStore = (): UiStore =>
  createStore(() => ({
    picking: undefined,
    dialog: undefined,
    hoveredWay: undefined,
    isPaletteShown: true,
    writing: undefined,
  }))

export const UiContext = createContext<UiStore | undefined>(undefined)

export function useUiStore(): UiStore {
  const store = use(UiContext)
  if (!store) throw new Error('only the builder can ask what is open on its page')
  return store
}

export const useUi = <Value>(selector: (state: UiState) => Value): Value => useStore(useUiStore(), selector)
