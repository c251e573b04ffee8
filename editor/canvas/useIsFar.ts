import { type ReactFlowState, useStore } from '@xyflow/react'

const isFar = (state: ReactFlowState) => state.transform[2] < 0.5

/** Whether one looks from so far away that cards show nothing but their titles, in larger letters. */
export const useIsFar = (): boolean => useStore(isFar)
