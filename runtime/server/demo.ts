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

/**
 * The demo store: a second data folder with a clock of its own and a made-up history, beside one's own.
 *
 * - closed: never asked for in this process.
 * - filling: entered by `open`. What is missing of the history comes in, in the background: status shows it growing.
 * - standing: the history is in; time stands.
 * - playing: by `play`. Its days pass, with their events, until `play` again or the last of them.
 *
 * It stays open when one leaves it, so that links in its mails work; `openStore` says whether it is the one on screen.
 */
export interface Demo {
  store(): Store | undefined
  openStore(): Store | undefined
  open(worker: MailWorker): Promise<void>
  leave(): void
  play(playing: boolean): void
  isPlaying(): boolean
  /** Moves its time, with all that happens until then. */
  advanceTo(at: number): Promise<void>
  close(): Promise<void>
}

const batch = 1_000
const tick = 250
/** How much of its time passes at each tick: a day in some three seconds. */
const passes = 2 * 3_600_000
/** Who did something in these last days of the history may enter workflows, so that people are inside at once. */
const livelyDays = 30 * 86_400_000

export function demoOf(openFolder: () => Promise<Store>, report: (error: unknown) => void): Demo {
  let opening: Promise<Store> | undefined
  let store: Store | undefined
  let onScreen = false
  let playing = false
  let closing = false
  let work: Promise<void> = Promise.resolve()
  let story: readonly Told[] | undefined
  const tell = () => {
    story ??= tellStory()
    return story
  }

  /** One thing after another: filling, playing and moving the clock must not mix their events. */
  const inOrder = (job: () => Promise<void>): Promise<void> => {
    const done = work.then(job)
    work = done.catch((error) => {
      if (!closing) report(error)
    })
    return done
  }

  const prepare = async (worker: MailWorker): Promise<Store> => {
    const opened = await openFolder()
    store = opened
    inOrder(() => fill(opened, worker)).catch(() => {})
    return opened
  }

  const fill = async (opened: Store, worker: MailWorker) => {
    const settings = JSON.parse(await readFile(join(examples, 'store', 'workflows.json'), 'utf8')) as DemoPlan
    if (opened.settings().name === '') await opened.control({ do: 'saveSettings', settings: settings.settings })
    const lively = playsFrom(demoStore) - livelyDays
    await feed(opened, tell(), lively - 1, () => closing)
    for (const example of settings.publish) await publishExample(opened, worker, example)
    await feed(opened, tell(), playsFrom(demoStore) - 1, () => closing)
  }

  const pass = async () => {
    if (!store || !playing || closing) return
    const { now } = await store.engine.standing()
    if (now >= demoStore.end) playing = false
    else await advance(store, Math.min(now + passes, demoStore.end))
    if (playing) setTimeout(() => inOrder(pass).catch(() => {}), tick)
  }

  const advance = async (opened: Store, to: number) => {
    await feed(opened, tell(), to, () => closing)
    const result = await opened.control({ do: 'advanceClock', to })
    if (!result.ok) throw new Refusal(result.problems, result.status)
    await opened.engine.idle()
  }

  return {
    store: () => store,
    openStore: () => (onScreen ? store : undefined),
    async open(worker) {
      opening ??= prepare(worker).catch((error) => {
        opening = undefined
        throw error
      })
      await opening
      onScreen = true
    },
    leave() {
      onScreen = false
      playing = false
    },
    play(wanted) {
      const begins = wanted && !playing
      playing = wanted
      if (begins) inOrder(pass).catch(() => {})
    },
    isPlaying: () => playing,
    advanceTo: (at) => inOrder(() => (store ? advance(store, at) : Promise.resolve())),
    async close() {
      closing = true
      playing = false
      await opening?.catch(() => {})
      await work
      await store?.close()
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
