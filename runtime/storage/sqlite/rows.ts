import type { Json, Profile } from '../../../shared/customer.ts'
import type { Customer, EndReason, Message, Run } from '../../commit/commit.ts'

// Columns that are read in the same words in several places, with what they become.

export const customerColumns = 'id, created, profile, runs, rows, swept, wake, joined_to as joinedTo'
export interface CustomerRow extends Omit<Customer, 'profile'> {
  readonly profile: string
}
export const customerOf = (row: CustomerRow): Customer => ({ ...row, profile: JSON.parse(row.profile) as Profile })

export const runColumns =
  'id, customer, workflow, version, key, node, visit, rest, due, since, trigger, entered, started, ended, reason, depth'
export interface RunRow extends Omit<Run, 'rest' | 'reason'> {
  readonly rest: string
  readonly reason: string | null
}
export const runOf = (row: RunRow): Run => ({
  ...row,
  rest: JSON.parse(row.rest) as Json,
  reason: row.reason === null ? null : (JSON.parse(row.reason) as EndReason),
})

export const messageColumns = `key, customer, workflow, version, node, run, channel, purpose, address, "values", admitted,
  send_before as sendBefore, depth`
export interface MessageRow extends Omit<Message, 'values'> {
  readonly values: string
}
export const messageOf = ({ values, ...row }: MessageRow): Message => ({ ...row, values: JSON.parse(values) as Json })
