import { Button, SegmentedControl, Select } from '@mantine/core'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { MessageState } from '../../shared/api/models/message.ts'
import { words as shell } from '../../shared/words/editor.ts'
import { pageWords } from '../../shared/words/pages.ts'
import { useList } from '../api/useRoute.ts'
import { SearchField } from '../fields/SearchField.tsx'
import { useVocabulary } from '../fields/useVocabulary.ts'
import { EmptyState } from '../panels/EmptyState.tsx'
import { Failure } from '../panels/Failure.tsx'
import { icons } from '../panels/icons.ts'
import { Loading } from '../panels/Loading.tsx'
import { NothingFits } from '../panels/NothingFits.tsx'
import { TabTitle } from '../panels/TabTitle.tsx'
import { MessageList } from './outbox/MessageList.tsx'
import css from './outbox/Outbox.module.css'
import { useFilters } from './useFilters.ts'

const words = pageWords.outbox
const isState = (text: string | undefined) => MessageState.safeParse(text).data
const isChannel = (text: string | undefined): 'email' | 'webhook' | undefined =>
  text === 'email' || text === 'webhook' ? text : undefined

/** Messages as in a mail program: the list at the left, the message at the right; on a phone one after the other. */
export function Outbox() {
  const { key } = useParams({ strict: false })
  const [filters, setFilters] = useFilters(['state', 'channel', 'workflow', 'customer', 'query'])
  const { workflow, customer, query: address } = filters
  const query = {
    workflow,
    customer,
    query: address,
    state: isState(filters.state),
    channel: isChannel(filters.channel),
  }
  const rows = useList('listMessages', { query, keepPrevious: true, every: 5_000 })
  const { workflows } = useVocabulary()
  const hasFilters = Object.keys(filters).length > 0
  const clear = () =>
    setFilters({ state: undefined, channel: undefined, workflow: undefined, customer: undefined, query: undefined })
  return (
    <div className={css.page} data-open={key !== undefined || undefined}>
      <TabTitle of={words.title} />
      <section className={css.side} aria-label={words.title}>
        <header className={css.header}>
          <h1>{words.title}</h1>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={words.channel}
            value={query.channel ?? 'all'}
            onChange={(value) => setFilters({ channel: value === 'all' ? undefined : value })}
            data={(['all', 'email', 'webhook'] as const).map((value) => ({ value, label: words.channels[value] }))}
          />
          <div className={css.filters}>
            <Select
              aria-label={pageWords.columns.state}
              value={query.state ?? ''}
              onChange={(value) => setFilters({ state: value ?? undefined })}
              data={[
                { value: '', label: words.anyState },
                ...MessageState.options.map((value) => ({ value, label: pageWords.message.states[value] })),
              ]}
            />
            <Select
              aria-label={pageWords.columns.workflow}
              searchable
              value={filters.workflow ?? ''}
              onChange={(value) => setFilters({ workflow: value ?? undefined })}
              data={[
                { value: '', label: pageWords.runs.anyWorkflow },
                ...workflows.map(({ id, title }) => ({ value: id, label: title })),
              ]}
            />
          </div>
          <SearchField label={words.search} value={address ?? ''} onSearch={(text) => setFilters({ query: text })} />
        </header>
        {rows.error && !rows.items ? (
          <Failure error={rows.error} onRetry={rows.refetch} />
        ) : !rows.items ? (
          <div className={css.loading}>
            <Loading rows={6} height={64} />
          </div>
        ) : rows.items.length > 0 ? (
          <MessageList rows={rows} open={key} />
        ) : hasFilters ? (
          <NothingFits icon={icons.outbox} title={words.nothingFits} clear={words.clear} onClear={clear} />
        ) : (
          <EmptyState
            icon={icons.outbox}
            title={words.empty}
            advice={words.emptyAdvice}
            action={
              <Button component={Link} to="/workflows">
                {shell.errors.toWorkflows}
              </Button>
            }
          />
        )}
      </section>
      <section className={css.message}>
        {key !== undefined ? (
          <Outlet />
        ) : (
          (rows.items?.length ?? 0) > 0 && (
            <EmptyState icon={icons.outbox} title={words.choose} advice={words.chooseAdvice} />
          )
        )}
      </section>
    </div>
  )
}
