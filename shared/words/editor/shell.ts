import { showCount, showDay, showNumber, showTime } from '../show.ts'
import { hasBegun } from '../storeTime.ts'

/** The words that stand around every page and on several: names, what failed, the rail, the banner. */
export const shellWords = {
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
    moreShort: 'More',
    theme: { auto: 'Colours follow your system', light: 'Light colours', dark: 'Dark colours' },
    skip: 'Skip to the page',
  },
  banner: {
    away: 'Live numbers have stopped: Perennial does not answer. Trying again.',
    parked: (count: number) =>
      `${showCount(count, 'entry', 'entries')} could not be processed and ${count === 1 ? 'is' : 'are'} set aside.`,
  },
  savedAt: (instant: string, now: string | number) =>
    hasBegun(instant) ? `Saved ${showDay(instant) === showDay(now) ? showTime(instant) : showDay(instant)}` : 'Saved',
  states: { draft: 'Draft', live: 'Live', paused: 'Paused', ended: 'Ended' },
  stateVersion: (version: number) => `, version ${version}`,
} as const
