import { describe, expect, test } from 'vitest'
import { linkedWorkflows, linksOf } from '../../shared/check/links.ts'
import { check, emptyWorld, type World } from '../../shared/check.ts'
import { checkDocument } from '../../shared/checkDocument.ts'
import { nodes as kinds, type SettingsOf } from '../../shared/nodes/index.ts'
import { parseWorkflow } from '../../shared/parse.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { sentenceOf } from '../../shared/words/problems.ts'
import type { Workflow, WorkflowNode } from '../../shared/workflow.ts'
import { branching, exit, mjml, node, start, workflow } from './drafts.ts'

/** Code and place of each problem; every workflow of this file must parse. */
function found(tested: Workflow, world: World = emptyWorld): string[] {
  expect(parseWorkflow(tested).problems).toEqual([])
  return check(tested, world).map(({ code, path, node }) => `${code} ${node ?? ''} ${path ?? ''}`)
}

const bought: Predicate = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 }

const transactional = { subject: 'Hello', purpose: 'transactional' as const, mjml: mjml('Hello') }

const email = (text: string, settings: object = {}) =>
  workflow([
    start('email-2'),
    node('email-2', 'email', { subject: 'Hello', purpose: 'marketing', mjml: mjml(text), ...settings }),
  ])

describe('a workflow without problems', () => {
  test('gives none, whatever it is made of', () => {
    const clean = workflow(
      [
        start('wait-2'),
        node(
          'wait-2',
          'wait',
          {
            for: 'event',
            since: 'run',
            timeout: 'PT4H',
            events: [
              {
                port: 'bought',
                event: 'Order Completed',
                where: { property: 'cart_id', op: 'is', value: { ref: 'trigger.cart_id' } },
              },
            ],
          },
          { bought: 'exit-9', timeout: 'branch-3' },
        ),
        node(
          'branch-3',
          'branch',
          { paths: [{ port: 'loyal', when: { test: 'segment', segment: 'loyal' } }] },
          { loyal: 'email-4', else: 'wait-5' },
        ),
        node('email-4', 'email', {
          subject: 'Hello {{ customer.firstName | default: "there" }}',
          purpose: 'marketing',
          mjml: mjml('{{ trigger.cart_id }} {{ store.name }} {{ unsubscribe_url }}'),
        }),
        node('wait-5', 'delay', { for: 'P1D' }, { next: 'branch-3' }),
        exit(),
      ],
      { segments: { loyal: { title: 'Loyal', when: { test: 'orderNumber', op: 'atLeast', value: 3 } } } },
    )
    expect(found(clean)).toEqual([])
  })
})

describe('triggers', () => {
  test('there must be one', () => {
    expect(found(workflow([exit()]))).toEqual(['noTrigger  /nodes'])
  })
  test('each leads somewhere', () => {
    expect(found(workflow([node('event-1', 'event', { event: 'A' })]))).toEqual([
      'triggerLeadsNowhere event-1 /nodes/0',
    ])
  })
  test('nothing leads back into one', () => {
    const back = workflow([start('wait-2'), node('wait-2', 'delay', { for: 'P1D' }, { next: 'event-1' })])
    expect(found(back)).toEqual(['edgeIntoTrigger wait-2 /nodes/1/ports/next'])
  })
  test('what should follow is compared by the key that the workflow names', () => {
    const late = (where?: object) =>
      workflow(
        [
          node(
            'absence-1',
            'absence',
            { event: 'Paid', without: { event: 'Shipped', ...where }, deadline: { by: 'period', within: 'P3D' } },
            { next: 'exit-9' },
          ),
          exit(),
        ],
        { settings: { reentry: { rule: 'once' }, key: 'order_id' } },
      )
    expect(found(late())).toEqual(['absenceWithoutKey absence-1 /nodes/0/settings/without'])
    expect(found(late({ where: { property: 'order_id', op: 'is', value: { ref: 'trigger.order_id' } } }))).toEqual([])
  })
  test('a rule that has no date lets nobody in; one that has ended is told by the store’s time, where that is known', () => {
    const scheduled = (rrule: string, zone = 'Europe/Rome') =>
      workflow(
        [
          node(
            'schedule-1',
            'schedule',
            { recurs: { every: 'rrule', rrule, start: '2026-01-06', time: '10:00' }, audience: { of: 'everyone' } },
            { next: 'exit-9' },
          ),
          exit(),
        ],
        { settings: { reentry: { rule: 'afterEnd' }, zone } },
      )
    const at = (now: string): World => ({ ...emptyWorld, now: Date.parse(now) })
    const place = 'schedule-1 /nodes/0/settings/recurs/rrule'
    expect(found(scheduled('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'))).toEqual([`scheduleNever ${place}`])
    expect(found(scheduled('FREQ=DAILY;UNTIL=20260105'))).toEqual([`scheduleNever ${place}`])
    const ending = scheduled('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20260217')
    expect(found(ending)).toEqual([])
    expect(found(ending, at('2026-02-17T08:59Z'))).toEqual([])
    expect(found(ending, at('2026-02-17T09:00Z'))).toEqual([`scheduleOver ${place}`])
    expect(check(ending, at('2026-03-01T00:00Z')).map(sentenceOf)).toEqual([
      'This schedule has ended: its last date was 17 Feb 2026. Let it end later, or remove this trigger.',
    ])
  })
  test('a date that nobody has lets nobody in', () => {
    const dated = (of: SettingsOf<'date'>['of']) =>
      workflow([node('date-1', 'date', { of, repeat: 'once' }, { next: 'exit-9' }), exit()])
    const world = { ...emptyWorld, attributes: new Set(['birthday']), events: new Map([['Paid', new Set(['total'])]]) }
    expect(found(dated({ from: 'attribute', attribute: 'birthday' }), world)).toEqual([])
    expect(found(dated({ from: 'attribute', attribute: 'birthdate' }), world)).toEqual([
      'dateNeverSeen date-1 /nodes/0/settings/of/attribute',
    ])
    expect(found(dated({ from: 'event', event: 'Paid', property: 'promised' }), world)).toEqual([
      'dateNeverSeen date-1 /nodes/0/settings/of/property',
    ])
  })
  test('a key needs an event to be taken from', () => {
    const keyed = workflow([node('segment-1', 'segment', { segment: 'x', on: 'join' }, { next: 'exit-9' }), exit()], {
      settings: { reentry: { rule: 'once' }, key: 'cart_id' },
      segments: { x: { title: 'X', when: bought } },
    })
    expect(found(keyed)).toEqual(['keyWithoutEvent  /settings/key'])
  })
})

describe('edges', () => {
  test('lead to nodes that exist', () => {
    expect(found(workflow([start('gone-7')]))).toEqual(['missingTarget event-1 /nodes/0/ports/next'])
  })
  test('leave by ports that exist', () => {
    const odd = workflow([node('event-1', 'event', { event: 'A' }, { next: 'exit-9', 'other/one': 'exit-9' }), exit()])
    expect(check(odd, emptyWorld).map(({ code, path }) => `${code} ${path}`)).toEqual([
      'unknownPort /nodes/0/ports/other~1one',
    ])
  })
  test('leave by ports that exist once', () => {
    const paths = [
      { port: 'else', when: bought },
      { port: 'loyal', when: { test: 'orderNumber', op: 'atLeast', value: 3 } as Predicate },
    ]
    const doubled = workflow([start('branch-2'), node('branch-2', 'branch', { paths }, { else: 'exit-9' }), exit()])
    expect(found(doubled)).toEqual(['repeatedPort branch-2 /nodes/1/settings'])
  })
  test('reach every node', () => {
    const lonely = workflow([start(), exit(), node('wait-3', 'delay', { for: 'P1D' }, { next: 'exit-9' })])
    expect(found(lonely)).toEqual(['unreachable wait-3 /nodes/2'])
  })
  test('make no loop that never rests', () => {
    const paths = [{ port: 'again', when: bought }]
    const loop = workflow([
      start('update-2'),
      node('update-2', 'update', { set: [{ attribute: 'a', to: 1 }] }, { next: 'branch-3' }),
      node('branch-3', 'branch', { paths }, { again: 'update-2' }),
    ])
    expect(found(loop)).toEqual(['loopWithoutRest update-2 /nodes/1'])
    const resting = workflow([
      start('wait-2'),
      node('wait-2', 'delay', { for: 'P1D' }, { next: 'branch-3' }),
      node('branch-3', 'branch', { paths }, { again: 'wait-2' }),
    ])
    expect(found(resting)).toEqual([])
  })
  test.each([
    ['run', 'event-1', ['loopWithoutRest wait-2 /nodes/1']],
    ['run', 'timeout', []],
    ['arrival', 'event-1', []],
  ] as const)(
    'make no loop by what has happened for good: a wait since %s and its port %s',
    (since, port, expected) => {
      const settings = { for: 'event' as const, events: [{ port: 'event-1', event: 'Order' }], since, timeout: 'P1D' }
      const update = node('update-3', 'update', { set: [{ attribute: 'a', to: 1 }] }, { next: 'wait-2' })
      const loop = workflow([start('wait-2'), node('wait-2', 'wait', settings, { [port]: 'update-3' }), update])
      expect(found(loop)).toEqual(expected)
    },
  )
  test.each([
    ['missing', ['loopWithoutRest delay-2 /nodes/1']],
    ['past', ['loopWithoutRest delay-2 /nodes/1']],
    ['next', []],
  ] as const)(
    'make no loop by a date that is missing or past, which it is still when a run comes back: %s',
    (port, expected) => {
      const email = node('email-3', 'email', transactional, { next: 'delay-2' })
      const date = { of: { ref: 'customer.renewal' } }
      expect(
        found(workflow([start('delay-2'), node('delay-2', 'delay', { date }, { [port]: 'email-3' }), email])),
      ).toEqual(expected)
    },
  )
  test('make no loop by a condition that holds as it did when a run comes back, unless something in the loop changes the customer', () => {
    const waiting = (back: WorkflowNode) =>
      workflow([
        start('wait-2'),
        node('wait-2', 'wait', { for: 'condition', until: bought, timeout: 'P1D' }, { holds: back.id }),
        { ...back, ports: { next: 'wait-2' } } as WorkflowNode,
      ])
    expect(found(waiting(node('email-3', 'email', transactional)))).toEqual(['loopWithoutRest wait-2 /nodes/1'])
    expect(found(waiting(node('stop-3', 'stop', { workflow: 'other' })))).toEqual(['loopWithoutRest wait-2 /nodes/1'])
    expect(found(waiting(node('update-3', 'update', { set: [{ attribute: 'a', to: 1 }] })))).toEqual([])
    expect(found(waiting(node('emit-3', 'emit', { event: 'Seen' })))).toEqual([])
    expect(found(waiting(node('start-3', 'start', { workflow: 'other' })))).toEqual([])
    expect(found(waiting(node('delay-3', 'delay', { for: 'P1D' })))).toEqual([])
  })
  test('lead out of every loop, unless an exit rule or the goal ends the run', () => {
    const round = (else_: string, settings: Partial<Workflow['settings']> = {}) =>
      workflow(
        [
          exit(),
          node('branch-3', 'branch', { paths: [{ port: 'bought', when: bought }] }, { bought: 'delay-2', else: else_ }),
          node('delay-2', 'delay', { for: 'P1D' }, { next: 'branch-3' }),
          node(
            'branch-4',
            'branch',
            { paths: [{ port: 'bought', when: bought }] },
            { bought: 'exit-9', else: 'delay-2' },
          ),
          start('branch-4'),
        ],
        { settings: { reentry: { rule: 'once' }, ...settings } },
      )
    const goal = { title: 'Done', by: 'condition', when: bought, within: 'P9D', from: 'start' } as const
    expect(found(round('delay-2'))).toEqual(['neverEnds delay-2 /nodes/2'])
    expect(found(round('delay-2', { goal: { ...goal, ends: false } }))).toEqual(['neverEnds delay-2 /nodes/2'])
    expect(found(round('delay-2', { goal: { ...goal, ends: true } }))).toEqual([])
    expect(found(round('delay-2', { exits: [{ title: 'Bought', when: bought }] }))).toEqual([])
    expect(found(round('exit-9'))).toEqual([])
    const open = round('delay-2')
    open.nodes[1]!.ports = { bought: 'delay-2' }
    expect(found(open)).toEqual([])
  })
  test('join nodes whose numbers lie below the next one', () => {
    expect(found(workflow([start(), exit()], { nextId: 9 }))).toEqual(['idNotBelowNext exit-9 /nodes/1/id'])
  })
})

describe('references', () => {
  const joining = (segments?: Workflow['segments']) =>
    workflow([node('segment-1', 'segment', { segment: 'loyal', on: 'join' }, { next: 'exit-9' }), exit()], {
      ...(segments && { segments }),
    })
  const loyal = { title: 'Loyal', when: bought }

  test('name segments that the file carries or the store has', () => {
    expect(found(joining())).toEqual(['unknownSegment segment-1 /nodes/0/settings/segment'])
    expect(found(joining({ loyal }))).toEqual([])
    expect(found(joining(), { ...emptyWorld, segments: { loyal } })).toEqual([])
    expect(found(branching({ not: { test: 'segment', segment: 'constructor' } }))).toEqual([
      'unknownSegment branch-2 /nodes/1/settings/paths/0/when/not/segment',
    ])
  })
  test('do not make a segment rest on itself, also through the store', () => {
    const other: Predicate = { test: 'segment', segment: 'other' }
    const world = {
      ...emptyWorld,
      segments: { other: { title: 'O', when: { not: { test: 'segment', segment: 'loyal' } } } },
    }
    expect(found(joining({ loyal: { title: 'L', when: { all: [bought, other] } } }), world as World)).toEqual([
      'segmentCycle  /segments/loyal/when',
    ])
  })
  test('read the trigger only where there is one', () => {
    const when: Predicate = { test: 'trigger', property: 'total', op: 'greater', value: 5 }
    expect(found(joining({ loyal: { title: 'L', when } }))).toEqual(['triggerInSegment  /segments/loyal/when'])
    const equal: Predicate = { test: 'attribute', attribute: 'plan', op: 'is', value: { ref: 'trigger.plan' } }
    const joined = joining({ loyal })
    const exits = [{ title: 'Gone', when: equal }]
    expect(found({ ...joined, settings: { ...joined.settings, exits } })).toEqual([
      'triggerWithoutEvent  /settings/exits/0/when',
    ])
    expect(found({ ...branching(bought), settings: { ...joined.settings, exits } })).toEqual([])
  })
  test('read no run where customers are asked who need not be in one', () => {
    const audience = (when: Predicate): SettingsOf<'schedule'> => ({
      recurs: { every: 'day', time: '09:00' },
      audience: { of: 'condition', when },
    })
    const scheduled = (when: Predicate) =>
      workflow([start('exit-9'), node('schedule-2', 'schedule', audience(when), { next: 'exit-9' }), exit()])
    const at = 'schedule-2 /nodes/1/settings/audience/when'
    expect(found(scheduled(bought))).toEqual([])
    expect(found(scheduled({ ...bought, within: 'run' } as Predicate))).toEqual([`runWindowWithoutRun ${at}/within`])
    expect(found(scheduled({ test: 'trigger', property: 'total', op: 'known' }))).toEqual([`triggerWithoutRun ${at}`])

    const counted = (ref: string) => {
      const where = { property: 'plan', op: 'is', value: { ref } } as const
      const goal = { by: 'event', event: 'Order Completed', where, within: 'P7D' } as const
      const settings = { ...(kinds.experiment.defaults() as SettingsOf<'experiment'>), goal }
      return workflow([start('experiment-2'), node('experiment-2', 'experiment', settings, {})])
    }
    expect(found(counted('customer.plan'))).toEqual([])
    expect(found(counted('trigger.plan'))).toEqual(['triggerWithoutRun experiment-2 /nodes/1/settings/goal/where'])
  })
})

describe('workflows that begin each other', () => {
  test('are found through a thousand segments that name each other', { timeout: 20_000 }, () => {
    const member = (n: number): Predicate => ({ test: 'segment', segment: `s${n}` })
    // Of each pair both members name both of the next, so that the ways through them are without number.
    const segments = (last: string) =>
      Object.fromEntries(
        Array.from({ length: 1000 }, (_, n) => {
          const next = n - (n % 2) + 2
          const when: Predicate = next < 1000 ? { any: [member(next), member(next + 1)] } : { ...bought, event: last }
          return [`s${n}`, { title: 'S', when }]
        }),
      )
    const causing = (trigger: WorkflowNode, event: string) =>
      workflow([trigger, node('emit-2', 'emit', { event }, { next: 'exit-9' }), exit()])
    const other = causing(node('segment-1', 'segment', { segment: 's0', on: 'join' }, { next: 'emit-2' }), 'Signed Up')
    const store = [{ id: 'other', title: 'Other', state: 'live', links: linksOf(other) }]
    const own = causing(start('emit-2'), 'Paid')
    const inStore = (last: string) => ({
      ...emptyWorld,
      segments: segments(last),
      workflows: linkedWorkflows(store),
    })
    expect(found(own, inStore('Paid'))).toEqual(['workflowCircle emit-2 /nodes/1/settings'])
    expect(found(own, inStore('Refunded'))).toEqual([])
  })

  test('are found where one sets the attribute in which the date lies by which it begins', () => {
    const setting = (attribute: string) =>
      workflow([
        node(
          'date-1',
          'date',
          { of: { from: 'attribute', attribute: 'contract.renews' }, repeat: 'once' },
          { next: 'update-2' },
        ),
        node('update-2', 'update', { set: [{ attribute, to: null }] }, { next: 'exit-9' }),
        exit(),
      ])
    expect(found(setting('contract'))).toEqual(['workflowCircle update-2 /nodes/1/settings'])
    expect(found(setting('contractor'))).toEqual([])
  })
})

describe('conditions', () => {
  const at = '/nodes/1/settings/paths/0/when'
  const attribute = (op: string, value?: unknown): Predicate =>
    ({ test: 'attribute', attribute: 'age', op, ...(value !== undefined && { value }) }) as Predicate

  test('have an operand of the kind that their operator compares', () => {
    expect(found(branching(attribute('is')))).toEqual([`operandMissing branch-2 ${at}`])
    expect(found(branching(attribute('greater', 'many')))).toEqual([`wrongOperand branch-2 ${at}/value`])
    expect(found(branching(attribute('before', 'soon')))).toEqual([`wrongOperand branch-2 ${at}/value`])
    expect(found(branching(attribute('withinLast', '30 days')))).toEqual([`wrongOperand branch-2 ${at}/value`])
    expect(found(branching(attribute('greater', '5')))).toEqual([])
    expect(found(branching(attribute('before', '2026-01-01')))).toEqual([])
    expect(found(branching(attribute('known')))).toEqual([])
  })
  test('have at most fifty terms, those of filters counted, and five levels', () => {
    const where = { any: Array.from({ length: 26 }, (_, n) => ({ property: 'sku', op: 'is' as const, value: n })) }
    const last = (event: string): Predicate => ({ test: 'last', event, where })
    expect(found(branching({ any: [last('A'), last('B')] }))).toEqual([`tooManyTerms branch-2 ${at}`])
    expect(found(branching({ any: [last('A'), bought] }))).toEqual([])
    const deep = (levels: number): Predicate => (levels === 1 ? bought : { not: deep(levels - 1) })
    expect(found(branching(deep(5)))).toEqual([])
    expect(found(branching(deep(6)))).toEqual([`conditionTooDeep branch-2 ${at}`])
  })
  test('of a segment know no run', () => {
    const segments = { loyal: { title: 'L', when: { ...bought, within: 'run' } as Predicate } }
    const named = { ...branching({ test: 'segment', segment: 'loyal' }), segments }
    expect(found(named)).toEqual(['runWindowInSegment  /segments/loyal/when/within'])
  })
  test('that can never hold, or always do, are named at their outermost part', () => {
    const never: Predicate = { all: [bought, { not: bought }] }
    expect(found(branching(never))).toEqual([`neverHolds branch-2 ${at}`])
    expect(found(branching({ any: [bought, never] }))).toEqual([`neverHolds branch-2 ${at}/any/1`])
    const always: Predicate = { test: 'event', event: 'A', op: 'atLeast', value: 0 }
    expect(found(branching({ all: [bought, always] }))).toEqual([`alwaysHolds branch-2 ${at}/all/1`])
  })
  test('that hold only for somebody whose value is a list, or fail only for them, are said to be so', () => {
    const both: Predicate = { all: [attribute('is', 'vip'), attribute('is', 'gold')] }
    expect(found(branching({ any: [bought, both] }))).toEqual([`holdsOnlyForLists branch-2 ${at}/any/1`])
    expect(found(branching({ not: both }))).toEqual([`failsOnlyForLists branch-2 ${at}`])
  })
  test('inside filters are judged too', () => {
    const where = {
      all: [
        { property: 'a', op: 'known' as const },
        { property: 'a', op: 'unknown' as const },
      ],
    }
    expect(found(branching({ test: 'last', event: 'A', where }))).toEqual([`neverHolds branch-2 ${at}/where`])
    const trigger = workflow([node('event-1', 'event', { event: 'A', where }, { next: 'exit-9' }), exit()])
    expect(found(trigger)).toEqual(['neverHolds event-1 /nodes/0/settings/where'])
  })
})

describe('templates', () => {
  const body = '/nodes/1/settings/mjml/1'
  const link = '{{ unsubscribe_url }}'

  test('must be readable', () => {
    expect(found(email(`{{ customer.email | shout }} ${link}`))).toContain(`liquidSyntax email-2 ${body}`)
    expect(found(email(`{% include "x" %} ${link}`))).toContain(`liquidSyntax email-2 ${body}`)
    expect(found(email(`${'{{ store.name }}'.repeat(2_000)} ${link}`))).toContain(`liquidSyntax email-2 ${body}`)
    expect(found(email(link, { subject: '{{ a' }))).toEqual(['liquidSyntax email-2 /nodes/1/settings/subject'])
  })
  test('name only what exists', () => {
    expect(found(email(`{{ customer.shoe_size }} ${link}`))).toEqual([`unknownVariable email-2 ${body}`])
    expect(found(email(`{{ shop.name }} ${link}`))).toEqual([`unknownVariable email-2 ${body}`])
    expect(found(email(`{{ customer.firstName }} {{ store.name }} ${link}`))).toEqual([])
    const world = { ...emptyWorld, attributes: new Set(['shoe_size']) }
    expect(found(email(`{{ customer.shoe_size }} ${link}`), world)).toEqual([])
  })
  test('or say what to do without it', () => {
    expect(found(email(`{{ customer.shoe_size | upcase | default: "any" }} ${link}`))).toEqual([])
    expect(found(email(`{% if customer.shoe_size %}{{ customer.shoe_size }}{% endif %} ${link}`))).toEqual([])
    expect(found(email(`{% for p in trigger.products %}{{ p.name }}{% endfor %} ${link}`))).toEqual([])
  })
  test('or ask about it, or about a part of it, before they name a part of it', () => {
    const world = { ...emptyWorld, events: new Map([['Signed Up', new Set(['plan'])]]) }
    expect(found(email(`{% if customer.shoe %}{{ customer.shoe.size }}{% endif %} ${link}`), world)).toEqual([])
    const listed =
      '{% if trigger.products.size > 0 %}{% for p in trigger.products %}{{ p.name }}{% endfor %}{% endif %}'
    expect(found(email(`${listed} ${link}`), world)).toEqual([])
    const another = `{% if customer.hat %}{{ customer.shoe.size }}{% endif %} ${link}`
    expect(found(email(another), world)).toEqual([`unknownVariable email-2 ${body}`])
  })
  test('may name any property of an event never seen, and of a seen one its own', () => {
    const named = email(`{{ trigger.plan.name }} ${link}`)
    const seen = (...properties: string[]) => ({
      ...emptyWorld,
      events: new Map([['Signed Up', new Set(properties)]]),
    })
    expect(found(named)).toEqual([])
    expect(found(named, seen('plan'))).toEqual([])
    expect(found(named, seen('price'))).toEqual([`unknownVariable email-2 ${body}`])
  })
})

describe('messages', () => {
  test('of marketing carry a link to unsubscribe', () => {
    expect(found(email('Hello'))).toEqual(['noUnsubscribeLink email-2 /nodes/1/settings/mjml'])
    expect(found(email('Hello', { purpose: 'transactional' }))).toEqual([])
  })
  test('of marketing to people who never said yes are a warning', () => {
    const world = { ...emptyWorld, marketingToUnknown: true }
    expect(found(email('{{ unsubscribe_url }}'), world)).toEqual([
      'marketingWithoutConsent email-2 /nodes/1/settings/purpose',
    ])
  })
})

describe('waits', () => {
  test('for an event have a timeout, or a warning', () => {
    const wait = (timeout?: string) =>
      workflow([
        start('wait-2'),
        node('wait-2', 'wait', {
          for: 'event',
          since: 'arrival',
          events: [{ port: 'a', event: 'A' }],
          ...(timeout && { timeout }),
        }),
      ])
    expect(found(wait())).toEqual(['waitWithoutTimeout wait-2 /nodes/1/settings'])
    expect(found(wait('P1D'))).toEqual([])
  })
})

describe('ports that nobody can take', () => {
  test('are those of a condition that an earlier path has taken', () => {
    expect(check(branching(bought, bought), emptyWorld)).toMatchObject([
      { code: 'portNeverTaken', params: { port: 'path-2', by: 'path-1' } },
    ])
  })
  test('are all after a path that always holds', () => {
    const always: Predicate = { any: [bought, { not: bought }] }
    const codes = check(branching(always, bought), emptyWorld).map(
      ({ code, params }) => `${code} ${params?.port ?? ''}`,
    )
    expect(codes).toEqual(['alwaysHolds ', 'portNeverTaken path-2', 'portNeverTaken else'])
  })
  test('are none after a path that fails for lists', () => {
    const is = (value: string): Predicate => ({ test: 'attribute', attribute: 'tags', op: 'is', value })
    const codes = check(branching({ not: { all: [is('vip'), is('gold')] } }, bought), emptyWorld).map(
      ({ code }) => code,
    )
    expect(codes).toEqual(['failsOnlyForLists'])
  })
  test('are those of an event that an earlier one takes', () => {
    const events = [
      { port: 'a', event: 'A' },
      { port: 'b', event: 'A', where: { property: 'x', op: 'known' as const } },
    ]
    const wait = workflow([
      start('wait-2'),
      node('wait-2', 'wait', { for: 'event', since: 'arrival', timeout: 'P1D', events }),
    ])
    expect(found(wait)).toEqual(['portNeverTaken wait-2 /nodes/1/settings/events/1'])
  })
})

describe('a draft', () => {
  test('whose settings are unfinished hears about them and about the rest', () => {
    const draft = workflow([
      { id: 'event-1', kind: 'event', settings: kinds.event.defaults(), ports: { next: 'branch-2' } } as never,
      { id: 'branch-2', kind: 'branch', settings: {}, ports: { else: 'exit-9', other: 'gone-3' } } as never,
      exit(),
      exit('exit-10'),
    ])
    const { workflow: parsed, problems } = checkDocument(draft, emptyWorld)
    expect(parsed).toBeNull()
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'empty /nodes/0/settings/event',
      'missing /nodes/1/settings/paths',
      'missingTarget /nodes/1/ports/other',
      'unreachable /nodes/3',
    ])
  })
})
