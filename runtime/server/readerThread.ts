import { setTimeout as after } from 'node:timers/promises'
import { isMainThread, parentPort } from 'node:worker_threads'
import type { Pages } from '../storage/pages.ts'
import { openPages } from '../storage/sqlite/openPages.ts'
import { answer, carried, type FirstWord } from './remote.ts'

/**
 * The thread that reads for pages, over a connection that cannot write. It loads while the store is being opened, and reads when told.
 * It takes one question at a time, so that `letGo` finds no statement in the middle.
 */
export interface OpenPages {
  readonly file: string
}

if (!isMainThread && parentPort) {
  const port = parentPort
  port.once('message', ({ file }: OpenPages) => {
    try {
      let pages = openPages({ file })
      const verbs = Object.keys(pages) as (keyof Pages)[]
      const asked = Object.fromEntries(
        verbs.map((verb) => [verb, (...given: never[]) => (pages[verb] as (...given: never[]) => unknown)(...given)]),
      )
      answer(port, {
        ...asked,
        async letGo(milliseconds: number) {
          pages.close()
          await after(milliseconds)
          pages = openPages({ file })
        },
      })
      port.postMessage({ ready: true } satisfies FirstWord)
    } catch (error) {
      port.postMessage({ failed: carried(error) } satisfies FirstWord)
    }
  })
}
