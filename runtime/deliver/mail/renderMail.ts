import type { Json } from '../../../shared/customer.ts'
import { limits } from '../../../shared/limits.ts'
import type { MailLink } from '../../storage/control.ts'
import { htmlToText } from './htmlToText.ts'
import { renderTemplate } from './liquid.ts'
import { TemplateError } from './templateError.ts'
import { type Tracking, trackMail } from './trackLinks.ts'

/** A compiled mail with what one recipient gets into it. */
export interface MailToRender {
  readonly html: string
  readonly subject: string
  readonly preheader?: string | undefined
  /** `{ customer, trigger, store }`, with the paths that the templates name. */
  readonly values: Json
  readonly unsubscribeUrl: string
  /** Dates are written in this zone. */
  readonly zone: string
  /** Absent: the mail is as it was written. */
  readonly tracking?: Tracking | undefined
}

export interface RenderedMail {
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Where the tracked links of `html` lead. The text keeps its addresses, for it is read as it stands. */
  readonly links: readonly MailLink[]
}

/** Renders Liquid over compiled HTML: once, escaped once. Throws TemplateError. */
export function renderMail(mail: MailToRender): RenderedMail {
  const { html, subject, preheader, values, unsubscribeUrl, zone, tracking } = mail
  const scope = { ...(values as object), unsubscribe_url: unsubscribeUrl }
  const body = renderTemplate(html, scope, 'html', zone)
  const teaser = preheader ? renderTemplate(preheader, scope, 'html', zone) : ''
  const whole = teaser ? body.replace(/<body[^>]*>/, (tag) => `${tag}${hidden(teaser)}`) : body
  const size = Buffer.byteLength(whole)
  if (size > limits.mailBytes)
    throw new TemplateError(`Expected a mail of at most ${limits.mailBytes} bytes, but it has ${size}. Shorten it.`)
  const tracked = tracking ? trackMail(whole, tracking) : { html: whole, links: [] }
  return { ...tracked, subject: oneLine(renderTemplate(subject, scope, 'text', zone)), text: htmlToText(body) }
}

/** Renders the body of a webhook, whose template is JSON with Liquid. Throws TemplateError when the result is not JSON. */
export function renderJson({ template, values, zone }: { template: string; values: Json; zone: string }): string {
  const text = renderTemplate(template, values as object, 'json', zone)
  try {
    JSON.parse(text)
  } catch (error) {
    throw new TemplateError(`Expected the body to be JSON once it is rendered. ${(error as Error).message}`, {
      cause: error,
    })
  }
  return text
}

// Mail clients show it after the subject; the blanks keep the first words of the body from following it there.
const hidden = (teaser: string): string =>
  `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${teaser}${'&#847;&zwnj;&nbsp;'.repeat(60)}</div>`

// A line break in a subject would begin another header.
const oneLine = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get into a header
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .trim()
