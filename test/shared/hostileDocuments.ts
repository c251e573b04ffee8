import { limits } from '../../shared/limits.ts'
import { nodes as kinds, nodeKinds } from '../../shared/nodes/index.ts'
import { branching, exit, mjml, node, start, workflow } from './drafts.ts'

const plain = workflow([start(), exit()])
const email = (settings: object) =>
  workflow([
    start('email-2'),
    node('email-2', 'email', { subject: 'S', purpose: 'transactional', mjml: mjml('T'), ...settings }),
  ])
const nest = (levels: number, inner: unknown): unknown => {
  let nested = inner
  for (let level = 0; level < levels; level++) nested = { not: nested }
  return nested
}
const leaf = { test: 'orderNumber', op: 'atLeast', value: 1 }
const many = <Item>(count: number, item: (n: number) => Item): Item[] =>
  Array.from({ length: count }, (_, n) => item(n))
const when = (condition: unknown) => branching(condition as never)

/** Documents that no well-meaning tool writes. None may raise an exception, stop the machine, or pass as clean. */
export const hostile: Record<string, unknown> = {
  null: null,
  'a number': 7,
  'a text': 'workflow',
  'a list': [],
  'a list of workflows': [plain],
  nothing: {},
  'no nodes': { ...plain, nodes: undefined },
  'nodes that are a text': { ...plain, nodes: 'event-1' },
  'nodes that are an object like a list': { ...plain, nodes: { length: 1, 0: start() } },
  'nodes of null': { ...plain, nodes: [null, undefined, 0, ''] },
  'nodes that are lists': { ...plain, nodes: [[], [[]]] },
  'too many nodes': { ...plain, nodes: many(limits.workflowNodes + 1, (n) => exit(`exit-${n}`)) },
  'a million nothings for nodes': { ...plain, nodes: many(1_000_000, () => 0) },
  'nodes all with one id': { ...plain, nodes: many(500, () => exit()) },
  'an id that is a number': { ...plain, nodes: [{ ...exit(), id: 9 }] },
  'an id that is an object': { ...plain, nodes: [{ ...exit(), id: { toString: 'x' } }] },
  'an id of a thousand letters': { ...plain, nodes: [exit('a'.repeat(1000))] },
  'an id that climbs folders': { ...plain, id: '../../etc/passwd' },
  'an id with a line break': { ...plain, nodes: [exit('exit-9\n')] },
  'an id above every number': {
    ...plain,
    nodes: [start('exit-99999999999999999999'), exit('exit-99999999999999999999')],
    nextId: 1,
  },
  'a kind that objects have': { ...plain, nodes: [{ ...exit(), kind: 'toString' }] },
  'a kind that is null': { ...plain, nodes: [{ ...exit(), kind: null }] },
  'ports that are a list': { ...plain, nodes: [{ ...start(), ports: ['exit-9'] }, exit()] },
  'ports to nowhere': { ...plain, nodes: [{ ...start(), ports: { next: 'valueof' } }] },
  'ports named like methods': {
    ...plain,
    nodes: [{ ...start(), ports: { next: 'exit-9', hasownproperty: 'exit-9' } }, exit()],
  },
  'a thousand ports too many': {
    ...plain,
    nodes: [{ ...start(), ports: Object.fromEntries(many(1000, (n) => [`p${n}`, 'exit-9'])) }, exit()],
  },
  'a port that leads to itself at once':
    when(leaf).nodes &&
    workflow([
      start('branch-2'),
      node('branch-2', 'branch', { paths: [{ port: 'a', when: leaf as never }] }, { a: 'branch-2' }),
    ]),
  'a circle of a thousand branches': workflow(
    [
      start('b-1'),
      ...many(999, (n) =>
        node(
          `b-${n + 1}`,
          'branch',
          { paths: [{ port: 'a', when: leaf as never }] },
          { else: `b-${((n + 1) % 999) + 1}` },
        ),
      ),
    ],
    { nextId: 1000 },
  ),
  'every node joined to every other': workflow([
    start('b-1'),
    ...many(45, (n) =>
      node(
        `b-${n + 1}`,
        'branch',
        { paths: many(45, (p) => ({ port: `p${p}`, when: leaf as never })) },
        Object.fromEntries(many(45, (p) => [`p${p}`, `b-${p + 1}`])),
      ),
    ),
  ]),
  'positions beyond numbers': { ...plain, nodes: [{ ...start(), position: { x: Infinity, y: Number.NaN } }, exit()] },
  'a note of a megabyte': { ...plain, nodes: [{ ...start(), note: 'x'.repeat(1_000_000) }, exit()] },
  'a title of nothing': { ...plain, title: '' },
  'a title of a hundred thousand letters': { ...plain, title: 'x'.repeat(100_000) },
  'a next id that goes back': { ...plain, nextId: -5 },
  'a next id beyond counting': { ...plain, nextId: 1e300 },
  'twenty thousand unknown keys': { ...plain, ...Object.fromEntries(many(20_000, (n) => [`k${n}`, n])) },
  'an extension in capitals': { ...plain, 'X-owner': 1 },
  'settings that are null': { ...plain, settings: null },
  'a thousand exit rules': {
    ...plain,
    settings: { reentry: { rule: 'once' }, exits: many(1000, () => ({ title: 'x', when: leaf })) },
  },
  'segments that are a list': { ...plain, segments: [leaf] },
  'segments in a circle': {
    ...plain,
    segments: {
      a: { title: 'A', when: { test: 'segment', segment: 'b' } },
      b: { title: 'B', when: { test: 'segment', segment: 'a' } },
    },
  },
  'a thousand segments in one chain back to the first': {
    ...plain,
    segments: Object.fromEntries(
      many(1000, (n) => [`s${n}`, { title: 'S', when: { test: 'segment', segment: `s${(n + 1) % 1000}` } }]),
    ),
  },
  'a condition six levels deep': when(nest(5, leaf)),
  'a condition deeper than JSON may be': when(nest(10_000, leaf)),
  'a condition that contains itself': when(circular()),
  'a condition of ten thousand terms': when({ any: many(200, () => ({ any: many(50, () => leaf) })) }),
  'a condition of all branches at once': when({ all: [leaf], any: [leaf], not: leaf, test: 'event' }),
  'a filter of doubling unions': when({ test: 'last', event: 'A', where: nest(20, { all: [{}, {}], any: [{}, {}] }) }),
  'a list of a hundred thousand values': when({
    test: 'attribute',
    attribute: 'a',
    op: 'oneOf',
    value: many(100_000, (n) => n),
  }),
  'a duration of forty nines': {
    ...plain,
    nodes: [start('delay-2'), node('delay-2', 'delay', { for: `P${'9'.repeat(38)}D` })],
  },
  'a zone that is a path': { ...plain, settings: { reentry: { rule: 'once' }, zone: '../../../etc/localtime' } },
  'a template that never closes': email({ subject: '{{ {% {{ {%' }),
  'a template that reads a file': email({ mjml: mjml('{% include "/etc/passwd" %}{% render "x" %}{% layout "y" %}') }),
  'a template of ten thousand open tags': email({ mjml: many(10_000, () => '{% if a %}') }),
  'a template of quotes that never end': email({ mjml: many(1000, () => `{{ "${'\\"'.repeat(50)} }}`) }),
  'a template with half a surrogate pair': email({ subject: '\ud800{{ customer.\udfff }}' }),
  'a body larger than a mail may be': email({ mjml: [`x`.repeat(limits.mjmlBytes + 1)] }),
  'a body of numbers': email({ mjml: many(10_000, (n) => n) }),
  'a webhook to a script': workflow([
    start('webhook-2'),
    node('webhook-2', 'webhook', { url: 'javascript:alert(1)', answer: 'goOn' }),
  ]),
  'settings of every kind for every other': workflow(
    nodeKinds.flatMap((kind, a) =>
      nodeKinds.map(
        (other, b) => ({ id: `n${a}-${b}`, kind, settings: { ...kinds[other].defaults(), odd: {} } }) as never,
      ),
    ),
  ),
}

/** Keys that reach into JavaScript's own objects, as text, since only JSON.parse makes such a `__proto__`. */
export const pollution: Record<string, string> = {
  'at the top': withKey('"__proto__": {"polluted": true},'),
  'as constructor': withKey('"constructor": {"prototype": {"polluted": true}},'),
  'as prototype': withKey('"prototype": {"polluted": true},'),
  'under an extension': withKey('"x-a": {"__proto__": {"polluted": true}},'),
  'deep under an extension': withKey('"x-a": [[{"b": {"constructor": 1}}]],'),
  escaped: withKey('"x-a": {"\\u005f_proto\\u005f_": {"polluted": true}},'),
  'in the settings': text({ ...plain, settings: { reentry: { rule: 'once' }, KEY: { polluted: true } } }, '__proto__'),
  'in a node': text({ ...plain, nodes: [{ ...start(), KEY: { polluted: true } }, exit()] }, '__proto__'),
  'as a port': text(
    { ...plain, nodes: [{ ...start(), ports: { next: 'exit-9', KEY: 'exit-9' } }, exit()] },
    'constructor',
  ),
  'as a segment': text({ ...plain, segments: { KEY: { title: 'P', when: leaf } } }, 'prototype'),
  'in a condition': text(when({ all: [leaf], KEY: { test: 'event' } }), '__proto__'),
  'as all there is': '{"__proto__": null}',
}

/** Documents that say one thing twice, as text, since JSON.parse forgets the first. */
export const doubled: Record<string, string> = {
  'at the top': withKey('"id": "another",'),
  'as two ways from one port': JSON.stringify(plain).replace('{"next":', '{"next":"event-1","next":'),
  'in a condition': JSON.stringify(when({ all: [leaf] })).replace('"all":', '"all":[],"all":'),
  'as a segment': JSON.stringify({ ...plain, segments: { a: { title: 'A', when: leaf } } }).replace(
    '"segments":{',
    '"segments":{"\\u0061":null,',
  ),
  'under an extension': withKey('"x-a": [[{"b": 1, "b": 2}]],'),
  'twenty thousand times': withKey('"x-a": 1,'.repeat(20_000)),
  'with twenty thousand keys': withKey(many(20_000, (n) => `"x-${n}": 1, "x-${n}": 2,`).join('')),
}

function circular(): unknown {
  const condition: { not?: unknown } = {}
  condition.not = condition
  return condition
}

function withKey(key: string): string {
  return JSON.stringify(plain).replace('{', `{${key}`)
}

function text(document: unknown, key: string): string {
  return JSON.stringify(document).replace('KEY', key)
}
