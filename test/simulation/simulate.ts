// npm run test:simulation -- --seeds N [--from K] [--shrink] [--verbose]
//
// Lives through N worlds, one for each seed from K on, on all cores, and prints those in which something happened that must never happen, with all that
// it takes to see them again; with --verbose also how often each thing was decided. The last line sums up; the exit code says whether all was well.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { revision } from '../support/revision.ts'
import { liveOnAllCores } from './liveOnAllCores.ts'
import { shrunk } from './shrink.ts'
import { worldOf } from './world.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    shrink: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const count = Number(values.seeds)
const from = Number(values.from)
const tried = revision()

const totals = { entries: 0, decisions: 0, sent: 0, kills: 0, faults: 0, failed: 0 }
const decided = new Map<string, { times: number; worlds: number }>()
let leastEntries = Number.POSITIVE_INFINITY
let ended = 0
const started = performance.now()
const seeds = Array.from({ length: count }, (_, index) => from + index).values()
await liveOnAllCores(seeds, tried, async (seed, lived) => {
  for (const name of ['entries', 'decisions', 'sent', 'kills', 'faults'] as const) totals[name] += lived[name]
  for (const [what, times] of Object.entries(lived.decided)) {
    const before = decided.get(what) ?? { times: 0, worlds: 0 }
    decided.set(what, { times: before.times + times, worlds: before.worlds + 1 })
  }
  leastEntries = Math.min(leastEntries, lived.entries)
  if (lived.violation !== undefined) {
    totals.failed++
    console.log(`seed ${seed} at ${tried}: ${lived.violation}`)
    console.log(`  npm run test:simulation -- --seeds 1 --from ${seed} --shrink`)
    if (values.shrink) {
      const smaller = await shrunk(worldOf(seed))
      const file = `simulation-${seed}.json`
      writeFileSync(file, JSON.stringify(smaller.world, null, 2))
      console.log(
        `  with ${smaller.world.deeds.length} deeds and ${smaller.world.faults.length} faults, in ${file}: ${smaller.violation}`,
      )
    }
  }
  if (++ended % 25 === 0) console.error(`${ended} of ${count} worlds, ${totals.failed} failed`)
})
if (values.verbose)
  for (const [what, { times, worlds }] of [...decided].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(times).padStart(7)} times in ${String(worlds).padStart(5)} worlds: ${what}`)
const seconds = (performance.now() - started) / 1000
console.log(
  `${count} worlds at ${tried}: ${totals.failed} failed; ${totals.entries} entries (at least ${leastEntries} in each), ` +
    `${totals.decisions} decisions, ${totals.sent} sends, ${totals.faults} faults, ${totals.kills} restarts, in ${seconds.toFixed(1)} s`,
)
process.exitCode = totals.failed === 0 ? 0 : 1
