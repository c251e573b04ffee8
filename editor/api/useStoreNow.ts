import { useLive } from './useLive.ts'

/** The store's time, from which "3 days ago" is told: in a store that keeps its own time, not the wall's. */
export function useStoreNow(): string | number {
  const { status } = useLive()
  return status?.clock === 'data' ? status.now : Date.now()
}
