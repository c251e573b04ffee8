import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nodes as kinds, nodeKinds } from '../../shared/nodes/index.ts'
import * as catalogue from '../../shared/words/en.ts'
import {
  detailOf,
  nodeWords,
  portLabelOf,
  problemWords,
  reasonSentence,
  reasonWords,
  sentenceOf,
  summaryOf,
} from '../../shared/words/en.ts'
import type { WorkflowNode } from '../../shared/workflow.ts'
import { node } from './drafts.ts'

const root = join(import.meta.dirname, '../..')
const sources = ['shared', 'runtime'].flatMap(sourcesIn)
const names = { segment: (id: string) => (id === 'at-risk' ? 'At risk' : id), workflow: (id: string) => id }
const orders = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 2, within: 'P90D' } as const

/** Every parameter that some sentence asks for. */
const params = Object.fromEntries(
  'line column expected came limit key id nextId port to by segment segments nodes reference op events message variable text tag attribute value type parent allowed what revision workflow workflows source now after count newest pattern last fault'
    .split(' ')
    .map((name) => [name, 'something']),
)

describe('problems', () => {
  test('have a sentence for every code that the sources give', () => {
    // A custom issue of zod has its code among its parameters.
    const made =
      /(?:(?<![\w.])(?:error|warning|problem)\(|\bcode: |\berror: )'(?!custom')([a-z][a-zA-Z]+)'|refused\(\s*\d+,\s*'(\w+)'/g
    const codes = sources
      .filter(({ path }) => !path.includes('/words/'))
      .flatMap(({ path, code }) => [...code.matchAll(made)].map((found) => `${found[1] ?? found[2]} in ${path}`))
      .filter((found) => !Object.hasOwn(reasonWords, found.split(' ')[0]!))
    expect(codes.length).toBeGreaterThan(60)
    expect(codes.filter((found) => !Object.hasOwn(problemWords, found.split(' ')[0]!))).toEqual([])
  })
  test.each(Object.keys(problemWords))('%s reads as a sentence', (code) => {
    isSentence(sentenceOf({ code, params }))
    // A parameter that is lacking makes a poorer sentence, never a broken one.
    isSentence(sentenceOf({ code }))
  })
  test('say what was expected, what came, and what to do', () => {
    expect(sentenceOf({ code: 'wrongType', params: { expected: 'array', came: '"a"' } })).toBe(
      'Expected a list, but "a" came.',
    )
    expect(sentenceOf({ code: 'wrongChoice', params: { expected: ['a', 'b', 'c'], came: '5' } })).toBe(
      'Expected a, b or c, but 5 came.',
    )
    expect(sentenceOf({ code: 'missing', params: { expected: 'string' } })).toBe('This is missing. Give it text.')
    expect(sentenceOf({ code: 'empty', path: '/nodes/3/settings/subject' })).toBe('The subject is empty. Fill it in.')
    expect(sentenceOf({ code: 'empty', path: '/nodes/3' })).toBe('This is empty. Fill it in.')
    expect(sentenceOf({ code: 'json', params: { line: 3, column: 7, expected: 'comma', came: '"b"' } })).toBe(
      'This is not JSON: at line 3, column 7 a comma or the closing bracket was expected, but “"b"” came.',
    )
    expect(sentenceOf({ code: 'newerFormat', params: { came: 2, newest: 1 } })).toMatch(/format 2.*up to 1/)
    expect(sentenceOf({ code: 'toString' })).toBe('Refused with the code toString.')
  })
})

describe('reasons', () => {
  test('have words for every code that the engine gives', () => {
    const made = /\bwhy: '(\w+)'|notEnrolled\((?:\w+, )+'(\w+)'|\breturn '([a-z]\w+)'/g
    const codes = sources
      .filter(({ path }) => /^runtime\/(nodes|step|route|admit|pipeline)/.test(path))
      .flatMap(({ path, code }) =>
        [...code.matchAll(made)].map((found) => `${found[1] ?? found[2] ?? found[3]} in ${path}`),
      )
    expect(codes.length).toBeGreaterThan(20)
    expect(codes.filter((found) => !Object.hasOwn(reasonWords, found.split(' ')[0]!))).toEqual([])
  })
  test.each(Object.keys(reasonWords))('%s reads well with and without parameters', (code) => {
    for (const said of [
      reasonSentence(code),
      reasonSentence(code, { event: 'A', detail: 'B', rule: 'C', reason: 'D' }),
    ])
      expect(said).toMatch(/^[A-Z][^!]*[^.!]$/)
  })
  test('carry what was said', () => {
    expect(reasonSentence('eventCame', { event: 'Order Completed' })).toBe('Order Completed came')
    expect(reasonSentence('failed', { detail: '550 no such user' })).toBe('Failed: 550 no such user')
    expect(reasonSentence('cancelled', { detail: 'noConsent' })).toBe(
      'Cancelled: the customer never said yes to marketing e-mail',
    )
    expect(reasonSentence('entered', { segment: 'at-risk', on: 'leave' })).toBe('Left the segment')
  })
})

describe('a node', () => {
  const said = (of: WorkflowNode) => [summaryOf(of, names), detailOf(of, names)].filter((text) => text !== undefined)
  const same = { property: 'cart_id', op: 'is', value: { ref: 'trigger.cart_id' } } as const

  test.each<[WorkflowNode, string[]]>([
    [node('a-1', 'event', { event: 'Product Added' }), ['Product Added']],
    [
      node('a-1', 'event', { event: 'Product Added', where: { property: 'price', op: 'greater', value: 50 } }),
      ['Product Added', 'Where price is more than 50'],
    ],
    [node('a-1', 'segment', { segment: 'at-risk', on: 'join' }), ['Joins At risk']],
    [node('a-1', 'branch', { paths: [{ port: 'a', when: orders }] }), ['Ordered at least twice in 90 days?']],
    [
      node('a-1', 'branch', {
        paths: [
          { port: 'a', title: 'Loyal', when: orders },
          { port: 'b', when: { test: 'segment', segment: 'at-risk' } },
        ],
      }),
      ['2 paths, first match', 'Loyal · Is in At risk'],
    ],
    [
      node('a-1', 'delay', {
        for: 'P2D',
        until: { time: '10:00', weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] },
      }),
      ['Wait 2 days, until 10:00 on a weekday'],
    ],
    [
      node('a-1', 'delay', { until: { time: '18:30', weekdays: ['friday', 'monday'] } }),
      ['Wait until 18:30 on Monday or Friday'],
    ],
    [
      node('a-1', 'wait', {
        for: 'event',
        since: 'arrival',
        timeout: 'PT4H',
        events: [{ port: 'a', event: 'Order Completed', where: same }],
      }),
      ['Order Completed of the same cart, up to 4 hours'],
    ],
    [
      node('a-1', 'wait', {
        for: 'event',
        since: 'run',
        events: [
          { port: 'a', event: 'A' },
          { port: 'b', event: 'B' },
        ],
      }),
      ['A or B', 'Counts what happened since the run began'],
    ],
    [
      node('a-1', 'wait', { for: 'condition', until: orders, timeout: 'P1D' }),
      ['Until ordered at least twice in 90 days, up to 1 day'],
    ],
    [node('a-1', 'email', { subject: 'Hello', purpose: 'marketing', mjml: [] }), ['Hello', 'Marketing']],
    [
      node('a-1', 'webhook', { url: 'https://key@example.com/hook?x=1', answer: 'wait' }),
      ['Call example.com', 'Waits for the answer'],
    ],
    [
      node('a-1', 'update', {
        set: [
          { attribute: 'plan', to: 'gold' },
          { attribute: 'trial_end', to: null },
        ],
      }),
      ['Set plan to gold and remove trial end'],
    ],
    [node('a-1', 'exit', { reason: 'Bought' }), ['Bought']],
  ])('says what it does: %#', (of, sentences) => expect(said(of)).toEqual(sentences))

  test('names its ways out', () => {
    const branch = node('a-1', 'branch', {
      paths: [
        { port: 'p', when: orders },
        { port: 'q', title: 'Quiet', when: orders },
      ],
    })
    expect(['p', 'q', 'else'].map((port) => portLabelOf(branch, port, names))).toEqual([
      'Ordered at least twice in 90 days',
      'Quiet',
      'Everyone else',
    ])
    const wait = node('a-1', 'wait', {
      for: 'event',
      since: 'run',
      timeout: 'P1D',
      events: [{ port: 'a', event: 'Order Completed' }],
    })
    expect(['a', 'timeout'].map((port) => portLabelOf(wait, port, names))).toEqual(['Order Completed', 'Timeout'])
  })
  test('just dropped, or of any shape, still says something', () => {
    for (const kind of nodeKinds)
      for (const settings of [kinds[kind].defaults(), {}, null, { paths: 3, events: [null], set: 'x', until: {} }]) {
        const odd = { id: 'a-1', kind, settings } as unknown as WorkflowNode
        expect(summaryOf(odd, names)).toMatch(/\S/)
        expect(portLabelOf(odd, 'next', names)).toMatch(/\S/)
      }
  })
})

test('nothing in the catalogue shouts, boasts or is sorry', () => {
  const seen = new Set<unknown>()
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return [value]
    if (typeof value === 'function') return [String(value).replaceAll(/!==?|!(?=[\w(])/g, '')]
    if (typeof value !== 'object' || value === null || seen.has(value)) return []
    seen.add(value)
    return Object.values(value).flatMap(texts)
  }
  const all = texts({ ...catalogue, nodeWords })
  expect(all.length).toBeGreaterThan(200)
  expect(all.filter((text) => /!|\boops\b|successfully|\bsorry\b/i.test(text))).toEqual([])
})

function isSentence(text: string) {
  expect(text).toMatch(/^[A-Z].*[.}]$/s)
  expect(text).not.toMatch(/!|undefined|\[object|NaN|\. \.|\.\.$/)
}

function sourcesIn(folder: string): { path: string; code: string }[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesIn(path)
    return path.endsWith('.ts') ? [{ path, code: readFileSync(join(root, path), 'utf8') }] : []
  })
}
