import type { Chance } from './chance.ts'
import { added, landed, landings, viewed } from './deeds.ts'
import type { Diary } from './diary.ts'
import type { Person } from './person.ts'
import { products } from './products.ts'
import { day, hour, minute } from './storeOptions.ts'

/** Somebody's own chance and diary: what each of their deeds draws from and is written into. */
export interface Living {
  readonly person: Person
  readonly chance: Chance
  readonly diary: Diary
}

/** A visit without an order, on that day; one in five leaves a cart behind. */
export function visit(onDayOf: number, { person, chance, diary }: Living): void {
  const at = whenPeopleShop(onDayOf, person, chance)
  diary.tell(at, landed(chance.pick(landings)))
  const first = chance.is(0.4) ? person.favourite : chance.pick(products)
  diary.tell(at + 2 * minute, viewed(first))
  if (chance.is(0.5)) diary.tell(at + 4 * minute, viewed(chance.pick(products)))
  if (chance.is(0.2)) {
    const cart = `c-${person.index + 1}-${Math.floor(at / minute)}`
    diary.tell(at + 8 * minute, added(cart, { product: first, quantity: 1 }))
  }
}

/** The same day, at an hour at which people shop where this one lives. */
export function whenPeopleShop(onDayOf: number, { hoursAhead }: Person, chance: Chance): number {
  const midnight = Math.floor((onDayOf + hoursAhead * hour) / day) * day - hoursAhead * hour
  return midnight + chance.weighted(byHour) * hour + chance.whole(0, hour - 1)
}

const byHour = [1, 3, 4, 4, 5, 4, 4, 4, 4, 5, 6, 8, 9, 8, 5, 2].map((weight, n) => [weight, n + 8] as const)
