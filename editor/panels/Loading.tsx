import { Skeleton } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import css from './States.module.css'

interface Props {
  readonly rows?: number
  readonly height?: number
  /** Alone on its page, with the margins of one. */
  readonly isPage?: boolean
}

/** The shape of rows that are on their way. */
export function Loading({ rows = 6, height = 36, isPage = false }: Props) {
  return (
    <div className={isPage ? css.page : css.rows} role="status" aria-label={words.common.loading}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity
        <Skeleton key={row} height={height - 8} my={4} radius="sm" width={`${94 - ((row * 17) % 30)}%`} />
      ))}
    </div>
  )
}
