import { expect, test } from 'vitest'
import { ordeal } from './ordeal.ts'
import { killOf } from './schedule.ts'
import { verdictOn } from './verdict.ts'

test('five kills under load break no promise', { timeout: 120_000 }, async () => {
  const said: string[] = []
  const { figures, broken } = await ordeal({
    seed: 5,
    from: 0,
    kills: 5,
    perSecond: 500,
    report: (sentence) => said.push(sentence),
  })
  expect(broken, said.join('\n')).toEqual([])
  // What was not tried cannot have been kept.
  expect(figures.events).toBeGreaterThan(1_000)
  expect(figures.webhooks).toBeGreaterThan(100)
  expect(figures.mails).toBeGreaterThan(20)
  expect(figures.retries).toBeGreaterThan(0)
})

test('a kill is the same whatever came before it', () => {
  expect(killOf(7, 40)).toEqual(killOf(7, 40))
  expect(killOf(7, 40)).not.toEqual(killOf(8, 40))
})

test('the verdict sees what is lost, doubled and not listed', () => {
  const event = (messageId: string) => ({ messageId, type: 'track', userId: 'u', timestamp: '' }) as const
  const mail = (key: string, state: string) =>
    ({ key, channel: 'email', state, waited: 0, mail: `Order ${key}` }) as const
  const verdict = verdictOn({
    said: [
      { event: event('m-1'), webhook: 'o-1' },
      { event: event('m-2'), webhook: 'o-2' },
      { event: event('m-3'), mail: 'Order k-3' },
      { event: event('m-4'), mail: 'Order k-4' },
      { event: event('m-5'), mail: 'Order k-5' },
    ],
    acknowledged: new Set(['m-1', 'm-2', 'm-3']),
    sink: { orders: 2, keysOf: (order) => (order === 'o-1' ? ['a', 'b'] : []) },
    arrived: [
      { subject: 'Order k-3', link: 'http://127.0.0.1:1/u/a' },
      { subject: 'Order k-3', link: 'http://127.0.0.1:1/u/a' },
      { subject: 'Order k-9', link: '/u/a' },
    ],
    url: 'http://127.0.0.1:1',
    cutOff: new Set(['k-4']),
    listedUncertain: ['k-5'],
    book: {
      eventIds: ['born-0', 'm-1', 'm-1', 'm-2', 'm-9'],
      messages: [
        { key: 'w-1', channel: 'webhook', state: 'sent', waited: 999, mail: '' },
        { key: 'w-2', channel: 'webhook', state: null, waited: 1_000, mail: '' },
        mail('k-3', 'sent'),
        mail('k-4', 'sent'),
        mail('k-5', 'uncertain'),
      ],
      runs: new Map([['after-order', 4]]),
      parked: 1,
      refused: 1,
    },
    counted: { started: 5, webhooksSent: 1, mailsSent: 2 },
  })
  expect(verdict).toEqual({
    eventsLost: 1,
    eventsDoubled: 1,
    eventsNeverSaid: 1,
    webhooksMissing: 1,
    webhooksDoubled: 1,
    webhooksNeverAsked: 1,
    webhooksNotSent: 1,
    delaysCutShort: 1,
    mailsMissing: 0,
    mailsDoubled: 1,
    mailsNeverAsked: 1,
    mailsSentButNotArrived: 1,
    mailsWithWrongLink: 1,
    mailsWithoutEnd: 0,
    uncertainNotListed: 1,
    uncertainWithoutReason: 1,
    runsTooFewOrTooMany: 1,
    countsWrong: 1,
    parked: 1,
    refused: 1,
  })
})
