import { useState } from 'react'
import { factsBeside, explainWords as words } from '../../../shared/words/explain.ts'
import { showStoreInstant } from '../../../shared/words/storeTime.ts'
import type { Answer } from '../../api/call.ts'
import { useRoute } from '../../api/useRoute.ts'
import { Failure } from '../../panels/Failure.tsx'
import { Loading } from '../../panels/Loading.tsx'
import css from './Why.module.css'

/** Opens on what would have turned one decision of a run, whose facts stand above it. Asked for only then. */
export function Why({ run, index }: { readonly run: string; readonly index: number }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className={css.why} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.why}</summary>
      {isOpen && <Asked run={run} index={index} />}
    </details>
  )
}

function Asked({ run, index }: { readonly run: string; readonly index: number }) {
  const asked = useRoute('explainRun', { params: { run } })
  if (asked.error) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data) return <Loading rows={2} />
  const decision = asked.data.decisions[index]
  if (!decision) return null
  const beside = factsBeside(decision)
  return (
    <>
      {decision.facts.length + decision.turns.length + decision.removed.length === 0 && (
        <p className="quiet">{words.noFacts}</p>
      )}
      {decision.removed.length > 0 && <p className="quiet">{words.removed}</p>}
      {beside.length > 0 && <Lines lines={beside} />}
      <Turns turning={decision} standsAlone={decision.facts.length > beside.length && decision.removed.length === 0} />
    </>
  )
}

type Turning = Pick<Answer<'explainRun'>['decisions'][number], 'turns' | 'byItself'>

/** The smallest change that would turn something, and when time alone does. */
export function Turns({ turning, standsAlone = false }: { readonly turning: Turning; readonly standsAlone?: boolean }) {
  const { turns, byItself } = turning
  if (turns.length === 0 && byItself === null) return standsAlone ? <p className="quiet">{words.alone}</p> : null
  return (
    <>
      {turns.length > 0 && (
        <>
          <h3 className={css.turns}>{words.turns}</h3>
          <Lines lines={turns} />
        </>
      )}
      {byItself !== null && <p className="quiet">{words.byItself(showStoreInstant(byItself))}</p>}
    </>
  )
}

const Lines = ({ lines }: { readonly lines: readonly string[] }) => (
  <ul className={css.lines}>
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
)
