import { isDeepStrictEqual } from 'node:util'

/**
 * Whether two bodies of events say the same of the same person. When and how they were sent does not count: a Segment client that tries again
 * writes a new `sentAt` and its own account of the attempts.
 */
export function saysTheSame(one: string, other: string): boolean {
  return isDeepStrictEqual(saidBy(one), saidBy(other))
}

function saidBy(body: string) {
  const { type, event, name, userId, anonymousId, previousId, groupId, traits, properties } = JSON.parse(body)
  return { type, event, name, userId, anonymousId, previousId, groupId, traits, properties }
}
