import type { Payload } from './commit/entry.ts'
import { isWithdrawal } from './consentDecisions.ts'

/**
 * What is taken in however much waits (H26): a withdrawal, which takes effect when it is accepted (rule 23), and what has become of a
 * message, without which a crash would leave it uncertain. Of these there are no more than were claimed.
 */
export const isUrgent = (payload: Payload): boolean => payload.type === 'outcome' || isWithdrawal(payload)
