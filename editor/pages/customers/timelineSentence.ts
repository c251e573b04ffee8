import type { z } from 'zod'
import type { TimelineItem } from '../../../shared/api/models/timelineItem.ts'
import type { Json } from '../../../shared/customer.ts'
import { type MailResponse, responseIn } from '../../../shared/mailEvents.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { instantIn, showMoney } from '../../../shared/words/show.ts'
import { endSentence } from '../runs/endSentence.ts'

const words = pageWords.timeline

export type Item = z.infer<typeof TimelineItem>
export type Kind = Exclude<keyof typeof words.kinds, 'all'>

type Detail = { readonly [name: string]: Json | undefined }
type Said = { readonly title: string; readonly aside?: string }

/** Under which filter each thing on a timeline falls. */
export const kindOf = {
  event: 'event',
  message: 'message',
  runStarted: 'run',
  runEnded: 'run',
  notEnrolled: 'run',
  segmentJoined: 'segment',
  segmentLeft: 'segment',
  customersJoined: 'other',
  consentChanged: 'other',
  attributesLeftOut: 'other',
  zoneUnknown: 'other',
  addressRefused: 'other',
  heldOut: 'run',
  goalReached: 'run',
} satisfies { [What in Item['what']]: Kind }

const sentences = {
  event: ({ title }, properties) =>
    mailSentence(responseIn(title), properties) ?? {
      title: Object.hasOwn(words.calls, title) ? (words.calls[title] as string) : title,
      aside: glance(properties),
    },
  message: ({ title }, { channel }) => ({ title: channel === 'webhook' ? words.webhook(title) : words.email(title) }),
  runStarted: ({ title }, { key }) => ({ title: words.runStarted(title), ...(key ? { aside: String(key) } : {}) }),
  runEnded: ({ title }, { reason }) => ({
    title: words.runEnded(title),
    aside: words.runEndedWhy(endSentence((reason ?? null) as Parameters<typeof endSentence>[0])),
  }),
  notEnrolled: ({ title }, { why }) => ({
    title: words.notEnrolled(title),
    aside: words.notEnrolledWhy(String(why ?? '')),
  }),
  segmentJoined: ({ title }) => ({ title: words.segmentJoined(title) }),
  segmentLeft: ({ title }) => ({ title: words.segmentLeft(title) }),
  customersJoined: (_, { from, runs }) => ({ title: words.customersJoined(String(from ?? ''), Number(runs ?? 0)) }),
  consentChanged: (_, detail) => ({
    title: words.consentChanged(detail),
    ...(typeof detail.wording === 'string' ? { aside: detail.wording } : {}),
  }),
  attributesLeftOut: (_, { names }) => ({
    title: words.attributesLeftOut(Array.isArray(names) ? (names as string[]) : []),
    aside: words.attributesLimit,
  }),
  zoneUnknown: (_, { zone }) => ({ title: words.zoneUnknown(String(zone)), aside: words.zoneInstead }),
  heldOut: ({ title }) => ({ title: words.heldOut(title) }),
  goalReached: ({ title }, { goal, value, currency }) => ({
    title: words.goalReached(String(goal ?? ''), title),
    ...(typeof value === 'number' ? { aside: showMoney(value / 1_000_000, String(currency)) } : {}),
  }),
  addressRefused: (_, { address }) => ({ title: words.addressRefused(String(address ?? '')) }),
} satisfies { [What in Item['what']]: (item: Item, detail: Detail) => Said }

/** What a line of the timeline says, and what stands beside it. */
export function timelineSentence(item: Item): Said {
  const detail = (typeof item.detail === 'object' && item.detail !== null ? item.detail : {}) as Detail
  return sentences[item.what](item, detail)
}

/** What came back of a mail, in a sentence; the rest of its properties opens below. */
function mailSentence(what: MailResponse | undefined, properties: Detail): Said | undefined {
  if (!what) return undefined
  const text = (name: string) => (typeof properties[name] === 'string' ? properties[name] : '')
  const subject = text('email_subject')
  const url = text('link_url')
  const aside = { aside: what === 'clicked' ? subject : text('campaign_name') }
  if (what === 'clicked' && !url) return undefined
  if (properties.machine === true && what === 'opened') return { title: words.loadedByMachine(subject), ...aside }
  if (properties.machine === true && what === 'clicked') return { title: words.checkedByMachine(url), ...aside }
  return { title: words[what](what === 'clicked' ? url : subject), ...aside }
}

const glanced = 3

/** The first plain properties of an event, enough to tell it from its neighbours. */
const glance = (properties: Detail): string =>
  Object.entries(properties)
    .filter(([, value]) => value !== null && value !== '' && typeof value !== 'object')
    .slice(0, glanced)
    .map(([name, value]) => words.property(name, instantIn(String(value)) ?? String(value)))
    .join(' · ')
