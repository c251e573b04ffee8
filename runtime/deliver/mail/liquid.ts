import {
  type Context,
  type Expression,
  type FilterImplOptions,
  Liquid,
  Output,
  type Template,
  TypeGuards,
  toValueSync,
} from 'liquidjs'
import { isZone } from '../../../shared/duration.ts'
import { instantOf } from '../../../shared/instant.ts'
import { limits } from '../../../shared/limits.ts'
import { instantOfLocal } from '../../../shared/localTime.ts'
import { millionthsOf } from '../../../shared/predicate/amount.ts'
import { dateOf } from '../../../shared/predicate/dateOf.ts'
import { TemplateError } from './templateError.ts'

/** Where the rendered text goes decides how a value is escaped in it. */
export type Destination = 'html' | 'text' | 'json'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}
const escapeHtml = (value: unknown): string =>
  textOf(value).replace(/[&<>"']/g, (character) => entities[character] ?? '')
// Templates of JSON write the quotes around a text themselves.
const escapeJson = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : (JSON.stringify(value ?? undefined) ?? '')

const escapes = {
  html: escapeHtml,
  text: undefined,
  json: escapeJson,
} satisfies Record<Destination, ((value: unknown) => string) | undefined>

const memory = 10_000_000
const tries = 3
const keptTemplates = 200

const engines = new Map<string, { liquid: Liquid; parsed: Map<string, Template[]> }>()

/** Parses a template; throws TemplateError with line and column. */
export function parseTemplate(text: string, destination: Destination, zone = 'UTC'): Template[] {
  const { liquid, parsed } = engineFor(destination, zone)
  const known = parsed.get(text)
  if (known) return known
  let template: Template[]
  try {
    template = liquid.parse(text)
  } catch (error) {
    throw new TemplateError((error as Error).message.split('\n')[0], { cause: error })
  }
  readPathsAtOnce(template)
  if (parsed.size >= keptTemplates) parsed.delete(parsed.keys().next().value ?? '')
  parsed.set(text, template)
  return template
}

/** Renders once and escapes once. Dates are written in `zone`. */
export function renderTemplate(text: string, values: object, destination: Destination, zone: string): string {
  const template = parseTemplate(text, destination, zone)
  const { liquid } = engineFor(destination, zone)
  for (let attempt = 1; ; attempt++) {
    try {
      return liquid.renderSync(template, values) as string
    } catch (error) {
      const { message } = error as Error
      // The limit counts the time of the wall: on a busy machine a good template may meet it by chance, an endless one always does.
      if (attempt < tries && message.includes('render limit exceeded')) continue
      throw new TemplateError(message.split('\n')[0], { cause: error })
    }
  }
}

/** Most of what a mail says are plain paths. The library reads each by nine generators; without them Liquid takes half as long. */
function readPathsAtOnce(templates: readonly Template[]): void {
  for (const template of templates) {
    if (!(template instanceof Output)) {
      if (template.children) readPathsAtOnce(toValueSync(template.children(false, true)) as Template[])
      continue
    }
    const { initial } = template.value
    const path = plainPath(initial)
    if (path) Object.assign(initial, { evaluate: (context: Context) => context.getSync(path) })
  }
}

/** The path that an expression is and nothing more, such as `trigger.lines[0].name`. */
function plainPath({ postfix: [token, ...more] }: Expression): (string | number)[] | undefined {
  if (more.length > 0 || !TypeGuards.isPropertyAccessToken(token) || token.variable) return undefined
  const path = token.props.map((prop) => ('content' in prop ? prop.content : undefined))
  return path.every((key) => typeof key === 'string' || typeof key === 'number') ? path : undefined
}

function engineFor(destination: Destination, zone: string) {
  const name = `${destination} ${zone}`
  let engine = engines.get(name)
  if (!engine) {
    engine = { liquid: createEngine(destination, zone), parsed: new Map() }
    engines.set(name, engine)
  }
  return engine
}

function createEngine(destination: Destination, zone: string): Liquid {
  const outputEscape = escapes[destination]
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    lenientIf: true,
    locale: 'en-US',
    timezoneOffset: zone,
    parseLimit: 10 * limits.mjmlBytes,
    renderLimit: limits.liquidMilliseconds,
    memoryLimit: memory,
    templates: {},
    ...(outputEscape && { outputEscape }),
  })
  // Templates are whole in themselves: no other file can be named.
  for (const tag of ['include', 'render', 'layout', 'block']) delete liquid.tags[tag]
  for (const name of dateFilters) {
    const filter = liquid.filters[name] as Handler
    liquid.registerFilter(name, function (value: unknown, ...more: unknown[]) {
      const [, own] = more
      const written = typeof own === 'string' && isZone(own) ? own : zone
      return filter.call(this, dateIn(written, value) ?? value, ...more)
    })
  }
  for (const name of arithmetic) {
    const filter = liquid.filters[name] as Handler
    liquid.registerFilter(name, function (...given: [unknown, ...unknown[]]) {
      return inMillionths(filter.apply(this, given))
    })
  }
  const sum = liquid.filters.sum as Handler
  liquid.registerFilter('sum', function* (...given: [unknown, ...unknown[]]) {
    return inMillionths(yield* sum.apply(this, given))
  })
  if (destination === 'html') {
    // What escapes by itself is marked raw, or it would be escaped a second time.
    liquid.registerFilter('escape', { raw: true, handler: escapeHtml })
    liquid.registerFilter('newline_to_br', {
      raw: true,
      handler: (value: unknown) => escapeHtml(value).replace(/\r?\n/g, '<br>\n'),
    })
  }
  if (destination === 'json')
    liquid.registerFilter('json', { raw: true, handler: (value: unknown) => JSON.stringify(value ?? null) })
  return liquid
}

type Handler = Extract<FilterImplOptions, (...given: never[]) => unknown>

const arithmetic = ['plus', 'minus', 'times', 'divided_by']

/** As money is kept: 0.1 and 0.2 are 0.3, and not a little more. */
function inMillionths(number: number): number {
  const millionths = millionthsOf(number)
  return millionths === undefined ? number : millionths / 1_000_000
}

const dateFilters = ['date', 'date_to_string', 'date_to_long_string', 'date_to_xmlschema', 'date_to_rfc822']

/** The date that conditions see, so that a day is that day also west of Greenwich; and a time that names no zone, in ours. */
function dateIn(zone: string, value: unknown): Date | undefined {
  const date = dateOf(value, zone)
  if (date !== undefined) return new Date(date)
  if (typeof value !== 'string' || instantOf(value) !== 'noZone') return undefined
  const local = Date.parse(`${value.replace(' ', 'T')}Z`)
  return Number.isNaN(local) ? undefined : new Date(instantOfLocal(local, zone))
}

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
