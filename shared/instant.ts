/**
 * The instant that RFC 3339 text names, in milliseconds since 1970 UTC; else what is wrong with it. A calendar day must exist.
 *
 * @example instantOf('2026-05-01T12:00:00+02:00') // 1777629600000
 * @example instantOf('2026-05-01T12:00:00') // 'noZone'
 */
export function instantOf(text: string): number | 'noZone' | 'notATime' {
  const found = pattern.exec(text)
  if (!found) return withoutZone.test(text) ? 'noZone' : 'notATime'
  const millisecond = Date.parse(text.replace(' ', 'T'))
  if (Number.isNaN(millisecond)) return 'notATime'
  // The parser lets 30 February be 2 March.
  const day = Number(found[3])
  return day <= 28 || day <= daysOf(Number(found[1]), Number(found[2])) ? millisecond : 'notATime'
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:[Zz]|[+-]\d\d:?\d\d)$/
const withoutZone = /^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/
const daysOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()
