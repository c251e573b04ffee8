import { limits } from '../limits.ts'
import { Digest, type Line, type ReadingLeaf } from './digest.ts'
import type { Facts, History } from './facts.ts'
import { readsOfFilter } from './reads.ts'
import type { Filter } from './schema.ts'

/** What a history has kept for a leaf, with what the present turn changes of it: the same as walking back through all of it. */
export interface Kept {
  readonly digest: Digest
  readonly news: readonly Line[]
  /** Pushed out by the news: only so many of the newest events are looked at. */
  readonly without: ReadonlySet<Line>
}

/**
 * What is kept of a history for a leaf, of at least `needed` events that count if there are so many; undefined where nothing is: the
 * history keeps nothing, the leaf is about a run, or its filter reads more than the event.
 */
export function keptOf(leaf: ReadingLeaf, facts: Facts, needed: number): Kept | undefined {
  const { keeping } = facts.events(leaf.event)
  if (!keeping || !isKept(leaf)) return undefined
  const { history, news } = keeping
  const most = limits.historyPerEvent
  const digest = history.digest(leaf, facts.zone, (grew) => new Digest(leaf, facts.zone, grew))
  digest.catchUp(history, facts.now, needed + news.length)
  const without = new Set<Line>()
  const pushedOut = Math.min(news.length, history.length + news.length - most)
  // Late events may be none of the newest themselves: then the long way is walked.
  if (pushedOut > 0 && !news.every((fact) => digest.isWithin(fact))) return undefined
  for (let nth = 0; nth < pushedOut; nth++) {
    if (!digest.hasRead(most - nth)) continue
    const last = history.at(nth - most)
    if (!last) continue
    if (news.some((fact) => fact.time <= last.time)) return undefined
    const line = digest.lineOf(last)
    if (line) without.add(line)
  }
  return { digest, news: news.flatMap((fact) => digest.lineFor(fact) ?? []), without }
}

/** The newest events that count, at most so many, for the reasons of a decision. */
export function newestOf({ digest, news, without }: Kept, history: History, now: number, most: number): number[] {
  const found: number[] = []
  const added = news.filter(({ expiry }) => expiry > now)
  const pushedOut = [...without].filter(({ expiry }) => expiry > now)
  const standing = digest.lines.length - digest.expired + added.length - pushedOut.length
  for (let back = 1; found.length < Math.min(most, standing) && back <= history.length; back++) {
    const fact = history.at(-back)
    if (!fact) break
    const line = digest.lineOf(fact) ?? added.find(({ seq }) => seq === fact.seq)
    if (line && line.expiry > now && !without.has(line)) found.push(fact.seq)
  }
  return found
}

/** Whether a history that keeps anything keeps it for this leaf. */
export const isKept = ({ within, where }: ReadingLeaf): boolean => within !== 'run' && isOfEvent(where)

const ofEvent = new WeakMap<Filter, boolean>()

/** Whether a filter's answer about an event stays for ever: it reads neither time nor the customer nor a run. */
function isOfEvent(filter: Filter | undefined): boolean {
  if (!filter) return true
  let answer = ofEvent.get(filter)
  if (answer === undefined) {
    const { attributes, time, run } = readsOfFilter(filter)
    answer = attributes.size === 0 && !time && !run
    ofEvent.set(filter, answer)
  }
  return answer
}
