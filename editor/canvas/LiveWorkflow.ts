import { createContext, use } from 'react'

/** The workflow whose live numbers the cards and ways of a canvas show; without one they show none. */
export const LiveWorkflow = createContext<string | undefined>(undefined)

export const useLiveWorkflow = (): string | undefined => use(LiveWorkflow)
