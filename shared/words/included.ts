import { showCount, showList } from './show.ts'

/** Members whom publishing would let in at once. */
export interface Included {
  readonly segments: readonly { readonly title: string }[]
  readonly count: number
  /** Whether all were asked. */
  readonly complete: boolean
  /** Why fewer may enter than are counted. */
  readonly fewer: readonly ('reentry' | 'holdout')[]
}

/** @example whoIsIncluded({ segments: [{ title: 'VIP' }], count: 3, complete: true, fewer: ['holdout'] }) // 'at most 3 customers in “VIP”' */
export function whoIsIncluded({ segments, count, complete, fewer }: Included): string {
  const titles = showList(
    segments.map(({ title }) => `“${title}”`),
    'or',
  )
  if (count === 0 && complete) return `nobody in ${titles}`
  const counted = `${showCount(count, 'customer', 'customers')} in ${titles}`
  if (!complete) return `${counted}, not all of them counted`
  return fewer.length > 0 ? `at most ${counted}` : counted
}
