import { Button, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { showList } from '../../shared/words/show.ts'
import { showStoreAgo, showStoreDay } from '../../shared/words/storeTime.ts'
import { useList, useRoute } from '../api/useRoute.ts'
import { useStoreNow } from '../api/useStoreNow.ts'
import { initialsOf } from '../fields/AudiencePreview.tsx'
import { SearchField } from '../fields/SearchField.tsx'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { icons } from '../panels/icons.ts'
import { NothingFits } from '../panels/NothingFits.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'
import css from './customers/Customers.module.css'
import { useFilters } from './useFilters.ts'

const words = pageWords.customers
const columns = pageWords.columns

/** Everybody, newest first, found by name, e-mail or any id, or by a segment. */
export function Customers() {
  const [{ query, segment }, setFilters] = useFilters(['query', 'segment'])
  const rows = useList('listCustomers', { query: { query, segment }, keepPrevious: true })
  const vocabulary = useRoute('vocabulary')
  const now = useStoreNow()
  const segments = vocabulary.data?.segments ?? []
  const titleOf = (id: string) => segments.find((one) => one.id === id)?.title ?? id
  const clear = () => setFilters({ query: undefined, segment: undefined })
  return (
    <PageFrame
      title={words.title}
      tools={
        <>
          <SearchField
            className={css.search}
            label={words.search}
            value={query ?? ''}
            onSearch={(text) => setFilters({ query: text })}
          />
          <Select
            className={css.filter}
            aria-label={words.inSegment}
            data={[
              { value: '', label: words.anySegment },
              ...segments.map(({ id, title }) => ({ value: id, label: title })),
            ]}
            value={segment ?? ''}
            onChange={(value) => setFilters({ segment: value ?? undefined })}
            searchable
          />
        </>
      }
    >
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(customer) => customer.id}
        linkOf={(customer) => `/customers/${customer.id}`}
        columns={[
          {
            key: 'name',
            title: columns.name,
            cell: (customer) => (
              <span className={css.person}>
                <span className={css.avatar} aria-hidden>
                  {initialsOf(customer.name)}
                </span>
                <Link to="/customers/$id" params={{ id: customer.id }} className="clip" title={customer.name}>
                  {customer.name}
                </Link>
              </span>
            ),
          },
          {
            key: 'email',
            title: columns.email,
            isSecondary: true,
            cell: (customer) => customer.email && <span title={customer.email}>{customer.email}</span>,
          },
          {
            key: 'segments',
            title: columns.segments,
            isSecondary: true,
            cell: ({ segments: ids }) => (
              <span className="quiet" title={ids.length > 2 ? showList(ids.map(titleOf)) : undefined}>
                {ids.slice(0, 2).map(titleOf).join(', ')}
                {ids.length > 2 && ` ${words.more(ids.length - 2)}`}
              </span>
            ),
          },
          {
            key: 'lastSeen',
            title: columns.lastSeen,
            width: '120px',
            cell: ({ lastSeenAt }) => (
              <span className="quiet">{lastSeenAt ? showStoreAgo(lastSeenAt, now) : words.never}</span>
            ),
          },
          {
            key: 'created',
            title: columns.created,
            width: '120px',
            isSecondary: true,
            cell: ({ createdAt }) => <span className="quiet num">{showStoreDay(createdAt)}</span>,
          },
        ]}
        empty={
          query || segment ? (
            <NothingFits
              icon={icons.customers}
              title={words.nobody}
              advice={query ? words.nobodyFor(query) : words.nobodyIn}
              clear={words.clear}
              onClear={clear}
            />
          ) : (
            <EmptyState
              icon={icons.customers}
              title={words.empty}
              advice={words.emptyAdvice}
              action={
                <Button component={Link} to="/settings/sources">
                  {words.connect}
                </Button>
              }
            />
          )
        }
      />
    </PageFrame>
  )
}
