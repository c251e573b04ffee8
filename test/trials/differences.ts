import type { Passage } from './bruteForce.ts'

/** A passage as a Perennial found it. */
export interface Came {
  orders: number
  readonly joined: number[]
  readonly left: number[]
  readonly enrolled: number[]
  isMember: boolean
}

/** A line for each thing that came otherwise than the brute force expects. */
export function differences(
  expected: ReadonlyMap<string, Passage>,
  came: ReadonlyMap<string, Came>,
): readonly string[] {
  const names = [...new Set([...expected.keys(), ...came.keys()])]
  return names.flatMap((name) => {
    const [one, other] = [expected.get(name) ?? nobody, came.get(name) ?? nobody]
    return (['orders', 'joined', 'left', 'enrolled', 'isMember'] as const).flatMap((what) => {
      const [wanted, found] = [shown(one[what]), shown(other[what])]
      return wanted === found ? [] : [`${name}: ${what} expected ${wanted}, got ${found}`]
    })
  })
}

const nobody: Passage = { orders: 0, joined: [], left: [], isMember: false, enrolled: [] }

const shown = (value: number | boolean | readonly number[]): string =>
  Array.isArray(value)
    ? `[${value
        .toSorted((a, b) => a - b)
        .map((at) => new Date(at).toISOString())
        .join(', ')}]`
    : String(value)
