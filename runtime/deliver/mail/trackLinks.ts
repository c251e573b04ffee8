import { createHash } from 'node:crypto'
import { limits } from '../../../shared/limits.ts'
import type { MailLink } from '../../storage/control.ts'

/** What a mail is tracked with: `url` begins its links and has no slash at its end. */
export interface Tracking {
  readonly url: string
  readonly clicks: boolean
  readonly opens: boolean
  /** Where Perennial's own pages begin, such as that of unsubscribing: links to them are left as they are. */
  readonly ownPages: readonly string[]
}

export interface TrackedMail {
  readonly html: string
  /** Every link that leads over Perennial now, once. */
  readonly links: readonly MailLink[]
}

/** Links of compiled HTML that are the same for everybody: without Liquid in them. */
export function fixedLinks(html: string): readonly MailLink[] {
  const links = new Map<string, MailLink>()
  replaceLinks(html, (url, href) => {
    const link = linkTo(url)
    if (!/\{[{%]/.test(href)) links.set(link.id, link)
    return undefined
  })
  return [...links.values()].slice(0, limits.mailLinks)
}

/**
 * Leads the http and https links of a rendered mail over Perennial, and adds the pixel. Whatever is not plainly such a link stays as it
 * is: anchors, `mailto:`, `tel:`, relative addresses, own pages, and what a browser would read otherwise than we do.
 */
export function trackMail(html: string, { url, clicks, opens, ownPages }: Tracking): TrackedMail {
  const links = new Map<string, MailLink>()
  const own = ownPages.map((page) => new URL(page).href)
  const rewritten = clicks
    ? replaceLinks(html, (target) => {
        if (own.some((page) => target.startsWith(page))) return undefined
        const link = linkTo(target)
        if (!links.has(link.id) && links.size >= limits.mailLinks) return undefined
        links.set(link.id, link)
        return `${url}/${link.id}`
      })
    : html
  return { html: opens ? withPixel(rewritten, url) : rewritten, links: [...links.values()] }
}

const linkTo = (url: string): MailLink => ({
  id: createHash('sha256').update(url).digest('base64url').slice(0, 10),
  url,
})

function withPixel(html: string, url: string): string {
  const pixel = `<img src="${url}" alt="" width="1" height="1" style="display:block;width:1px;height:1px;border:0">`
  const end = html.lastIndexOf('</body>')
  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end)
}

// Every tag, so that what stands in the attribute of another is not taken for a link.
const tag = /<([a-z][^\s<>"'/]*)(?:[^<>"']|"[^"]*"|'[^']*')*>/gi
const attribute = /([^\s"'<>/=]+)(?:(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>][^\s>]*))?/g

function replaceLinks(html: string, replacement: (url: string, href: string) => string | undefined): string {
  return html.replace(tag, (whole, element: string) => {
    if (!/^(?:a|area)$/i.test(element)) return whole
    // Of two, a browser takes the first.
    let isFirst = true
    return whole.replace(attribute, (text, name: string, equals?: string, value = '') => {
      if (name.toLowerCase() !== 'href' || !equals || !isFirst) return text
      isFirst = false
      const href = /^["']/.test(value) ? value.slice(1, -1) : value
      const url = targetOf(href)
      const instead = url && replacement(url, href)
      return instead ? `${name}="${instead}"` : text
    })
  })
}

/** Where a browser that meets this attribute goes, as it would write it; `undefined` unless that is an http or https address. */
function targetOf(href: string): string | undefined {
  const address = decoded(href)
    ?.replace(/[\t\r\n]/g, '')
    .trim()
  if (!address || address.length > limits.linkLength || !/^https?:\/\//i.test(address) || !URL.canParse(address))
    return undefined
  const { href: target } = new URL(address)
  return target.length > limits.linkLength ? undefined : target
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

// A reference by code or by name, then what only looks like one unless a browser takes it for one without its semicolon.
const reference = /&(?:#x([\da-f]{1,6});|#(\d{1,7});|([a-z][a-z\d]*);|#|[a-z][a-z\d]*(?![=a-z\d;]))/gi

/** `undefined` for references beyond those that stand in addresses: HTML has two thousand, with rules of their own. */
function decoded(href: string): string | undefined {
  let isPlain = true
  const text = href.replace(reference, (_, hex?: string, decimal?: string, name?: string) => {
    const point = hex ? Number.parseInt(hex, 16) : Number(decimal)
    const character = name ? named[name] : isText(point) ? String.fromCodePoint(point) : undefined
    isPlain &&= character !== undefined
    return character ?? ''
  })
  return isPlain && !text.includes('\0') ? text : undefined
}

const isText = (point: number): boolean =>
  (point >= 32 && point < 127) || (point > 159 && point < 0xd800) || (point > 0xdfff && point <= 0x10ffff)
