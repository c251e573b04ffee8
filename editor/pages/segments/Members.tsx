import { Link } from '@tanstack/react-router'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreAgo } from '../../../shared/words/storeTime.ts'
import type { Answer } from '../../api/call.ts'
import { useStoreNow } from '../../api/useStoreNow.ts'
import css from './Segment.module.css'

const words = pageWords.segment

interface Props {
  readonly segment: string
  readonly sample: Answer<'readSegment'>['sample']
}

/** Some of those who are in a segment, and the way to all of them. */
export function Members({ segment, sample }: Props) {
  const now = useStoreNow()
  return (
    <section>
      <h2>{words.sample}</h2>
      {sample.length === 0 ? (
        <p className="quiet">{words.noMembers}</p>
      ) : (
        <>
          <ul className={css.list}>
            {sample.slice(0, 8).map((customer) => (
              <li key={customer.id}>
                <Link to="/customers/$id" params={{ id: customer.id }}>
                  {customer.name}
                </Link>
                {customer.lastSeenAt && <span className="quiet">{showStoreAgo(customer.lastSeenAt, now)}</span>}
              </li>
            ))}
          </ul>
          <Link to="/customers" search={{ segment } as never}>
            {words.seeMembers}
          </Link>
        </>
      )}
    </section>
  )
}
