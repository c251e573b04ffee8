import { lifeOf, type Truth } from './life.ts'
import type { StoreEvent } from './storeEvent.ts'
import type { StoreOptions } from './storeOptions.ts'

export type { Truth } from './life.ts'
export type { StoreEvent } from './storeEvent.ts'
export { demoStore, playsFrom, type StoreOptions } from './storeOptions.ts'

/**
 * Every event of a made-up store, in order of time over all customers. The same options give the same bytes, on every machine.
 *
 * @example for (const event of generateStore(demoStore)) console.log(JSON.stringify(event))
 */
export function* generateStore(options: StoreOptions): Iterable<StoreEvent> {
  const told = Array.from({ length: options.customers }, (_, index) => lifeOf(index, options).told).flat()
  told.sort((a, b) => a.at - b.at)
  for (const { event } of told) yield event
}

/** What is true of each customer and cannot be seen in the events: who lapsed and when, true rhythms, late parcels. */
export function truth(options: StoreOptions): readonly Truth[] {
  return Array.from({ length: options.customers }, (_, index) => lifeOf(index, options).truth)
}
