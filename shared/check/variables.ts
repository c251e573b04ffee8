import { analyzeSync, type Template } from 'liquidjs'
import { parseLiquid } from './liquid.ts'

/** A value that a template takes from outside. `hasDefault`: the template says what to do without it. */
export interface TemplateVariable {
  readonly segments: readonly string[]
  readonly line: number
  readonly hasDefault: boolean
}

/**
 * The variables of a template, each where it stands; none of a template that cannot be read.
 * One with a `default` filter may be missing, and so may one that the template asks about with `if`, `unless` or `case`, or of which it asks
 * about a part.
 *
 * @example variablesIn('Hello {{ customer.firstName | default: "there" }}')[0].hasDefault // true
 */
export function variablesIn(text: string): readonly TemplateVariable[] {
  const parsed = parseLiquid(text)
  if ('message' in parsed) return []
  const lines = text.split('\n')
  const starts = lines.map(() => 0)
  for (let n = 1; n < lines.length; n++) starts[n] = (starts[n - 1] ?? 0) + (lines[n - 1]?.length ?? 0) + 1

  const { globals } = analyzeSync([...parsed.templates] as Template[], { partials: false })
  const found = Object.values(globals).flatMap((variables) =>
    variables.map(({ segments, location }) => ({
      segments: namesAtStart(segments),
      line: location.row,
      tag: tagAround(text, (starts[location.row - 1] ?? 0) + location.col - 1),
    })),
  )
  const asked = new Set(found.filter(({ tag }) => isQuestion.test(tag)).map(({ segments }) => wholeOf(segments)))
  return found.map(({ segments, line, tag }) => ({
    segments,
    line,
    hasDefault: hasDefaultFilter.test(tag) || asked.has(wholeOf(segments)),
  }))
}

const isQuestion = /^\{%-?\s*(if|elsif|unless|case|when)\b/
const hasDefaultFilter = /\|\s*default\s*:/

/** The attribute or property that a path leads into: `trigger.products` of `trigger.products.size`. */
const wholeOf = (segments: readonly string[]): string => segments.slice(0, 2).join('.')

/** The path as far as it consists of names: `trigger.products[0].name` begins with `trigger`, `products`. */
function namesAtStart(segments: readonly unknown[]): string[] {
  const end = segments.findIndex((segment) => typeof segment !== 'string')
  return (end < 0 ? segments : segments.slice(0, end)) as string[]
}

/** The text of the tag or output that stands around a place. */
function tagAround(text: string, place: number): string {
  const start = Math.max(text.lastIndexOf('{{', place), text.lastIndexOf('{%', place))
  const end = text.slice(place).search(/[}%]\}/)
  return text.slice(Math.max(start, 0), end < 0 ? undefined : place + end)
}
