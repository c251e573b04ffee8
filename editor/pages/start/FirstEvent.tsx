import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { pageWords } from '../../../shared/words/pages.ts'
import { useLive } from '../../api/useLive.ts'
import { useRoute } from '../../api/useRoute.ts'
import css from './Start.module.css'

const words = pageWords.connect

/** Waits for the first event and turns over when it comes, by the live connection. */
export function FirstEvent() {
  const live = useLive()
  const asked = useRoute('status', { enabled: !live.status, every: 2_000 })
  const status = live.status ?? asked.data
  if (!status) return null
  const hasCome = status.events > 0
  return (
    <>
      <div className={css.first} data-came={hasCome || undefined} role="status">
        <i className={css.pulse} aria-hidden />
        <span>
          <b>{hasCome ? words.received : words.waiting}</b>{' '}
          {hasCome ? words.receivedCount(status.events, status.customers) : words.waitingAdvice}
        </span>
        {hasCome && (
          <Button size="compact-sm" component={Link} to="/customers">
            {words.seeCustomers}
          </Button>
        )}
      </div>
      {status.refused > 0 && (
        <p className={css.advice}>
          {words.refused(status.refused)} <Link to="/settings/refused">{words.seeRefused}</Link>
        </p>
      )}
    </>
  )
}
