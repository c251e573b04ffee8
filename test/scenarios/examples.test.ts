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
import { isTrigger, type NodeKind, nodeKinds, type SettingsOf } from '../../shared/nodes/index.ts'
import { parseWorkflow } from '../../shared/parse.ts'
import { WorkflowSettings } from '../../shared/workflow.ts'

const root = join(import.meta.dirname, '../../examples')
const examples = readdirSync(root).filter((name) => readdirSync(join(root, name)).includes('workflow.json'))

test('the four first examples are there, and others', () => {
  expect(examples).toEqual(expect.arrayContaining(['abandoned-cart', 'post-purchase', 'welcome-series', 'win-back']))
})

const workflows = examples.flatMap((name) => {
  const beside = join(root, name, 'beside')
  const others = existsSync(beside) ? readdirSync(beside).map((file) => join('beside', file)) : []
  return ['workflow.json', ...others].map(
    (file) => parseWorkflow(JSON.parse(readFileSync(join(root, name, file), 'utf8'))).workflow!,
  )
})
const nodes = workflows.flatMap((workflow) => workflow.nodes)
const settingsOf = <Kind extends NodeKind>(kind: Kind) =>
  nodes.filter((node) => node.kind === kind).map((node) => node.settings as SettingsOf<Kind>)

test('every kind that joins workflows and every trigger has an example', () => {
  const used = nodes.map(({ kind }) => kind)
  expect(
    nodeKinds.filter((kind) => (isTrigger(kind) || ['start', 'stop', 'emit'].includes(kind)) && !used.includes(kind)),
  ).toEqual([])
})

test('every setting of a workflow, each form of a trigger and of a wait, and every setting about sending is used by some example', () => {
  const settings = new Set(workflows.flatMap((workflow) => Object.keys(workflow.settings)))
  expect(Object.keys(WorkflowSettings.shape).filter((name) => !settings.has(name))).toEqual([])
  expect(workflows.some(({ notes = [] }) => notes.length > 0)).toBe(true)
  const dates = settingsOf('date')
  const forms = {
    segment: settingsOf('segment').map(({ on }) => on),
    date: dates.flatMap(({ of, repeat, offset }) => [of.from, repeat, ...(offset ? ['offset'] : [])]),
    absence: settingsOf('absence').map(({ deadline }) => deadline.by),
    schedule: settingsOf('schedule').map(({ recurs }) => recurs.every),
    wait: settingsOf('wait').map((wait) => wait.for),
  }
  expect(forms).toEqual({
    segment: expect.arrayContaining(['join', 'leave']),
    date: expect.arrayContaining(['attribute', 'event', 'yearly', 'once', 'offset']),
    absence: expect.arrayContaining(['date', 'period']),
    schedule: expect.arrayContaining(['month', 'rrule', 'cron']),
    wait: expect.arrayContaining(['event', 'condition']),
  })
  const { sending } = JSON.parse(readFileSync(join(root, 'store/workflows.json'), 'utf8')).settings
  expect(sending).toMatchObject({ quietHours: [{}], caps: [{}], holdout: expect.any(Number) })
  expect(sending.holdout).toBeGreaterThan(0)
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
