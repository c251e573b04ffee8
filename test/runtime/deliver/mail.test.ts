import { afterAll, describe, expect, test } from 'vitest'
import { htmlToText } from '../../../runtime/deliver/mail/htmlToText.ts'
import { MailWorker } from '../../../runtime/deliver/mail/worker.ts'
import { limits } from '../../../shared/limits.ts'
import { mailLines } from './fixtures.ts'

const worker = new MailWorker()
afterAll(() => worker.close())

const body = (...inner: string[]) => [
  '<mjml>',
  '<mj-body>',
  '<mj-section><mj-column>',
  ...inner,
  '</mj-column></mj-section>',
  '</mj-body>',
  '</mjml>',
]
const compile = (...mjml: string[]) => worker.do('compileMail', { subject: 'Hello', mjml })
const problemsOf = async (...mjml: string[]) =>
  (await compile(...mjml)).problems.map(({ code, params }) => `${code} ${params?.line}`)
const render = (html: string, values: object = {}, more: object = {}) =>
  worker.do('renderMail', {
    html,
    subject: 'Hello',
    values: values as never,
    unsubscribeUrl: 'https://x.example/u/t',
    zone: 'Europe/London',
    ...more,
  })

describe('compiling', () => {
  test('a mail becomes HTML that still holds its Liquid, also in attributes, with the variables that it names', async () => {
    const { html, variables, problems } = await worker.do('compileMail', {
      subject: 'Hi {{ trigger.name }}',
      preheader: '{{ store.name }}',
      mjml: mailLines,
    })
    expect(problems).toEqual([])
    expect(html).toContain(
      'href="https://shop.example/?ref={{ customer.code | default: "none" | url_encode }}&amp;x=1"',
    )
    expect(variables).toEqual(['customer.firstName', 'customer.code', 'unsubscribe_url', 'trigger.name', 'store.name'])
  })

  test('Liquid that compares, loops over sections and chooses a colour passes through', async () => {
    const { html, problems } = await compile(
      '<mjml><mj-body>',
      '<mj-raw>{% for item in trigger.items %}</mj-raw>',
      '<mj-section background-color="{{ item.colour }}"><mj-column>',
      '<mj-text>{% if item.price < 10 and item.name != "<b>" %}cheap{% endif %}</mj-text>',
      '</mj-column></mj-section>',
      '<mj-raw>{% endfor %}</mj-raw>',
      '</mj-body></mjml>',
    )
    expect(problems).toEqual([])
    const values = { trigger: { items: [{ colour: '#fff', price: 3, name: 'x' }] } }
    expect((await render(html, values)).text).toBe('cheap')
  })

  test('a mail that Gmail would cut off is compiled, with a warning that says how long it is', async () => {
    const long = (bytes: number) => compile(...body(`<mj-text>${'a'.repeat(bytes)}</mj-text>`))
    expect((await long(90_000)).problems).toEqual([])
    const { html, problems } = await long(102_000)
    expect(problems).toEqual([
      {
        code: 'mailClipped',
        severity: 'warning',
        path: '/mjml',
        params: { limit: 102_000, came: Buffer.byteLength(html) },
      },
    ])
    expect(html).toContain('aaa')
  })

  test('no font of another server is fetched unless the mail names it', async () => {
    expect((await compile(...mailLines)).html).not.toContain('fonts.googleapis')
  })

  test.each([
    ['an unknown element', body('<mj-foo>a</mj-foo>'), 'mjmlElement 4'],
    ['an unknown attribute', body('<mj-text colr="red">a</mj-text>'), 'mjmlAttribute 4'],
    ['a value of the wrong type', body('<mj-text color="12 monkeys">a</mj-text>'), 'mjmlValue 4'],
    [
      'an element in the wrong place',
      ['<mjml>', '<mj-body>', '<mj-text>a</mj-text>', '</mj-body>', '</mjml>'],
      'mjmlPlace 3',
    ],
    ['an element that is not closed', body('<mj-text>a'), 'mjmlUnclosed 4'],
    ['an element that is not open', body('</mj-text>'), 'mjmlNotOpen 4'],
    ['a text that is no MJML', ['hello'], 'mjmlSyntax 1'],
    ['an included file', body('<mj-include path="/etc/passwd" />'), 'mjmlInclude 4'],
    ['Liquid that is not closed', body('<mj-text>{% if x %}</mj-text>'), 'liquidSyntax 4'],
    ['an unknown filter', body('<mj-text>{{ x | shout }}</mj-text>'), 'liquidSyntax 4'],
    ['a tag that reads a file', body('<mj-text>{% include "x" %}</mj-text>'), 'liquidSyntax 4'],
    [
      'Liquid where MJML drops it',
      ['<mjml>', '<mj-body>', '{{ customer.name }}', '</mj-body>', '</mjml>'],
      'liquidLost 3',
    ],
  ])('%s is refused with its line', async (_, mjml, expected) => {
    expect(await problemsOf(...mjml)).toContain(expected)
    expect((await compile(...mjml)).html).toBe('')
  })
})

describe('rendering', () => {
  test('a value is escaped once, in text and in attributes, and not rendered again', async () => {
    const values = { customer: { name: `<b>"O'Hara" & {{ store.name }}</b>` } }
    const once = '&lt;b&gt;&#34;O&#39;Hara&#34; &amp; {{ store.name }}&lt;/b&gt;'
    const { html, text } = await render(
      '<p title="{{ customer.name }}">{{ customer.name }} {{ customer.name | escape }}</p>',
      values,
    )
    expect(html).toBe(`<p title="${once}">${once} ${once}</p>`)
    expect(text).toContain(`<b>"O'Hara" & {{ store.name }}</b>`)
  })

  test('a subject is not escaped and has no line break', async () => {
    const { subject } = await render(
      '',
      { customer: { name: 'A & B\r\nBcc: all@x.example' } },
      { subject: '{{ customer.name }}' },
    )
    expect(subject).toBe('A & B Bcc: all@x.example')
  })

  test('the preheader stands hidden at the top, and not in the text', async () => {
    const { html, text } = await render('<body class="x"><p>Body</p></body>', {}, { preheader: 'First & words' })
    expect(html).toMatch(/^<body class="x"><div style="display:none[^>]*>First & words/)
    expect(text).toBe('Body')
  })

  test('dates are written in the given zone', async () => {
    const { text } = await render('{{ trigger.at | date: "%H:%M" }}', { trigger: { at: '2026-07-01T09:00:00Z' } })
    expect(text).toBe('10:00')
  })

  test.each(['America/New_York', 'UTC', 'Pacific/Auckland'])(
    'a day is that day, and a time without a zone that time, in %s',
    async (zone) => {
      const trigger = { day: '2026-05-01', local: '2026-05-01T10:00:00', spaced: '2026-05-01 10:00' }
      const html =
        '{{ trigger.day | date: "%d %b" }}, {{ trigger.day | date_to_long_string }}, {{ trigger.local | date: "%d %H:%M" }}, {{ trigger.spaced | date: "%H:%M" }}, {{ trigger.day | date: "%d", "America/Lima" }}, {{ trigger.absent | date: "%Y" }}{{ "soon" | date: "%Y" }}'
      const { text, subject } = await render(html, { trigger }, { zone, subject: '{{ trigger.day | date: "%d" }}' })
      expect(text).toBe('01 May, 01 May 2026, 01 10:00, 10:00, 01, soon')
      expect(subject).toBe('01')
    },
  )

  test('what is calculated of money is exact', async () => {
    const trigger = { price: 19.99, tax: '0.1', items: [{ price: 0.1 }, { price: 0.2 }], huge: 1e21 }
    const html =
      '{{ trigger.price | minus: 19 }} {{ trigger.tax | times: 3 }} {{ 0.1 | plus: 0.2 }} {{ trigger.items | sum: "price" }} {{ 10 | divided_by: 4.0 }} {{ 7 | divided_by: 2 }} {{ trigger.huge | times: 2 }} {{ trigger.none | plus: 1 }}'
    expect((await render(html, { trigger })).text).toBe('0.99 0.3 0.3 0.3 2.5 3.5 2e+21 1')
  })

  test('a number is a date as conditions read it, in seconds or in milliseconds', async () => {
    const { text } = await render('{{ 1777939200 | date: "%Y-%m-%d" }} {{ trigger.at | date: "%Y-%m-%d" }}', {
      trigger: { at: 1_777_939_200_000 },
    })
    expect(text).toBe('2026-05-05 2026-05-05')
  })

  test.each([
    ['an endless loop', '{% for i in (1..100000000) %}x{% endfor %}'],
    ['loops in loops', '{% for i in (1..9000) %}{% for j in (1..9000) %}{% assign x = i %}{% endfor %}{% endfor %}'],
    ['a mail beyond the limit', `{% for i in (1..2000) %}${'x'.repeat(1000)}{% endfor %}`],
  ])('%s is stopped as a template error', async (_, html) => {
    await expect(render(html)).rejects.toMatchObject({ name: 'TemplateError' })
  })

  test('a path reads the same value however it is written, and where a loop or an assignment gives its first name another meaning', async () => {
    const trigger = { lines: [{ name: 'Kalita' }, { name: 'Hario' }], 'order id': 'A7', which: 'order id', at: 1 }
    const html =
      '{{ trigger.lines[0].name }} {{ trigger.lines[trigger.at].name }} {{ trigger["order id"] }} {{ trigger[trigger.which] }} {{ trigger.lines.size }} {{ trigger.lines.last.name }} {{ "text".size }} ' +
      '{% for trigger in trigger.lines %}{{ trigger.name }}{{ forloop.index }} {% endfor %}' +
      '{% if trigger.at == 1 %}{% assign customer = trigger.lines[1] %}{{ customer.name | upcase }}{% endif %}' +
      '{{ trigger.none.of.these }}{{ trigger[nil] }}'
    const { text } = await render(html, { trigger, customer: { name: 'Ada' } })
    expect(text).toBe('Kalita Hario A7 A7 2 Hario 4 Kalita1 Hario2 HARIO')
  })

  test('inherited properties are not read', async () => {
    const { text } = await render('[{{ customer.constructor.name }}{{ customer.__proto__ }}{{ customer.toString }}]', {
      customer: {},
    })
    expect(text).toBe('[]')
  })

  test('a webhook body is JSON whatever the values hold', async () => {
    const values = { customer: { name: 'say "hi"\n\\', tags: ['a'] }, trigger: { total: 12 } } as never
    const template =
      '{ "name": "{{ customer.name }}", "total": {{ trigger.total }}, "tags": {{ customer.tags | json }} }'
    const text = await worker.do('renderJson', { template, values, zone: 'UTC' })
    expect(JSON.parse(text)).toEqual({ name: 'say "hi"\n\\', total: 12, tags: ['a'] })
    await expect(
      worker.do('renderJson', { template: '{ "n": {{ trigger.none }} }', values, zone: 'UTC' }),
    ).rejects.toMatchObject({
      name: 'TemplateError',
    })
  })

  test('a job that hangs the thread is refused, and no other', async () => {
    const hanging = new MailWorker({ compileMail: 1000 })
    const endless = '<mj-section><mj-column><mj-text>On and on</mj-text></mj-column></mj-section>'.repeat(6_000)
    const mail = { html: 'fine', subject: '', values: {}, unsubscribeUrl: '', zone: 'UTC' }
    const [hangs, next] = await Promise.allSettled([
      hanging.do('compileMail', { subject: '', mjml: [`<mjml><mj-body>${endless}</mj-body></mjml>`] }),
      hanging.do('renderMail', mail),
    ])
    expect(hangs).toMatchObject({ status: 'rejected', reason: { name: 'TemplateError' } })
    expect(next).toMatchObject({ status: 'fulfilled', value: { text: 'fine' } })
    await hanging.close()
  })
})

test('the text part keeps paragraphs, lists, links and signs', () => {
  const html =
    '<head><title>t</title></head><!--[if mso]>x<![endif]--><h1>Hi&nbsp;there</h1><p>A &amp; B &#8211; <a href="https://x.example/?a=1&amp;b=2">look</a></p><ul><li>one</li><li>two</li></ul>'
  expect(htmlToText(html)).toBe('Hi there\n\nA & B – look (https://x.example/?a=1&b=2)\n\n- one\n\n- two')
})

test('the text part leaves no blank where only the look of a word changes, and none of what is not shown', () => {
  const shown = '<p>Enter <strong>REFILL</strong>, for <s>9</s><span> 7 €</span>.</p>'
  const teasers =
    '<span style="display:none">One</span><div style="display: none"><div>A</div> teaser <b>here</b></div>'
  const unseen = `${teasers}<!-- <p>no</p> --><STYLE>p > a {}</STYLE>`
  expect(htmlToText(`<HEAD><title>no</title></HEAD>${unseen}${shown}`)).toBe('Enter REFILL, for 9 7 €.')
})

test('the text part keeps the words of a linked picture, and a sign that begins no tag', () => {
  const picture = '<a href="https://x.example/"><img src="a.png" alt="Our shop"></a>'
  expect(htmlToText(`<p>Ready in < 5 days</p>${picture}`)).toBe('Ready in < 5 days\n\nOur shop (https://x.example/)')
})

test.each([
  ['<p>We <3 tea, in <5 minutes.</p><p>Next</p>', 'We <3 tea, in <5 minutes.\n\nNext'],
  ['<img src="a.png" alt="Save > 20%" width="9">after', 'Save > 20% after'],
  [
    "<a href='https://x.example/'>one</a> <a href=https://y.example/>two</a>",
    'one (https://x.example/) two (https://y.example/)',
  ],
  ["<img alt='Our shop'>", 'Our shop'],
  ['<p class="x>Ends here</p>', 'Ends here'],
  [
    'Caf&eacute; &Uuml;ber &bdquo;Tee&ldquo; 20&deg; &rarr; &frac12; &AMP; &constructor;',
    'Café Über „Tee“ 20° → ½ & &constructor;',
  ],
  ["<style>a[href^='x] { }</style><script>1<b '</script>shown", 'shown'],
])('the text part loses nothing of %s', (html, text) => {
  expect(htmlToText(html)).toBe(text)
})

test.each([
  ['Click<a href="https://x.example/"> here </a>now', 'Click here (https://x.example/) now'],
  ['<a href="https://x.example/">Shop<br></a>Next', 'Shop (https://x.example/)\nNext'],
  ['<a href="https://x.example/"><img alt=""></a>Next', 'https://x.example/ Next'],
  ['(<a href="https://x.example/">here</a>).', '(here (https://x.example/)).'],
  ['<a name="top"> </a><p>Hello <a name="x"></a>you</p>', 'Hello you'],
  ['Intro<h2>Title</h2>Said<div>more</div>', 'Intro\nTitle\n\nSaid\nmore'],
  [
    'Buy:<ul><li><p>tea</p></li><li><a href="https://x.example/"><div>cups</div></a></li></ul>',
    'Buy:\n\n- tea\n\n- cups (https://x.example/)',
  ],
])('the text part does not run together what is apart in %s', (html, text) => {
  expect(htmlToText(html)).toBe(text)
})

test.each(['<', '<!--', '<title>', '<p ">', `<p '`])(
  'a mail that repeats %s up to the limit does not hang the making of its text part',
  (text) => {
    const often = Math.floor(limits.mailBytes / text.length)
    expect(htmlToText(text.repeat(often)).length).toBeLessThanOrEqual(limits.mailBytes)
  },
  20_000,
)
