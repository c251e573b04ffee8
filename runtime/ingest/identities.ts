import type { Identity } from '../../shared/event.ts'

/** An event's fields that may name a customer, already checked. */
export interface Naming {
  readonly userId?: string | number | null
  readonly anonymousId?: string | number | null
  readonly externalIds?: { readonly [kind: string]: string | number | null } | null
  readonly context?: {
    readonly externalIds?: readonly { readonly id: string | number; readonly type: string }[] | null
  } | null
  readonly traits?: { readonly email?: unknown; readonly phone?: unknown } | null
}

/**
 * Who an event is about. The first decides: userId, else an external id, else anonymousId.
 * What traits say is a name only where the source is trusted: anybody can type another person's address into a form.
 */
export function identitiesOf(item: Naming, trusted: boolean, isIdentify: boolean): Identity[] {
  const found: Identity[] = []
  const add = (kind: string, value: unknown) => {
    if (typeof value !== 'string' && typeof value !== 'number') return
    const text = normalIdentity(kind, String(value))
    // A second user among the further ids would make both one person, also by a browser's word.
    const isSaid = (other: Identity) => other.kind === kind && (kind === 'userId' || other.value === text)
    if (text !== '' && !found.some(isSaid)) found.push({ kind, value: text })
  }
  add('userId', item.userId)
  for (const external of item.context?.externalIds ?? []) add(external.type, external.id)
  for (const kind in item.externalIds) add(kind, item.externalIds[kind])
  if (trusted && isIdentify) {
    add('email', item.traits?.email)
    add('phone', item.traits?.phone)
  }
  add('anonymousId', item.anonymousId)
  return found
}

/** Addresses are the same however they are typed; other ids are kept as they came. */
export function normalIdentity(kind: string, value: string): string {
  if (kind === 'email') return value.trim().normalize('NFC').toLowerCase()
  if (kind === 'phone') return value.replace(/[\s().-]/g, '')
  return value
}
