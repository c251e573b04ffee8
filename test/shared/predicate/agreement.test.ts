import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate, truthOf } from '../../../shared/predicate/evaluate.ts'
import { Predicate } from '../../../shared/predicate/schema.ts'
import { known, leaf, predicate } from './arbitrary.ts'
import { factsOf } from './facts.ts'
import { naive } from './naive.ts'

test('a predicate holds exactly when a naive reading of the contract says so', () => {
  fc.assert(
    fc.property(fc.oneof(leaf, predicate), known, (condition, customer) => {
      expect(evaluate(condition, factsOf(customer)).holds).toBe(naive(condition, factsOf(customer)))
    }),
    { numRuns: 2000 },
  )
})

test('the truth without reasons is the truth with reasons, and reasons survive JSON', () => {
  fc.assert(
    fc.property(predicate, known, (condition, customer) => {
      const verdict = evaluate(condition, factsOf(customer))
      const { holds, changesAt } = truthOf(condition, factsOf(customer))
      expect({ holds, changesAt }).toEqual({ holds: verdict.holds, changesAt: verdict.changesAt })
      expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict)
    }),
    { numRuns: 500 },
  )
})

test('the predicates tried here are ones that a file may hold', () => {
  fc.assert(
    fc.property(predicate, (condition) => {
      expect(Predicate.safeParse(condition).success).toBe(true)
    }),
    { numRuns: 300 },
  )
})
