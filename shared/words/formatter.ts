/** The language of the words on screen. */
const locale = 'en-GB'

const made = new Map<string, unknown>()

/**
 * A formatter of Intl, made when it is first asked for and kept: making one takes a thousand times as long as formatting.
 *
 * @example formatter(Intl.NumberFormat, { style: 'currency', currency: 'EUR' }).format(12.5) // "€12.50"
 */
export function formatter<Formatter, Options>(
  Kind: new (locale: string, options: Options) => Formatter,
  options: Options,
): Formatter {
  const key = `${Kind.name} ${JSON.stringify(options)}`
  const known = made.get(key) as Formatter | undefined
  if (known) return known
  const formatter = new Kind(locale, options)
  made.set(key, formatter)
  return formatter
}
