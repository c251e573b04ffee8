import {
  keepPreviousData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useRef } from 'react'
import type { RouteName } from '../../shared/api/index.ts'
import type { ApiError } from './ApiError.ts'
import { type Answer, type Arguments, call, type Input } from './call.ts'

interface Watching {
  /** Ask only while this holds. */
  readonly enabled?: boolean
  /** Ask again every so many milliseconds. */
  readonly every?: number
  /** Show the former answer while the next one is on its way: for searches and filters. */
  readonly keepPrevious?: boolean
  /** Ask whenever something begins to watch, also when the last answer is but a moment old. */
  readonly isAskedAnew?: boolean
}

/** The key under which an answer lies in the cache: `queryClient.invalidateQueries({ queryKey: ['listRuns'] })` renews all of a route. */
export const keyOf = (
  name: RouteName,
  input?: { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown },
) => [name, input?.params ?? null, input?.query ?? null, input?.body ?? null] as const

/**
 * Reads a route and keeps its answer fresh.
 *
 * @example const segment = useRoute('readSegment', { params: { segment: 'at-risk' } })
 */
export function useRoute<Name extends RouteName>(
  name: Name,
  input?: Input<Name> & Watching,
): UseQueryResult<Answer<Name>, ApiError> {
  return useQuery<Answer<Name>, ApiError>({
    queryKey: keyOf(name, input),
    queryFn: ({ signal }) => call(name, ...([{ ...input, signal }] as unknown as Arguments<Name>)),
    enabled: input?.enabled ?? true,
    refetchInterval: input?.every ?? false,
    ...(input?.keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...(input?.isAskedAnew ? { staleTime: 0 } : {}),
  })
}

type ListRoute = {
  [Name in RouteName]: Answer<Name> extends { items: unknown[]; next: string | null } ? Name : never
}[RouteName]
type ItemOf<Name extends ListRoute> = Answer<Name> extends { items: (infer Item)[] } ? Item : never

export interface Rows<Item> {
  readonly items: readonly Item[] | undefined
  readonly error: ApiError | null
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  loadMore(): void
  refetch(): void
}

/**
 * Reads a list page by page: all pages asked for so far as one list.
 *
 * @example const runs = useList('listRuns', { query: { workflow: 'welcome' } })
 */
export function useList<Name extends ListRoute>(
  name: Name,
  input?: Omit<Input<Name>, 'body'> & Watching,
): Rows<ItemOf<Name>> {
  const pages: UseInfiniteQueryResult<{ pages: { items: ItemOf<Name>[]; next: string | null }[] }, ApiError> =
    useInfiniteQuery({
      queryKey: ['list', ...keyOf(name, input as Input<Name>)],
      queryFn: ({ pageParam, signal }) => {
        const query = { ...input?.query, ...(pageParam ? { after: pageParam } : {}) }
        return call(name, ...([{ ...input, query, signal }] as unknown as Arguments<Name>)) as Promise<never>
      },
      initialPageParam: '',
      getNextPageParam: (page: { next: string | null }) => page.next ?? undefined,
      enabled: input?.enabled ?? true,
      refetchInterval: input?.every ?? false,
      ...(input?.keepPrevious ? { placeholderData: keepPreviousData } : {}),
    })
  return {
    items: pages.data?.pages.flatMap((page) => page.items),
    error: pages.error,
    hasMore: pages.hasNextPage,
    isLoadingMore: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    refetch: () => void pages.refetch(),
  }
}

/**
 * Changes something by a route, then asks again for what the change touches. A button may be pressed again before it is drawn as busy:
 * the same change that is still under way is not made twice.
 *
 * @example const revoke = useChange('revokeSource', { renews: ['listSources'] }); revoke.mutate({ params: { source }, body: {} })
 */
export function useChange<Name extends RouteName>(
  name: Name,
  { renews = [] }: { readonly renews?: readonly RouteName[] } = {},
): UseMutationResult<Answer<Name>, ApiError, Input<Name>> {
  const client = useQueryClient()
  const underWay = useRef(new Map<string, Promise<Answer<Name>>>())
  return useMutation<Answer<Name>, ApiError, Input<Name>>({
    mutationFn(input) {
      const asked = JSON.stringify(input)
      const answer =
        underWay.current.get(asked) ??
        call(name, ...([input] as unknown as Arguments<Name>)).finally(() => underWay.current.delete(asked))
      underWay.current.set(asked, answer)
      return answer
    },
    onSuccess: () =>
      Promise.all(
        renews.flatMap((renewed) => [
          client.invalidateQueries({ queryKey: [renewed] }),
          client.invalidateQueries({ queryKey: ['list', renewed] }),
        ]),
      ),
  })
}
