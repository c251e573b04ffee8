import { setTimeout as sleep } from 'node:timers/promises'
import { chanceOf } from '../../../examples/store/chance.ts'
import { batchesOf } from '../load/batchesOf.ts'
import { copyOf, engineOn, prepareStore } from '../load/engineOn.ts'
import { begin, entryOf, shopEvents } from '../load/shopEvents.ts'
import type { Size, Trial } from '../trial.ts'
import { waiting, writeWaiting } from './wake.ts'

const counts = { small: 2_000, usual: 50_000, full: 500_000 } satisfies Record<Size, number>
const minute = 60_000

/**
 * Timers that are due and events that come, both at once: of the rates that each has alone, the part that is left to the one that is
 * left less. Half would be a fair share of one thread.
 */
export const wakeWhileIngesting: Trial = {
  onlyFull: true,
  name: 'wake-while-ingesting',
  unit: 'of alone',

  async prepare(file, size) {
    await prepareStore(file, { workflows: [waiting] }, 0)
    const chance = chanceOf(7)
    await writeWaiting(file, counts[size], () => begin + chance.whole(1, minute))
  },

  async measure(file, size) {
    const timersAlone = (await both(copyOf(file, 'timers'), size, { wake: true })).timers
    const eventsAlone = (await both(copyOf(file, 'events'), size, { ingest: true })).events
    const { timers, events } = await both(file, size, { wake: true, ingest: true })
    return {
      value: Math.min(timers / timersAlone, events / eventsAlone),
      also: { 'timers/s': timers, 'alone ': timersAlone, 'events/s': events, alone: eventsAlone },
    }
  },

  limit: () => Promise.resolve({ value: 1 }),
}

/** Each rate in its own second: events are sent, ten requests of 100 at a time, for as long as timers are left. */
async function both(file: string, size: Size, what: { wake?: true; ingest?: true }) {
  const { engine, clock } = await engineOn(file)
  const shopping = shopEvents({ count: counts[size], seed: 1, customers: counts[size] / 10 })
  const batches = batchesOf(shopping, 100)
  let [sent, isWaking] = [0, Boolean(what.wake)]
  const start = performance.now()
  const send = async () => {
    while (what.wake ? isWaking : true) {
      const batch = batches.next()
      if (batch.done) return
      await engine.append(batch.value.map(entryOf))
      sent += batch.value.length
    }
  }
  const sending = what.ingest ? Promise.all(Array.from({ length: 10 }, send)) : undefined
  let woken = 0
  if (what.wake) {
    clock.advanceTo(begin + minute)
    // Asked now and then: what is asked goes before timers. The events begin runs that wait for a time which does not come.
    while (((await engine.nextTimer()) ?? Number.POSITIVE_INFINITY) <= begin + minute) await sleep(50)
    woken = performance.now() - start
    isWaking = false
  }
  await sending
  const took = performance.now() - start
  await engine.close()
  return { timers: counts[size] / (woken / 1000), events: sent / (took / 1000) }
}
