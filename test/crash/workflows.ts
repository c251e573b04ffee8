const mail = (purpose: 'transactional' | 'marketing', subject: string) => ({
  subject,
  purpose,
  mjml: [
    '<mjml>',
    '  <mj-body>',
    '    <mj-section>',
    '      <mj-column>',
    '        <mj-text>Hello {{ customer.firstName | default: "there" }}</mj-text>',
    '        <mj-text><a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>',
    '      </mj-column>',
    '    </mj-section>',
    '  </mj-body>',
    '</mjml>',
  ],
})

/** An order is told to another system a second later; one that is picked up in the shop is confirmed by mail at once. */
export const afterOrder = (sink: string) => ({
  format: 1,
  id: 'after-order',
  title: 'After an order',
  nextId: 6,
  settings: { key: 'order_id', reentry: { rule: 'always' } },
  nodes: [
    { id: 'event-1', kind: 'event', settings: { event: 'Order Completed' }, ports: { next: 'branch-2' } },
    {
      id: 'branch-2',
      kind: 'branch',
      settings: { paths: [{ port: 'pickup', when: { test: 'trigger', property: 'pickup', op: 'is', value: true } }] },
      ports: { pickup: 'email-3', else: 'delay-4' },
    },
    { id: 'email-3', kind: 'email', settings: mail('transactional', 'Order {{ trigger.order_id }}') },
    { id: 'delay-4', kind: 'delay', settings: { for: 'PT1S' }, ports: { next: 'webhook-5' } },
    { id: 'webhook-5', kind: 'webhook', settings: { url: sink, answer: 'goOn' } },
  ],
})

/** Each sign-up is answered by mail, which says how to unsubscribe. */
export const afterSignUp = {
  format: 1,
  id: 'after-sign-up',
  title: 'After a sign-up',
  nextId: 3,
  settings: { reentry: { rule: 'always' } },
  nodes: [
    { id: 'event-1', kind: 'event', settings: { event: 'Signed Up' }, ports: { next: 'email-2' } },
    { id: 'email-2', kind: 'email', settings: mail('marketing', 'Welcome {{ trigger.list_id }}') },
  ],
}
