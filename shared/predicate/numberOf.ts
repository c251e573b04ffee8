const decimal = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\s*$/
const wholeNumber = /^\s*[+-]?\d+\s*$/

/** A number, or the number that a text such as `12.50` says; otherwise undefined. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !decimal.test(value)) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** Whether a number and a text of digits are the same number, also above 2^53, where Number would blur neighbours. */
export function isSameNumber(number: number, text: string): boolean {
  if (numberOf(text) !== number) return false
  return Number.isSafeInteger(number) || !Number.isInteger(number) || !wholeNumber.test(text)
    ? true
    : BigInt(number) === BigInt(text.trim().replace(/^\+/, ''))
}
