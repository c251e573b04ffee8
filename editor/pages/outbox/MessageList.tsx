import { Button, Loader } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Mail, Webhook } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { z } from 'zod'
import type { MessageSummary } from '../../../shared/api/models/message.ts'
import { words as shell } from '../../../shared/words/editor.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreAgo, showStoreInstant } from '../../../shared/words/storeTime.ts'
import type { Rows } from '../../api/useRoute.ts'
import { useStoreNow } from '../../api/useStoreNow.ts'
import { MessageStateChip } from './MessageStateChip.tsx'
import css from './Outbox.module.css'

const words = pageWords.outbox
const lineHeight = 84
type Summary = z.infer<typeof MessageSummary>

/** The lines of the outbox; only those in sight are drawn, and more are asked for as the last comes near. */
export function MessageList({ rows, open }: { readonly rows: Rows<Summary>; readonly open: string | undefined }) {
  const scroll = useRef<HTMLDivElement>(null)
  const items = rows.items ?? []
  const virtual = useVirtualizer({
    count: items.length + (rows.hasMore ? 1 : 0),
    getScrollElement: () => scroll.current,
    estimateSize: () => lineHeight,
    overscan: 8,
  })
  const lines = virtual.getVirtualItems()
  const isAtEnd = (lines.at(-1)?.index ?? 0) >= items.length - 1
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once for each end that is reached
  useEffect(() => {
    if (isAtEnd && rows.hasMore && !rows.isLoadingMore) rows.loadMore()
  }, [isAtEnd, items.length])
  return (
    <div ref={scroll} className={css.list}>
      <ul style={{ height: virtual.getTotalSize() }} aria-label={words.list}>
        {lines.map(({ index, start, key }) => {
          const message = items[index]
          return (
            <li key={key} className={css.line} style={{ transform: `translateY(${start}px)`, height: lineHeight }}>
              {message ? (
                <Line message={message} isOpen={message.key === open} />
              ) : rows.error ? (
                <Button variant="default" m="md" onClick={rows.loadMore} loading={rows.isLoadingMore}>
                  {shell.common.loadMore}
                </Button>
              ) : (
                <Loader size="xs" m="md" aria-label={shell.common.loading} />
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Line({ message, isOpen }: { readonly message: Summary; readonly isOpen: boolean }) {
  const now = useStoreNow()
  const Icon = message.channel === 'email' ? Mail : Webhook
  const title = message.channel === 'webhook' ? message.address : message.subject || words.noSubject
  // The list is in this order, whatever became of a message later.
  const at = message.admittedAt
  return (
    <Link
      to="/outbox/$key"
      params={{ key: message.key }}
      search={(search: object) => search as never}
      className={css.link}
      data-open={isOpen || undefined}
      aria-current={isOpen || undefined}
    >
      <span className={css.top}>
        <b className="clip">{title}</b>
        <time className="num" dateTime={at} title={showStoreInstant(at)}>
          {showStoreAgo(at, now)}
        </time>
      </span>
      <span className="clip">{message.channel === 'webhook' ? message.customerName : message.address}</span>
      <span className={css.bottom}>
        <Icon size={12} strokeWidth={1.6} aria-hidden />
        <span className="clip">{message.workflowTitle}</span>
        <MessageStateChip state={message.state} channel={message.channel} />
      </span>
    </Link>
  )
}
