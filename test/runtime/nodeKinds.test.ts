import { expect, test } from 'vitest'
import type { Behaviour } from '../../runtime/nodes/behaviour.ts'
import { behaviours } from '../../runtime/nodes/index.ts'
import { type NodeKind, nodeKinds } from '../../shared/nodes/index.ts'

type Complete = { [Kind in NodeKind]: Behaviour<Kind> }

test('every kind has a behaviour; a table without one of them does not compile', () => {
  const { exit: _, ...incomplete } = behaviours
  // @ts-expect-error: exit is missing
  const table: Complete = incomplete
  expect(Object.keys(table)).toHaveLength(nodeKinds.length - 1)
  expect(Object.keys(behaviours).sort()).toEqual([...nodeKinds].sort())
})

test('a behaviour of another kind does not compile', () => {
  // @ts-expect-error: the settings of a delay are not those of a branch
  const table: Complete = { ...behaviours, branch: behaviours.delay }
  expect(Object.keys(table)).toHaveLength(nodeKinds.length)
})
