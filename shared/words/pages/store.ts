import { showNumber } from '../show.ts'

/** The banner of a store that keeps its own time, of the demo store, and of one that is held. */
export const storeBannerWords = {
  label: 'This store',
  demo: 'Demo store',
  demoAdvice: 'Nothing here is sent to anybody.',
  standsAt: (now: string) => `This store’s time stands at ${now}.`,
  notBegun: 'This store keeps its own time. It begins with the first event that says when it happened.',
  isPlaying: (now: string) => `Its days are passing: it is ${now}.`,
  filling: (events: string) => `It is being filled: ${events} events so far.`,
  fillingTitle: 'The demo store is being filled',
  fillingAdvice: 'Half a year of orders comes in, then its workflows go live. This takes less than a minute, once.',
  play: 'Let its days pass',
  pause: 'Stop its days',
  leave: 'Leave',
  advance: 'Advance',
  steps: { PT1H: '1 hour', P1D: '1 day', P7D: '1 week' },
  behind: (count: string) => `${count} entries still to work through`,
  held: {
    why: {
      absence: (since: string) => `Perennial stopped on ${since} and was away for long, so it asks before it goes on.`,
      clockAhead: (since: string) => `This machine’s clock was set forward after ${since}. Check it before you go on.`,
      clockBehind: (since: string) =>
        `This machine’s clock is behind: it was ${since} already. It goes on by itself once the clock is right.`,
      restored: (since: string) =>
        `This store is a backup of ${since}. Of what happened after that it knows only who unsubscribed, if withdrawals.jsonl was restored too. So it asks before it goes on.`,
    },
    waits: (runs: number, messages: number) =>
      `${runs + messages === 0 ? 'Nothing waits yet' : `${people(runs)} and ${mails(messages)} wait`}. Events still come in and transactional messages still go out.`,
    label: 'Held',
    release: 'Go on…',
    title: 'Go on after the hold',
    overdue: (runs: number) => `What becomes of the ${runs === 1 ? 'run whose time has come' : people(runs)}`,
    choices: {
      run: { label: 'They go on now', about: 'Every step whose time came is done now, late.' },
      skip: { label: 'They end here', about: 'What they waited for is not done any more. Everyone else goes on.' },
    },
    goesOut: (runs: number, messages: number) =>
      messages > 0
        ? `${messages === 1 ? 'The marketing message that waits goes' : `The ${mails(messages)} that wait go`} out, if still allowed.`
        : runs > 0
          ? 'No marketing message waits.'
          : 'No run’s time has come and no marketing message waits, so nothing is late.',
    goOn: 'Go on',
  },
  notMoved: 'The time was not moved',
} as const

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${showNumber(count)}${count >= 10_000 ? ' or more' : ''} ${many}`
const people = (runs: number) => counted(runs, 'run whose time has come', 'runs whose time has come')
const mails = (messages: number) => counted(messages, 'marketing message', 'marketing messages')
