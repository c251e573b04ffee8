import { describe, expect, test } from 'vitest'
import { type Item, kindOf, timelineSentence } from '../../../editor/pages/customers/timelineSentence.ts'

const at = '2026-11-22T10:00:00.000Z'
const said = (item: Partial<Item> & Pick<Item, 'what'>): string => {
  const { title, aside } = timelineSentence({ at, title: '', detail: null, ...item })
  return aside ? `${title} | ${aside}` : title
}

describe('a line of the timeline', () => {
  test('names an event and its first plain properties', () => {
    expect(
      said({
        what: 'event',
        title: 'Order Completed',
        detail: { order_id: 'o-1', products: [{ id: 1 }], coupon: null, total: 49.9, currency: 'EUR', city: 'Rome' },
      }),
    ).toBe('Order Completed | order id o-1 · total 49.9 · currency EUR')
    expect(said({ what: 'event', title: 'identify' })).toBe('Said who they are')
    expect(said({ what: 'event', title: 'toString' })).toBe('toString')
  })

  test('says of a run where it led and why it ended', () => {
    expect(said({ what: 'runStarted', title: 'Win-back', detail: { version: 1, key: '' } })).toBe('Entered Win-back')
    expect(
      said({ what: 'runEnded', title: 'Win-back', detail: { reason: { code: 'exitNode', detail: 'Ordered' } } }),
    ).toBe('Left Win-back | Ordered')
    expect(said({ what: 'runEnded', title: 'Win-back', detail: { reason: { code: 'reachedEnd' } } })).toBe(
      'Left Win-back | Reached the end',
    )
    expect(said({ what: 'notEnrolled', title: 'Win-back', detail: { why: 'reentryOnce' } })).toBe(
      'Did not enter Win-back | each customer enters once',
    )
  })

  test('says what somebody said about marketing, and how', () => {
    expect(said({ what: 'consentChanged', detail: { is: 'denied', source: 'oneClick', wording: 'One-click' } })).toBe(
      'Said no to marketing e-mail, by one click in their mail program | One-click',
    )
    expect(said({ what: 'consentChanged', detail: { is: 'granted', source: 'checkout', wording: null } })).toBe(
      'Said yes to marketing e-mail, by checkout',
    )
  })

  test('says who joined whom, and what they brought', () => {
    expect(said({ what: 'customersJoined', detail: { from: 12, runs: 1 } })).toBe(
      'Joined with customer 12, who brought 1 run',
    )
    expect(said({ what: 'customersJoined', detail: { from: 12, runs: 0 } })).toBe('Joined with customer 12')
  })

  test('says something of everything, also without details', () => {
    for (const what of Object.keys(kindOf) as Item['what'][]) expect(said({ what, title: 'X' }), what).not.toBe('')
  })
})
