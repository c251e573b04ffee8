import { useDebouncedValue } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { Predicate } from '../../shared/predicate/schema.ts'
import { words } from '../../shared/words/editor.ts'
import { showNumber } from '../../shared/words/show.ts'
import { showStoreAgo } from '../../shared/words/storeTime.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useRoute } from '../api/useRoute.ts'
import { useStoreNow } from '../api/useStoreNow.ts'
import css from './Fields.module.css'

/** How many customers satisfy a condition now, and some of them by name. */
export function AudiencePreview({ when }: { readonly when: Predicate }) {
  const [settled] = useDebouncedValue(when, 400)
  const isWhole = Predicate.safeParse(settled).success
  const asksRun = readsRun(settled)
  const now = useStoreNow()
  const audience = useRoute('previewAudience', {
    body: { when: settled },
    enabled: isWhole && !asksRun,
    keepPrevious: true,
  })
  if (asksRun)
    return (
      <p className="quiet" style={{ fontSize: 13, marginTop: 8 }}>
        {words.audience.needsRun}
      </p>
    )
  if (!isWhole)
    return (
      <p className="quiet" style={{ fontSize: 13, marginTop: 8 }}>
        {words.audience.incomplete}
      </p>
    )
  if (audience.error)
    return (
      <p className="quiet" style={{ fontSize: 13, marginTop: 8 }}>
        {sentenceOf(audience.error)}
      </p>
    )
  if (!audience.data)
    return (
      <p className="quiet" style={{ fontSize: 13, marginTop: 8 }}>
        {words.audience.counting}
      </p>
    )
  const { matching, of, sample, complete } = audience.data
  return (
    <div style={{ marginTop: 12, opacity: audience.isPlaceholderData ? 0.6 : 1 }} aria-live="polite">
      <div className={css.count}>
        <b className="num">{complete ? showNumber(matching) : words.audience.about(matching)}</b>
        {words.audience.of(of)}
      </div>
      <div className={css.bar}>
        <i style={{ width: `${of === 0 ? 0 : (matching / of) * 100}%` }} />
      </div>
      {sample.length > 0 && (
        <div className={css.people}>
          {sample.slice(0, 4).map((customer) => (
            <Link key={customer.id} to="/customers/$id" params={{ id: customer.id }}>
              <span className={css.avatar} aria-hidden>
                {initialsOf(customer.name)}
              </span>
              <span className="clip">{customer.name}</span>
              <span className={css.aside}>
                {customer.lastSeenAt ? words.audience.seen(showStoreAgo(customer.lastSeenAt, now)) : customer.email}
              </span>
            </Link>
          ))}
        </div>
      )}
    </div>
  )
}

export const initialsOf = (name: string): string =>
  name
    .split(/[\s@._-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => [...part][0]?.toUpperCase() ?? '')
    .join('')

/** Whether only a run can answer: its trigger, or what happened since it began. */
export function readsRun(when: unknown): boolean {
  if (Array.isArray(when)) return when.some(readsRun)
  if (typeof when !== 'object' || when === null) return false
  return Object.entries(when).some(
    ([key, value]) =>
      (key === 'test' && value === 'trigger') ||
      (key === 'within' && value === 'run') ||
      (key === 'ref' && typeof value === 'string' && value.startsWith('trigger.')) ||
      readsRun(value),
  )
}
