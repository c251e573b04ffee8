import { numberOf } from './numberOf.ts'

const million = 1_000_000

/**
 * An exact sum of decimals: whole units and millionths are kept apart as integers, so that the order of adding never shows (H19),
 * however many there are.
 */
export interface Amount {
  units: number
  millionths: number
}

/** A value in millionths, or undefined if it is no number or too large to be one exactly (about nine thousand million). */
export function millionthsOf(value: unknown): number | undefined {
  const number = numberOf(value)
  if (number === undefined) return undefined
  const millionths = Math.round(number * million)
  return Number.isSafeInteger(millionths) ? millionths : undefined
}

export const noAmount = (): Amount => ({ units: 0, millionths: 0 })

/** Adds millionths, or takes them away with `sign` -1. */
export function add(amount: Amount, millionths: number, sign: 1 | -1 = 1): void {
  const units = Math.floor(millionths / million)
  amount.units += sign * units
  amount.millionths += sign * (millionths - units * million)
}

/** Below zero, zero or above, as the amount lies under, at or over the number. */
export function compareAmount(amount: Amount, number: number): number {
  const units = Math.floor(number)
  const millionths = Math.round((number - units) * million)
  const carried = Math.floor(amount.millionths / million)
  return amount.units + carried - units || amount.millionths - carried * million - millionths
}

export const asNumber = (amount: Amount): number => {
  const total = amount.units * million + amount.millionths
  return Number.isSafeInteger(total) ? total / million : amount.units + amount.millionths / million
}
