import { type Chance, chanceOf } from './chance.ts'
import { type Country, countries, type Name } from './countries.ts'
import { consumables, type Product } from './products.ts'
import { day, type StoreOptions } from './storeOptions.ts'

/** Who a customer is before anything happens: what the store may learn of them, and what it never sees. */
export interface Person {
  readonly index: number
  readonly userId: string
  readonly anonymousId: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly country: Country
  readonly zone: string
  readonly hoursAhead: number
  readonly consent: 'granted' | 'denied' | 'unknown'
  /** They knew the store before the first event that it kept. */
  readonly isOld: boolean
  readonly arrives: number
  readonly buys: boolean
  readonly favourite: Product
  /** The true rhythm: how long the favourite lasts in this household. */
  readonly cycleDays: number
  /** The chance that an order is the last one, before anything goes wrong. */
  readonly leaves: number
}

export function personOf(index: number, { seed, end, days }: StoreOptions): { person: Person; chance: Chance } {
  const chance = chanceOf(seed, index)
  const country = chance.weighted(countries)
  const [zone, hoursAhead] = chance.pick(country.zones)
  const first = chance.pick(country.first)
  const last = chance.pick(country.last)
  const favourite = chance.pick(consumables)
  const isOld = chance.is(0.55)
  const start = end - days * day
  const cycleDays = Math.round(favourite.lastsDays! * chance.around(0.35) * 10) / 10
  const person: Person = {
    index,
    userId: `u-${String(index + 1).padStart(5, '0')}`,
    anonymousId: `a-${String(index + 1).padStart(5, '0')}`,
    firstName: written(first),
    lastName: written(last),
    email: `${latin(first)}.${latin(last)}.${index + 1}@example.com`,
    country,
    zone,
    hoursAhead,
    consent: chance.weighted([
      [62, 'granted'],
      [25, 'unknown'],
      [13, 'denied'],
    ] as const),
    isOld,
    arrives: isOld
      ? start + chance.between(0, Math.min(cycleDays, days / 4)) * day
      : start + chance.between(0, days) * day,
    buys: chance.is(isOld ? 0.92 : 0.66),
    favourite,
    cycleDays,
    leaves: 0.04 + 0.3 * chance.next() * chance.next(),
  }
  return { person, chance }
}

const written = (name: Name): string => (typeof name === 'string' ? name : name[0])

const latinLetters: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o' }

function latin(name: Name): string {
  if (typeof name !== 'string') return name[1]
  return name
    .toLowerCase()
    .replace(/[ßłø]/g, (letter) => latinLetters[letter]!)
    .normalize('NFD')
    .replace(/[^a-z]/g, '')
}
