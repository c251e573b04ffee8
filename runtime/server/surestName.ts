import type { Identity } from '../../shared/event.ts'

/** Of somebody's names the one that stays theirs: their own id, else another, else that of a browser, which may be somebody else's tomorrow. */
export function surestName(identities: readonly Identity[]): Identity | undefined {
  const rank = ({ kind }: Identity) => (kind === 'userId' ? 0 : kind === 'anonymousId' ? 2 : 1)
  return [...identities].sort((a, b) => rank(a) - rank(b))[0]
}
