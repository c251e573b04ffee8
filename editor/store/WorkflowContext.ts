import { createContext, use } from 'react'
import { useStore } from 'zustand'
import type { WorkflowActions, WorkflowState, WorkflowStore } from './workflowStore.ts'

/** The store of the workflow that is open in the builder. */
export const WorkflowContext = createContext<WorkflowStore | undefined>(undefined)

export function useWorkflowStore(): WorkflowStore {
  const store = use(WorkflowContext)
  if (!store) throw new Error('only the builder, which holds a workflow, can ask for its store')
  return store
}

/** What a selector reads from the open workflow. Selectors live outside components. */
export const useWorkflow = <Value>(selector: (state: WorkflowState & WorkflowActions) => Value): Value =>
  useStore(useWorkflowStore(), selector)
