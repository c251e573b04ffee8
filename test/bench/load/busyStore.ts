import type { Predicate } from '../../../shared/predicate/schema.ts'
import type { SegmentDefinition } from '../../../shared/segment.ts'
import type { Document } from './engineOn.ts'

const happened = (event: string, value: number, within?: string): Predicate => ({
  test: 'event',
  event,
  op: 'atLeast',
  value,
  ...(within && { within }),
})

/** Twenty segments as shops have them: most read orders and attributes, few read what happens all the time. */
export const segments: { readonly [id: string]: SegmentDefinition } = Object.fromEntries(
  (
    [
      ['buyers', happened('Order Completed', 1)],
      ['regulars', happened('Order Completed', 3, 'P90D')],
      [
        'big-spenders',
        { test: 'sum', event: 'Order Completed', property: 'total', op: 'atLeast', value: 300, within: 'P90D' },
      ],
      ['at-risk', { all: [happened('Order Completed', 1), { not: happened('Order Completed', 1, 'P60D') }] }],
      ['lapsed', { all: [happened('Order Completed', 1), { not: happened('Order Completed', 1, 'P180D') }] }],
      ['new-buyers', { test: 'event', event: 'Order Completed', op: 'exactly', value: 1 }],
      [
        'coffee-buyers',
        {
          test: 'event',
          event: 'Order Completed',
          op: 'atLeast',
          value: 1,
          where: { property: 'category', op: 'is', value: 'coffee' },
        },
      ],
      ['refunded', happened('Order Refunded', 1)],
      ['cart-openers', happened('Checkout Started', 1, 'P7D')],
      [
        'cart-leavers',
        { all: [happened('Checkout Started', 1, 'P7D'), { not: happened('Order Completed', 1, 'P7D') }] },
      ],
      ['browsers', happened('Product Viewed', 5, 'P7D')],
      ['bargain-hunters', happened('Coupon Entered', 2, 'P30D')],
      ['pro', { test: 'attribute', attribute: 'plan', op: 'is', value: 'pro' }],
      ['plus', { test: 'attribute', attribute: 'plan', op: 'is', value: 'plus' }],
      ['often-here', { test: 'attribute', attribute: 'visits', op: 'atLeast', value: 250 }],
      ['in-fermo', { test: 'attribute', attribute: 'city', op: 'is', value: 'Fermo' }],
      ['subscribed', { test: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' }],
      ['reviewers', happened('Product Reviewed', 1)],
      ['app-users', happened('Application Opened', 1, 'P30D')],
      ['renewing', { test: 'attribute', attribute: 'renews_at', op: 'withinNext', value: 'P14D' }],
    ] satisfies [string, Predicate][]
  ).map(([id, when]) => [id, { title: id, when }]),
)

const mail = (id: string, next?: string) => ({
  id,
  kind: 'email',
  settings: {
    subject: 'Hello {{ customer.firstName }}',
    purpose: 'marketing',
    mjml: [
      '<mjml><mj-body><mj-section><mj-column><mj-text>{{ unsubscribe_url }}</mj-text></mj-column></mj-section></mj-body></mjml>',
    ],
  },
  ports: next ? { next } : {},
})
const delay = (id: string, duration: string, next: string) => ({
  id,
  kind: 'delay',
  settings: { for: duration },
  ports: { next },
})

const workflow = (id: string, trigger: object, nodes: readonly object[], settings: object = {}): Document => ({
  format: 1,
  id,
  title: id,
  nextId: 10,
  settings: { reentry: { rule: 'afterEnd' }, ...settings },
  nodes: [{ id: 'start-1', ...trigger, ports: { next: 'node-2' } }, ...nodes],
})
const onEvent = (event: string, where?: object) => ({ kind: 'event', settings: { event, ...(where && { where }) } })
const onJoin = (segment: string) => ({ kind: 'segment', settings: { segment, on: 'join' } })
const ordered = [{ title: 'Ordered', when: happened('Order Completed', 1, 'run') }]
const waitForOrder = (next: string) => ({
  id: 'node-2',
  kind: 'wait',
  settings: {
    for: 'event',
    events: [
      {
        port: 'ordered',
        event: 'Order Completed',
        where: { property: 'cart_id', op: 'is', value: { ref: 'trigger.cart_id' } },
      },
    ],
    since: 'run',
    timeout: 'PT4H',
  },
  ports: { timeout: next },
})

/** Ten workflows: few are entered often, most wait for something rare. */
export const workflows: readonly Document[] = [
  workflow('abandoned-cart', onEvent('Checkout Started'), [waitForOrder('node-3'), mail('node-3')], {
    key: 'cart_id',
    reentry: { rule: 'startAgain' },
  }),
  workflow('post-purchase', onEvent('Order Completed'), [delay('node-2', 'P3D', 'node-3'), mail('node-3')], {
    key: 'order_id',
  }),
  workflow('browse-abandonment', onJoin('browsers'), [delay('node-2', 'PT4H', 'node-3'), mail('node-3')], {
    exits: ordered,
  }),
  workflow('welcome', onEvent('Signed Up'), [delay('node-2', 'P1D', 'node-3'), mail('node-3')]),
  workflow(
    'win-back',
    onJoin('at-risk'),
    [mail('node-2', 'node-3'), delay('node-3', 'P7D', 'node-4'), mail('node-4')],
    {
      exits: ordered,
    },
  ),
  workflow('regulars', onJoin('regulars'), [mail('node-2')], { reentry: { rule: 'once' } }),
  workflow('review-request', onEvent('Order Delivered'), [delay('node-2', 'P7D', 'node-3'), mail('node-3')]),
  workflow('pro-upgrade', onJoin('pro'), [delay('node-2', 'P1D', 'node-3'), mail('node-3')], {
    reentry: { rule: 'once' },
  }),
  workflow('renewal', onJoin('renewing'), [mail('node-2')]),
  workflow('back-in-stock', onEvent('Product Back In Stock'), [mail('node-2')]),
]
