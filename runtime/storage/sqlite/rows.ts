import type { Json, Profile } from '../../../shared/customer.ts'
import { type MailResponse, mailResponses } from '../../../shared/mailEvents.ts'
import type { Assignment } from '../../commit/assignment.ts'
import type { Customer } from '../../commit/customer.ts'
import type { Pursuit } from '../../commit/goal.ts'
import type { LedgerLine, Message } from '../../commit/message.ts'
import type { EndReason, Run } from '../../commit/run.ts'
import type { Names } from './names.ts'

// Columns that are read in the same words in several places, with what they become.

/** A name's text, where a page reads a row without the writer's memory of names. */
export const named = (column: string): string => `(select text from name where id = ${column})`

export interface CustomerRow extends Omit<Customer, 'profile' | 'ledger' | 'pursuits'> {
  readonly profile: string
  readonly derived: number
  readonly ledger: string | null
  readonly pursuits: string | null
}
export const customerOf = ({ derived, ledger, pursuits, ...row }: CustomerRow): Customer => ({
  ...row,
  ...(derived > 0 && { derived }),
  profile: JSON.parse(row.profile) as Profile,
  ...(ledger !== null && { ledger: JSON.parse(ledger) as LedgerLine[] }),
  ...(pursuits !== null && { pursuits: JSON.parse(pursuits) as Pursuit[] }),
})

/** A run's id in two numbers: the customer with whom it was born, and which of theirs it is. */
export interface RunId {
  readonly born: number
  readonly number: number
}
export const runIdOf = ({ born, number }: RunId): string => `${born}-${number}`
export function runIdIn(text: string): RunId {
  const dash = text.indexOf('-')
  return { born: Number(text.slice(0, dash)), number: Number(text.slice(dash + 1)) }
}

export const runColumns =
  'born, number, customer, workflow, version, key, node, visit, rest, arrived, due, since, trigger, entered, started, ended, reason, depth, repeats, causes'
export interface RunRow
  extends RunId,
    Omit<Run, 'id' | 'workflow' | 'node' | 'entered' | 'rest' | 'reason' | 'repeats' | 'causes'> {
  readonly workflow: number
  readonly node: number
  readonly entered: number
  readonly rest: string | number | null
  readonly repeats: string | null
  readonly causes: string | null
  readonly reason: string | null
}
export const runOf = ({ born, number, repeats, causes, ...row }: RunRow, names: Names): Run => ({
  ...row,
  ...(repeats !== null && { repeats: JSON.parse(repeats) as NonNullable<Run['repeats']> }),
  ...(causes !== null && { causes: JSON.parse(causes) as string[] }),
  id: runIdOf({ born, number }),
  workflow: names.textOf(row.workflow),
  node: names.textOf(row.node),
  entered: names.textOf(row.entered),
  rest: typeof row.rest === 'string' ? (JSON.parse(row.rest) as Json) : row.rest,
  reason: row.reason === null ? null : (JSON.parse(row.reason) as EndReason),
})
/** JSON, but a number as itself, so that it takes few bytes. */
export const restColumn = (rest: Json): string | number | null =>
  typeof rest === 'number' ? rest : rest === null ? null : JSON.stringify(rest)

/** A message's key in numbers: a run counts its visits, so that the node need not be told. */
export interface MessageId extends RunId {
  readonly visit: number
}
export function messageIdIn(key: string): MessageId {
  return { ...runIdIn(key.slice(0, key.indexOf(':'))), visit: Number(key.slice(key.lastIndexOf(':') + 1)) }
}

/** The message whose key is in numbers. */
export const ofKey = '(select n from message where born = @born and number = @number and visit = @visit)'

export const messageColumns = `born, number, visit, node, customer, workflow, version, channel, purpose, address, "values", admitted,
  send_before as sendBefore, depth, opened, clicked, bounced, complained, not_before as notBefore, give_up as giveUp`
export interface MessageRow
  extends MessageId,
    Record<MailResponse, number | null>,
    Omit<
      Message,
      'key' | 'node' | 'workflow' | 'run' | 'channel' | 'purpose' | 'values' | 'responses' | 'notBefore' | 'giveUp'
    > {
  readonly notBefore: number | null
  readonly giveUp: number | null
  readonly node: number
  readonly workflow: number
  readonly channel: number
  readonly purpose: number
  readonly values: string
}
export function messageOf(
  { born, number, visit, values, notBefore, giveUp, ...row }: MessageRow,
  names: Names,
): Message {
  const run = runIdOf({ born, number })
  const node = names.textOf(row.node)
  const responses = mailResponses.filter((what) => row[what] !== null)
  const { opened, clicked, bounced, complained, ...plain } = row
  return {
    ...plain,
    ...(responses.length > 0 && { responses }),
    key: `${run}:${node}:${visit}`,
    run,
    node,
    workflow: names.textOf(row.workflow),
    channel: names.textOf(row.channel) as Message['channel'],
    purpose: names.textOf(row.purpose) as Message['purpose'],
    values: JSON.parse(values) as Json,
    ...(notBefore !== null && { notBefore }),
    ...(giveUp !== null && { giveUp }),
  }
}

/** Whoever is assigned, at which workflow and node, is what it was asked by. */
export interface AssignmentRow extends Pick<Assignment, 'as' | 'at'> {
  readonly version: number | null
  readonly port: number | null
  readonly converted: number | null
}
export const assignmentOf = (
  { version, port, converted, ...row }: AssignmentRow,
  of: Pick<Assignment, 'customer' | 'workflow' | 'node'>,
  names: Names,
): Assignment => ({
  ...of,
  ...row,
  ...(version !== null &&
    port !== null && { exposed: { version, port: names.textOf(port), converted: converted === 1 } }),
})
