import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './ApiError.ts'

/** One cache for the page. A refusal is an answer and is not asked for again; silence is, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isSilence,
      retryDelay: (attempt) => 400 * 2 ** attempt,
    },
  },
})
