import type { Predicate } from '../../../shared/predicate/schema.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import type { Assignment } from './assignments.ts'
import type { Planned } from './starts.ts'
import type { Happened } from './truth.ts'

/** A customer as the reference interpreter keeps them: with everything that ever happened, in arrays. */
export interface Person {
  readonly id: number
  created: number
  /** Time has been lived through up to here. */
  lived: number
  readonly names: string[]
  readonly attributes: Record<string, { value: unknown; time: number }>
  consent: { value: string; time: number }
  /** The address that a receiver refused for good: theirs, else the last. */
  refused: { readonly address: string; readonly at: number } | null
  readonly events: Happened[]
  readonly segments: Set<string>
  readonly runs: Run[]
  begun: number
  readonly enrolled: Map<string, number>
  /** By workflow and node. */
  readonly assigned: Map<string, Assignment>
  /** Starts to come, by workflow, trigger and key. */
  readonly planned: Map<string, Planned>
  /** Goals that may still be reached, in the order in which their runs began. */
  pursuits: readonly Pursuit[]
  /** Events that were counted for a goal, by workflow and number. */
  readonly counted: Set<string>
  /** Events and requests that their runs made happen. */
  made: number
  became: Person | null
}

export interface Run {
  readonly id: string
  readonly number: number
  readonly workflow: string
  version: number
  key: string
  node: string
  visit: number
  /** When it came to its node: what a delay and a timeout count from. */
  arrived: number
  until: number | null
  awaits: boolean
  /** Its message wants to go: it asks at this very instant, by what came so late. */
  asks: Pick<Change, 'mayStart' | 'cause'> | null
  /** The message at which it stands: since when it wants to go, until when it may, and what was said of it last. */
  message: { readonly asked: number; readonly giveUp: number; readonly said: string } | null
  /** How often it went round again, by node. */
  readonly rounds: Record<string, number>
  /** The nodes and ports by which it left since it rested last. */
  readonly ways: Set<string>
  held: { port: string | null; why: string | null; isOverdue: boolean; isArriving?: true } | null
  readonly since: number
  readonly trigger: Happened | undefined
  readonly started: number
  readonly depth: number
  ended: boolean
  /** Why it was left, when it did not come to its own end: then no message of it goes that has not begun. */
  left: string | null
  /** Every e-mail of it that was ever admitted. */
  readonly mails: Mail[]
}

/** A run, or what would have been one of somebody who is held out, whose goal may still be reached. */
export interface Pursuit {
  readonly run: Run
  /** With which the run began. */
  readonly version: number
  readonly entered: string
  /** When reaching it counts, now or before: none yet where it is only after a message. */
  readonly windows: { readonly from: number; until: number }[]
  /** When the last of its run's mails is given up: until then one may begin the time. */
  mailsUntil: number
  readonly isHeldOut: boolean
}

/** An e-mail that was admitted. */
export interface Mail {
  readonly key: string
  readonly version: number
  readonly node: string
  readonly run: Run
  readonly purpose: string
  readonly giveUp: number
  address: string
  /** When it was admitted last. */
  at: number
  /**
   * `open`: nobody knows yet what became of it; `cancelled`: nor whether it was soon enough that it may no longer go; `gone`: it counts for
   * nothing, unless it turns out to have been sent.
   */
  state: 'open' | 'cancelled' | 'sent' | 'gone'
  /** When it was admitted first: its place among those that want to go. */
  readonly admitted: number
  sendBefore: number
  /** It was judged again and waits until then. */
  until: number | null
  /** It waits and asks now. */
  asks: boolean
  /** It may not go any more, whatever of it is handed back. */
  isOver: boolean
}

/** Something changed for a customer: what follows from it is looked at. */
export interface Change {
  readonly event?: Happened
  readonly attributes?: readonly string[]
  readonly consents?: boolean
  /** Their address was refused for good. */
  readonly refused?: boolean
  readonly segment?: string
  readonly on?: 'join' | 'leave'
  /** Segments that a new definition finds them in, or out of: they have not joined them, nor left. */
  readonly found?: readonly string[]
  readonly all?: boolean
  readonly time?: boolean
  /** What the run's time alone brings is left out. */
  readonly missed?: boolean
  /** The time begins in which this goal counts. */
  readonly pursued?: Pursuit | undefined
  /** Somebody joined: what is news to those whose goals, or paths, were only one's. */
  readonly learned?: ReadonlyMap<Pursuit | Assignment, readonly Happened[]>
  /** A mail counts no more. */
  readonly freed?: boolean
  readonly mayStart: boolean
  /** What came from outside and caused it, by its own time, and whether that was imported. */
  readonly cause?: { readonly time: number; readonly imported: boolean } | undefined
  /** The trigger of a schedule that is due. */
  readonly scheduled?: string
  /** A start that was planned is due. */
  readonly planned?: Planned
  /** A run asks for a workflow, from where it stood, or somebody does. */
  readonly request?: { readonly workflow: string; readonly trigger: Happened; readonly at?: Place }
  readonly ended?: { readonly workflow: string; readonly how: string }
  readonly by?: Run | undefined
  /** Where the run stood that caused it. */
  readonly place?: Place | undefined
}

export interface Place {
  readonly node: string
  readonly visit: number
}

export interface Decision extends Place {
  readonly at: number
  readonly what: string
  readonly port?: string
  readonly why: string
  readonly until?: number
}

export const personOf = (person: Person): Person => (person.became ? personOf(person.became) : person)
export const oldestFirst = (a: Run, b: Run): number =>
  a.started - b.started || a.number - b.number || (a.id < b.id ? -1 : 1)
export const activeRuns = (person: Person): Run[] => person.runs.filter(({ ended }) => !ended).sort(oldestFirst)
export const nameOf = ({ workflow, key }: Run): string => `${workflow} ${key}`
export const keyOf = ({ id, node, visit }: Run): string => `${id}:${node}:${visit}`
export const placeOf = ({ node, visit }: Run): Place => ({ node, visit })
export const addressOf = ({ attributes }: Person): string =>
  typeof attributes.email?.value === 'string' ? attributes.email.value : ''
export const hasRequest = ({ nodes }: Workflow): boolean => nodes.some(({ kind }) => kind === 'request')
export const follows = ({ nodes }: Workflow, workflow: string | undefined): boolean =>
  nodes.some(({ kind, settings }) => kind === 'workflow' && (settings as { workflow: string }).workflow === workflow)

/** Whether a change may have made a condition true or false. */
export function concerns(change: Change, when: Predicate): boolean {
  const text = JSON.stringify(when)
  if (change.all) return true
  if (change.time || change.attributes?.includes('timezone')) if (/"P[0-9DWMTHS]+"/.test(text)) return true
  if (
    change.event &&
    (text.includes(`"event":"${change.event.name}"`) ||
      (change.event.name === 'Order Completed' && text.includes('orderNumber')))
  )
    return true
  if (change.attributes?.some((name) => text.includes(`"attribute":"${name}"`))) return true
  const moved = [...(change.found ?? []), ...(change.segment ? [change.segment] : [])]
  if (moved.some((segment) => text.includes(`"segment":"${segment}"`))) return true
  return Boolean(change.consents && text.includes('"consent"'))
}
