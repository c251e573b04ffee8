import { Button, SegmentedControl, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { words as shell } from '../../shared/words/editor.ts'
import { pageWords } from '../../shared/words/pages.ts'
import { showStoreAgo, showStoreInstant } from '../../shared/words/storeTime.ts'
import { useList, useRoute } from '../api/useRoute.ts'
import { useStoreNow } from '../api/useStoreNow.ts'
import { useVocabulary } from '../fields/useVocabulary.ts'
import { Chip } from '../panels/Chip.tsx'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { Endings } from '../panels/Endings.tsx'
import { icons } from '../panels/icons.ts'
import { NothingFits } from '../panels/NothingFits.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'
import { CustomerFilter } from './runs/CustomerFilter.tsx'
import { endSentence } from './runs/endSentence.ts'
import css from './runs/Runs.module.css'
import { useStepNames } from './runs/useStepNames.ts'
import { useFilters } from './useFilters.ts'

const words = pageWords.runs
const columns = pageWords.columns

/** Who went through which workflow, where they are, and why they left. */
export function Runs() {
  const [filters, setFilters] = useFilters(['workflow', 'state', 'node', 'customer'])
  const state = filters.state === 'active' || filters.state === 'ended' ? filters.state : undefined
  const rows = useList('listRuns', { query: { ...filters, state }, keepPrevious: true, every: 5_000 })
  const { workflows } = useVocabulary()
  const now = useStoreNow()
  const { stepsOf, nameOf } = useStepNames([
    ...new Set([...(filters.workflow ? [filters.workflow] : []), ...(rows.items?.map((run) => run.workflow) ?? [])]),
  ])
  const hasFilters = Object.keys(filters).length > 0
  const clear = () => setFilters({ workflow: undefined, state: undefined, node: undefined, customer: undefined })
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      tools={
        <>
          <SegmentedControl
            aria-label={words.state}
            value={state ?? 'all'}
            onChange={(value) => setFilters({ state: value === 'all' ? undefined : value })}
            data={(['all', 'active', 'ended'] as const).map((value) => ({ value, label: words.states[value] }))}
          />
          <Select
            className={css.filter}
            aria-label={columns.workflow}
            searchable
            value={filters.workflow ?? ''}
            onChange={(value) => setFilters({ workflow: value ?? undefined, node: undefined })}
            data={[
              { value: '', label: words.anyWorkflow },
              ...workflows.map(({ id, title }) => ({ value: id, label: title })),
            ]}
          />
          {filters.workflow && (
            <Select
              className={css.filter}
              aria-label={words.node}
              searchable
              value={filters.node ?? ''}
              onChange={(value) => setFilters({ node: value ?? undefined })}
              data={[
                { value: '', label: words.anyNode },
                ...stepsOf(filters.workflow).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          <CustomerFilter value={filters.customer} onChange={(customer) => setFilters({ customer })} />
        </>
      }
    >
      {filters.workflow && state === 'ended' && <EndingsOf key={filters.workflow} workflow={filters.workflow} />}
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(run) => run.id}
        linkOf={(run) => `/runs/${encodeURIComponent(run.id)}`}
        columns={[
          {
            key: 'customer',
            title: columns.customer,
            cell: (run) => (
              <Link to="/runs/$id" params={{ id: run.id }} title={run.customerName}>
                {run.customerName}
              </Link>
            ),
          },
          {
            key: 'workflow',
            title: columns.workflow,
            width: '22%',
            isSecondary: true,
            cell: (run) => (
              <span title={run.workflowTitle}>
                {run.workflowTitle}
                {run.key && <span className="quiet">{` ${words.key(run.key)}`}</span>}
              </span>
            ),
          },
          {
            key: 'state',
            title: columns.state,
            width: '84px',
            isSecondary: true,
            cell: (run) =>
              run.state === 'active' ? (
                <Chip tone="live">{words.active}</Chip>
              ) : (
                <Chip tone="draft">{words.ended}</Chip>
              ),
          },
          {
            key: 'where',
            title: columns.where,
            cell: (run) => {
              const text = run.state === 'active' ? nameOf(run.workflow, run.node) : endSentence(run.reason)
              return (
                <span title={text}>
                  {text}
                  {run.paused ? (
                    <span className="quiet">{` ${words.paused}`}</span>
                  ) : (
                    run.dueAt && <span className="quiet">{` ${words.until(showStoreInstant(run.dueAt))}`}</span>
                  )}
                </span>
              )
            },
          },
          {
            key: 'started',
            title: columns.started,
            width: '136px',
            isSecondary: true,
            cell: (run) => (
              <span className="quiet" title={showStoreInstant(run.startedAt)}>
                {showStoreAgo(run.startedAt, now)}
              </span>
            ),
          },
        ]}
        empty={
          hasFilters ? (
            <NothingFits icon={icons.runs} title={words.nothingFits} clear={words.clear} onClear={clear} />
          ) : (
            <EmptyState
              icon={icons.runs}
              title={words.empty}
              advice={words.emptyAdvice}
              action={
                <Button component={Link} to="/workflows">
                  {shell.errors.toWorkflows}
                </Button>
              }
            />
          )
        }
      />
    </PageFrame>
  )
}

/** Above the ended runs of one workflow: why they ended, all of them and not only those in the list. */
function EndingsOf({ workflow }: { readonly workflow: string }) {
  const stats = useRoute('readStats', { params: { workflow }, every: 5_000 })
  return stats.data ? (
    <section className={css.endings} aria-label={shell.results.endings}>
      <Endings endings={stats.data.endings} />
    </section>
  ) : null
}
