import { type EventKind, eventKinds } from '../../shared/event.ts'
import { instantOf } from '../../shared/instant.ts'
import { limits } from '../../shared/limits.ts'
import { pointer } from '../../shared/pointer.ts'
import type { Problem } from '../../shared/problem.ts'
import { distinct, shown } from '../../shared/problemsOf.ts'
import { isLonger, textLength } from '../../shared/textLength.ts'

/**
 * All that is wrong with an item, in the order of its fields. `IncomingEvent` in shared/event.ts says the same as a schema, and a
 * test holds the two equal; this one is written by hand because every event passes it.
 */
export function checkEvent(item: unknown): readonly Problem[] {
  if (!isObject(item)) return [wrongType('', 'object', item)]
  const found: Problem[] = []
  checkShape(item, '', 1, found)
  if (!isEventKind(item.type)) {
    const params = { expected: eventKinds, came: shown(item.type) }
    found.push({ code: 'wrongChoice', severity: 'error', path: '/type', params })
  } else for (const field of required[item.type]) if (isAbsent(item[field])) found.push(missing(field))
  if (item.type === 'track') checkText(item, 'event', found)
  for (const field of ids) checkId(item[field], `/${field}`, found)
  for (const field of texts) checkText(item, field, found)
  for (const field of times) checkTime(item[field], `/${field}`, found)
  for (const field of objects)
    if (item[field] !== undefined && item[field] !== null && !isObject(item[field]))
      found.push(wrongType(`/${field}`, 'object', item[field]))
  if (isObject(item.traits)) checkTraits(item.traits, found)
  if (isObject(item.externalIds)) checkExternalIds(item.externalIds, found)
  if (isObject(item.context)) checkContextIds(item.context.externalIds, found)
  return found.length === 0 ? found : distinct(found, limits.eventProblems).map(withShortPath)
}

// Of a path that is long, as of a thousand problems, nobody reads more; kept and answered whole, they would be many times the event.
const withShortPath = (problem: Problem): Problem =>
  problem.path !== undefined && problem.path.length > limits.problemPathLength
    ? { ...problem, path: `${problem.path.slice(0, limits.problemPathLength - 1)}…` }
    : problem

/** The size of an item as it will be kept. */
export function checkSize(text: string): Problem | undefined {
  // A character takes at most three bytes, so that most need no count.
  if (text.length * 3 <= limits.eventBytes) return
  const came = Buffer.byteLength(text)
  if (came > limits.eventBytes) return error('tooLarge', '', { limit: limits.eventBytes, came })
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const required: { readonly [Kind in EventKind]: readonly string[] } = {
  identify: [],
  track: ['event'],
  page: [],
  screen: [],
  group: ['groupId'],
  alias: ['userId', 'previousId'],
}
const ids = ['userId', 'anonymousId', 'previousId', 'groupId'] as const
const texts = ['messageId', 'name', 'category'] as const
const times = ['originalTimestamp', 'timestamp', 'sentAt'] as const
const objects = ['traits', 'properties', 'context', 'integrations', 'externalIds'] as const
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

function checkShape(value: object, path: string, depth: number, found: Problem[]): void {
  if (depth > limits.jsonDepth) {
    found.push(error('tooDeep', path, { limit: limits.jsonDepth }))
    return
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const inner = value[index]
      if (typeof inner === 'object' && inner !== null) checkShape(inner, `${path}/${index}`, depth + 1, found)
    }
    return
  }
  for (const key in value) {
    if (found.length > limits.problems) return
    const inner = (value as Record<string, unknown>)[key]
    if (forbidden.has(key)) found.push(error('forbiddenKey', `${path}/${key}`, { key }))
    else if (isLonger(key, limits.nameLength))
      found.push(tooLong(`${path}${pointer([key])}`, limits.nameLength, textLength(key)))
    else if (typeof inner === 'object' && inner !== null)
      checkShape(inner, `${path}${pointer([key])}`, depth + 1, found)
  }
}

function checkId(value: unknown, path: string, found: Problem[]): void {
  if (value === undefined || value === null || typeof value === 'number') return
  if (typeof value !== 'string') found.push(wrongType(path, 'string', value))
  else checkLength(value, path, found)
}

function checkText(item: Record<string, unknown>, field: string, found: Problem[]): void {
  const value = item[field]
  if (value === undefined || value === null) return
  if (typeof value !== 'string') found.push(wrongType(`/${field}`, 'string', value))
  else checkLength(value, `/${field}`, found)
}

function checkLength(value: string, path: string, found: Problem[]): void {
  if (isLonger(value, limits.nameLength)) found.push(tooLong(path, limits.nameLength, textLength(value)))
  // Half a surrogate pair has no UTF-8, so a name that holds one could not be kept as it came.
  else if (!value.isWellFormed()) found.push(error('notUnicode', path))
}

function checkTime(value: unknown, path: string, found: Problem[]): void {
  if (value === undefined || value === null) return
  if (typeof value !== 'string') {
    found.push(wrongType(path, 'string', value))
    return
  }
  const instant = instantOf(value)
  if (typeof instant === 'string')
    found.push(error(instant === 'noZone' ? 'instantWithoutZone' : 'instant', path, { came: shown(value) }))
}

function checkTraits(traits: Record<string, unknown>, found: Problem[]): void {
  const names = Object.keys(traits)
  if (names.length > limits.attributes) {
    found.push(tooMany('/traits', limits.attributes, names.length))
    return
  }
  for (const name of names) {
    const value = traits[name]
    if (typeof value !== 'string' || value.length * 3 <= limits.textTraitBytes) continue
    if (Buffer.byteLength(value) > limits.textTraitBytes)
      found.push(tooLong(`/traits${pointer([name])}`, limits.textTraitBytes, Buffer.byteLength(value)))
  }
}

function checkExternalIds(externalIds: Record<string, unknown>, found: Problem[]): void {
  const kinds = Object.keys(externalIds)
  if (kinds.length > limits.externalIds) found.push(tooMany('/externalIds', limits.externalIds, kinds.length))
  else for (const kind of kinds) checkId(externalIds[kind], `/externalIds${pointer([kind])}`, found)
}

function checkContextIds(externalIds: unknown, found: Problem[]): void {
  if (externalIds === undefined || externalIds === null) return
  const path = '/context/externalIds'
  if (!Array.isArray(externalIds)) {
    found.push(wrongType(path, 'array', externalIds))
    return
  }
  if (externalIds.length > limits.externalIds) {
    found.push(tooMany(path, limits.externalIds, externalIds.length))
    return
  }
  for (const [index, external] of externalIds.entries()) {
    if (!isObject(external)) {
      found.push(wrongType(`${path}/${index}`, 'object', external))
      continue
    }
    for (const field of ['id', 'type'] as const) {
      const value = external[field]
      if (isAbsent(value)) found.push(error('missing', `${path}/${index}/${field}`, { expected: 'string' }))
      else if (field === 'type' && typeof value !== 'string')
        found.push(wrongType(`${path}/${index}/type`, 'string', value))
      else checkId(value, `${path}/${index}/${field}`, found)
    }
  }
}

const isAbsent = (value: unknown) => value === undefined || value === null || value === ''
const isEventKind = (value: unknown): value is EventKind => eventKinds.includes(value as EventKind)

const error = (code: string, path: string, params?: Problem['params']): Problem => ({
  code,
  severity: 'error',
  path,
  ...(params ? { params } : {}),
})
const missing = (field: string) => error('missing', `/${field}`, { expected: 'string' })
const wrongType = (path: string, expected: string, came: unknown) =>
  error('wrongType', path, { expected, came: shown(came) })
const tooMany = (path: string, limit: number, came: number) => error('tooMany', path, { limit, came })
const tooLong = (path: string, limit: number, came: number) => error('tooLong', path, { limit, came })
