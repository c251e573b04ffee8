import { Select } from '@mantine/core'
import { useState } from 'react'
import { explainWords as words } from '../../../shared/words/explain.ts'
import { showStoreInstant } from '../../../shared/words/storeTime.ts'
import type { Answer } from '../../api/call.ts'
import { useRoute } from '../../api/useRoute.ts'
import { useVocabulary } from '../../fields/useVocabulary.ts'
import { Failure } from '../../panels/Failure.tsx'
import { icons } from '../../panels/icons.ts'
import { Loading } from '../../panels/Loading.tsx'
import { Turns } from '../runs/Why.tsx'
import { Part } from './Profile.tsx'
import css from './WhyNot.module.css'

/** Asks why a customer is in a workflow or not, and tells what stands in the way and what would clear it. */
export function WhyNot({ customer, name }: { readonly customer: string; readonly name: string }) {
  const [workflow, setWorkflow] = useState<string | null>(null)
  const { workflows } = useVocabulary()
  return (
    <Part title={words.ask(name)}>
      <Select
        size="sm"
        searchable
        clearable
        aria-label={words.pick}
        placeholder={words.pick}
        value={workflow}
        onChange={setWorkflow}
        data={workflows.map(({ id, title }) => ({ value: id, label: title }))}
      />
      {workflow !== null && <Explained customer={customer} workflow={workflow} />}
    </Part>
  )
}

function Explained({ customer, workflow }: { readonly customer: string; readonly workflow: string }) {
  const asked = useRoute('explainCustomer', { params: { customer }, query: { workflow }, every: 10_000 })
  if (asked.error && !asked.data) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data) return <Loading rows={4} />
  const { hurdles, inside, notEnrolled, workflowTitle } = asked.data
  return (
    <>
      <p className={css.headline}>{inside ? words.inside(workflowTitle) : words.closed(workflowTitle)}</p>
      <ul className={css.hurdles}>
        {hurdles.map((hurdle) => (
          <HurdleLine key={`${hurdle.of} ${hurdle.sentence}`} hurdle={hurdle} />
        ))}
      </ul>
      {notEnrolled.length > 0 && <h3 className={css.headline}>{words.notEnrolled}</h3>}
      <ul className={css.hurdles}>
        {notEnrolled.map((time) => (
          <NotEnrolledLine key={`${time.at} ${time.why}`} time={time} />
        ))}
      </ul>
    </>
  )
}

function HurdleLine({ hurdle }: { readonly hurdle: Answer<'explainCustomer'>['hurdles'][number] }) {
  const Icon = hurdle.clear ? icons.clear : icons.inTheWay
  return (
    <li className={css.hurdle} data-clear={hurdle.clear || undefined}>
      <Icon size={16} strokeWidth={1.6} aria-hidden />
      <div>
        {hurdle.sentence}
        {hurdle.facts.map((fact) => (
          <p key={fact} className="quiet">
            {fact}
          </p>
        ))}
        {!hurdle.clear && <Turns turning={hurdle} />}
      </div>
    </li>
  )
}

/** A time that the customer was not let in, with what was so then. */
function NotEnrolledLine({ time }: { readonly time: Answer<'explainCustomer'>['notEnrolled'][number] }) {
  return (
    <li className={css.time}>
      <time className="quiet num" dateTime={time.at}>
        {showStoreInstant(time.at)}
      </time>
      <p>{time.sentence}</p>
      {time.facts.map((fact) => (
        <p key={fact} className="quiet">
          {fact}
        </p>
      ))}
      {time.removed.length > 0 && <p className="quiet">{words.removed}</p>}
      <Turns turning={time} />
    </li>
  )
}
