import css from './Customer.module.css'

/** A value as it was sent: text as it is, anything made of parts as JSON. */
export function Value({ value }: { readonly value: unknown }) {
  if (typeof value === 'string') return <>{value === '' ? '""' : value}</>
  if (typeof value === 'object' && value !== null)
    return <pre className={css.json}>{JSON.stringify(value, null, 2)}</pre>
  return <span className="num">{String(value)}</span>
}
