import { Liquid, type Template } from 'liquidjs'
import { limits } from '../limits.ts'

/** Reads templates as delivery renders them: unknown filters are mistakes, and no template can name another file. */
const liquid = new Liquid({
  locale: 'en-US',
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: 10 * limits.mjmlBytes,
  templates: {},
})
for (const tag of ['include', 'render', 'layout', 'block']) delete liquid.tags[tag]

export type ParsedTemplate =
  | { readonly templates: readonly Template[] }
  | { readonly message: string; readonly line: number; readonly column: number }

/** A template's parts, or why it has none. The same text is asked about several times in one check. */
export function parseLiquid(text: string): ParsedTemplate {
  const known = recent.get(text)
  if (known) return known
  const parsed = parse(text)
  if (recent.size >= 50) recent.clear()
  recent.set(text, parsed)
  return parsed
}

const recent = new Map<string, ParsedTemplate>()

function parse(text: string): ParsedTemplate {
  // What LiquidJS takes to read them grows with their square.
  const tags = [...text.matchAll(/\{[{%]/g)]
  const beyond = tags[limits.templateTags]
  if (beyond) {
    const lines = text.slice(0, beyond.index).split('\n')
    const message = `at most ${limits.templateTags} tags are allowed, but there are ${tags.length}`
    return { message, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
  }
  try {
    return { templates: liquid.parse(text) }
  } catch (error) {
    const first = (error as Error).message.split('\n')[0] ?? ''
    const [, message = first, line = '1', column = '1'] = /^(.*?)(?:, line:(\d+), col:(\d+))?$/.exec(first) ?? []
    return { message, line: Number(line), column: Number(column) }
  }
}
