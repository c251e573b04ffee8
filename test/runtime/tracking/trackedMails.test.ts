// @vitest-environment jsdom
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixedLinks, type Tracking, trackMail } from '../../../runtime/deliver/mail/trackLinks.ts'

const tracking: Tracking = {
  url: 'https://mail.hazel.example/t/TOKEN.sig',
  clicks: true,
  opens: true,
  ownPages: ['https://mail.hazel.example/u/', 'https://mail.hazel.example/t/'],
}

/** Where a browser goes from each link of a page, tracked ones followed as the redirect would lead. */
function destinations(html: string, links: readonly { id: string; url: string }[] = []): string[] {
  const page = new DOMParser().parseFromString(html, 'text/html')
  return [...page.getElementsByTagName('a'), ...page.getElementsByTagName('area')].map(({ href: address }) => {
    if (!address.startsWith(`${tracking.url}/`)) return address
    const id = address.slice(tracking.url.length + 1)
    return links.find((link) => link.id === id)?.url ?? `nothing under ${id}`
  })
}

describe('a tracked mail', () => {
  test('leads over Perennial, except where a link is none of the web or is one of our own', () => {
    const html = `<html><body>
      <a href="https://shop.example/?a=1&amp;b=2#sizes" class="x">One</a> <A class='y' HREF='http://shop.example/two'>Two</A>
      <a href=https://shop.example/three?x=y>Three</a> <map><area href="https://shop.example/map"></map>
      <a href="https://mail.hazel.example/u/abc.def">Unsubscribe</a> <a href="HTTPS://MAIL.hazel.example:443/u/abc.def">Unsubscribe</a>
      <a href="mailto:a@b.example">Write</a> <a href="tel:+4930123">Call</a> <a href="#top">Up</a> <a href="/relative">x</a>
      <a href="javascript:alert(1)">x</a> <a name="here">x</a>
      <img src="https://shop.example/a.png" title="<a href='https://shop.example/not'>"></body></html>`
    const { html: tracked, links } = trackMail(html, tracking)
    expect(links.map(({ url }) => url)).toEqual([
      'https://shop.example/?a=1&b=2#sizes',
      'http://shop.example/two',
      'https://shop.example/three?x=y',
      'https://shop.example/map',
    ])
    expect(tracked.match(/href=["']?https:\/\/mail\.hazel\.example\/t\//gi)).toHaveLength(4)
    for (const kept of [
      'mailto:a@b.example',
      'tel:+4930123',
      '"#top"',
      '"/relative"',
      '/u/abc.def',
      'javascript:alert(1)',
    ])
      expect(tracked).toContain(kept)
    expect(destinations(tracked, links)).toEqual(destinations(html))
  })

  test('has one pixel, in its body; without opens none, without clicks no link is changed', () => {
    const html = '<html><body><a href="https://shop.example/">x</a></body></html>'
    const { html: both } = trackMail(html, tracking)
    expect(both).toMatch(/<img src="https:\/\/mail\.hazel\.example\/t\/TOKEN\.sig" alt=""[^>]*><\/body>/)
    expect(trackMail(html, { ...tracking, opens: false }).html).not.toContain('<img')
    const onlyOpens = trackMail(html, { ...tracking, clicks: false })
    expect(onlyOpens.links).toEqual([])
    expect(onlyOpens.html).toContain('href="https://shop.example/"')
  })

  test('names a link by its address, so that every attempt and version has the same', () => {
    const at = (url: string) => trackMail(`<a href="${url}">x</a>`, tracking).links[0]?.id
    expect(at('https://shop.example/a')).toBe(at('HTTPS://shop.example/a'))
    expect(at('https://shop.example/a')).not.toBe(at('https://shop.example/b'))
  })

  test('of a template, links that are the same for everybody belong to the version', () => {
    const html =
      '<a href="https://shop.example/sale">x</a><a href="https://shop.example/cart/{{ trigger.cart_id }}">x</a><a href="{{ unsubscribe_url }}">x</a>'
    expect(fixedLinks(html).map(({ url }) => url)).toEqual(['https://shop.example/sale'])
    const rendered = html
      .replace('{{ trigger.cart_id }}', 'c-7')
      .replace('{{ unsubscribe_url }}', 'https://mail.hazel.example/u/x.y')
    const { links } = trackMail(rendered, tracking)
    expect(links.map(({ url }) => url)).toEqual(['https://shop.example/sale', 'https://shop.example/cart/c-7'])
    expect(links[0]).toEqual(fixedLinks(html)[0])
  })

  test('leads to the same addresses as the mail that it was made from, however they are written', () => {
    const address = fc.oneof(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.constantFrom(
        'mailto:a@b.example',
        'tel:+49',
        '#top',
        '',
        ' https://shop.example/ ',
        'https://shop.example/\n?a=1&copy=2',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }).map((text) => `https://shop.example/${text}`),
      fc
        .constantFrom(
          '&copy',
          '&notit',
          '&notin;',
          '&#128;',
          '&#x41',
          '&#65;',
          '&amp;copy',
          '&AMP;x',
          '&lt',
          '&para=1',
          '&',
        )
        .map((text) => `https://shop.example/?q=${text}`),
    )
    const written = fc.record({
      address,
      quote: fc.constantFrom('"', "'", ''),
      name: fc.constantFrom('href', 'HREF', 'hRef'),
      before: fc.constantFrom(' ', ' class="x" ', " title='href=https://no.example/' ", ' title=">" ', '\n\t'),
      after: fc.constantFrom('', ' target=_blank', ' href="https://second.example/"'),
    })
    const link = written.map(({ address, quote, name, before, after }) => {
      const safe =
        quote === '"'
          ? address.replaceAll('"', '&quot;')
          : quote === "'"
            ? address.replaceAll("'", '&#39;')
            : address.replace(/[\s"'<>]/g, '')
      return `<a${before}${name}=${quote}${safe}${quote}${after}>x</a>`
    })
    fc.assert(
      fc.property(
        fc.array(fc.oneof(link, fc.constantFrom('<p>a &amp; b</p>', '<!-- x -->', '<br>')), { maxLength: 20 }),
        (parts) => {
          const html = `<html><body>${parts.join('\n')}</body></html>`
          const { html: tracked, links } = trackMail(html, tracking)
          expect(destinations(tracked, links)).toEqual(destinations(html))
        },
      ),
      { numRuns: 25 },
    )
  })
})
