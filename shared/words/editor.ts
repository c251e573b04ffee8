import { showNumber, showTime } from './show.ts'

/**
 * The words of the editor's shell and builder, grouped by where they stand. Those of the other pages are in pages.ts.
 * Sentence case, no exclamation marks; what varies is a parameter.
 */
export const words = {
  product: 'Perennial',
  errors: {
    noAnswer: 'Perennial does not answer',
    noAnswerAdvice: 'Is it running? It is started with npm start. What you see may be out of date.',
    unexpectedAnswer: 'Perennial answered something that this page does not understand',
    status: (status: number) => `Perennial answered with status ${status}`,
    retry: 'Try again',
    notFound: 'There is nothing at this address',
    notFoundAdvice: 'It may have been deleted, or the address is not complete.',
    pageFailed: 'This page stopped working',
    toWorkflows: 'Go to Workflows',
    alsoWrong: (count: number) => `And ${showNumber(count)} more`,
  },
  common: {
    loading: 'Loading',
    loadMore: 'Show more',
    cancel: 'Cancel',
    close: 'Close',
    save: 'Save',
    delete: 'Delete',
    add: 'Add',
    remove: 'Remove',
    edit: 'Edit',
    search: 'Search',
    copy: 'Copy',
    copied: 'Copied',
    none: 'None',
    unknown: 'Unknown',
    more: 'More',
    rows: (count: number) => `${showNumber(count)} shown`,
  },
  rail: {
    label: 'Pages',
    start: 'Start',
    workflows: 'Workflows',
    templates: 'Templates',
    customers: 'Customers',
    runs: 'Runs',
    segments: 'Segments',
    outbox: 'Outbox',
    settings: 'Settings',
    more: 'More pages',
    theme: { auto: 'Colours follow your system', light: 'Light colours', dark: 'Dark colours' },
    skip: 'Skip to the page',
  },
  banner: {
    demo: 'You are in the demo store. Nothing here is sent to anybody, and leaving it changes nothing of your own store.',
    leave: 'Leave the demo store',
    play: 'Let its days pass',
    pause: 'Stop its days',
    dataClock: (now: string, zone?: string) =>
      `This store keeps its own time. It is ${now}${zone ? ` (${zone})` : ''}.`,
    advanceHour: 'Advance an hour',
    advanceDay: 'Advance a day',
    held: 'Marketing and timers are held, because Perennial was not running for a long time.',
    away: 'Live numbers have stopped: Perennial does not answer. Trying again.',
    parked: (count: number) =>
      `${showNumber(count)} ${count === 1 ? 'entry' : 'entries'} of the log could not be processed and ${count === 1 ? 'is' : 'are'} set aside.`,
  },
  savedAt: (instant: string) => `Saved ${showTime(instant)}`,
} as const
