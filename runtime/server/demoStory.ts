import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { demoStore, generateStore, playsFrom, type StoreEvent } from '../../examples/store/generateStore.ts'
import { Refusal } from '../../shared/problem.ts'
import type { MailWorker } from '../deliver/mail/worker.ts'
import type { StoreSettings } from '../storage/control.ts'
import { importDocument } from './importDocument.ts'
import { keepItems } from './keepItems.ts'
import { publish } from './publish.ts'
import type { Store } from './store.ts'

const batch = 1_000
/** How much of its time passes at each tick: a day in some three seconds. */
const passes = 2 * 3_600_000
/** Who did something in these last days of the history may enter workflows, so that people are inside at once. */
const livelyDays = 30 * 86_400_000

export type DemoStory = ReturnType<typeof demoStoryOf>

/** What happens in the demo store, in its order: each verb tells what the store has not had. Two at once would mix their events. */
export function demoStoryOf(store: Store, isStopped: () => boolean) {
  let story: readonly Told[] | undefined
  const feedUntil = (until: number) => {
    story ??= tellStory()
    return feed(store, story, until, isStopped)
  }

  async function advance(to: number): Promise<void> {
    await feedUntil(to)
    const result = await store.control({ do: 'advanceClock', to })
    if (!result.ok) throw new Refusal(result.problems, result.status)
    await store.engine.idle()
  }

  return {
    advance,

    async fill(worker: MailWorker): Promise<void> {
      const plan = JSON.parse(await readFile(join(examples, 'store', 'workflows.json'), 'utf8')) as DemoPlan
      if (store.settings().name === '') await store.control({ do: 'saveSettings', settings: plan.settings })
      await feedUntil(playsFrom(demoStore) - livelyDays - 1)
      for (const example of plan.publish) await publishExample(store, worker, example)
      await feedUntil(playsFrom(demoStore) - 1)
    },

    /** Some hours pass; false when its last day is over. */
    async pass(): Promise<boolean> {
      const { now } = await store.engine.standing()
      if (now >= demoStore.end) return false
      await advance(Math.min(now + passes, demoStore.end))
      return true
    },
  }
}

interface DemoPlan {
  readonly settings: StoreSettings
  readonly publish: readonly string[]
}

const examples = join(import.meta.dirname, '..', '..', 'examples')

/** The whole story with the time of each event: half a second to tell, so it is told once. */
function tellStory(): Told[] {
  return Array.from(generateStore(demoStore), (event) => ({ event, time: Date.parse(event.timestamp) }))
}

interface Told {
  readonly event: StoreEvent
  readonly time: number
}

/**
 * Takes in the events up to an instant that the store has not had. Time says which: events come in its order and move the clock; those of
 * the very millisecond at which it stands are offered again, and known by their ids.
 */
async function feed(store: Store, story: readonly Told[], until: number, isStopped: () => boolean): Promise<void> {
  const { now } = await store.engine.standing()
  const started = playsFrom(demoStore) - livelyDays
  const isNext = (index: number) => index < story.length && story[index]!.time <= until
  let from = firstAt(story, now)
  while (isNext(from) && !isStopped()) {
    const isHistory = story[from]!.time < started
    const items: StoreEvent[] = []
    while (isNext(from) && items.length < batch) items.push(story[from++]!.event)
    const origin = { source: 'demo', kind: 'server', call: isHistory ? 'import' : 'batch' } as const
    const { refused } = await keepItems(store, items, origin)
    if (refused[0]) throw new Refusal(refused[0].problems)
  }
}

function firstAt(story: readonly Told[], time: number): number {
  let low = 0
  let high = story.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (story[middle]!.time < time) low = middle + 1
    else high = middle
  }
  return low
}

async function publishExample(store: Store, worker: MailWorker, example: string): Promise<void> {
  const present = await store.pages.workflow(example)
  if (present?.version != null) return
  if (!present) {
    const document = JSON.parse(await readFile(join(examples, example, 'workflow.json'), 'utf8')) as unknown
    await importDocument(store, worker, { document, how: 'replace', segments: 'keep' })
  }
  const draft = await store.pages.workflow(example)
  const result = await publish(store, worker, example, { revision: draft!.revision })
  if (!result.ok) throw new Refusal(result.problems, result.status)
}
