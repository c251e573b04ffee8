import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rehearse } from '../../runtime/rehearse.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { parseWorkflow } from '../../shared/parse.ts'
import { history, historyWith } from './order/arbitraryHistory.ts'
import { lagging, type Reopening, working } from './order/lagging.ts'
import { lookingBackAWeek } from './order/lookingBackAWeek.ts'
import { listening, rehearsed, type Told } from './order/rehearsed.ts'
import { whims } from './order/whims.ts'

let folder = ''
let stores = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-order-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const inMemory = () => openSqlite({ file: ':memory:', clock: 'data' })

/** A file is closed and opened again; a store in memory outlives its closing, which is much faster and forgets as much. */
function store(isFile: boolean): Reopening {
  if (!isFile) {
    const storage = inMemory()
    return { open: () => ({ ...storage, close: async () => {} }) }
  }
  const own = join(folder, String(stores++))
  mkdirSync(own)
  return { open: () => openSqlite({ file: join(own, 'perennial.db'), clock: 'data' }) }
}

const isFile = fc.nat(9).map((n) => n === 9)

// PERENNIAL_HISTORIES tries more, and shows the first that fails as it is, because making it small takes minutes.
const runs = {
  numRuns: Number(process.env.PERENNIAL_HISTORIES ?? 12),
  endOnFailure: 'PERENNIAL_HISTORIES' in process.env,
}

describe('H1: the log alone decides', () => {
  for (const [title, scheduled] of [
    ['a fold that lags, forgets and starts anew comes to the decisions of rehearsal', lagging],
    [
      'an engine with batches of any size, closed and opened between them, comes to the decisions of rehearsal',
      working,
    ],
  ] as const)
    test(title, async () => {
      await fc.assert(
        fc.asyncProperty(history, whims, isFile, async (history, whims, isFile) => {
          const expected = await rehearsed(history, inMemory())
          expect(await scheduled(store(isFile), expected, whims)).toBe(expected.log)
        }),
        runs,
      )
    }, 7_200_000)

  test('old events that are removed at any moment change no decision', async () => {
    const removing = whims.map((all) => [...all, ...all.map(({ size }) => ({ does: 'remove' as const, size }))])
    await fc.assert(
      fc.asyncProperty(historyWith(1, 30).map(lookingBackAWeek), removing, isFile, async (history, whims, isFile) => {
        const expected = await rehearsed(history, inMemory())
        expect(await lagging(store(isFile), expected, whims)).toBe(expected.log)
        expect(await working(store(isFile), expected, whims)).toBe(expected.log)
      }),
      { ...runs, numRuns: Number(process.env.PERENNIAL_HISTORIES ?? 5) },
    )
  }, 7_200_000)

  test.each(['abandoned-cart', 'post-purchase', 'welcome-series', 'win-back'])(
    'the example %s decides live, however late, as rehearsed',
    async (example) => {
      const told: Told[] = []
      const { workflow, events } = read(example)
      const end = Date.parse('2027-12-31T00:00:00Z')
      const lines = await rehearse({ workflow, events, until: end, storage: listening(inMemory(), told) })
      const log = lines.map((line) => JSON.stringify(line)).join('\n')
      expect(lines.length).toBeGreaterThan(10)
      await fc.assert(
        fc.asyncProperty(whims, async (whims) => {
          expect(await lagging(store(false), { log, told, end }, whims)).toBe(log)
          expect(await working(store(false), { log, told, end }, whims)).toBe(log)
        }),
        { numRuns: 8 },
      )
    },
    600_000,
  )
})

function read(example: string) {
  const file = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'examples', example, name), 'utf8')
  const { workflow, problems } = parseWorkflow(JSON.parse(file('workflow.json')))
  if (!workflow) throw new Error(JSON.stringify(problems))
  const events = file('events.jsonl').trim().split('\n')
  return { workflow, events: events.map((line) => JSON.parse(line) as unknown) }
}
