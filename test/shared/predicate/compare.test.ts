import { describe, expect, test } from 'vitest'
import { compare } from '../../../shared/predicate/compare.ts'
import type { Operator } from '../../../shared/predicate/schema.ts'

const now = Date.parse('2026-05-01T12:00:00Z')
const ask = (left: unknown, op: Operator, right?: unknown, zone = 'Europe/Rome') => compare(op, left, right, now, zone)
const holds = (left: unknown, op: Operator, right?: unknown) => ask(left, op, right).holds
const isUnknown = (left: unknown, op: Operator, right?: unknown) => {
  const found = ask(left, op, right)
  return !found.holds && found.unknown === true
}

describe('text', () => {
  test('compares without case, after NFC', () => {
    expect(holds('Cafe\u0301', 'is', 'CAFÉ')).toBe(true)
    expect(holds('ΟΔΟΣ', 'is', 'οδος')).toBe(true)
    expect(holds('ΟΔΟΣΑ', 'startsWith', 'οδος')).toBe(true)
    expect(holds('Straße', 'contains', 'ASS')).toBe(true)
    expect(holds('Tea', 'isNot', 'TEA')).toBe(false)
  })

  test('two texts are texts, even if both are digits', () => {
    expect(holds('1.0', 'is', '1')).toBe(false)
    expect(holds('9007199254740993', 'is', '9007199254740992')).toBe(false)
  })
})

describe('numbers', () => {
  test('compare with numeric text as numbers', () => {
    expect(holds('12.50', 'is', 12.5)).toBe(true)
    expect(holds(12.5, 'isNot', '12.50')).toBe(false)
    expect(holds('10', 'greater', '9')).toBe(true)
    expect(holds('9', 'atMost', 9)).toBe(true)
    expect(holds('1e3', 'less', 1001)).toBe(true)
  })

  test('above 2^53 neighbours are told apart', () => {
    expect(holds('9007199254740993', 'is', 9007199254740992)).toBe(false)
    expect(holds('9007199254740992', 'is', 9007199254740992)).toBe(true)
  })

  test('a long text of digits with a flaw is refused quickly', () => {
    const began = process.hrtime.bigint()
    expect(isUnknown(`${'1'.repeat(100_000)}x`, 'greater', 1)).toBe(true)
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(100)
  })
})

describe('what is missing or of another type', () => {
  test('is false and unknown, also for is not', () => {
    for (const op of ['is', 'isNot', 'contains', 'greater', 'before', 'withinLast'] as const) {
      expect(isUnknown(undefined, op, 'P1D')).toBe(true)
      expect(isUnknown(null, op, 'P1D')).toBe(true)
      expect(isUnknown([], op, 'P1D')).toBe(true)
      expect(isUnknown(true, op, 'P1D')).toBe(true)
      expect(isUnknown({ a: 1 }, op, 'P1D')).toBe(true)
    }
    expect(isUnknown('true', 'is', true)).toBe(true)
    expect(isUnknown('Tea', 'is', undefined)).toBe(true)
    expect(isUnknown('Tea', 'isNot', 5)).toBe(true)
  })

  test('known and unknown are operators of their own', () => {
    expect([holds('', 'known'), holds(0, 'known'), holds(null, 'known'), holds([], 'known')]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect([holds('', 'unknown'), holds(undefined, 'unknown')]).toEqual([false, true])
  })
})

describe('lists', () => {
  test('on the left hold if any element does', () => {
    expect(holds(['a', 'b'], 'is', 'B')).toBe(true)
    expect(holds(['a', 'b'], 'isNot', 'b')).toBe(true)
    expect(holds(['b', 'b'], 'isNot', 'b')).toBe(false)
    expect(holds([1, 'x', 7], 'greater', 6)).toBe(true)
  })

  test('on the right are a choice', () => {
    expect(holds('b', 'oneOf', ['a', 'B'])).toBe(true)
    expect(holds('c', 'oneOf', ['a', 'B'])).toBe(false)
    expect(holds(7, 'oneOf', ['7'])).toBe(true)
    expect(holds('a', 'isNot', ['a', 'b'])).toBe(false)
    expect(holds('c', 'isNot', ['a', 'b'])).toBe(true)
  })
})

describe('dates', () => {
  test('are instants, days in the customer’s zone, or seconds or milliseconds since 1970', () => {
    const midnight = '2026-04-30T22:00:00Z'
    for (const date of ['2026-05-01', 1_777_586_400, 1_777_586_400_000, '1777586400', '2026-05-01T00:00:00+02:00']) {
      expect(holds(date, 'before', '2026-04-30T22:00:00.001Z')).toBe(true)
      expect(holds(date, 'after', '2026-04-30T21:59:59.999Z')).toBe(true)
      expect(holds(date, 'before', midnight)).toBe(false)
      expect(holds(date, 'after', midnight)).toBe(false)
    }
  })

  test('that are no dates are unknown', () => {
    for (const date of ['2026-02-30', '2026-05-01T10:00:00', 'soon', '20260501', 1e300])
      expect(isUnknown(date, 'before', '2027-01-01')).toBe(true)
  })

  test('before and after a fixed instant never change', () => {
    expect(ask('2026-06-01', 'before', '2027-01-01').changesAt).toBeNull()
    expect(ask('2026-06-01', 'after', '2027-01-01').changesAt).toBeNull()
  })

  test('within the last days: from the date until it is that old', () => {
    expect(ask('2026-05-01', 'withinLast', 'P3D')).toEqual({
      holds: true,
      changesAt: Date.parse('2026-05-04T00:00:00+02:00'),
    })
    expect(ask('2026-04-01', 'withinLast', 'P3D')).toEqual({ holds: false, changesAt: null })
    expect(ask('2026-05-02', 'withinLast', 'P3D')).toEqual({
      holds: false,
      changesAt: Date.parse('2026-05-02T00:00:00+02:00'),
    })
  })

  test('within the next days: until the date comes', () => {
    expect(ask('2026-05-02', 'withinNext', 'P3D')).toEqual({
      holds: true,
      changesAt: Date.parse('2026-05-02T00:00:00+02:00'),
    })
    expect(ask('2026-05-08', 'withinNext', 'P3D')).toEqual({
      holds: false,
      changesAt: Date.parse('2026-05-05T00:00:00+02:00'),
    })
    expect(ask('2026-05-01', 'withinNext', 'P3D')).toEqual({ holds: false, changesAt: null })
  })
})
