import { Button, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { pageWords } from '../../shared/words/pages.ts'
import { showStoreDay } from '../../shared/words/storeTime.ts'
import { useRoute } from '../api/useRoute.ts'
import { EmptyState } from '../panels/EmptyState.tsx'
import { Failure } from '../panels/Failure.tsx'
import { icons } from '../panels/icons.ts'
import { Loading } from '../panels/Loading.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'
import css from './customers/Customer.module.css'
import { Profile } from './customers/Profile.tsx'
import { StartWorkflow } from './customers/StartWorkflow.tsx'
import { Timeline } from './customers/Timeline.tsx'

const words = pageWords.customer

/** One customer: who they are, what they said, and everything that happened. */
export function Customer() {
  const { id } = useParams({ from: '/customers/$id' })
  const asked = useRoute('readCustomer', { params: { customer: id }, every: 5_000 })
  const isPhone = useMediaQuery('(max-width: 720px)')
  const [view, setView] = useState<'timeline' | 'profile'>('timeline')
  if (asked.error && !asked.data) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data)
    return (
      <PageFrame title={words.title}>
        <Loading rows={10} />
      </PageFrame>
    )
  const customer = asked.data
  if (customer.joinedTo !== null)
    return (
      <PageFrame title={customer.name}>
        <EmptyState
          icon={icons.customers}
          title={words.joined}
          advice={words.joinedAdvice}
          action={
            <Button component={Link} to={`/customers/${encodeURIComponent(customer.joinedTo)}`}>
              {words.joinedTo}
            </Button>
          }
        />
      </PageFrame>
    )
  return (
    <PageFrame
      title={customer.name}
      lead={words.since(showStoreDay(customer.createdAt))}
      actions={<StartWorkflow customer={customer} />}
      tools={
        isPhone && (
          <SegmentedControl
            fullWidth
            className={css.view ?? ''}
            aria-label={words.view}
            value={view}
            onChange={(value) => setView(value as 'timeline' | 'profile')}
            data={[
              { value: 'timeline', label: words.timeline },
              { value: 'profile', label: words.profile },
            ]}
          />
        )
      }
    >
      <div className={css.columns}>
        {(!isPhone || view === 'timeline') && <Timeline customer={customer.id} />}
        {(!isPhone || view === 'profile') && <Profile customer={customer} />}
      </div>
    </PageFrame>
  )
}
