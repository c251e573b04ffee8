import type { MailWorker } from '../deliver/mail/worker.ts'
import type { DemoStory } from './demoStory.ts'
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
  isFilling(): boolean
  isPlaying(): boolean
  /** Moves its time, with all that happens until then. */
  advanceTo(at: number): Promise<void>
  close(): Promise<void>
}

const tick = 250

/** @param changed  called when it is full, and when its last day is over */
export function demoOf(openFolder: () => Promise<Store>, changed: () => void, report: (error: unknown) => void): Demo {
  let opening: Promise<Store> | undefined
  let store: Store | undefined
  let onScreen = false
  let filling = false
  let playing = false
  /** How often it began to play: what is left of a time before ends by itself. */
  let plays = 0
  let closing = false
  let work: Promise<void> = Promise.resolve()
  let story: DemoStory | undefined

  /** One thing after another: filling, playing and moving the clock must not mix their events. */
  const inOrder = (job: () => Promise<void>): Promise<void> => {
    const done = work.then(job)
    work = done.catch((error) => {
      if (!closing) report(error)
    })
    return done
  }

  const prepare = async (worker: MailWorker): Promise<Store> => {
    // Loaded only by those who look at a demo.
    const { demoStoryOf } = await import('./demoStory.ts')
    const opened = await openFolder()
    const begun = demoStoryOf(opened, () => closing)
    store = opened
    story = begun
    filling = true
    inOrder(() => begun.fill(worker))
      .catch(() => {})
      .finally(() => {
        filling = false
        changed()
      })
    return opened
  }

  const pass = async (since: number) => {
    if (!story || !playing || closing || since !== plays) return
    if (!(await story.pass())) {
      playing = false
      changed()
    }
    if (playing) setTimeout(() => inOrder(() => pass(since)).catch(() => {}), tick)
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
      if (!begins) return
      const since = ++plays
      inOrder(() => pass(since)).catch(() => {})
    },
    isFilling: () => filling,
    isPlaying: () => playing,
    advanceTo: (at) => inOrder(() => story?.advance(at) ?? Promise.resolve()),
    async close() {
      closing = true
      playing = false
      await opening?.catch(() => {})
      await work
      await store?.close()
    },
  }
}
