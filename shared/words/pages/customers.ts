import type { Json } from '../../customer.ts'
import { limits } from '../../limits.ts'
import { showName } from '../format.ts'
import { reasonSentence } from '../reasons.ts'
import { showCount, showNumber } from '../show.ts'

export const customersWords = {
  title: 'Customers',
  empty: 'No customers yet',
  emptyAdvice: 'A customer appears with the first event that names them.',
  connect: 'Connect a store',
  search: 'Name, e-mail or any id',
  nobody: 'Nobody is found',
  nobodyFor: (query: string) => `No name, e-mail or id begins with “${query}”.`,
  nobodyIn: 'No customer is in this segment.',
  clear: 'Show all customers',
  inSegment: 'In segment',
  anySegment: 'All customers',
  more: (count: number) => `and ${showNumber(count)} more`,
  never: 'Never',
} as const

export const customerWords = {
  title: 'Customer',
  since: (day: string) => `Customer since ${day}`,
  joined: 'Joined with another customer',
  joinedAdvice: 'Both were one person. What happened to them and what they said stands with the other.',
  joinedTo: 'Go to the other',
  view: 'Show',
  profile: 'Profile',
  timeline: 'Timeline',
  consent: 'Consent to marketing e-mail',
  tracking: 'Noting opens and clicks',
  trackingStates: { granted: 'Said yes', denied: 'Refused', unknown: 'Not refused' },
  trackingDenied: 'Mails to this customer have plain links and no invisible picture.',
  consents: { granted: 'Said yes', denied: 'Said no', unknown: 'Never said' },
  consentSince: (when: string, source: string) => `${when}, by ${source}`,
  wording: (wording: string) => `“${wording}”`,
  change: 'Write down what they said',
  grant: 'They said yes',
  deny: 'They said no',
  consentChanged: 'Written down',
  segments: 'Segments',
  noSegments: 'In no segment.',
  segmentSince: (when: string) => `since ${when}`,
  found: 'found by the definition',
  attributes: 'Attributes',
  noAttributes: 'Nothing is known yet. An identify call sets attributes.',
  attributeAt: (when: string) => `Set ${when}`,
  allAttributes: (count: number) => `Show all ${showNumber(count)}`,
  activeRuns: 'Inside now',
  pastRuns: 'Was inside',
  noRuns: 'Has entered no workflow.',
  allRuns: 'All runs',
  identities: 'Known as',
  start: {
    open: 'Start a workflow…',
    title: (name: string) => `Start a workflow for ${name}`,
    workflow: 'Workflow',
    choose: 'Choose a workflow',
    about:
      'Only workflows that are live and begin by request are listed. The rules for entering hold; whether they entered stands in the timeline.',
    confirm: 'Start it',
    done: (workflow: string, name: string) => `Starting ${workflow} for ${name}`,
  },
  key: (key: string) => `for ${key}`,
  erase: {
    part: 'Erasing',
    advice: 'When a customer asks that you delete what you know of them.',
    open: 'Erase this customer…',
    title: (name: string) => `Erase ${name}?`,
    about:
      'Their profile, events, runs and messages are removed for good, and they leave every workflow. Totals stay as they are. Later events about them are refused until they grant consent again. Copies of the store that Perennial keeps beside it are removed. Backups made before still hold them; one that is restored erases them again.',
    confirm: 'Erase for good',
    done: (name: string, copies: readonly string[]) =>
      [`${name} was erased`, ...(copies.length > 0 ? [`with copies of the store: ${copies.join(', ')}`] : [])].join(
        ', ',
      ),
  },
} as const

const sources: Readonly<Record<string, string>> = {
  api: 'a person in Perennial',
  hostedPage: 'the page behind the link in a mail',
  tracking: 'a link in a mail',
  oneClick: 'one click in their mail program',
  file: 'an imported file',
  withdrawals: 'what was kept beside a restored store',
}

type Detail = { readonly [name: string]: Json | undefined }

export const timelineWords = {
  empty: 'Nothing happened yet',
  emptyAdvice: 'Events, messages and runs of this customer appear here.',
  nothingOfKind: 'Nothing of this kind yet.',
  filter: 'Kinds',
  kinds: {
    all: 'All',
    event: 'Events',
    message: 'Messages',
    run: 'Runs',
    segment: 'Segments',
    other: 'Profile',
  },
  calls: {
    identify: 'Said who they are',
    page: 'Viewed a page',
    screen: 'Viewed a screen',
    group: 'Joined a group',
    alias: 'Got another id',
  } as Readonly<Record<string, string>>,
  removed: 'Its properties were removed since.',
  noProperties: 'No properties.',
  runStarted: (title: string) => `Entered ${title}`,
  runEnded: (title: string) => `Left ${title}`,
  runEndedWhy: (why: string) => why.replace(/^Left: /, ''),
  property: (name: string, value: string) => `${showName(name)} ${value}`,
  segmentJoined: (title: string) => `Joined ${title}`,
  segmentLeft: (title: string) => `Left ${title}`,
  customersJoined: (other: string, runs: number) =>
    `Joined with customer ${other}${runs > 0 ? `, who brought ${showCount(runs, 'run', 'runs')}` : ''}`,
  consentChanged: ({ is, source, purpose }: Detail) =>
    `${is === 'granted' ? 'Said yes' : is === 'denied' ? 'Said no' : 'Withdrew what they said'} to ${
      purpose === 'tracking' ? 'noting opens and clicks' : 'marketing e-mail'
    }${typeof source === 'string' ? `, by ${sourceName(source)}` : ''}`,
  attributesLeftOut: (names: readonly string[]) =>
    `No room for ${names.length === 1 ? 'the attribute' : 'attributes'} ${names.map(showName).join(', ')}`.trim(),
  attributesLimit: `A customer has at most ${showNumber(limits.attributes)} attributes, of ${showNumber(limits.attributesBytes / 1_000)} kB in all.`,
  zoneUnknown: (zone: string) => `The time zone ${zone} is unknown`,
  zoneInstead: "The workflow's or the store's zone is used.",
  opened: (subject: string) => (subject ? `Opened “${subject}”` : 'Opened an e-mail'),
  clicked: (url: string) => `Clicked ${url}`,
  bounced: (subject: string) => (subject ? `“${subject}” bounced` : 'An e-mail bounced'),
  complained: (subject: string) => (subject ? `Marked “${subject}” as spam` : 'Marked an e-mail as spam'),
  loadedByMachine: (subject: string) => (subject ? `A machine loaded “${subject}”` : 'A machine loaded an e-mail'),
  checkedByMachine: (url: string) => `A machine checked ${url}`,
  notEnrolled: (title: string) => `Did not enter ${title}`,
  notEnrolledWhy: (why: string) => reasonSentence(why).replace(/^Did not enter: /, ''),
  heldOut: (title: string) => `Left out of ${title} on purpose, to measure it`,
  goalReached: (goal: string, title: string) => `Reached the goal ${goal} of ${title}`,
  addressRefused: (address: string) => `The address ${address} was refused for good`,
  email: (subject: string) => (subject === '' ? 'E-mail without a subject' : subject),
  webhook: (url: string) => `Call to ${url}`,
  today: 'Today',
  yesterday: 'Yesterday',
} as const

/** Where a consent came from, in plain words; a source's own name as it is. */
export function sourceName(source: string): string {
  return Object.hasOwn(sources, source) ? (sources[source] as string) : source
}
