import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson, parseWorkflow } from '../../shared/parse.ts'
import { parseDocument } from '../../shared/parseDocument.ts'
import { sentenceOf } from '../../shared/words/problems.ts'
import { branching, exit, node, start, workflow } from './drafts.ts'

const said = (input: unknown): string[] =>
  parseWorkflow(input).problems.map(({ code, path, node }) => `${code} ${path}${node ? ` in ${node}` : ''}`)

describe('JSON text', () => {
  test('is read as JSON.parse reads it', () => {
    const text = '{"a": [1, -0.5e-3, true, null, "\\u00e9\\n"], "b": {"": 1}}'
    expect(parseJson(text)).toEqual({ value: JSON.parse(text), problems: [] })
    expect(parseJson(`\ufeff${text}`).value).toEqual(JSON.parse(text))
  })
  test('keeps the digits of numbers that would lose them', () => {
    const text =
      '{"a":12345678901234567890,"b":9007199254740991,"c":-9007199254740993,"d":1e400,"e":1e-500,"f":0.000,"g":[19.99]}'
    expect(parseJson(text).value).toEqual({
      a: '12345678901234567890',
      b: 9007199254740991,
      c: '-9007199254740993',
      d: '1e400',
      e: '1e-500',
      f: 0,
      g: [19.99],
    })
    expect(parseJson('9007199254740993').value).toBe('9007199254740993')
  })
  test.each([
    ['', 1, 1, 'value', ''],
    ['{"a":1,}', 1, 8, 'key', '}'],
    ['[1 2]', 1, 4, 'comma', '2]'],
    ['{"a" 1}', 1, 6, 'colon', '1}'],
    ['{\n  "a": tru\n}', 2, 8, 'value', 'tru'],
    ['[01]', 1, 2, 'number', '01]'],
    ['["\\x"]', 1, 3, 'escape', '\\x"]'],
    ['["a\tb"]', 1, 4, 'string', '\tb"]'],
    ['["a', 1, 4, 'string', ''],
    ['{"a":1}}', 1, 8, 'end', '}'],
    ['[NaN]', 1, 2, 'value', 'NaN]'],
    ["{'a':1}", 1, 2, 'key', "'a':1}"],
  ])('that is none (%j) is refused at its line and column', (text, line, column, expected, came) => {
    expect(parseJson(text).problems).toEqual([
      { code: 'json', severity: 'error', path: '', params: { line, column, expected, came } },
    ])
  })
  test('is refused too large, counted in bytes', () => {
    expect(parseJson('"éé"', { bytes: 6 }).value).toBe('éé')
    expect(parseJson('"éé"', { bytes: 5 }).problems).toMatchObject([{ code: 'tooLarge', params: { limit: 5 } }])
  })
  test('is refused too deep', () => {
    expect(parseJson('['.repeat(32) + ']'.repeat(32)).problems).toEqual([])
    expect(parseJson('['.repeat(33) + ']'.repeat(33)).problems).toMatchObject([
      { code: 'tooDeep', params: { limit: 32 } },
    ])
    expect(parseJson('['.repeat(900_000)).problems).toHaveLength(1)
    expect(parseJson('['.repeat(450_000) + ']'.repeat(450_000)).problems).toMatchObject([{ code: 'tooDeep' }])
  })
})

describe('the text of a document', () => {
  const saidOf = (text: string) =>
    parseDocument(text).problems.map(({ code, path, node }) => `${code} ${path}${node ? ` in ${node}` : ''}`)
  const nodeWith = (ports: string) => `{"nodes": [{"id": "branch-2", "ports": ${ports}}]}`

  test('is read as any JSON, larger than a request to ingest may be', () => {
    expect(parseDocument('{"a": 12345678901234567890}').value).toEqual({ a: '12345678901234567890' })
    expect(parseDocument(JSON.stringify('x'.repeat(1_999_998))).problems).toEqual([])
    expect(saidOf(JSON.stringify('x'.repeat(1_999_999)))).toEqual(['tooLarge '])
    expect(saidOf('{"a":')).toEqual(['json '])
  })
  test('leads one way from a port, or is told that there are two', () => {
    const doubled = nodeWith('{"next": "delay-3", "next": "exit-9"}')
    expect(saidOf(doubled)).toEqual(['repeatedKey /nodes/0/ports/next in branch-2'])
    expect(parseDocument(doubled).value).toBeUndefined()
    expect(parseDocument(doubled).problems.map(sentenceOf)).toEqual([
      'Two ways lead from the port next, but a run can take only one. Remove one of them, or let it leave by another port.',
    ])
    expect(saidOf(nodeWith('{"yes": "exit-9", "else": "exit-9"}'))).toEqual([])
  })
  test('hears of every key that stands twice in one object, once, wherever it is', () => {
    expect(
      saidOf('{"a": 1, "b": [{"c": {}, "d": {"c": 1}, "c": [1, 2]}, 5], "a": {"a": 1}, "a": 3, "e/f": 1, "e/f": 2}'),
    ).toEqual(['repeatedKey /b/0/c', 'repeatedKey /a', 'repeatedKey /e~1f'])
    expect(parseDocument('[0, {"id": 1, "id": 2}]').problems).toMatchObject([
      { path: '/1/id', params: { key: 'id', within: '1' } },
    ])
    expect(parseDocument('{"a": 1, "a": 2}').problems.map(sentenceOf)).toEqual([
      'The key a stands here twice, and only one of them could hold. Remove one, or correct its spelling.',
    ])
  })
  test('takes no key for another, however each is written', () => {
    expect(saidOf('{"a\\u0062": 1, "ab": 2, "": 3, "\\"": 4, "": 5}')).toEqual(['repeatedKey /ab', 'repeatedKey /'])
    expect(saidOf('{"a": "\\", \\"a\\": {", "b\\\\": ["a", "a", "}"], "\\\\b": "b" , "c" :1}')).toEqual([])
  })
  test('without a key that stands twice is not told so, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        expect(saidOf(JSON.stringify(value, null, space)).filter((said) => said.startsWith('repeatedKey'))).toEqual([])
      }),
    )
  })
  test('with more of them than a reader can bear names so many, and counts the others', () => {
    const text = `{${Array.from({ length: 1_500 }, (_, n) => `"k${n}": 1, "k${n}": 2`).join()}}`
    const { problems } = parseDocument(text)
    expect(problems).toHaveLength(1_001)
    expect(problems.at(-1)).toMatchObject({ code: 'moreProblems', params: { count: 500 } })
  })
})

describe('a workflow', () => {
  test('that is lawful comes as it was', () => {
    const lawful = { ...workflow([start(), exit()]), $schema: './x.json', 'x-owner': { name: 'Ada' } }
    expect(parseWorkflow(lawful)).toEqual({ workflow: lawful, problems: [] })
  })
  test('hears all its problems at once, each with its path and node', () => {
    const wrong = {
      ...workflow([
        node('delay-2', 'delay', {} as never),
        { id: 'Two!', kind: 'email', settings: { purpose: 'spam', mjml: 3 }, ports: { 1: 'a', next: 'B' } } as never,
        node('delay-2', 'delay', { for: 'three days', until: { time: '25:00' } }),
      ]),
      colour: 'red',
      settings: { reentry: { rule: 'weekly' }, zone: 'Mars/Olympus' },
    }
    expect(said(wrong)).toEqual([
      'wrongChoice /settings/reentry/rule',
      'zone /settings/zone',
      'delayEmpty /nodes/0/settings in delay-2',
      'nodeId /nodes/1/id in Two!',
      'missing /nodes/1/settings/subject in Two!',
      'wrongChoice /nodes/1/settings/purpose in Two!',
      'wrongType /nodes/1/settings/mjml in Two!',
      'portId /nodes/1/ports/1 in Two!',
      'nodeId /nodes/1/ports/next in Two!',
      'duration /nodes/2/settings/for in delay-2',
      'timeOfDay /nodes/2/settings/until/time in delay-2',
      'unknownKey /colour',
      'repeatedId /nodes/2/id in delay-2',
    ])
  })
  test('of an unknown kind is told so and no more', () => {
    const unknown = workflow([{ id: 'sms-1', kind: 'sms', settings: { body: 1, to: [] } } as never])
    expect(parseWorkflow(unknown).problems).toMatchObject([
      { code: 'wrongChoice', path: '/nodes/0/kind', node: 'sms-1', params: { came: '"sms"' } },
    ])
  })
  test('of a newer format is refused with both numbers', () => {
    expect(parseWorkflow({ format: 2, wings: true }).problems).toEqual([
      { code: 'newerFormat', severity: 'error', path: '/format', params: { came: 2, newest: 1 } },
    ])
  })
  test('of older or odd formats is told which one is read', () => {
    for (const format of [0, -1, 1.5, '1', null, []])
      expect(said({ ...workflow([]), format })).toEqual(['wrongChoice /format'])
  })
})

describe('a condition', () => {
  const at = '/nodes/1/settings/paths/0/when'
  const saidOf = (when: unknown) =>
    said(branching(when as never)).map((text) => text.replace(at, '').replace(' in branch-2', ''))

  test('is read as what its keys say that it is', () => {
    expect(saidOf({ test: 'event', event: 'A' })).toEqual(['missing /op', 'missing /value'])
    expect(saidOf({ test: 'weather', is: 'fine' })).toEqual(['wrongChoice /test'])
    expect(saidOf({ all: [{ test: 'orderNumber', op: 'is', value: 1 }, { not: {} }] })).toEqual([
      'wrongChoice /all/0/op',
      'predicate /all/1/not',
    ])
    expect(saidOf({ any: [] })).toEqual(['empty /any'])
    expect(saidOf({ all: [], any: [] })).toEqual(['predicate '])
    expect(
      saidOf({ test: 'event', event: 'A', op: 'atLeast', value: 1, where: { property: 'a', op: 'is', value: null } }),
    ).toEqual(['operand /where/value'])
    expect(saidOf({ test: 'event', event: 'A', op: 'atLeast', value: 1, within: 5 })).toEqual(['window /within'])
    expect(saidOf({ test: 'last', event: 'A', where: { element: 'products' } })).toEqual(['missing /where/where'])
    expect(saidOf({ test: 'attribute', attribute: 'a', op: 'is', value: { ref: 'store.x' } })).toEqual([
      'reference /value/ref',
    ])
  })
  test.each([null, 5, 'yes', [], true])('that is %j is refused as none', (when) => {
    expect(saidOf(when)).toEqual(['predicate '])
  })
})
