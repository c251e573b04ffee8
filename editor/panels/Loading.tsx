import { Skeleton } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import css from './States.module.css'

/** The shape of rows that are on their way. */
export function Loading({ rows = 6, height = 36 }: { readonly rows?: number; readonly height?: number }) {
  return (
    <div className={css.rows} role="status" aria-label={words.common.loading}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity
        <Skeleton key={row} height={height - 8} my={4} radius="sm" width={`${94 - ((row * 17) % 30)}%`} />
      ))}
    </div>
  )
}
