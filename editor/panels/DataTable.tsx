import { Button } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { words } from '../../shared/words/editor.ts'
import type { Rows } from '../api/useRoute.ts'
import css from './DataTable.module.css'
import { Failure } from './Failure.tsx'
import { Loading } from './Loading.tsx'

export interface Column<Row> {
  readonly key: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** A CSS width; without one, columns share what is left. */
  readonly width?: string
  readonly isNumber?: boolean
  /** Left out on a phone. */
  readonly isSecondary?: boolean
}

interface Props<Row> {
  /** For those who can't see it: what the rows are. */
  readonly label: string
  readonly rows: Rows<Row>
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  /** Where a click on a row leads. The first column's cell should hold the link for the keyboard. */
  readonly linkOf?: (row: Row) => string
  readonly empty: ReactNode
}

const rowHeight = 36

/** A dense table over a list of the API: its skeleton, its error, its empty state; ten thousand rows cost what is seen. */
export function DataTable<Row>({ label, rows, columns, keyOf, linkOf, empty }: Props<Row>) {
  const body = useRef<HTMLTableElement>(null)
  const navigate = useNavigate()
  const items = rows.items ?? []
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => body.current?.closest('[data-scroll]') ?? null,
    estimateSize: () => rowHeight,
    overscan: 20,
    scrollMargin: body.current?.offsetTop ?? 0,
    enabled: items.length > 150,
  })
  if (rows.error && !rows.items) return <Failure error={rows.error} onRetry={rows.refetch} />
  if (!rows.items) return <Loading />
  if (items.length === 0) return <>{empty}</>

  const shown =
    items.length > 150 ? virtual.getVirtualItems().map(({ index }) => index) : items.map((_, index) => index)
  const [first = 0] = shown
  const last = shown.at(-1) ?? -1
  const open = (row: Row) => (event: { target: EventTarget; metaKey?: boolean; ctrlKey?: boolean }) => {
    if (!linkOf || (event.target as Element).closest('a, button, input, label')) return
    if (event.metaKey || event.ctrlKey) window.open(linkOf(row), '_blank')
    else void navigate({ to: linkOf(row) })
  }
  return (
    <>
      <div className={css.scroll}>
        <table className={css.table} ref={body} aria-label={label} aria-rowcount={rows.hasMore ? -1 : items.length}>
          <colgroup>
            {columns.map((column) => (
              <col
                key={column.key}
                style={{ width: column.width }}
                className={column.isSecondary ? css.secondary : ''}
              />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" className={classOf(column)}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr aria-hidden style={{ height: first * rowHeight }} />}
            {shown.map((index) => {
              const row = items[index] as Row
              return (
                <tr key={keyOf(row)} className={linkOf ? css.link : ''} onClick={open(row)}>
                  {columns.map((column) => (
                    <td key={column.key} className={classOf(column)}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              )
            })}
            {last < items.length - 1 && <tr aria-hidden style={{ height: (items.length - 1 - last) * rowHeight }} />}
          </tbody>
        </table>
      </div>
      {rows.hasMore && <MoreRows rows={rows} />}
    </>
  )
}

/** Asks for the next rows when their place comes into sight; the button is for those who do not scroll. */
function MoreRows<Row>({ rows }: { readonly rows: Rows<Row> }) {
  const { ref, entry } = useIntersection({ rootMargin: '300px' })
  const isWanted = Boolean(entry?.isIntersecting) && !rows.isLoadingMore && !rows.error
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for again when rows came and the end is still in sight
  useEffect(() => {
    if (isWanted) rows.loadMore()
  }, [isWanted, rows.items?.length])
  return (
    <div className={css.more} ref={ref}>
      <Button variant="default" onClick={rows.loadMore} loading={rows.isLoadingMore}>
        {words.common.loadMore}
      </Button>
      <span className="quiet num">{words.common.rows(rows.items?.length ?? 0)}</span>
    </div>
  )
}

const classOf = (column: { isNumber?: boolean; isSecondary?: boolean }) =>
  [column.isNumber ? css.number : '', column.isSecondary ? css.secondary : ''].join(' ').trim()
