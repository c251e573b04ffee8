import { Button, SegmentedControl } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { words as shell } from '../../../shared/words/editor.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreDay } from '../../../shared/words/storeTime.ts'
import { useList } from '../../api/useRoute.ts'
import { useStoreNow } from '../../api/useStoreNow.ts'
import { EmptyState } from '../../panels/EmptyState.tsx'
import { Failure } from '../../panels/Failure.tsx'
import { Loading } from '../../panels/Loading.tsx'
import css from './Timeline.module.css'
import { TimelineLine } from './TimelineLine.tsx'
import { type Item, type Kind, kindOf } from './timelineSentence.ts'

const words = pageWords.timeline
const kinds = Object.keys(words.kinds) as (keyof typeof words.kinds)[]
const day = 86_400_000

/** Everything that happened to a customer, newest first, day by day; more comes as one scrolls. */
export function Timeline({ customer }: { readonly customer: string }) {
  const [kind, setKind] = useState<Kind | 'all'>('all')
  const rows = useList('readTimeline', { params: { customer }, every: 5_000 })
  const { ref, entry } = useIntersection({ rootMargin: '400px' })
  const now = useStoreNow()
  const shown = rows.items?.filter((item) => kind === 'all' || kindOf[item.what] === kind) ?? []
  const wantsMore = Boolean(entry?.isIntersecting) && rows.hasMore && !rows.isLoadingMore && !rows.error
  // A kind that is rare may leave a page empty: the end in sight asks for the next one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: also asked for again when a page brought nothing of this kind
  useEffect(() => {
    if (wantsMore) rows.loadMore()
  }, [wantsMore, rows.items?.length])
  if (rows.error && !rows.items) return <Failure error={rows.error} onRetry={rows.refetch} />
  return (
    <section className={css.timeline} aria-label={pageWords.customer.timeline}>
      <div className={css.filter}>
        <SegmentedControl
          size="xs"
          aria-label={words.filter}
          value={kind}
          onChange={(value) => setKind(value as Kind | 'all')}
          data={kinds.map((value) => ({ value, label: words.kinds[value] }))}
        />
      </div>
      {!rows.items ? (
        <Loading rows={8} />
      ) : rows.items.length === 0 ? (
        <EmptyState title={words.empty} advice={words.emptyAdvice} />
      ) : (
        byDay(shown).map(([first, items]) => (
          <section key={first} className={css.day}>
            <h2>{dayTitle(first, now)}</h2>
            <ol>
              {items.map((item, index) => (
                <TimelineLine
                  key={`${item.at}:${item.what}:${item.seq ?? item.message ?? item.run ?? index}`}
                  item={item}
                />
              ))}
            </ol>
          </section>
        ))
      )}
      {rows.items && rows.items.length > 0 && shown.length === 0 && !rows.hasMore && (
        <p className="quiet">{words.nothingOfKind}</p>
      )}
      {rows.hasMore && (
        <div ref={ref} className={css.more}>
          <Button variant="default" onClick={rows.loadMore} loading={rows.isLoadingMore}>
            {shell.common.loadMore}
          </Button>
        </div>
      )}
    </section>
  )
}

function byDay(items: readonly Item[]): [string, Item[]][] {
  const days = new Map<string, Item[]>()
  for (const item of items) {
    const key = showStoreDay(item.at)
    const same = days.get(key)
    if (same) same.push(item)
    else days.set(key, [item])
  }
  return [...days.values()].map((same) => [same[0]?.at ?? '', same])
}

function dayTitle(at: string, now: string | number): string {
  const shown = showStoreDay(at)
  if (shown === showStoreDay(now)) return words.today
  return shown === showStoreDay(new Date(now).getTime() - day) ? words.yesterday : shown
}
