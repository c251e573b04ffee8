import { expect, test } from 'vitest'
import { bruteForce } from './standing/bruteForce.ts'
import { folded } from './standing/folded.ts'
import { customersOfSeed, streamsOf } from './standing/streams.ts'

// PERENNIAL_STREAMS=100000 PERENNIAL_STREAMS_SEED=1 tries as many streams from that seed on, and says every so often how far it came.
const streams = Number(process.env.PERENNIAL_STREAMS ?? 100)
const from = Number(process.env.PERENNIAL_STREAMS_SEED ?? 1)

test('rule 14: segment triggers and waits fire at the very instant that a brute-force evaluator finds, however late events come', async () => {
  const seeds = Math.ceil(streams / customersOfSeed)
  let moves = 0
  for (let seed = from; seed < from + seeds; seed++) {
    const world = streamsOf(seed)
    const expected = bruteForce(world)
    const found = await folded(world)
    moves += found.length
    expect(found, `seed ${seed}: PERENNIAL_STREAMS=1 PERENNIAL_STREAMS_SEED=${seed}`).toEqual(expected)
    if ((seed - from) % 100 === 99)
      console.error(`${(seed - from + 1) * customersOfSeed} streams, ${moves} moves, up to seed ${seed}, no difference`)
  }
  expect(moves).toBeGreaterThan(seeds * customersOfSeed)
}, 14_400_000)
