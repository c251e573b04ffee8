import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { recordOf } from '../../runtime/decisionLog.ts'
import { type Engine, startEngine } from '../../runtime/engine.ts'
import { initialSettings } from '../../runtime/storage/control.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { Workflow, WorkflowSettings } from '../../shared/workflow.ts'
import { draw, openTrial } from '../support/trial.ts'

type Schedule = SettingsOf<'schedule'>
const monday: Schedule['recurs'] = { every: 'week', on: ['monday'], time: '10:00' }
const isGold: Predicate = { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' }

const digest = (schedule: Partial<Schedule> = {}, settings: Partial<WorkflowSettings> = {}, id = 'trial') =>
  draw({
    id,
    settings,
    segments: { gold: isGold },
    nodes: {
      'schedule-1': {
        kind: 'schedule',
        settings: { recurs: monday, audience: { of: 'everyone' }, ...schedule },
        ports: { next: 'delay-2' },
      },
      'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
    },
  })

type Trial = Pick<Awaited<ReturnType<typeof openTrial>>, 'lines'>
const entered = (trial: Trial) =>
  trial.lines().flatMap((line) => (line.what === 'entered' ? [`${line.at.slice(5, 16)} ${line.customer}`] : []))

async function withThree(workflows: readonly Workflow[]) {
  const trial = await openTrial(workflows)
  await trial.identify('ada', '2026-01-01', { plan: 'gold' })
  await trial.identify('bob', '2026-01-01', { plan: 'silver' })
  await trial.identify('cleo', '2026-01-01', { plan: 'gold' })
  return trial
}
const republish = async (trial: Awaited<ReturnType<typeof openTrial>>, workflow: Workflow, revision: number) => {
  const document = JSON.stringify(workflow)
  await trial.change({ do: 'saveDraft', workflow: workflow.id, title: workflow.title, document, revision })
  await trial.change({ do: 'publish', workflow: workflow.id, document, revision: revision + 1, compiled: [] })
}
const state = (state: 'live' | 'paused' | 'ended') =>
  ({ do: 'setWorkflowState', workflow: 'trial', state, overdue: 'run' }) as const

describe('a schedule lets its audience in', () => {
  test('everyone, each time that it is due, and the trail says when that was', async () => {
    const trial = await withThree([digest()])
    await trial.until('2026-01-13')
    expect(entered(trial)).toEqual([
      '01-05T10:00 ada',
      '01-05T10:00 bob',
      '01-05T10:00 cleo',
      '01-12T10:00 ada',
      '01-12T10:00 bob',
      '01-12T10:00 cleo',
    ])
    expect(trial.lines()[0]).toMatchObject({ params: { scheduled: '2026-01-05T10:00:00.000Z' } })
    await trial.close()
  })

  test('also when somebody has sent an event under an id such as its own', async () => {
    const trial = await withThree([digest()])
    const id = `schedule:trial:schedule-1:${Date.parse('2026-01-05T10:00:00Z')}`
    await trial.track('ada', 'Viewed', '2026-01-02', {}, { id, trusted: false })
    await trial.until('2026-01-06')
    expect(entered(trial)).toEqual(['01-05T10:00 ada', '01-05T10:00 bob', '01-05T10:00 cleo'])
    await trial.close()
  })

  test('from when time begins, where it was published before', async () => {
    const trial = await openTrial([digest()], '1970-01-01')
    await trial.identify('ada', '2026-01-01')
    await trial.until('2026-01-06')
    expect(entered(trial)).toEqual(['01-05T10:00 ada'])
    expect((await trial.engine.standing()).last).toBeLessThan(10)
    await trial.close()
  })

  test('from when time begins, beside an experiment too, and the store knows', async () => {
    const experiment = {
      kind: 'experiment',
      settings: {
        paths: [
          { port: 'path-1', percent: 50 },
          { port: 'path-2', percent: 50 },
        ],
        goal: { by: 'event', event: 'Order Completed', within: 'P1D' },
        certainty: 95,
        takeOver: true,
      },
    } as const
    const workflow = draw({
      nodes: {
        'schedule-1': {
          kind: 'schedule',
          settings: { recurs: monday, audience: { of: 'everyone' } },
          ports: { next: 'experiment-2' },
        },
        'experiment-2': experiment,
      },
    })
    const trial = await openTrial([workflow], '1970-01-01')
    await trial.identify('ada', '2026-01-01')
    const { live } = await trial.storage.head()
    expect(live.filter(({ kind }) => kind === 'schedule')).toMatchObject([{ settled: at('01T00:00') }])
    await trial.close()
  })

  test('members of a segment, or whoever fits a condition, as they are at its instant', async () => {
    for (const audience of [{ of: 'segment', segment: 'gold' } as const, { of: 'condition', when: isGold } as const]) {
      const trial = await withThree([digest({ audience })])
      await trial.identify('ada', '2026-01-05T09:59', { plan: 'silver' })
      await trial.identify('bob', '2026-01-05T10:01', { plan: 'gold' })
      await trial.until('2026-01-06')
      expect(entered(trial)).toEqual(['01-05T10:00 cleo'])
      await trial.close()
    }
  })

  test('rule 8: the rules for entering again and the filter hold', async () => {
    const once = await withThree([digest({}, { reentry: { rule: 'once' }, filter: isGold })])
    await once.until('2026-01-20')
    expect(entered(once)).toEqual(['01-05T10:00 ada', '01-05T10:00 cleo'])
    await once.close()
  })

  test('rule 18: in the zone of the workflow, else of the store; rule 19: also on the day when clocks change', async () => {
    const at = async (settings: Partial<WorkflowSettings>) => {
      const trial = await openTrial([digest({ recurs: { every: 'day', time: '02:30' } }, settings)])
      await trial.identify('ada', '2026-03-28T12:00')
      await trial.until('2026-03-30T12:00')
      await trial.close()
      return entered(trial)
    }
    expect(await at({ zone: 'Europe/Rome' })).toEqual(['03-29T01:30 ada', '03-30T00:30 ada'])
    expect(await at({})).toEqual(['03-29T02:30 ada', '03-30T02:30 ada'])
  })

  test('by a rule, until it has ended: a workflow that is published later joins in where it stands', async () => {
    const recurs = {
      every: 'rrule',
      rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3',
      start: '2025-12-23',
      time: '10:00',
    } as const
    const trial = await openTrial([digest({ recurs })])
    await trial.identify('ada', '2026-01-01')
    await trial.until('2026-03-01')
    expect(entered(trial)).toEqual(['01-06T10:00 ada', '01-20T10:00 ada'])
    expect((await trial.engine.standing()).last).toBeLessThan(10)
    await trial.close()
  })

  test('rule 29: members whom a definition found enter, for a schedule asks who is one; what is late or historical plays no part', async () => {
    const trial = await openTrial()
    await trial.identify('ada', '2026-01-01', { plan: 'gold' })
    await trial.publish(digest({ audience: { of: 'segment', segment: 'gold' } }))
    await trial.until('2026-01-06')
    expect(entered(trial)).toEqual(['01-05T10:00 ada'])
    await trial.close()
  })

  test('a new version keeps to its own schedule from its publishing on; an ended workflow to none', async () => {
    const trial = await withThree([digest({ audience: { of: 'segment', segment: 'gold' } })])
    await trial.until('2026-01-05T11:00')
    await republish(trial, digest({ recurs: { every: 'day', time: '10:30' }, audience: { of: 'everyone' } }), 1)
    await trial.until('2026-01-06T12:00')
    expect(entered(trial)).toEqual([
      '01-05T10:00 ada',
      '01-05T10:00 cleo',
      '01-06T10:30 ada',
      '01-06T10:30 bob',
      '01-06T10:30 cleo',
    ])
    await trial.change(state('ended'))
    await trial.until('2026-01-20')
    expect(entered(trial)).toHaveLength(5)
    await trial.close()
  })
})

describe('rule 26: while a workflow is paused nobody enters by its schedule', () => {
  const paused = async (missed: Schedule['missed']) => {
    const trial = await withThree([digest({ missed, recurs: { every: 'day', time: '10:00' } })])
    await trial.until('2026-01-01T12:00')
    await trial.change(state('paused'))
    await trial.until('2026-01-04T12:00')
    const before = entered(trial)
    await trial.change(state('live'))
    await trial.until('2026-01-05T12:00')
    const { counters } = (await trial.storage.load({ tallies: [{ workflow: 'trial', version: 1 }] })).tallies.reduce(
      (sum, { counter, total }) => ({ counters: sum.counters + (counter.startsWith('keptOut') ? total : 0) }),
      { counters: 0 },
    )
    await trial.close()
    return {
      before: before.length,
      after: entered(trial)
        .slice(before.length)
        .filter((line) => line.endsWith('ada')),
      keptOut: counters,
    }
  }

  test('skip: those who would have entered are counted, and the next instant counts', async () => {
    expect(await paused('skip')).toEqual({ before: 3, after: ['01-05T10:00 ada'], keptOut: 9 })
  })

  test('runLast: the last instant is made up for when the pause is over', async () => {
    expect(await paused('runLast')).toEqual({ before: 3, after: ['01-04T12:00 ada', '01-05T10:00 ada'], keptOut: 0 })
  })
})

test('rule 26: what came in a pause after a hold of which nothing is made up for is made up for when the pause is over', async () => {
  const trial = await withThree([digest({ missed: 'runLast', recurs: { every: 'day', time: '10:00' } })])
  await trial.until('2026-01-02T08:00')
  await trial.change(state('paused'))
  const before = entered(trial).length
  await trial.append({ type: 'hold', from: at('02T09:00'), why: 'absence' }, '2026-01-02T09:00')
  await trial.append({ type: 'release', overdue: 'skip' }, '2026-01-03T09:00')
  await trial.until('2026-01-05T12:00')
  await trial.change(state('live'))
  await trial.until('2026-01-06T12:00')
  const after = entered(trial).slice(before)
  expect(after.filter((line) => line.endsWith('ada'))).toEqual(['01-05T12:00 ada', '01-06T10:00 ada'])
  await trial.close()
})

const at = (text: string) => Date.parse(`2026-01-${text}:00Z`)

describe('rule 21: what was due while nobody was running', () => {
  const daily = (missed: Schedule['missed']) => digest({ missed, recurs: { every: 'day', time: '10:00' } })
  const away = async (workflow: Workflow, holdAfter = Number.POSITIVE_INFINITY) => {
    const disk = openSqlite({ file: ':memory:', clock: 'wall' })
    const record = recordOf({ ...disk, close: async () => {} })
    const start = async (wall: number) => {
      const clock = simulatedClock(wall)
      const engine = await startEngine({ storage: record.storage, clock, holdAfter, changed: () => {} })
      await engine.idle()
      const until = async (to: number) => {
        for (let now = clock.now(); now < to; now = clock.now()) {
          clock.advanceTo(Math.min(to, now + 1_800_000))
          await engine.idle()
        }
      }
      return { engine, until }
    }
    const first = await start(at('01T08:00'))
    await publishInto(first.engine, workflow)
    await first.engine.append([identified('ada', at('01T08:00'))])
    await first.until(at('01T11:00'))
    // Nobody stops it: the process is gone.
    return { record, second: await start(at('04T12:00')) }
  }
  const outage = async (missed: Schedule['missed']) => {
    const { record, second } = await away(daily(missed))
    await second.until(at('05T11:00'))
    await second.engine.close()
    return entered(record)
  }

  test('skip: nobody enters for it', async () => {
    expect(await outage('skip')).toEqual(['01-01T10:00 ada', '01-05T10:00 ada'])
  })

  test('runLast: the last one is made up for when Perennial runs again', async () => {
    expect(await outage('runLast')).toEqual(['01-01T10:00 ada', '01-04T12:00 ada', '01-05T10:00 ada'])
  })

  test.each([0, 1, 2, 3])('runLast: after a hold at once, whatever was asked before (%i times)', async (asked) => {
    const [schedule] = daily('runLast').nodes
    // No timer is due besides.
    const { record, second } = await away({ ...daily('runLast'), nodes: [{ ...schedule!, ports: {} }] }, 86_400_000)
    for (let n = 0; n < asked; n++) await second.engine.nextTimer()
    await second.engine.control({ do: 'release', overdue: 'run' })
    for (let turns = 0; turns < 100; turns++) await new Promise(setImmediate)
    expect(entered(record)).toEqual(['01-01T10:00 ada', '01-04T12:00 ada'])
    await second.engine.close()
  })
})

async function publishInto(engine: Engine, workflow: Workflow): Promise<void> {
  const document = JSON.stringify(workflow)
  const { id, title } = workflow
  await engine.control({ do: 'saveDraft', workflow: id, title, document, revision: null })
  await engine.control({ do: 'publish', workflow: id, document, revision: 1, compiled: [] })
  await engine.idle()
}

const identified = (userId: string, time: number, traits: object = {}) => ({
  id: `${userId}:${time}`,
  clock: time,
  payload: {
    type: 'event' as const,
    kind: 'identify' as const,
    name: 'identify',
    time,
    identities: [{ kind: 'userId', value: userId }],
    source: 'test',
    trusted: true,
    historical: false,
    body: JSON.stringify({ type: 'identify', traits }),
  },
})

describe('rule 9: 2,500 customers over pages of 1,000', () => {
  test('enter once each, as they were at the instant, whoever acts between the pages and whoever stops the process', async () => {
    const disk = openSqlite({ file: ':memory:', clock: 'data' })
    const record = recordOf({ ...disk, close: async () => {} })
    let pages = 0
    let stop: (() => void) | undefined
    const storage = {
      ...record.storage,
      async sweepPage(...asked: Parameters<typeof disk.sweepPage>) {
        if (++pages === 2) stop?.()
        return record.storage.sweepPage(...asked)
      },
    }
    const start = () => startEngine({ storage, clock: simulatedClock(0), changed: () => {} })
    const dead = await start()
    await dead.control({ do: 'advanceClock', to: at('01T00:00') })
    await publishInto(dead, digest({ audience: { of: 'condition', when: isGold } }))
    const people = Array.from({ length: 2_500 }, (_, index) => `p${index}`)
    await dead.append(people.map((userId) => identified(userId, at('01T00:00'), { plan: 'gold' })))
    await dead.idle()

    const before = pages
    pages = 0
    stop = () => {
      throw new Error('killed between two pages')
    }
    await dead.control({ do: 'advanceClock', to: at('05T10:00') })
    await expect(dead.idle()).rejects.toThrow('killed')
    stop = undefined
    expect(before).toBe(0)
    expect(entered(record)).toHaveLength(1_000)

    const engine = await start()
    // In the same instant, before their page: two who are gold no more, one who was not known, and one who acts and stays.
    await engine.append([
      identified('p2400', at('05T10:00'), { plan: 'silver' }),
      identified('p10', at('05T10:00'), { plan: 'silver' }),
      identified('late', at('05T10:00'), { plan: 'gold' }),
      identified('p2000', at('05T10:00'), { city: 'Rome' }),
    ])
    await engine.idle()
    await engine.control({ do: 'advanceClock', to: at('06T00:00') })
    await engine.idle()
    const names = entered(record).map((line) => line.split(' ')[1])
    expect(new Set(names)).toEqual(new Set(people))
    expect(names).toHaveLength(2_500)
    expect(new Set(entered(record).map((line) => line.split(' ')[0]))).toEqual(new Set(['01-05T10:00']))
    await engine.close()
  })
})

describe('a store that moves to another zone', () => {
  const daily: Partial<Schedule> = { recurs: { every: 'day', time: '10:00' } }
  const moveTo = (trial: Awaited<ReturnType<typeof openTrial>>, zone: string) =>
    trial.change({ do: 'saveSettings', settings: { ...initialSettings, zone } })

  test.each([
    ['to the west, where the time of day has passed meanwhile', 'Europe/Rome', 'UTC', '16:00', ['09:00', '10:00']],
    ['to the west, where it has come meanwhile', 'Europe/Rome', 'America/New_York', '16:00', ['09:00', '15:00']],
    ['to the west, where it is still to come', 'Europe/Rome', 'America/New_York', '12:00', ['09:00', '15:00']],
    ['to the east', 'UTC', 'Asia/Tokyo', '16:00', ['10:00', '01:00']],
  ])('rule 18: lets nobody in twice for it: %s', async (_, from, to, when, times) => {
    const trial = await openTrial()
    await moveTo(trial, from)
    await trial.publish(digest(daily))
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.until(`2026-01-05T${when}`)
    await moveTo(trial, to)
    await trial.until('2026-01-06T16:00')
    expect(entered(trial)).toEqual([`01-05T${times[0]} ada`, `01-06T${times[1]} ada`])
    await trial.close()
  })

  test('rule 18: lets nobody in twice for one day of the week, however often it moves', async () => {
    const trial = await openTrial()
    await moveTo(trial, 'Europe/Rome')
    await trial.publish(digest())
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.until('2026-01-05T12:00')
    for (const zone of ['UTC', 'America/New_York', 'Asia/Tokyo', 'America/Los_Angeles']) await moveTo(trial, zone)
    await trial.until('2026-01-12T20:00')
    expect(entered(trial)).toEqual(['01-05T09:00 ada', '01-12T18:00 ada'])
    await trial.close()
  })

  test('rule 18: of several times of a day those that are still to come let their audience in', async () => {
    const trial = await openTrial()
    await moveTo(trial, 'Europe/Rome')
    await trial.publish(digest({ recurs: { every: 'cron', cron: '0 10,18 * * *' } }, { reentry: { rule: 'always' } }))
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.until('2026-01-05T12:00')
    await moveTo(trial, 'America/New_York')
    await trial.until('2026-01-06T01:00')
    expect(entered(trial)).toEqual(['01-05T09:00 ada', '01-05T23:00 ada'])
    await trial.close()
  })

  test.each([
    [
      'to the west, where that time of day is still to come',
      'America/New_York',
      ['01-05T10:00 ada', '01-06T18:00 ada'],
    ],
    ['to the east, where it had come before the hold', 'Asia/Tokyo', ['01-05T10:00 ada', '01-07T01:00 ada']],
  ])('rule 18: lets nobody in while time is held, %s', async (_, zone, times) => {
    const trial = await openTrial()
    await trial.publish(digest({ ...daily, missed: 'runLast' }))
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.until('2026-01-06T09:00')
    await trial.append({ type: 'hold', from: Date.parse('2026-01-06T09:00Z'), why: 'absence' }, '2026-01-06T09:00')
    await trial.until('2026-01-06T16:00')
    await moveTo(trial, zone)
    await trial.until('2026-01-06T18:00')
    expect(entered(trial)).toEqual(['01-05T10:00 ada'])
    await trial.append({ type: 'release', overdue: 'run' }, '2026-01-06T18:00')
    await trial.until('2026-01-07T06:00')
    expect(entered(trial)).toEqual(times)
    await trial.close()
  })

  test('rule 18: lets its audience in today when it was published after that time in the zone before', async () => {
    const trial = await openTrial()
    await moveTo(trial, 'Europe/Rome')
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.until('2026-01-05T11:00')
    await trial.publish(digest(daily))
    await moveTo(trial, 'America/New_York')
    await trial.until('2026-01-06T01:00')
    expect(entered(trial)).toEqual(['01-05T15:00 ada'])
    await trial.close()
  })
})
