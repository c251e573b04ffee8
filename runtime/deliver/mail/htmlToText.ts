import { decodeHTML, decodeHTMLAttribute } from 'entities'

type Trace = number | 'blank' | 'block' | 'item' | 'link' | 'picture' | 'unread'

const leaving = (trace: Trace, tags: string): [string, Trace][] => tags.split(' ').map((tag) => [tag, trace])

// What a tag leaves in the text, a number being of line breaks; a closing one has the slash. Any other leaves a blank.
const traces: ReadonlyMap<string, Trace> = new Map([
  ...leaving(1, 'br /tr /li /ul /ol'),
  ...leaving(2, 'hr /p /div /table /blockquote /h1 /h2 /h3 /h4 /h5 /h6'),
  ...leaving(0, 'b /b strong /strong i /i em /em u /u s /s span /span font /font small /small sub /sub sup /sup'),
  ...leaving('block', 'p div table blockquote h1 h2 h3 h4 h5 h6 ul ol'),
  ...leaving('item', 'li'),
  ...leaving('link', 'a /a'),
  ...leaving('picture', 'img'),
  ...leaving('unread', 'head style script title'),
])

/** What may hold a teaser that is not shown. */
const hideable: ReadonlySet<string> = new Set(['div', 'span'])

/**
 * The text part of a mail, for those who read without HTML: paragraphs, list items, and the address behind each link. In one pass, because
 * a mail has hundreds of tags and each recipient's is read anew.
 */
export function htmlToText(html: string): string {
  const text = new Lines()
  let skippedUntil = ''
  let nested = 0
  let link: { readonly address: string; readonly label: Lines } | undefined
  const endLink = () => link && text.take(link.label, withAddress(link.label.toString(), link.address))
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const into = link?.label ?? text
    if (!skippedUntil && open !== at) into.write(html.slice(at, open < 0 ? undefined : open))
    if (open < 0) break
    if (html.startsWith('!--', open + 1)) {
      at = after('-->', html, open)
      continue
    }
    const name = nameAt(open + 1, html)
    at = open + 1
    if (skippedUntil) {
      if (skippedUntil === `/${name}`) nested++
      if (name !== skippedUntil || nested-- > 0) continue
    }
    if (name === '') {
      into.add('<')
      continue
    }
    at = endOfTag(html, open)
    if (skippedUntil) {
      skippedUntil = ''
      continue
    }
    const trace = traces.get(name) ?? 'blank'
    if (trace === 'unread' || (hideable.has(name) && /display:\s*none/i.test(html.slice(open, at)))) {
      skippedUntil = `/${name}`
      nested = 0
    } else if (trace === 'link') {
      endLink()
      link = name === 'a' ? { address: attributeIn(html.slice(open, at), 'href'), label: new Lines() } : undefined
    } else if (trace === 'picture') {
      into.write(` ${attributeIn(html.slice(open, at), 'alt')} `)
    } else if (trace === 'item') {
      into.leave(1)
      into.mark()
    } else if (trace === 'block') {
      into.begin()
    } else {
      into.leave(trace)
    }
  }
  endLink()
  return text.toString()
}

/** Blanks and line breaks wait for the next word: there is never more than one blank, or one empty line, and neither at an end. */
class Lines {
  private text = ''
  private breaks = 0
  private blank = false
  /** Nothing stands behind the mark of an item yet. */
  private isMarked = false
  /** What waited for the first word. */
  private before = { breaks: 0, blank: false }

  /** Text of HTML, in which any white space is a blank. */
  write(html: string): void {
    const text = html.includes('&') ? decode(html) : html
    const words = text.trim()
    if (text !== '' && (words === '' || !text.startsWith(words))) this.blank = true
    if (words === '') return
    this.add(words.replace(/[^\S ]\s*| \s+/g, ' '))
    if (!text.endsWith(words)) this.blank = true
  }

  /** What is written as it stands. */
  add(text: string): void {
    if (text === '') return
    if (this.text === '') this.before = { breaks: this.breaks, blank: this.blank }
    else this.text += this.breaks > 0 ? (this.breaks > 1 ? '\n\n' : '\n') : this.blank ? ' ' : ''
    this.breaks = 0
    this.blank = false
    this.isMarked = false
    this.text += text
  }

  /** What was written elsewhere, as it is to stand here. What waits before and behind it there waits here. */
  take(other: Lines, as: string): void {
    const before = other.text === '' ? { breaks: other.breaks, blank: other.blank } : other.before
    if (before.breaks > 0) this.begin(before.breaks)
    this.blank ||= before.blank
    if (as === '') return
    this.add(as)
    this.breaks += other.breaks
    this.blank ||= other.blank
  }

  /** A block stands on a line of its own, but for one behind the mark of an item. */
  begin(breaks = 1): void {
    if (!this.isMarked) this.breaks = Math.max(this.breaks, breaks)
  }

  mark(): void {
    this.write('- ')
    this.isMarked = true
  }

  leave(gap: number | 'blank'): void {
    if (gap === 'blank') this.blank = true
    else this.breaks += gap
  }

  toString(): string {
    return this.text
  }
}

/** Where what comes after the next `end` begins. */
function after(end: string, html: string, from: number): number {
  const found = html.indexOf(end, from)
  return found < 0 ? html.length : found + end.length
}

/** Where what comes after a tag begins: a `>` in quotes does not end it, unless they are never closed. */
function endOfTag(html: string, open: number): number {
  for (let at = open; at < html.length; at++) {
    const sign = html.charCodeAt(at)
    if (sign === 0x3e) return at + 1
    if (sign !== 0x22 && sign !== 0x27) continue
    const closing = html.indexOf(sign === 0x22 ? '"' : "'", at + 1)
    if (closing < 0) return after('>', html, at)
    at = closing
  }
  return html.length
}

/** What follows a `<`: `td`, `/td`, `!doctype`. Nothing for a sign that begins no tag, such as that of a heart or before a number. */
function nameAt(from: number, html: string): string {
  let end = html[from] === '/' || html[from] === '!' ? from + 1 : from
  if (end === from && !isLetter(html.charCodeAt(from))) return ''
  while (isLetter(html.charCodeAt(end)) || isDigit(html.charCodeAt(end))) end++
  return html.slice(from, end).toLowerCase()
}

const isLetter = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

const attributeIn = (tag: string, name: 'href' | 'alt'): string => attributes[name].exec(tag)?.slice(1).join('') ?? ''
const attributes = {
  href: /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i,
  alt: /\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i,
}

function withAddress(label: string, address: string): string {
  const shown = label.replaceAll(/\n+/g, ' ')
  const to = decodeHTMLAttribute(address)
  if (!shown || shown === to || `mailto:${shown}` === to) return shown || to
  return to.startsWith('#') || !to ? shown : `${shown} (${to})`
}

// Hyphens and joints that only show where a line of HTML is too long say nothing here.
const decode = (text: string): string => decodeHTML(text).replace(/[\u00ad\u200c]/g, '')
