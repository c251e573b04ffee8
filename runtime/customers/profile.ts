import { type Json, type Profile, type Timed, zoneAttribute } from '../../shared/customer.ts'
import { isZone } from '../../shared/duration.ts'
import { limits } from '../../shared/limits.ts'
import { remember } from '../note.ts'
import type { Turn } from '../turn.ts'

type Attributes = Profile['attributes']

export function setProfile(turn: Turn, profile: Profile): void {
  turn.customer = { ...turn.customer, profile }
}

/** Of addresses that were refused for good the one to which mail would go now, else the one that was refused last. */
export function refusedOf(
  all: readonly Pick<Profile, 'undeliverable'>[],
  address: string,
): Pick<Profile, 'undeliverable'> {
  const marks = all.flatMap(({ undeliverable }) => undeliverable?.email ?? []).sort((x, y) => y.at - x.at)
  const email = marks.find((mark) => mark.address === address) ?? marks[0]
  return email ? { undeliverable: { email } } : {}
}

/**
 * Sets each attribute whose value is newer than what is known; answers with the names that changed. `null` removes. What has no room is left
 * out, and the timeline says so.
 */
export function setAttributes(turn: Turn, values: Readonly<Record<string, unknown>>, time: number): string[] {
  const changed: string[] = []
  const leftOut: string[] = []
  const attributes: Record<string, Timed<Json>> = { ...turn.customer.profile.attributes }
  const room = roomIn(attributes)
  for (const [name, came] of Object.entries(values)) {
    if (name === 'consent' && came !== null && typeof came === 'object') continue
    const value = (came ?? null) as Json
    const known = attributes[name]
    if (known && known.time > time) continue
    if (known && sameJson(known.value, value)) {
      if (known.time < time) attributes[name] = { value, time }
      continue
    }
    if (!room.takes(name, value)) {
      leftOut.push(name)
      continue
    }
    changed.push(name)
    attributes[name] = { value, time }
  }
  if (changed.length || Object.keys(values).length) setProfile(turn, { ...turn.customer.profile, attributes })
  if (leftOut.length > 0) remember(turn, 'attributesLeftOut', { names: leftOut })
  if (changed.includes(zoneAttribute)) noteUnknownZone(turn, attributes[zoneAttribute]?.value)
  return changed
}

const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** What a customer's attributes may still take up, counted when something new comes. */
function roomIn(attributes: Attributes): { takes(name: string, value: Json): boolean } {
  let left: number | undefined
  return {
    takes(name, value) {
      const known = attributes[name]
      if (!known && Object.keys(attributes).length >= limits.attributes) return false
      if (typeof value === 'string' && value.length > limits.textTraitBytes) return false
      left ??= limits.attributesBytes - bytesOf(plain(attributes))
      const more = bytesOf({ [name]: value }) - (known ? bytesOf({ [name]: known.value }) : 0)
      if (more > 0 && more > left) return false
      left -= more
      return true
    },
  }
}

const plain = (attributes: Attributes) =>
  Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]))

/** Times of day are then those of the workflow, or of the store (rule 18). */
function noteUnknownZone(turn: Turn, zone: Json | undefined): void {
  const isNone = zone === null || zone === undefined || zone === ''
  if (!isNone && !(typeof zone === 'string' && isZone(zone))) remember(turn, 'zoneUnknown', { zone })
}
