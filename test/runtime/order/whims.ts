import fc from 'fast-check'
import { mostSize, type Whim } from './lagging.ts'

/** What a live store's scheduling does, one thing after another. */
export const whims: fc.Arbitrary<readonly Whim[]> = fc.array(
  fc.record({
    does: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('tell' as const, 'fold' as const, 'time' as const) },
      { weight: 1, arbitrary: fc.constantFrom('sweep' as const, 'forget' as const, 'restart' as const) },
    ),
    size: fc.integer({ min: 1, max: mostSize }),
  }),
  { minLength: 5, maxLength: 25 },
)
