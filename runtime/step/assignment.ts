import { hash } from 'node:crypto'
import type { Assignment } from '../commit/assignment.ts'
import type { Run } from '../commit/run.ts'
import type { Assigned } from '../nodes/behaviour.ts'
import { count } from '../note.ts'
import type { Turn } from '../turn.ts'

/**
 * What an assignment hashes. Different salts, workflows or nodes give shares that tell nothing of one another, so that a customer's path in
 * one split says nothing about the next one, or about a holdout.
 */
export interface Hashed {
  /** What the assignment is for: `split`, `experiment`, `holdout`. */
  readonly salt: string
  readonly workflow: string
  /** The node that assigns; empty for what concerns the whole workflow. */
  readonly node: string
  /** The id that the assignment is made with: the customer's when it was made first (rule 5). */
  readonly customer: number
}

/**
 * A share in [0, 1), even over customers and for ever the same (rule 10): the first 53 bits of the SHA-256 of the parts, written as a JSON
 * array, so that no two assignments have the same bytes.
 *
 * @example shareOf({ salt: 'split', workflow: 'welcome', node: 'split-2', customer: 17 }) < 0.1 // one of ten customers
 */
export function shareOf({ salt, workflow, node, customer }: Hashed): number {
  const digest = hash('sha256', JSON.stringify([salt, workflow, node, customer]), 'buffer')
  return (digest.readUInt32BE(0) * 2 ** 21 + (digest.readUInt32BE(4) >>> 11)) / 2 ** 53
}

/**
 * The item on whose part of [0, 1) a share lies, parts in order and as long as their weights say. When weights change, only customers
 * whose share a boundary passes over change their item.
 *
 * @example itemAt(0.85, [{ port: 'a', percent: 90 }, { port: 'b', percent: 10 }], ({ percent }) => percent) // a
 */
export function itemAt<Item>(share: number, items: readonly Item[], weightOf: (item: Item) => number): Item {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0)
  let upTo = 0
  for (const item of items) {
    upTo += weightOf(item)
    if (share * total < upTo) return item
  }
  throw new Error(`no item has a weight: ${items.length} items`)
}

/** The customer's assignment at the run's node: as it was made before, else with the id that the run began with (rules 5 and 10). */
export function assignmentOf(turn: Turn, run: Run, salt: string): Assigned {
  const customer = madeBefore(turn, run.workflow, run.node)?.as ?? Number.parseInt(run.id, 10)
  return { as: customer, share: shareOf({ salt, workflow: run.workflow, node: run.node, customer }) }
}

/** Writes an assignment down when it is the first at the run's node; in an experiment the path that it leads to counts from then on. */
export function keepAssignment(turn: Turn, run: Run, { as }: Assigned, exposedTo: string | null): void {
  const { workflow, version, node } = run
  if (madeBefore(turn, workflow, node)) return
  const made = { customer: turn.customer.id, workflow, node, as, at: turn.now }
  if (exposedTo !== null) count(turn, run, node, `exposed:${exposedTo}`)
  turn.result.assignments.push(
    exposedTo === null ? made : { ...made, exposed: { version, port: exposedTo, converted: false } },
  )
}

/**
 * The oldest assignment of the customer at a node, also as those who joined in this turn; of two at once the older customer's. Whoever has
 * converted for any of them has converted: they are one person.
 */
export function madeBefore(turn: Turn, workflow: string, node: string): Assignment | undefined {
  const found = [turn.customer.id, ...turn.joinedFrom].flatMap(
    (customer) => turn.reading.assignment(customer, workflow, node) ?? [],
  )
  const made = turn.result.assignments.filter((one) => one.workflow === workflow && one.node === node)
  // Of two lines for one assignment the later knows more.
  const all = [...made.toReversed(), ...found].sort((a, b) => a.at - b.at || a.as - b.as)
  const [oldest] = all
  const converted = all.some(({ exposed }) => exposed?.converted)
  return oldest?.exposed && converted ? { ...oldest, exposed: { ...oldest.exposed, converted } } : oldest
}
