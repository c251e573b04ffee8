const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  zwnj: '',
  shy: '',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  middot: '·',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  times: '×',
  deg: '°',
}

const leaving = (trace: string, tags: string): [string, string][] => tags.split(' ').map((tag) => [tag, trace])

// What a tag leaves in the text; a closing one has the slash. Any other leaves a blank.
const traces: ReadonlyMap<string, string> = new Map([
  ...leaving('\n', 'br /tr /li /ul /ol'),
  ...leaving('\n- ', 'li'),
  ...leaving('\n\n', 'hr /p /div /table /blockquote /h1 /h2 /h3 /h4 /h5 /h6'),
  ...leaving('', 'b /b strong /strong i /i em /em u /u s /s span /span font /font small /small sub /sub sup /sup'),
])
const unread: ReadonlySet<string> = new Set(['head', 'style', 'script', 'title'])

/**
 * The text part of a mail, for those who read without HTML: paragraphs, list items, and the address behind each link. In one pass, because
 * a mail has hundreds of tags and each recipient's is read anew.
 */
export function htmlToText(html: string): string {
  const text: string[] = []
  let skippedUntil = ''
  let link: { readonly address: string; readonly from: number } | undefined
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (!skippedUntil) text.push(withSingleBlanks(html.slice(at, open < 0 ? undefined : open)))
    if (open < 0) break
    if (html.startsWith('<!--', open)) {
      at = after('-->', html, open)
      continue
    }
    const name = nameAt(open + 1, html)
    if (name === '') {
      if (!skippedUntil) text.push('<')
      at = open + 1
      continue
    }
    at = after('>', html, open)
    const tag = html.slice(open, at)
    if (skippedUntil) {
      if (name === skippedUntil) skippedUntil = ''
    } else if (unread.has(name) || (name === 'div' && /display:\s*none/i.test(tag))) {
      skippedUntil = `/${name}`
    } else if (name === 'a') {
      link = { address: attributeIn(tag, 'href'), from: text.length }
    } else if (name === '/a' && link) {
      const label = text.splice(link.from).join('')
      text.push(withAddress(label, link.address))
      link = undefined
    } else if (name === 'img') {
      text.push(` ${attributeIn(tag, 'alt')} `)
    } else {
      text.push(traces.get(name) ?? ' ')
    }
  }
  return decode(text.join(''))
    .split('\n')
    .map((line) => withSingleBlanks(line).trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const withSingleBlanks = (text: string): string => {
  if (text === '') return ''
  return text.trim() === '' ? ' ' : text.replace(/\s+/g, ' ')
}

/** Where what comes after the next `end` begins. */
function after(end: string, html: string, from: number): number {
  const found = html.indexOf(end, from)
  return found < 0 ? html.length : found + end.length
}

/** What follows a `<`: `td`, `/td`, `!doctype`. Nothing for a sign that begins no tag. */
function nameAt(from: number, html: string): string {
  let end = html[from] === '/' || html[from] === '!' ? from + 1 : from
  while (isLetterOrDigit(html.charCodeAt(end))) end++
  return html.slice(from, end).toLowerCase()
}

const isLetterOrDigit = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39)

const attributeIn = (tag: string, name: 'href' | 'alt'): string => attributes[name].exec(tag)?.[1] ?? ''
const attributes = { href: /\shref="([^"]*)"/i, alt: /\salt="([^"]*)"/i }

function withAddress(label: string, address: string): string {
  const shown = withSingleBlanks(label).trim()
  if (!shown || shown === address || `mailto:${shown}` === address) return shown || address
  return address.startsWith('#') || !address ? shown : `${shown} (${address})`
}

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (found, hex?: string, decimal?: string, name?: string) => {
      if (name) return named[name.toLowerCase()] ?? found
      const point = hex ? Number.parseInt(hex, 16) : Number(decimal)
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ''
    },
  )
}
