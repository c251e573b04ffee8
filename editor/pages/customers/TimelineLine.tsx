import { Link } from '@tanstack/react-router'
import {
  Ban,
  ChartPie,
  ChevronRight,
  CircleSlash,
  Flag,
  LogIn,
  LogOut,
  type LucideIcon,
  Mail,
  ShieldCheck,
  UserRoundPlus,
  UserRoundX,
  Webhook,
  Zap,
} from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import { showTime } from '../../../shared/words/show.ts'
import { isMessageState, MessageStateChip } from '../outbox/MessageStateChip.tsx'
import css from './Timeline.module.css'
import { type Item, timelineSentence } from './timelineSentence.ts'
import { Value } from './Value.tsx'

const words = pageWords.timeline

const looks = {
  event: [Zap, 'tint-trigger'],
  message: [Mail, 'tint-message'],
  runStarted: [LogIn, 'tint-flow'],
  runEnded: [LogOut, 'tint-flow'],
  notEnrolled: [CircleSlash, 'tint-flow'],
  segmentJoined: [ChartPie, 'tint-customer'],
  segmentLeft: [ChartPie, 'tint-customer'],
  customersJoined: [UserRoundPlus, 'tint-customer'],
  consentChanged: [ShieldCheck, 'tint-customer'],
  attributesLeftOut: [CircleSlash, 'tint-customer'],
  zoneUnknown: [CircleSlash, 'tint-customer'],
  addressRefused: [Ban, 'tint-flow'],
  heldOut: [UserRoundX, 'tint-flow'],
  goalReached: [Flag, 'tint-customer'],
} satisfies { [What in Item['what']]: readonly [LucideIcon, string] }

/** One thing that happened. An event opens to show its properties; what has a page of its own leads there. */
export function TimelineLine({ item }: { readonly item: Item }) {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const [usual, tint] = looks[item.what]
  const Icon = isCall(item) ? Webhook : usual
  const { title, aside } = timelineSentence(item)
  const isEvent = item.what === 'event'
  return (
    <li className={css.line}>
      <span className={`${css.icon} ${tint}`}>
        <Icon size={14} strokeWidth={1.6} aria-hidden />
      </span>
      <div className={css.said}>
        <div className={css.title}>
          {isEvent ? (
            <button
              type="button"
              className={css.open}
              aria-expanded={isOpen}
              aria-controls={id}
              onClick={() => setOpen(!isOpen)}
            >
              <span>{title}</span>
              <ChevronRight size={14} strokeWidth={1.8} aria-hidden data-open={isOpen || undefined} />
            </button>
          ) : (
            <Target item={item}>{title}</Target>
          )}
          <MessageState item={item} />
        </div>
        {aside && !isOpen && <p className={isEvent ? css.glance : css.aside}>{aside}</p>}
        {isEvent && isOpen && <Properties id={id} detail={item.detail} />}
      </div>
      <time className="quiet num" dateTime={item.at}>
        {showTime(item.at)}
      </time>
    </li>
  )
}

function Target({ item, children }: { readonly item: Item; readonly children: ReactNode }) {
  if (item.message)
    return (
      <Link to="/outbox/$key" params={{ key: item.message }}>
        {children}
      </Link>
    )
  if (item.run)
    return (
      <Link to="/runs/$id" params={{ id: item.run }}>
        {children}
      </Link>
    )
  const segment = (item.detail as { segment?: unknown } | null)?.segment
  if (typeof segment === 'string')
    return (
      <Link to="/segments/$id" params={{ id: segment }}>
        {children}
      </Link>
    )
  return <span>{children}</span>
}

const isCall = ({ what, detail }: Item) =>
  what === 'message' && (detail as { readonly channel?: unknown } | null)?.channel === 'webhook'

function MessageState({ item }: { readonly item: Item }) {
  const { state, channel } = (item.what === 'message' && (item.detail as { state?: unknown; channel?: string })) || {}
  return isMessageState(state) ? <MessageStateChip state={state} channel={channel} /> : null
}

function Properties({ id, detail }: { readonly id: string; readonly detail: unknown }) {
  if (typeof detail !== 'object' || detail === null)
    return (
      <p id={id} className={css.aside}>
        {words.removed}
      </p>
    )
  const entries = Object.entries(detail)
  if (entries.length === 0)
    return (
      <p id={id} className={css.aside}>
        {words.noProperties}
      </p>
    )
  return (
    <dl id={id} className={css.properties}>
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
