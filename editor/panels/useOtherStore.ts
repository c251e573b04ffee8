import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { beginLiveAnew } from '../api/useLive.ts'

/** What to do once another store was opened: nothing of the one before may stay on screen. */
export function useOtherStore(): (to: '/' | '/workflows') => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (to) => {
    client.clear()
    beginLiveAnew()
    await navigate({ to })
  }
}
