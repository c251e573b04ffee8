import { linkedWorkflows } from '../../shared/check/links.ts'
import type { World } from '../../shared/check.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import type { Names } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { ControlChange } from '../storage/control.ts'
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

/** What was kept is wrong at once, unless it was a draft of a workflow that was there already. */
export function forgetWorld(store: Store, change: ControlChange): void {
  if (change.do !== 'saveDraft' || change.revision === null || change.segments) kept.delete(store)
}

/** How sentences call the segments and workflows of a store; a segment that it lacks as the workflow's own file does. */
export const namesOf = (
  { segments, workflows }: Pick<World, 'segments' | 'workflows'>,
  document?: Pick<Workflow, 'segments'>,
  zone?: string,
): Names => ({
  segment: (id) => titleIn(segments, id) ?? titleIn(document?.segments, id) ?? id,
  workflow: (id) => workflows?.get(id)?.title ?? id,
  ...(zone !== undefined && { zone }),
})

const titleIn = (segments: World['segments'] = {}, id: string): string | undefined =>
  Object.hasOwn(segments, id) ? segments[id]?.title : undefined

async function read(store: Store): Promise<World> {
  const { events, attributes, segments, workflows } = await store.pages.vocabulary()
  const { now } = await store.engine.standing()
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
    workflows: linkedWorkflows(workflows),
    sending: store.settings().sending,
    now: now === 0 ? null : now,
    retention: store.settings().retention,
  }
}

async function definitionsOf(store: Store, ids: readonly string[]): Promise<[string, SegmentDefinition][]> {
  const { now } = await store.engine.standing()
  const pages = await Promise.all(ids.map(async (id) => [id, await store.pages.segment(id, now)] as const))
  return pages.flatMap(([id, page]) => (page ? [[id, page.definition]] : []))
}
