import type { NewEntry } from '../../../runtime/commit/entry.ts'
import { Chance } from '../../simulation/chance.ts'

/** An event as somebody's shop sends it. */
export interface Said {
  readonly person: number
  /** Whose it is besides, or alone: a device that somebody is not yet known by. */
  readonly device: number | null
  readonly isAnonymous: boolean
  readonly name: 'Order Completed' | 'Product Viewed' | 'identify'
  /** Own time. */
  readonly time: number
  readonly historical: boolean
  readonly content: Readonly<Record<string, unknown>>
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Ids are kept by months of thirty days: an hour before one begins, so that duplicates come on both sides. */
export const begin = 686 * 30 * day - hour
export const end = begin + 4 * hour

/** What is said in the world of a seed: each event made anew whenever somebody asks, so that a million take no room. */
export class World {
  readonly events: number
  readonly people: number
  readonly devices: number
  /** Events in the order in which they are said, by index; below zero: the event `-1 - n`, reworded. */
  readonly sends: Int32Array
  /** Those of which the other wording came first, and therefore stays. */
  readonly keptReworded: ReadonlySet<number>
  readonly #seed: number

  constructor(seed: number, sends: number) {
    this.#seed = seed
    this.events = Math.floor(sends * 0.9)
    this.people = Math.ceil(sends / 50)
    this.devices = this.people
    this.sends = this.#shuffled(sends)
    this.keptReworded = this.#firstReworded()
  }

  /** Some have several devices and some none. */
  ownerOf(device: number): number {
    return new Chance(this.#seed, `device ${device}`).between(0, this.people - 1)
  }

  /**
   * The first events tell whose each device is. The others happened two to sixty days ago, or today. Another wording has the same id and
   * other content.
   */
  event(index: number, isReworded = false): Said {
    const chance = new Chance(this.#seed, `event ${index}`)
    const isLink = index < this.devices
    const device = isLink ? index : chance.maybe(0.4) ? chance.between(0, this.devices - 1) : null
    const person = device === null ? chance.between(0, this.people - 1) : this.ownerOf(device)
    const isToday = chance.maybe(0.15)
    const time = isToday ? begin - chance.between(1, 10 * hour) : begin - chance.between(2 * day, 60 * day)
    const historical = chance.maybe(0.05)
    const about = { person, device, isAnonymous: device !== null && !isLink, historical }
    const what = isLink
      ? 'link'
      : chance.weighed({ order: 4, view: 4, traits: 1.5, consent: device === null ? 0.5 : 0 })
    const changed = isReworded ? { reworded: true } : {}
    switch (what) {
      case 'order': {
        const total = chance.between(0, 100) + (isReworded ? 1000 : 0)
        return { ...about, name: 'Order Completed', time, content: { order: `o${index}`, total } }
      }
      case 'view':
        return { ...about, name: 'Product Viewed', time, content: { product: chance.between(1, 50), ...changed } }
      case 'consent': {
        // Often of one instant with another decision.
        const consent = { email: chance.pick(['granted', 'denied']) }
        return {
          ...about,
          name: 'identify',
          time: begin - chance.between(2, 5) * day,
          content: { consent, ...changed },
        }
      }
      default: {
        const plan = chance.pick(['gold', 'silver', 'bronze', null])
        return {
          ...about,
          name: 'identify',
          time,
          content: { ...(chance.maybe(0.7) && { plan }), ...(chance.maybe(0.7) && { city: `c${index}` }), ...changed },
        }
      }
    }
  }

  /** Every event once and every tenth send a duplicate, in an order of chance. */
  #shuffled(sends: number): Int32Array {
    const chance = new Chance(this.#seed, 'order')
    const order = new Int32Array(sends)
    for (let at = 0; at < sends; at++) {
      if (at < this.events) order[at] = at
      else {
        const again = chance.between(0, this.events - 1)
        order[at] = chance.maybe(0.2) ? -1 - again : again
      }
    }
    for (let at = sends - 1; at > 0; at--) {
      const other = chance.between(0, at)
      const here = order[at] as number
      order[at] = order[other] as number
      order[other] = here
    }
    // Some are said twice in one breath.
    const places = new Map<number, number>()
    for (let at = 1; at < sends; at++) {
      const place = places.get(indexOf(order[at] as number))
      if (place === undefined) places.set(indexOf(order[at] as number), at)
      else if (place + 1 < at && chance.maybe(0.3)) {
        const moved = order[place + 1] as number
        if (places.get(indexOf(moved)) !== place + 1) continue
        order[place + 1] = order[at] as number
        order[at] = moved
        places.set(indexOf(moved), at)
      }
    }
    return order
  }

  #firstReworded(): ReadonlySet<number> {
    const isSaid = new Uint8Array(this.events)
    const reworded = new Set<number>()
    for (const send of this.sends) {
      const index = indexOf(send)
      if (!isSaid[index] && send < 0) reworded.add(index)
      isSaid[index] = 1
    }
    return reworded
  }

  entry(send: number): NewEntry {
    const index = indexOf(send)
    const { person, device, isAnonymous, name, time, historical, content } = this.event(index, send < 0)
    const kind = name === 'identify' ? 'identify' : 'track'
    return {
      id: `e${index}`,
      // As rows of a file have them.
      ...(index % 10 === 0 && { idForEver: true as const }),
      payload: {
        type: 'event',
        kind,
        name,
        time,
        identities: [
          ...(isAnonymous ? [] : [userOf(person)]),
          ...(device === null ? [] : [{ kind: 'anonymousId', value: `d${device}` }]),
        ],
        source: 'test',
        trusted: true,
        historical,
        body: JSON.stringify({
          type: kind,
          event: index,
          ...(kind === 'identify' ? { traits: content } : { properties: content }),
        }),
      },
    }
  }
}

export const indexOf = (send: number): number => (send < 0 ? -1 - send : send)
export const userOf = (person: number) => ({ kind: 'userId', value: `u${person}` })
