import { describe, expect, test } from 'vitest'
import { live } from './simulation.ts'
import { worldOf } from './world.ts'

// Quick ones; `.ci/run` lives through two hundred.
const seeds = Array.from({ length: 20 }, (_, index) => index + 41)

describe('a simulated store keeps every promise, whatever goes wrong', () => {
  test.each(seeds)('in the world of seed %i', async (seed) => {
    expect((await live(worldOf(seed))).violation).toBeUndefined()
  })

  test('and is the same each time', async () => {
    const world = worldOf(50)
    expect(await live(world)).toEqual(await live(worldOf(50)))
  })
})
