import { z } from 'zod'
import { limits } from '../limits.ts'
import { Predicate, Purpose } from '../predicate/schema.ts'
import { defineNode, Lines, onePort } from './define.ts'

/**
 * Message: an e-mail. MJML is compiled once for each version; Liquid is rendered for each recipient over the compiled HTML.
 * Templates see `customer`, `trigger`, `store` and `unsubscribe_url`.
 */
export const email = defineNode({
  kind: 'email',
  group: 'message',
  icon: 'mail',
  settings: z.strictObject({
    subject: z.string().min(1).max(limits.nameLength),
    preheader: z.string().max(limits.nameLength).optional(),
    purpose: Purpose,
    if: Predicate.optional().describe('Sent only if this holds at the moment of sending'),
    mjml: Lines(limits.mjmlBytes),
  }),
  defaults: () => ({
    subject: '',
    purpose: 'marketing',
    mjml: [
      '<mjml>',
      '  <mj-body>',
      '    <mj-section>',
      '      <mj-column>',
      '        <mj-text>Hello {{ customer.firstName | default: "there" }},</mj-text>',
      '        <mj-text>Write your message here.</mj-text>',
      '        <mj-text font-size="12px"><a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>',
      '      </mj-column>',
      '    </mj-section>',
      '  </mj-body>',
      '</mjml>',
    ],
  }),
  ports: () => onePort,
  // A deferred message holds its run, but nothing says that it will be deferred: a loop needs another rest.
  rests: () => false,
  predicates: (settings) => (settings.if ? [{ path: '/if', predicate: settings.if, stands: false }] : []),
  purpose: (settings) => settings.purpose,
  templates: (settings) => [
    { path: '/subject', text: settings.subject },
    ...(settings.preheader ? [{ path: '/preheader', text: settings.preheader }] : []),
    { path: '/mjml', text: settings.mjml.join('\n') },
  ],
})
