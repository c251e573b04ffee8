import { Fold } from './fold.ts'
import type { Head, Storage } from './storage/port.ts'
import { compareStores, type Difference } from './storage/sqlite/compareStores.ts'
import { openSqlite } from './storage/sqlite/openSqlite.ts'
import { makeShadow, type PassedOver, type ShadowOptions, standForStore } from './storage/sqlite/shadow.ts'
import { takeOver } from './storage/sqlite/takeOver.ts'

/** How far folding again is. */
export type Progress = (folded: number, entries: number) => void

const entriesAtOnce = 1_000

/**
 * Folds the log of a store again, from nothing or from a base, into a shadow of it, and says how the two differ by meaning: nothing, if what
 * is in the tables is what the log says. The fold is the one that runs live.
 *
 * The copy is brought to the same instant first: what it had accepted is folded, sweeps come to their end, and timers fire up to its clock.
 * When and in which batches that is done decides nothing, so it is what the store itself is about to do.
 *
 * @param through  what stood between the fold and its storage; absent: nothing
 */
export async function rebuild(
  options: ShadowOptions,
  progress: Progress = () => {},
  through: (storage: Storage) => Storage = (storage) => storage,
): Promise<readonly Difference[]> {
  const { copy, shadow } = options
  standForStore(copy)
  const passedOver = makeShadow(options)
  const until = await within(copy, async (storage) => {
    const until = instantOf(await storage.head())
    await foldAll(through(storage), { until, passedOver: [], progress: () => {} })
    return until
  })
  await within(shadow, (storage) => foldAll(through(storage), { until, passedOver, progress }))
  takeOver(shadow, copy)
  return compareStores(copy, shadow)
}

interface Folding {
  readonly until: number
  readonly passedOver: readonly PassedOver[]
  readonly progress: Progress
}

async function foldAll(storage: Storage, { until, passedOver, progress }: Folding): Promise<void> {
  const head = await storage.head()
  const fold = new Fold(storage, head, () => {})
  await fold.ready()
  const begun = head.position
  const passing = [...passedOver]
  progress(0, head.last - begun)
  while (fold.position < head.last) {
    const entries = await storage.entries(fold.position, entriesAtOnce)
    const [first] = entries
    if (!first) throw new Error(`The log ends at ${fold.position}, and should go on to ${head.last}.`)
    const [pass] = passing
    if (pass?.seq === first.seq) {
      await fold.park(first, new Error(pass.why))
      passing.shift()
    } else await fold.entries(pass ? entries.filter(({ seq }) => seq < pass.seq) : entries)
    while (fold.waits) await fold.carry()
    progress(fold.position - begun, head.last - begun)
  }
  while (await fold.sweepPage());
  await fold.timers(until)
  while (await fold.sweepPage());
}

/** Whatever the store has done by its clock, it has done by then. */
function instantOf({ clock, lastAt, live }: Head): number {
  const looked = live.map((change) => (change.kind === 'look' ? change.at : 0))
  return Math.max(clock, lastAt, ...looked)
}

async function within<Result>(file: string, work: (storage: Storage) => Promise<Result>): Promise<Result> {
  const storage = openSqlite({ file, clock: 'wall' })
  try {
    return await work(storage)
  } finally {
    await storage.close()
  }
}
