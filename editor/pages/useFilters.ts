import { useNavigate, useSearch } from '@tanstack/react-router'

/**
 * Filters of a list, kept in the address: a filtered list can be linked to, and the way back leads to it.
 *
 * @example const [{ segment }, setFilters] = useFilters(['query', 'segment']); setFilters({ segment: 'at-risk' })
 */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [{ readonly [N in Name]?: string }, (change: { readonly [N in Name]?: string | undefined }) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const filters: { [N in Name]?: string } = {}
  for (const name of names) {
    const value = search[name]
    if (typeof value === 'string' && value !== '') filters[name] = value
  }
  const set = (change: { readonly [N in Name]?: string | undefined }) => {
    const wanted: Record<string, string | undefined> = { ...filters, ...change }
    const kept = Object.entries(wanted).filter(([, value]) => value !== undefined && value !== '')
    void navigate({ to: '.', search: Object.fromEntries(kept) as never, replace: true })
  }
  return [filters, set]
}
