import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Link } from '@tanstack/react-router'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreAgo, showStoreInstant } from '../../../shared/words/storeTime.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange, useList } from '../../api/useRoute.ts'
import { useStoreNow } from '../../api/useStoreNow.ts'
import { DataTable } from '../../panels/DataTable.tsx'
import { EmptyState } from '../../panels/EmptyState.tsx'
import { icons } from '../../panels/icons.ts'
import css from './Settings.module.css'

const { parked: words, columns } = pageWords

/** What was accepted and could not be processed, with the error; once that is mended, it is processed again. */
export function ParkedEntries() {
  const rows = useList('listParked', { every: 5_000 })
  const now = useStoreNow()
  const again = useChange('foldAgain', { renews: ['listParked', 'status'] })
  const process = (seq: number) =>
    again.mutate(
      { params: { parked: `${seq}` }, body: {} },
      {
        onSuccess: () => notifications.show({ message: words.done, color: 'leaf' }),
        onError: (error) => notifications.show({ message: sentenceOf(error), color: 'red' }),
      },
    )
  return (
    <>
      <div className={css.lead}>
        <p>{words.lead}</p>
      </div>
      <DataTable
        label={pageWords.settings.tabs.parked}
        rows={rows}
        keyOf={({ seq, customer, what }) => `${seq} ${customer} ${what}`}
        columns={[
          {
            key: 'what',
            title: words.entry,
            cell: ({ seq, what, name, why }) => {
              const text = name ?? (seq === 0 ? words.timer : (words.kinds[what] ?? what))
              return (
                <span title={text}>
                  {text}
                  <small className={css.under}>{why}</small>
                </span>
              )
            },
          },
          { key: 'why', title: columns.why, isSecondary: true, cell: ({ why }) => <span title={why}>{why}</span> },
          {
            key: 'customer',
            title: columns.customer,
            width: '140px',
            isSecondary: true,
            cell: ({ customer }) =>
              customer && (
                <Link to="/customers/$id" params={{ id: customer }}>
                  {words.customer(customer)}
                </Link>
              ),
          },
          {
            key: 'at',
            title: columns.came,
            width: '130px',
            isSecondary: true,
            cell: ({ at }) =>
              at && (
                <span className="quiet" title={showStoreInstant(at)}>
                  {showStoreAgo(at, now)}
                </span>
              ),
          },
          {
            key: 'again',
            title: '',
            width: '132px',
            cell: ({ seq, canBeFoldedAgain }) =>
              canBeFoldedAgain && (
                <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => process(seq)}>
                  {words.again}
                </Button>
              ),
          },
        ]}
        empty={<EmptyState icon={icons.clear} title={words.empty} advice={words.emptyAdvice} />}
      />
    </>
  )
}
