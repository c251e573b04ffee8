import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonical } from '../../shared/canonical.ts'
import { nodeKinds } from '../../shared/nodes/index.ts'
import { parseJson, parseWorkflow } from '../../shared/parse.ts'
import { workflowSchemaText } from '../../shared/schema.ts'
import { Workflow } from '../../shared/workflow.ts'
import { branching, exit, node, start, workflow } from './drafts.ts'
import { workflows } from './workflows.ts'

describe('the canonical form', () => {
  test('is kept byte for byte by reading and writing again', () => {
    fc.assert(
      fc.property(workflows, (any) => {
        // Numbers that JavaScript cannot hold are text from the first reading on.
        const text = canonical(parseJson(JSON.stringify(any)).value as Workflow)
        const { workflow: read, problems } = parseWorkflow(parseJson(text).value)
        expect(problems).toEqual([])
        expect(read && canonical(read)).toBe(text)
        expect(canonical(JSON.parse(text))).toBe(text)
      }),
    )
  })
  test('is the same for every order of keys and nodes, and says the same', () => {
    fc.assert(
      fc.property(workflows, (any) => {
        const turned = backwards(any) as Workflow
        const text = canonical({ ...turned, nodes: turned.nodes.toReversed() })
        // What x- keys hold belongs to others and stays as it came.
        if (!Object.keys(any).some((key) => key.startsWith('x-'))) expect(text).toBe(canonical(any))
        expect(JSON.parse(canonical(any))).toEqual({ ...any, nodes: expect.arrayContaining(any.nodes) })
      }),
    )
  })
  test('has keys in schema order, two spaces, and a newline at its end', () => {
    const { nodes, title, ...rest } = branching({ value: 1, op: 'atLeast', test: 'orderNumber' } as never)
    const text = canonical({ nodes, 'x-team': { b: 1, a: 2 }, $schema: './workflow.schema.json', ...rest, title })
    expect(
      text.startsWith('{\n  "$schema": "./workflow.schema.json",\n  "format": 1,\n  "id": "test",\n  "title"'),
    ).toBe(true)
    expect(text.endsWith('  "x-team": {\n    "b": 1,\n    "a": 2\n  }\n}\n')).toBe(true)
    expect(text).toMatch(/"test": "orderNumber",\n\s+"op": "atLeast",\n\s+"value": 1\n/)
    expect(text).toMatch(/"path-1": "exit-9",\n\s+"else": "exit-9"/)
  })
  test('changes in one line when one field does', () => {
    const before = workflow([
      start('email-2'),
      node(
        'email-2',
        'email',
        { subject: 'Hello', purpose: 'marketing', mjml: ['<mjml>', 'one', '</mjml>'] },
        { next: 'exit-9' },
      ),
      exit(),
    ])
    const after = structuredClone(before)
    const mail = after.nodes[1] as { settings: { mjml: string[] } }
    mail.settings.mjml[1] = 'two'
    const [a, b] = [canonical(before).split('\n'), canonical(after).split('\n')]
    expect(b.filter((line, n) => line !== a[n])).toEqual(['          "two",'])
  })
  test('exists for a draft that the schema refuses, and for anything else', () => {
    expect(
      canonical({ title: 'X', format: 1, nodes: [{ settings: {}, kind: 'branch', id: 'b-1', ports: { z: 'c' } }] }),
    ).toBe(
      `${JSON.stringify({ format: 1, title: 'X', nodes: [{ id: 'b-1', kind: 'branch', settings: {}, ports: { z: 'c' } }] }, null, 2)}\n`,
    )
    for (const odd of [{}, { nodes: 3 }, { nodes: [null, { id: 3 }, { id: 'a', kind: 'toString' }] }, { settings: [] }])
      expect(JSON.parse(canonical(odd))).toEqual(odd)
  })
})

describe('the published JSON Schema', () => {
  test('is what the schemas say: after a change, node tools/with.mjs node tools/schema.mjs writes it', () => {
    expect(readFileSync(new URL('../../shared/workflow.schema.json', import.meta.url), 'utf8')).toBe(
      workflowSchemaText(),
    )
  })
  test('knows the keys that the parser knows', () => {
    const { $defs } = JSON.parse(workflowSchemaText())
    expect(Object.keys($defs.Workflow.properties)).toEqual(Object.keys(Workflow.shape))
    expect($defs.Workflow).toMatchObject({ additionalProperties: false, patternProperties: { '^x-': {} } })
    expect($defs.WorkflowNode.oneOf).toHaveLength(nodeKinds.length)
  })
})

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, backwards(part)]),
  )
}
