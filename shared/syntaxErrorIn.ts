/** Where a text stops being JSON. `expected` is a code of the catalogue, `came` the characters found there, empty at the end. */
export interface SyntaxErrorPlace {
  readonly line: number
  readonly column: number
  readonly expected: 'value' | 'key' | 'colon' | 'comma' | 'end' | 'string' | 'escape' | 'number'
  readonly came: string
}

type Expected = SyntaxErrorPlace['expected']

const space = /[ \t\n\r]*/y
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y
const word = /(?:true|false|null)(?!\w)/y

/**
 * Finds the place in a text that JSON.parse refused. Engines word their messages differently and often name no place, so the text
 * is read once more, slowly, with the nesting on a stack of its own.
 */
export function syntaxErrorIn(text: string): SyntaxErrorPlace {
  let at = 0
  const nesting: ('{' | '[')[] = []
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    if (!pattern.test(text)) return false
    at = pattern.lastIndex
    return true
  }
  const takeString = (): Expected | undefined => {
    at++
    while (text[at] !== '"') {
      if (text[at] === '\\') {
        if (!take(escaped)) return 'escape'
      } else if (at >= text.length || text.charCodeAt(at) < 0x20) return 'string'
      else at++
    }
    at++
    return undefined
  }
  const takeKey = (): Expected | undefined => {
    take(space)
    if (text[at] !== '"') return 'key'
    const wrong = takeString()
    if (wrong) return wrong
    take(space)
    if (text[at] !== ':') return 'colon'
    at++
    return undefined
  }

  let expected: Expected | undefined
  while (!expected) {
    take(space)
    const first = text[at]
    if (first === '{' || first === '[') {
      nesting.push(first)
      at++
      take(space)
      if (text[at] !== (first === '{' ? '}' : ']')) {
        if (first === '{') expected = takeKey()
        continue
      }
      at++
      nesting.pop()
    } else if (first === '"') expected = takeString()
    else if (first !== undefined && /[-\d]/.test(first)) expected = take(number) ? undefined : 'number'
    else if (!take(word)) expected = 'value'
    if (expected) break

    for (;;) {
      take(space)
      const open = nesting.at(-1)
      if (!open) {
        expected = 'end'
        break
      }
      const next = text[at]
      if (next === (open === '{' ? '}' : ']')) {
        at++
        nesting.pop()
        continue
      }
      if (next !== ',') {
        expected = 'comma'
        break
      }
      at++
      if (open === '{') expected = takeKey()
      break
    }
  }

  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  return { line, column, expected, came: text.slice(at, at + 12).split('\n')[0] ?? '' }
}
