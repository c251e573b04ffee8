import { type Reach, reachesOfSegment, reachesOfWorkflow } from '../shared/check/reach.ts'
import type { SegmentDefinition } from '../shared/segment.ts'
import type { Workflow } from '../shared/workflow.ts'
import { isOver } from './pursuits.ts'
import type { Head, LoadedCustomer } from './storage/port.ts'
import type { OldHistory, RetentionPass } from './storage/removal.ts'

const day = 86_400_000
/** A window is measured in the customer's calendar, which may be so much behind or ahead, and looks a little further back than it counts. */
const slack = 5 * day

/** What the pass goes on with, or begins; `null` when nothing is to be removed now. */
export function passFor(
  { setting, pass }: Head['retention'],
  clock: number,
  inUse: readonly Reach[],
): RetentionPass | null {
  if (setting.days === null) return null
  if (pass && JSON.stringify(pass.setting) === JSON.stringify(setting)) {
    if (pass.cursor !== null) return pass
    if (clock < pass.begun + day) return null
  }
  const before = removedBefore(clock, Math.max(setting.days, longestOf(inUse, setting.forEver)))
  return { begun: clock, before, setting, cursor: 0, name: 0, removed: 0 }
}

/** Up to when events go that are kept for so many days. */
export const removedBefore = (clock: number, days: number): number => clock - days * day - slack

/** Messages whose condition may still be judged: what it asks for may not go, though their run may have ended. */
export const conditionalMessagesOf = ({ customer: { ledger = [] } }: Pick<LoadedCustomer, 'customer'>): string[] =>
  ledger
    .filter(({ open, waiting, unconditional }) => (open || waiting !== undefined) && !unconditional)
    .map(({ key }) => key)

/**
 * What of a customer may go: nothing that a run, a start to come, a goal or a message still asks for. A version that is not out any more
 * may have people in it, and is asked as long as it does.
 *
 * @param reaches  how far back a version looks; `null` when nobody knows
 */
export function oldHistoryOf(
  { customer, runs, planned }: LoadedCustomer,
  pass: RetentionPass,
  inUse: readonly Reach[],
  reaches: (workflow: string, version: number) => readonly Reach[] | null,
): OldHistory {
  const inside = new Set(runs.map(({ id }) => id))
  // A goal whose time begins with messages is never reached when the run has ended without one.
  const pursuits = (customer.pursuits ?? []).filter(
    (pursuit) => inside.has(pursuit.run) || (pursuit.window !== null && !isOver(pursuit, pass.begun)),
  )
  const versions = [...runs, ...pursuits].map(({ workflow, version }) => reaches(workflow, version))
  const all = [...inUse, ...versions.flatMap((each) => each ?? [])]
  const forEver = new Set([...pass.setting.forEver, ...askedForEver(all)])
  const began = [...runs, ...pursuits, ...planned]
  return {
    customer: customer.id,
    before: versions.includes(null)
      ? Number.MIN_SAFE_INTEGER
      : Math.min(
          pass.before,
          pass.begun - longestOf(all, [...forEver]) * day - slack,
          ...began.map(({ since }) => since ?? pass.before),
        ),
    needed: began.map(({ trigger }) => trigger).filter((seq) => seq !== 0),
    forEver,
  }
}

const known = new WeakMap<object, readonly Reach[]>()

/** How far back a version or a segment looks, found once for each. */
export const reachesOfVersion = (document: Workflow): readonly Reach[] => foundOnce(document, reachesOfWorkflow)
export const reachesOfDefinition = (definition: SegmentDefinition): readonly Reach[] =>
  foundOnce(definition, reachesOfSegment)

function foundOnce<Document extends object>(document: Document, find: (document: Document) => Reach[]) {
  const reaches = known.get(document) ?? find(document)
  known.set(document, reaches)
  return reaches
}

const askedForEver = (reaches: readonly Reach[]): string[] =>
  reaches.flatMap(({ event, days }) => (event !== null && !Number.isFinite(days) ? [event] : []))

/** In days, of what is not kept for ever. */
const longestOf = (reaches: readonly Reach[], forEver: readonly string[]): number =>
  reaches
    .filter(({ event, days }) => Number.isFinite(days) && !(event !== null && forEver.includes(event)))
    .reduce((most, { days }) => Math.max(most, days), 0)
