import type { Decided } from './decidingConditions.ts'

/**
 * The version in which each decision of a run was made, by its place in the trail: moving brings a run to another one, but its goal stays
 * that of the version with which it began (rules 15 and 25).
 */
export function versionsOf(now: number, trail: readonly Pick<Decided, 'what' | 'why' | 'params'>[]): number[] {
  let version = now
  const versions = trail
    .toReversed()
    .map(({ what, params }) => {
      const its = version
      if (what === 'moved') version = Number(params?.from)
      return its
    })
    .toReversed()
  return trail.map(({ why }, index) => (why === 'goalReached' ? version : (versions[index] as number)))
}
