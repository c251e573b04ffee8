import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreAgo, showStoreInstant } from '../../../shared/words/storeTime.ts'
import type { Answer } from '../../api/call.ts'
import { useStoreNow } from '../../api/useStoreNow.ts'
import { Consent } from './Consent.tsx'
import css from './Customer.module.css'
import { CustomerRuns } from './CustomerRuns.tsx'
import { EraseCustomer } from './EraseCustomer.tsx'
import { Value } from './Value.tsx'
import { WhyNot } from './WhyNot.tsx'

const words = pageWords.customer
const shownAttributes = 12

/** Who a customer is: consent, segments, runs, attributes, identities; and how they are erased. */
export function Profile({ customer }: { readonly customer: Answer<'readCustomer'> }) {
  const [hasAll, setAll] = useState(false)
  const now = useStoreNow()
  const { attributes, segments, identities, runs } = customer
  return (
    <aside className={css.profile} aria-label={words.profile}>
      <Consent customer={customer} purpose="marketing" />
      <Consent customer={customer} purpose="tracking" />
      <Part title={words.segments}>
        {segments.length === 0 ? (
          <p className="quiet">{words.noSegments}</p>
        ) : (
          <ul className={css.list}>
            {segments.map((segment) => (
              <li key={segment.id}>
                <Link to="/segments/$id" params={{ id: segment.id }}>
                  {segment.title}
                </Link>
                <span className="quiet" title={showStoreInstant(segment.since)}>
                  {segment.how === 'initial' ? words.found : words.segmentSince(showStoreAgo(segment.since, now))}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Part>
      <CustomerRuns customer={customer.id} runs={runs} />
      <WhyNot customer={customer.id} name={customer.name} />
      <Part title={words.attributes}>
        {attributes.length === 0 ? (
          <p className="quiet">{words.noAttributes}</p>
        ) : (
          <dl className={css.facts}>
            {(hasAll ? attributes : attributes.slice(0, shownAttributes)).map(({ name, value, at }) => (
              <div key={name} title={words.attributeAt(showStoreInstant(at))}>
                <dt>{name}</dt>
                <dd>
                  <Value value={value} />
                </dd>
              </div>
            ))}
          </dl>
        )}
        {attributes.length > shownAttributes && !hasAll && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            {words.allAttributes(attributes.length)}
          </Button>
        )}
      </Part>
      <Part title={words.identities}>
        <dl className={css.facts}>
          {identities.map(({ kind, value }) => (
            <div key={`${kind}:${value}`}>
              <dt>{kind}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Part>
      <Part title={words.erase.part}>
        <p className="quiet">{words.erase.advice}</p>
        <EraseCustomer customer={customer} />
      </Part>
    </aside>
  )
}

export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={css.part}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
