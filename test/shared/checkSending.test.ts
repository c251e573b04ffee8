import { describe, expect, test } from 'vitest'
import { check, emptyWorld } from '../../shared/check.ts'
import { checkDocument } from '../../shared/checkDocument.ts'
import { initialSending, type Sending } from '../../shared/sending.ts'
import type { Workflow, WorkflowNode, WorkflowSettings } from '../../shared/workflow.ts'
import { draw, email } from '../support/trial.ts'
import { exit, mjml, node, start, workflow } from './drafts.ts'

const twoMails = (settings: Partial<WorkflowSettings>, between: string) =>
  draw({
    settings,
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
      'email-2': email('One', { next: 'delay-3' }),
      'delay-3': { kind: 'delay', settings: { for: between }, ports: { next: 'email-4' } },
      'email-4': email('Two'),
    },
  })

const found = (settings: Partial<WorkflowSettings>, sending: Partial<Sending> = {}, between = 'P1D') =>
  check(twoMails(settings, between), { ...emptyWorld, sending: { ...initialSending, ...sending } }).map(
    ({ code, params }) => [code, ...Object.values(params ?? {})].join(' '),
  )

const night = [{ from: '20:00', to: '10:00' }]

describe('rule 32: sending', () => {
  test('rule 32: the most messages in a week, delays at their shortest, are set against the limits', () => {
    const weekly = { caps: [{ per: 'week' as const, atMost: 1 }] }
    expect(found(weekly)).toEqual(['moreThanCap 2 1'])
    expect(found(weekly, {}, 'P8D')).toEqual([])
    expect(found({}, { caps: [{ channel: 'email', cap: { per: 'rolling', atMost: 1, period: 'P2D' } }] })).toEqual([
      'moreThanCap 2 1',
    ])
    expect(found({}, { caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] }, 'P2D')).toEqual([])
  })

  test('rule 32: a loop counts as often as it goes round in that time', () => {
    const loop = twoMails({ caps: [{ per: 'week', atMost: 3 }] }, 'P1D')
    loop.nodes[2]!.ports = { next: 'email-2' }
    const [problem] = check(loop, emptyWorld).filter(({ code }) => code === 'moreThanCap')
    expect(problem?.params).toEqual({ messages: 8, atMost: 3 })
  })

  test('rule 32: a loop by a time of day goes round no sooner than that time comes again', () => {
    const most = (loop: Workflow, atMost: number) => {
      const caps = [{ per: 'week' as const, atMost }]
      const problems = check({ ...loop, settings: { ...loop.settings, caps } }, emptyWorld)
      const problem = problems.find(({ code }) => code === 'moreThanCap')
      return problem && [problem.code, problem.params?.messages].join(' ')
    }
    const round = (until: object) =>
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
          'email-2': email('One', { next: 'delay-3' }),
          'delay-3': { kind: 'delay', settings: { until }, ports: { next: 'email-2' } },
        },
      })
    // The first may go just before nine, and one day may have 23 hours.
    expect(most(round({ time: '09:00' }), 8)).toBe('moreThanCap 9')
    expect(most(round({ time: '09:00' }), 9)).toBeUndefined()
    expect(most(round({ time: '09:00', weekdays: ['monday'] }), 2)).toBe('moreThanCap 3')
    expect(most(round({ time: '09:00', weekdays: ['monday'] }), 3)).toBeUndefined()
    expect(most(round({ time: '09:00', weekdays: ['monday', 'friday'] }), 3)).toBe('moreThanCap 4')
    const twice = draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { until: { time: '09:00' } }, ports: { next: 'email-3' } },
        'email-3': email('Morning', { next: 'delay-4' }),
        'delay-4': { kind: 'delay', settings: { until: { time: '18:00' } }, ports: { next: 'email-5' } },
        'email-5': email('Evening', { next: 'delay-2' }),
      },
    })
    expect(most(twice, 16)).toBe('moreThanCap 17')
    expect(most(twice, 17)).toBeUndefined()
  })

  test('rule 32: a loop that is gone round so many times counts so often', () => {
    const most = (times: number, inside: object = {}) => {
      const loop = draw({
        settings: { caps: [{ per: 'week', atMost: 1 }] },
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
          'email-2': email('One', { next: 'delay-3' }),
          'delay-3': { kind: 'delay', settings: { for: 'PT4H' }, ports: { next: 'repeat-4' } },
          'repeat-4': { kind: 'repeat', settings: { times }, ports: { again: 'email-2', done: 'email-5' } },
          'email-5': email('Last'),
          ...inside,
        },
      })
      return check(loop, emptyWorld).find(({ code }) => code === 'moreThanCap')?.params?.messages
    }
    expect(most(1)).toBe(3)
    expect(most(4)).toBe(6)
    // Each round of the outer loop goes round the inner one anew.
    const outer = {
      'repeat-5': { kind: 'repeat', settings: { times: 2 }, ports: { again: 'email-2', done: 'email-5' } },
    }
    const inner = { kind: 'repeat', settings: { times: 1 }, ports: { again: 'email-2', done: 'repeat-5' } }
    expect(most(1, { 'repeat-4': inner, ...outer })).toBe(7)
  })

  test('rule 32: who is let in by a schedule again and again gets its messages as often', () => {
    const daily = { recurs: { every: 'day', time: '10:00' }, audience: { of: 'everyone' } }
    const most = (settings: Partial<WorkflowSettings>, recurs: object = daily.recurs, between = 'PT4H') => {
      const mails = draw({
        settings: { reentry: { rule: 'afterEnd' }, caps: [{ per: 'week', atMost: 1 }], ...settings },
        nodes: {
          'schedule-1': { kind: 'schedule', settings: { ...daily, recurs }, ports: { next: 'email-2' } },
          'email-2': email('One', { next: 'delay-3' }),
          'delay-3': { kind: 'delay', settings: { for: between } },
        },
      })
      return check(mails, emptyWorld).find(({ code }) => code === 'moreThanCap')?.params?.messages
    }
    // One of the days may have 23 hours.
    expect(most({})).toBe(8)
    expect(most({ reentry: { rule: 'once' } })).toBeUndefined()
    expect(most({ reentry: { rule: 'notBefore', period: 'P3D' } })).toBe(3)
    expect(most({}, daily.recurs, 'P4D')).toBe(2)
    expect(
      most({ exits: [{ title: 'Done', when: { test: 'orderNumber', op: 'atLeast', value: 2 } }] }, daily.recurs, 'P4D'),
    ).toBe(8)
    expect(most({}, { every: 'week', on: ['monday', 'thursday'], time: '10:00' })).toBe(3)
    expect(most({}, { every: 'month', day: 1, time: '10:00' })).toBeUndefined()
  })

  test('rule 32: schedules beside each other, and beside a time of day, come as seldom as each does alone', () => {
    const most = (recurs: readonly object[], until?: object) => {
      const mails = draw({
        settings: { reentry: { rule: 'afterEnd' }, caps: [{ per: 'week', atMost: 1 }] },
        nodes: {
          ...Object.fromEntries(
            recurs.map((each, index) => {
              const settings = { recurs: each, audience: { of: 'everyone' } }
              return [`schedule-${index}`, { kind: 'schedule', settings, ports: { next: 'delay-8' } }]
            }),
          ),
          'delay-8': { kind: 'delay', settings: until ? { until } : { for: 'PT4H' }, ports: { next: 'email-9' } },
          'email-9': email('One'),
        },
      })
      return check(mails, emptyWorld).find(({ code }) => code === 'moreThanCap')?.params?.messages
    }
    const monthly = (day: number) => ({ every: 'month', day, time: '10:00' })
    expect(most([monthly(1)], { time: '18:00' })).toBeUndefined()
    expect(most([monthly(1), monthly(15)])).toBe(2)
    expect(most([monthly(1), { every: 'week', on: ['monday'], time: '10:00' }])).toBe(2)
    expect(most([{ every: 'day', time: '10:00' }], { time: '18:00' })).toBe(8)
  })

  test('rule 32: where no limit is set, more than one a day for a week is said', () => {
    const mails = (times: number) =>
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
          'email-2': email('One', { next: 'delay-3' }),
          'delay-3': { kind: 'delay', settings: { for: 'PT4H' }, ports: { next: 'repeat-4' } },
          'repeat-4': { kind: 'repeat', settings: { times }, ports: { again: 'email-2' } },
        },
      })
    expect(check(mails(6), emptyWorld)).toEqual([])
    const [problem] = check(mails(7), emptyWorld)
    expect([problem?.code, problem?.params]).toEqual(['manyMessages', { messages: 8 }])
  })

  test('rule 32: a thousand nodes are set against forty limits that they never reach', { timeout: 20_000 }, () => {
    const caps = Array.from({ length: 20 }, () => ({ per: 'rolling' as const, atMost: 100, period: 'P31D' }))
    const sending = { ...initialSending, caps: caps.map((cap) => ({ channel: 'email' as const, cap })) }
    const wide = workflow(
      [
        start('branch-0'),
        ...Array.from({ length: 332 }, (_, n) => mailOrNot(n, `branch-${n + 1}`)).flat(),
        exit('branch-332'),
      ],
      { settings: { reentry: { rule: 'once' }, caps } },
    )
    const codes = check(wide, { ...emptyWorld, sending }).map(({ code }) => code)
    expect(codes).not.toContain('moreThanCap')
  })

  test('rule 32: a delay or a wait that a draft does not say yet takes no time', () => {
    const caps = [{ per: 'week' as const, atMost: 1 }]
    for (const [kind, settings] of [
      ['delay', null],
      ['delay', { for: '' }],
      ['delay', { for: 'soon' }],
      ['wait', { for: 'event', timeout: 'soon' }],
    ] as const) {
      const draft = twoMails({ caps }, 'P8D')
      draft.nodes[2] = { id: 'delay-3', kind, settings, ports: { next: 'email-4', timeout: 'email-4' } } as never
      const codes = checkDocument(draft, emptyWorld).problems.map(({ code }) => code)
      expect(codes).toContain('moreThanCap')
    }
  })

  test('rule 32: a send window within quiet hours lets nothing through', () => {
    expect(found({ sendWindow: { from: '21:00', to: '23:00' } }, { quietHours: night })).toEqual(['sendWindowQuiet'])
    expect(found({ sendWindow: { from: '05:00', to: '06:00' } }, { quietHours: night })).toEqual(['sendWindowQuiet'])
    expect(found({ sendWindow: { from: '09:00', to: '11:00' } }, { quietHours: night })).toEqual([])
  })

  test('rule 32: a goal after a message that is never sent, a goal that can’t hold, a holdout without a goal', () => {
    const always = { title: 'Done', within: 'P1D', from: 'message', ends: true } as const
    const silent = draw({
      settings: { goal: { by: 'event', event: 'Order', ...always } },
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'exit-2' } },
        'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
      },
    })
    expect(check(silent, emptyWorld).map(({ code }) => code)).toEqual(['goalNeverBegins'])
    const is = (value: string) => ({ test: 'attribute', attribute: 'plan', op: 'is', value }) as const
    const when = { all: [is('gold'), is('silver')] }
    expect(found({ goal: { by: 'condition', when, ...always } })).toContain('holdsOnlyForLists')
    expect(found({ holdout: 10 })).toEqual(['holdoutWithoutGoal'])
  })
})

/** A branch to a message or past it, then a day. */
const mailOrNot = (n: number, next: string): WorkflowNode[] => [
  node(
    `branch-${n}`,
    'branch',
    { paths: [{ port: 'mail', when: { test: 'orderNumber', op: 'atLeast', value: 2 } }] },
    { mail: `email-${n}`, else: `delay-${n}` },
  ),
  node(
    `email-${n}`,
    'email',
    { subject: 'S', purpose: 'marketing', mjml: mjml('{{ unsubscribe_url }}') },
    { next: `delay-${n}` },
  ),
  node(`delay-${n}`, 'delay', { for: 'P1D' }, { next }),
]
