import { Link } from '@tanstack/react-router'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreAgo } from '../../../shared/words/storeTime.ts'
import type { Answer } from '../../api/call.ts'
import { useStoreNow } from '../../api/useStoreNow.ts'
import { endSentence } from '../runs/endSentence.ts'
import css from './Customer.module.css'
import { Part } from './Profile.tsx'

const words = pageWords.customer
const shown = 8
type Runs = Answer<'readCustomer'>['runs']

/** The workflows that a customer is inside of, and those that they went through. */
export function CustomerRuns({ customer, runs }: { readonly customer: string; readonly runs: Runs }) {
  const active = runs.filter(({ state }) => state === 'active')
  const past = runs.filter(({ state }) => state === 'ended')
  if (runs.length === 0)
    return (
      <Part title={words.activeRuns}>
        <p className="quiet">{words.noRuns}</p>
      </Part>
    )
  return (
    <>
      {active.length > 0 && (
        <Part title={words.activeRuns}>
          <RunList runs={active.slice(0, shown)} />
        </Part>
      )}
      {past.length > 0 && (
        <Part title={words.pastRuns}>
          <RunList runs={past.slice(0, shown)} />
          {runs.length > shown && (
            <Link to="/runs" search={{ customer } as never} className={css.aside}>
              {words.allRuns}
            </Link>
          )}
        </Part>
      )}
    </>
  )
}

function RunList({ runs }: { readonly runs: Runs }) {
  const now = useStoreNow()
  return (
    <ul className={css.list}>
      {runs.map((run) => (
        <li key={run.id}>
          <Link to="/runs/$id" params={{ id: run.id }}>
            {run.workflowTitle}
            {run.key && ` ${words.key(run.key)}`}
          </Link>
          <span className="quiet">
            {run.state === 'active' ? showStoreAgo(run.startedAt, now) : endSentence(run.reason)}
          </span>
        </li>
      ))}
    </ul>
  )
}
