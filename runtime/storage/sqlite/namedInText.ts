import type { Identity } from '../../../shared/event.ts'
import { normalIdentity } from '../../ingest/identities.ts'
import { speakersOf } from './erasedNames.ts'

/** What else is written so shortly, a quantity or a code, names nobody. */
const shortest = 5

/** By which names an event that was refused says whom it is about, as far as it can be read: something is wrong with it. */
export function namedInText(text: string): readonly Identity[] {
  const item = parsed(text)
  const named: Identity[] = []
  const add = (kind: unknown, value: unknown) => {
    if (typeof kind !== 'string' || (typeof value !== 'string' && typeof value !== 'number')) return
    const name = normalIdentity(kind, String(value))
    if (name !== '') named.push({ kind, value: name })
  }
  add('userId', inside(item, 'userId'))
  add('userId', inside(item, 'previousId'))
  add('anonymousId', inside(item, 'anonymousId'))
  for (const [kind, value] of Object.entries(inside(item, 'externalIds') ?? {})) add(kind, value)
  for (const external of Object.values(inside(inside(item, 'context'), 'externalIds') ?? {}))
    add(inside(external, 'type'), inside(external, 'id'))
  for (const place of [item, inside(item, 'context')]) {
    add('email', inside(inside(place, 'traits'), 'email'))
    add('phone', inside(inside(place, 'traits'), 'phone'))
  }
  add('email', inside(inside(item, 'properties'), 'email'))
  return speakersOf(named)
}

/** Whether a refused event is about somebody with these names; where it says about nobody, whether one of them stands in it. */
export function isAbout(names: readonly Identity[], text: string): boolean {
  const lower = text.toLowerCase()
  const found = names.filter(({ value }) => lower.includes(JSON.stringify(value).slice(1, -1).toLowerCase()))
  if (found.length === 0) return false
  const whom = namedInText(text)
  if (whom.length === 0)
    return found.some(({ value }) => value.length >= shortest && lower.includes(JSON.stringify(value).toLowerCase()))
  return whom.some(({ kind, value }) =>
    found.some((name) => name.kind === kind && normalIdentity(kind, name.value) === value),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function inside(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}
