import fc from 'fast-check'
import { segment, segmentIds } from './arbitraryCondition.ts'
import { say, userId } from './arbitrarySaying.ts'
import { sending } from './arbitrarySending.ts'
import { audience, workflow, workflowIds, zones } from './arbitraryWorkflow.ts'
import type { Doing, History, Moves } from './deeds.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

// Gaps share values with durations, so that timers and entries meet at the same instant.
const gap = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 0, 1, second, 10 * minute) },
  { weight: 4, arbitrary: fc.constantFrom(30 * minute, hour, 4 * hour, day) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 * hour }) },
  { weight: 1, arbitrary: fc.constantFrom(3 * day, 7 * day, 10 * day) },
)

const settings: fc.Arbitrary<Extract<Doing, { do: 'settings' }>> = fc.record({
  do: fc.constant('settings' as const),
  zone: fc.constantFrom(...zones.slice(0, 4)),
  marketingToUnknown: fc.boolean(),
  sending,
})

const moves: fc.Arbitrary<Moves> = fc.record({
  choices: fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }),
  keepElapsed: fc.boolean(),
})

export const control: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('state' as const),
      workflow: fc.constantFrom(...workflowIds),
      state: fc.constantFrom('live' as const, 'paused' as const, 'live' as const, 'ended' as const),
      overdue: fc.constantFrom('run' as const, 'skip' as const, 'shift' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...workflowIds).chain(workflow),
        fc.option(moves, { freq: 3, nil: undefined }),
        fc.boolean(),
      )
      .map(([document, moves, include]) => ({ do: 'publish' as const, document, moves, include })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rollBack' as const),
      workflow: fc.constantFrom(...workflowIds),
      back: fc.integer({ min: 1, max: 3 }),
      moves: fc.option(moves, { freq: 3, nil: undefined }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.nat(2).chain((index) =>
      fc.option(segment(index), { freq: 6 }).map((definition) => ({
        do: 'segment' as const,
        segment: segmentIds[index]!,
        definition,
      })),
    ),
  },
  {
    weight: 1,
    arbitrary: settings,
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unsubscribe' as const), userId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('enter' as const),
      workflow: fc.constantFrom(...workflowIds),
      audience,
    }),
  },
)

const absence: fc.Arbitrary<Doing> = fc.oneof(
  fc.record({ do: fc.constant('away' as const), isHeld: fc.boolean() }),
  fc.record({ do: fc.constant('release' as const), overdue: fc.constantFrom('run' as const, 'skip' as const) }),
)

export const history = historyWith(1)

/**
 * @param edits    how often somebody changes the workflows, where customers do twelve things
 * @param longest  of so many deeds a long history is made; absent: mostly short ones
 */
export function historyWith(edits: number, longest?: number): fc.Arbitrary<History> {
  return fc.record({
    settings: fc.option(settings, { freq: 3 }),
    segments: fc
      .tuple(segment(0), segment(1), segment(2))
      .map((definitions) =>
        Object.fromEntries(definitions.map((definition, index) => [segmentIds[index]!, definition])),
      ),
    workflows: fc
      .tuple(workflow('one'), workflow('two'), workflow('three'))
      .chain((all) => fc.integer({ min: 1, max: 3 }).map((count) => all.slice(0, count))),
    deeds: fc.array(
      fc.record({
        after: gap,
        does: fc.oneof(
          { weight: 12, arbitrary: say },
          { weight: edits, arbitrary: control },
          { weight: 1, arbitrary: absence },
        ),
      }),
      longest === undefined
        ? { minLength: 5, maxLength: 40 }
        : { minLength: 5, maxLength: longest, size: 'max' as const },
    ),
  })
}
