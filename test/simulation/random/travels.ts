import type { Chance } from '../chance.ts'
import type { Deed, Item } from '../world.ts'
import { storeZones } from './workflows.ts'

const hour = 3_600_000
const day = 24 * hour

/** Customers who travel when their date is near, where a workflow waits for it: it has come by the clocks of one place, and not by others. */
export function randomTravels(chance: Chance, deeds: readonly Deed[], users: readonly string[]): Deed[] {
  if (!deeds.some((deed) => deed.do === 'publish' && JSON.stringify(deed.document).includes('"attribute":"birthday"')))
    return []
  return chance
    .times(8, () => {
      const userId = chance.pick(users)
      const says = (at: number, traits: object): Deed => {
        const messageId = `m${chance.between(0, 1e12)}`
        const timestamp = new Date(at).toISOString()
        const item: Item = { type: 'identify', messageId, userId, timestamp, traits }
        return { at, do: 'say', from: 'server', items: [item] }
      }
      const { at } = chance.pick(deeds)
      const birthday = new Date(at + chance.pick([-3, -1, 0, 0, 1, 1, 3]) * day).toISOString().slice(0, 10)
      const hops = chance.times(4, () => says(at + chance.between(1, 30) * hour, { timezone: chance.pick(storeZones) }))
      return [says(at, { birthday, timezone: chance.pick(storeZones) }), ...hops]
    })
    .flat()
}
