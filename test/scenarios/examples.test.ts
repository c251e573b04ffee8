// Each example is template, documentation and test at once: its workflow is sound, and its events lead to the decisions that it promises.
// What lies in `beside` is live too. When a decision changes on purpose: npm run perennial -- run FILE --events EVENTS.jsonl --json > expected.jsonl, then read every line of the difference.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rehearse } from '../../runtime/rehearse.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { canonical } from '../../shared/canonical.ts'
import { linkedWorkflows, linksOf } from '../../shared/check/links.ts'
import { check, emptyWorld } from '../../shared/check.ts'
import { isTrigger, nodeKinds } from '../../shared/nodes/index.ts'
import { parseWorkflow } from '../../shared/parse.ts'

const root = join(import.meta.dirname, '../../examples')
const examples = readdirSync(root).filter((name) => readdirSync(join(root, name)).includes('workflow.json'))

test('the four first examples are there, and others', () => {
  expect(examples).toEqual(expect.arrayContaining(['abandoned-cart', 'post-purchase', 'welcome-series', 'win-back']))
})

test('every kind that joins workflows and every trigger has an example', () => {
  const used = examples.flatMap((name) =>
    parseWorkflow(JSON.parse(readFileSync(join(root, name, 'workflow.json'), 'utf8'))).workflow!.nodes.map(
      ({ kind }) => kind,
    ),
  )
  expect(
    nodeKinds.filter((kind) => (isTrigger(kind) || ['start', 'stop', 'emit'].includes(kind)) && !used.includes(kind)),
  ).toEqual([])
})

describe.each(examples)('%s', (name) => {
  const read = (file: string) => readFileSync(join(root, name, file), 'utf8')
  const workflow = () => {
    const parsed = parseWorkflow(JSON.parse(read('workflow.json')))
    expect(parsed.problems).toEqual([])
    return parsed.workflow!
  }

  const beside = () =>
    (existsSync(join(root, name, 'beside')) ? readdirSync(join(root, name, 'beside')) : []).map(
      (file) => parseWorkflow(JSON.parse(read(`beside/${file}`))).workflow!,
    )

  test('has a workflow without problems, named as its folder', () => {
    expect(workflow().id).toBe(name)
    const workflows = linkedWorkflows(
      beside().map((other) => ({ id: other.id, title: other.title, state: 'live', links: linksOf(other) })),
    )
    for (const one of [workflow(), ...beside()])
      expect(check(one, { ...emptyWorld, workflows: one.id === name ? workflows : null })).toEqual([])
  })

  test('is in canonical form', () => {
    expect(canonical(workflow())).toBe(read('workflow.json'))
  })

  test('tells in its README who is in its events', () => {
    const readme = read('README.md')
    const names = read('events.jsonl').match(/(?<="firstName":")[^"]+/g)!
    expect([...new Set(names)].filter((person) => !readme.includes(person))).toEqual([])
  })

  test('decides as expected, byte for byte, twice', async () => {
    const expected = read('expected.jsonl')
    expect(await decisionLog()).toBe(expected)
    expect(await decisionLog()).toBe(expected)
  })

  test('decides the same when everything stored and loaded passes through JSON', async () => {
    expect(await decisionLog(throughJson)).toBe(read('expected.jsonl'))
  })

  async function decisionLog(through = (storage: Storage) => storage): Promise<string> {
    const events = read('events.jsonl').trimEnd().split('\n')
    const lines = await rehearse({
      workflow: workflow(),
      beside: beside(),
      events: events.map((line) => JSON.parse(line)),
      storage: through(openSqlite({ file: ':memory:', clock: 'data' })),
    })
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  }
})

/** A storage that only plain data can pass: what JSON loses, the fold would lose. */
function throughJson(storage: Storage): Storage {
  const plain = <Value>(value: Value): Value => (value === undefined ? value : JSON.parse(JSON.stringify(value)))
  const verbs = Object.entries(storage).map(([name, verb]) => [
    name,
    typeof verb === 'function' ? async (...values: unknown[]) => plain(await verb(...values.map(plain))) : verb,
  ])
  return Object.fromEntries(verbs)
}
