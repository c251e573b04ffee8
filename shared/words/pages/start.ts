import { showCount } from '../show.ts'

export const startWords = {
  title: 'Welcome to Perennial',
  lead: 'Draw what should happen to a customer, and Perennial does it for each of them. Where would you like to begin?',
  demo: {
    title: 'Look around in the demo store',
    text: '5,000 invented customers, half a year of orders and workflows that are live. Let its days pass and watch mails arrive.',
    action: 'Open the demo store',
  },
  template: {
    title: 'Start from a template',
    text: 'Welcome, abandoned cart, win-back and after an order: drawn, written and ready to be changed.',
    action: 'See the templates',
  },
  connect: {
    title: 'Connect your store',
    text: 'Send events with any Segment client, or with a line of curl. Nothing has to be declared first.',
    action: 'Show the write key',
    hide: 'Hide the write key',
  },
  empty: 'Or begin with an empty canvas',
} as const

export const connectWords = {
  title: 'Send your first event',
  howTo: 'How to send events',
  writeKey: 'Write key',
  serverKey: 'Write key for servers',
  browserKey: 'Write key for browsers',
  copyKey: 'Copy the write key',
  copySnippet: 'Copy this text',
  snippets: { curl: 'curl', node: 'Node', browser: 'Browser' },
  node: 'The client of Segment as it is; host is all that differs.',
  curl: 'Identify a customer by any id of yours, then say what happened.',
  browser: 'For pages of your shop. This key only takes events and tells nothing.',
  waiting: 'Waiting for the first event',
  waitingAdvice: 'This line changes by itself as soon as one arrives.',
  received: 'First event received',
  receivedCount: (events: number, customers: number) =>
    `${showCount(events, 'event', 'events')} of ${showCount(customers, 'customer', 'customers')}`,
  seeCustomers: 'See the customers',
  refused: (count: number) => `${showCount(count, 'event was', 'events were')} refused.`,
  seeRefused: 'See why',
  noKey: 'Every write key is revoked. Add a source to get a new one.',
  newSource: 'Add a source',
} as const
