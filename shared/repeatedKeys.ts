/** An object or a list that is open where the text is being read: the key or the place that comes next, and how often each key came. */
interface Level {
  at: string | number
  readonly times: Map<string, number>
}

/** Texts, of which a colon makes keys, and what opens, parts and closes; all else of lawful JSON says nothing about keys. */
const tokens = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\],]/g

/**
 * The keys that stand more than once in one object, each once by its path: JSON.parse keeps the last of them and says nothing.
 *
 * @param text  what JSON.parse accepts
 * @example repeatedKeys('[{"a": 1, "a": 2}]') // [[0, 'a']]
 */
export function repeatedKeys(text: string): PropertyKey[][] {
  const found: PropertyKey[][] = []
  const open: Level[] = []
  for (const [token, inside, colon] of text.matchAll(tokens)) {
    const level = open.at(-1)
    if (token === '{' || token === '[') open.push({ at: token === '[' ? 0 : '', times: new Map() })
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',' && typeof level?.at === 'number') level.at++
    else if (colon && level) {
      level.at = unescaped(inside!)
      const times = (level.times.get(level.at) ?? 0) + 1
      level.times.set(level.at, times)
      if (times === 2) found.push(open.map(({ at }) => at))
    }
  }
  return found
}

/** One key may be written in several ways. */
const unescaped = (inside: string): string => (inside.includes('\\') ? JSON.parse(`"${inside}"`) : inside)
