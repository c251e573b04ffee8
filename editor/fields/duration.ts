/** The units that a duration is told in, from the longest; `M` means months before the T and minutes after it. */
export const units = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const
export type Unit = (typeof units)[number]
export interface Part {
  readonly amount: number
  readonly unit: Unit
}

const letter: { readonly [U in Unit]: string } = {
  years: 'Y',
  months: 'M',
  weeks: 'W',
  days: 'D',
  hours: 'H',
  minutes: 'M',
  seconds: 'S',
}
const isClock = (unit: Unit): boolean => unit === 'hours' || unit === 'minutes' || unit === 'seconds'

/** @example partsOf('P1DT4H') // [{ amount: 1, unit: 'days' }, { amount: 4, unit: 'hours' }] */
export function partsOf(duration: string): Part[] {
  const [date = '', time = ''] = duration.replace(/^P/, '').split('T')
  const read = (text: string, isTime: boolean): Part[] =>
    [...text.matchAll(/(\d+)([YMWDHS])/g)].flatMap(([, amount, sign]) => {
      const unit = units.find((one) => letter[one] === sign && isClock(one) === isTime)
      return unit ? [{ amount: Number(amount), unit }] : []
    })
  return [...read(date, false), ...read(time, true)]
}

/** Parts of one unit are added up; without any amount there is no duration. */
export function durationOf(parts: readonly Part[]): string | undefined {
  const total = new Map<Unit, number>()
  for (const { amount, unit } of parts) if (amount > 0) total.set(unit, (total.get(unit) ?? 0) + Math.round(amount))
  const write = (isTime: boolean) =>
    units
      .flatMap((unit) => (isClock(unit) === isTime && total.has(unit) ? `${total.get(unit)}${letter[unit]}` : []))
      .join('')
  const [date, time] = [write(false), write(true)]
  return date || time ? `P${date}${time ? `T${time}` : ''}` : undefined
}
