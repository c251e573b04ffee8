import type { Chance } from '../chance.ts'
import type { Deed } from '../world.ts'

/**
 * Customers who withdraw their consent while the fold is behind: what they say waits after a change that waits itself, until everybody was
 * let in and what was due has happened; meanwhile messages are admitted and claimed.
 */
export function randomRefusals(chance: Chance, deeds: readonly Deed[], users: readonly string[]): Deed[] {
  return deeds.flatMap(({ at, ...deed }) => {
    if (!isWaitedFor.has(deed.do) || chance.maybe(0.6)) return []
    const change = chance.pick(deeds.filter((other) => other.do === 'segment' && other.at <= at))
    const refusals = chance.times(chance.between(1, users.length), (): Deed => {
      const by = { kind: 'userId', value: chance.pick(users) }
      return { at, do: 'consent', by, is: 'denied', id: `amid:${chance.between(0, 1e9)}` }
    })
    return change ? [{ ...change, at }, ...refusals] : refusals
  })
}

const isWaitedFor = new Set<Deed['do']>(['enter', 'segment', 'publish', 'state', 'settings'])
