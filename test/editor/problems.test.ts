// What the editor says is wrong names steps and ways as the canvas does.
import { expect, test } from 'vitest'
import { namesOf, problemSentence, titleOf } from '../../editor/canvas/describe.ts'
import type { DraftNode } from '../../editor/store/document.ts'

const nodes: DraftNode[] = [
  { id: 'event-1', kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
  { id: 'delay-2', kind: 'delay', settings: { for: 'P3D' }, ports: { next: 'branch-3' } },
  {
    id: 'branch-3',
    kind: 'branch',
    settings: {
      paths: [
        { port: 'path-1', title: 'Bought tea', when: { test: 'event', event: 'Tea', op: 'atLeast', value: 1 } },
        { port: 'path-2', title: 'Bought coffee', when: { test: 'event', event: 'Coffee', op: 'atLeast', value: 1 } },
      ],
    },
    ports: { 'path-1': 'delay-2', 'path-2': 'delay-2', else: 'delay-2' },
  },
]
const names = namesOf({})
const severity = 'warning'

test('steps of a loop are called as on their cards', () => {
  const problem = { code: 'neverEnds', severity, node: 'delay-2', params: { nodes: ['delay-2', 'branch-3'] } } as const
  const said = problemSentence(problem, nodes, names)
  for (const node of nodes.slice(1)) expect(said).toContain(`“${titleOf(node, names)}”`)
  expect(said).not.toMatch(/-[23]/)
})

test('ways out of a step are called as on the canvas', () => {
  const problem = {
    code: 'portNeverTaken',
    severity,
    node: 'branch-3',
    params: { port: 'path-2', by: 'path-1' },
  } as const
  expect(problemSentence(problem, nodes, names)).toMatch(/by “Bought coffee”: “Bought tea” takes/)
})

test('what the workflow lacks keeps its id', () => {
  const problem = { code: 'missingTarget', severity, node: 'delay-2', params: { port: 'next', to: 'email-9' } } as const
  expect(problemSentence(problem, nodes, names)).toContain('email-9')
})

test('what names neither step nor way is said as the server says it', () => {
  const told = {
    code: 'unknownToUs',
    severity,
    node: 'delay-2',
    params: { came: 3 },
    sentence: 'Three is too many.',
  } as const
  expect(problemSentence(told, nodes, names)).toBe('Three is too many.')
})
