import { compileMail } from '../../../runtime/deliver/mail/compileMail.ts'
import { renderMail } from '../../../runtime/deliver/mail/renderMail.ts'
import type { Size, Trial } from '../trial.ts'

const mails = { small: 200, usual: 5_000, full: 100_000 } satisfies Record<Size, number>

const paragraph = `Dear {{ customer.firstName | default: "friend" }}, your {{ trigger.item }} is on its way and should be with you soon.`
const section = `<mj-section><mj-column><mj-text>${paragraph}</mj-text><mj-button href="https://shop.example/orders/{{ trigger.order_id }}">Look at your order</mj-button></mj-column></mj-section>`
const source = {
  subject: 'Order {{ trigger.order_id }} is on its way',
  mjml: [
    `<mjml><mj-body>${section.repeat(4)}<mj-section><mj-column><mj-text>{% for line in trigger.lines %}{{ line.name }}: {{ line.price }}<br />{% endfor %}<a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
  ],
}

/**
 * Mails of about 15 kB rendered for one recipient each, a second of one core, on the thread where delivery renders. It is warm, as it is for
 * all but a store's first mails. The limit is what is promised.
 */
export const render: Trial = {
  name: 'render',
  unit: 'mails/core s',
  async prepare() {},
  async measure(_file, size) {
    const { html, problems } = await compileMail(source)
    if (problems.length > 0) throw new Error(JSON.stringify(problems))
    const one = (n: number) =>
      renderMail({
        html,
        subject: source.subject,
        values: {
          customer: { firstName: `Ada ${n}` },
          trigger: { order_id: `order-${n}`, item: 'Yirgacheffe', lines: [{ name: 'Yirgacheffe', price: '12.90' }] },
          store: {},
        },
        unsubscribeUrl: `https://shop.example/unsubscribe/${n}`,
        zone: 'Europe/Rome',
      })
    for (let n = 0; n < mails[size]; n++) one(n)
    const cpu = process.cpuUsage()
    let bytes = 0
    for (let n = 0; n < mails[size]; n++) bytes += one(n).html.length
    const { user, system } = process.cpuUsage(cpu)
    return { value: (mails[size] * 1_000_000) / (user + system), also: { 'bytes each': bytes / mails[size] } }
  },
  limit: () => Promise.resolve({ value: 5_000 }),
}
