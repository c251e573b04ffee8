import { simulatedClock } from '../../../runtime/clock.ts'
import { recordOf } from '../../../runtime/decisionLog.ts'
import { startEngine } from '../../../runtime/engine.ts'
import { Fold } from '../../../runtime/fold.ts'
import { initialSettings } from '../../../runtime/storage/control.ts'
import type { Storage } from '../../../runtime/storage/port.ts'
import { logOf, type Rehearsed, type Told, timeUntil } from './rehearsed.ts'

/** What a live store's scheduling may do next; each is decided by numbers that a test draws. */
export type Whim = {
  readonly does: 'tell' | 'fold' | 'time' | 'sweep' | 'forget' | 'restart' | 'remove'
  readonly size: number
}

/** A store that can be closed and opened again. */
export interface Reopening {
  open(): Storage
}

/**
 * The same entries as a live store under load takes them: told in bursts, folded late in pages of any size, timers fired by a clock that
 * moves in steps between them, memory lost, the process started anew.
 */
export async function lagging(store: Reopening, { told, end }: Rehearsed, whims: readonly Whim[]): Promise<string> {
  let storage = store.open()
  const record = recordOf(current(() => storage))
  let fold = await foldOf(record.storage)
  let next = 0
  let isDone = false

  const oldest = async (): Promise<number> => {
    const [entry] = await storage.entries(fold.position, 1)
    if (entry) return timeUntil(entry.payload, entry.at)
    const act = told[next]
    return act ? untilOf(act) : end
  }
  const acts: { [Does in Whim['does']]: (size: number) => Promise<void> } = {
    async tell(size) {
      for (const act of told.slice(next, next + size)) await tell(storage, act)
      next = Math.min(told.length, next + size)
    },
    async fold(size) {
      const entries = await storage.entries(fold.position, size)
      if (entries.length > 0) await fold.entries(entries)
      if (fold.waits) await fold.sweepPage()
    },
    async time(size) {
      const until = await oldest()
      if (until > fold.clock) await fold.timers(fold.clock + Math.ceil(((until - fold.clock) * size) / mostSize))
    },
    async sweep() {
      if (!(await storage.entries(fold.position, 1))[0]) await fold.sweepPage()
    },
    forget: () => fold.recover(),
    async remove(size) {
      await acts.time(mostSize)
      fold.noticeRetention({ setting: retention, pass: null })
      while (await fold.retentionPage());
      if (size % 2 === 0) await fold.recover()
    },
    async restart() {
      await fold.recover()
      await storage.close()
      storage = store.open()
      fold = await foldOf(record.storage)
    },
  }
  for (let turn = 0; !isDone; turn++) {
    const { does, size } = whims[turn % whims.length]!
    await acts[does](size)
    if (turn % whims.length < whims.length - 1) continue
    // Whims alone might never come to an end.
    await acts.tell(1)
    await acts.fold(1)
    if (next < told.length || (await storage.head()).last > fold.position) continue
    while (await fold.sweepPage());
    await fold.timers(end)
    isDone = true
  }
  await fold.recover()
  await storage.close()
  return logOf(record)
}

export const mostSize = 30

/** Whatever lies further back than any window may go at any moment. */
const retention = { days: 7, forEver: [] }

/** The same entries through the engine itself, in batches of any size, with a clock that moves in steps and restarts between them. */
export async function working(store: Reopening, { told, end }: Rehearsed, whims: readonly Whim[]): Promise<string> {
  let storage = store.open()
  const record = recordOf(current(() => storage))
  const clock = simulatedClock(0)
  const start = () => startEngine({ storage: record.storage, clock, changed: () => {} })
  let engine = await start()
  const removes = whims.some(({ does }) => does === 'remove')
  if (removes) await engine.control({ do: 'saveSettings', settings: { ...initialSettings, retention } })
  for (let next = 0, turn = 0; next < told.length; turn++) {
    // Whims alone might never come to an end.
    const isLast = turn % whims.length === whims.length - 1
    const { does, size } = isLast ? { does: 'tell' as const, size: 1 } : whims[turn % whims.length]!
    const act = told[next]!
    if (does === 'restart') {
      await engine.close()
      storage = store.open()
      engine = await start()
    } else if (does === 'time') {
      const { now } = await engine.standing()
      const until = untilOf(act)
      if (until > now)
        await engine.control({ do: 'advanceClock', to: now + Math.ceil(((until - now) * size) / mostSize) })
    } else if ('change' in act) {
      next++
      const { now } = await engine.standing()
      if (act.at > now) await engine.control({ do: 'advanceClock', to: act.at })
      const { change } = act
      const keeps = removes && change.do === 'saveSettings'
      await engine.control(keeps ? { ...change, settings: { ...change.settings, retention } } : change)
    } else {
      const batch = told.slice(next, next + size)
      const stop = batch.findIndex((each) => 'change' in each)
      const entries = (stop < 0 ? batch : batch.slice(0, stop)).flatMap((each) => ('entry' in each ? [each.entry] : []))
      next += entries.length
      await engine.append(entries)
    }
  }
  await engine.control({ do: 'advanceClock', to: end })
  await engine.idle()
  await engine.close()
  return logOf(record)
}

const untilOf = (act: Told): number => timeUntil('entry' in act ? act.entry.payload : undefined, act.at)

async function tell(storage: Storage, act: Told): Promise<void> {
  if ('entry' in act) {
    await storage.append([act.entry], 0)
    return
  }
  if (act.at > (await storage.head()).lastAt) await storage.control({ do: 'advanceClock', to: act.at }, 0)
  await storage.control(act.change, 0)
}

async function foldOf(storage: Storage): Promise<Fold> {
  const fold = new Fold(storage, await storage.head(), () => {})
  await fold.ready()
  return fold
}

/** Whichever storage is open now. */
function current(storage: () => Storage): Storage {
  return {
    get capabilities() {
      return storage().capabilities
    },
    head: () => storage().head(),
    append: (entries, wall) => storage().append(entries, wall),
    entries: (after, limit) => storage().entries(after, limit),
    load: (wanted) => storage().load(wanted),
    dueTimers: (until, limit) => storage().dueTimers(until, limit),
    sweepPage: (sweep, limit) => storage().sweepPage(sweep, limit),
    commit: (value) => storage().commit(value),
    durable: () => storage().durable(),
    oldEvents: (pass, limit) => storage().oldEvents(pass, limit),
    removeOld: (version, pass, old, limit) => storage().removeOld(version, pass, old, limit),
    removeErased: (version, limit) => storage().removeErased(version, limit),
    claim: (now, free, channel, held) => storage().claim(now, free, channel, held),
    settle: (retries) => storage().settle(retries),
    keepLinks: (message, links) => storage().keepLinks(message, links),
    abandoned: () => storage().abandoned(),
    withdrawn: () => storage().withdrawn(),
    erasedSince: () => storage().erasedSince(),
    beat: (pulse) => storage().beat(pulse),
    control: (change, wall) => storage().control(change, wall),
    backUp: (file, progress) => storage().backUp(file, progress),
    close: () => storage().close(),
  }
}
