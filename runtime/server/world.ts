import type { World } from '../../shared/check.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import type { Store } from './store.ts'

// Names that a store has seen change with every new event; a problem that is some seconds old does no harm.
const freshFor = 3_000

interface Kept {
  readonly world: World
  readonly at: number
}
const kept = new WeakMap<Store, Promise<Kept>>()

/** What a store has seen, as `check` asks for it. */
export async function worldOf(store: Store): Promise<World> {
  const known = await kept.get(store)?.catch(() => undefined)
  if (known && performance.now() - known.at < freshFor) return known.world
  const reading = read(store).then((world) => ({ world, at: performance.now() }))
  kept.set(store, reading)
  return (await reading).world
}

/** A segment or the settings changed: what was kept is wrong at once. */
export const forgetWorld = (store: Store): void => void kept.delete(store)

async function read(store: Store): Promise<World> {
  const { events, attributes, segments } = await store.pages.vocabulary()
  return {
    segments: Object.fromEntries(
      await definitionsOf(
        store,
        segments.map(({ id }) => id),
      ),
    ),
    attributes: new Set(attributes),
    events: new Map(events.map(({ name, properties }) => [name, new Set(properties)])),
    marketingToUnknown: store.settings().marketingToUnknown,
    sending: store.settings().sending,
  }
}

async function definitionsOf(store: Store, ids: readonly string[]): Promise<[string, SegmentDefinition][]> {
  const { now } = await store.engine.standing()
  const pages = await Promise.all(ids.map(async (id) => [id, await store.pages.segment(id, now)] as const))
  return pages.flatMap(([id, page]) => (page ? [[id, page.definition]] : []))
}
