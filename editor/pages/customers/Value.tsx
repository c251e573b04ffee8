import { instantIn } from '../../../shared/words/show.ts'
import css from './Customer.module.css'

/** A value as it was sent: instants as the reader tells them, other text as it is, anything made of parts as JSON. */
export function Value({ value }: { readonly value: unknown }) {
  if (typeof value === 'string') {
    const instant = instantIn(value)
    if (instant === undefined) return <>{value === '' ? '""' : value}</>
    return (
      <time className="num" dateTime={value} title={value}>
        {instant}
      </time>
    )
  }
  if (typeof value === 'object' && value !== null)
    return <pre className={css.json}>{JSON.stringify(value, null, 2)}</pre>
  return <span className="num">{String(value)}</span>
}
