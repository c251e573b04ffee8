import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Status } from '../../shared/api/models/status.ts'
import { showStore } from '../api/shownStore.ts'
import { beginLiveAnew } from '../api/useLive.ts'

/** What to do once another store was opened: nothing of the one before may stay on screen. */
export function useOtherStore(): (status: Pick<Status, 'store'>, to: '/' | '/workflows') => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async ({ store }, to) => {
    client.clear()
    showStore(store)
    beginLiveAnew()
    await navigate({ to })
  }
}
