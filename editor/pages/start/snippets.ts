/** How events are sent, ready to be pasted: each says who somebody is and what they did. */
export const snippets = {
  curl: ({ host, serverKey }: Keys) => `curl ${host}/v1/identify -u ${serverKey}: -H 'content-type: application/json' \\
  -d '{"userId": "u-1", "traits": {"email": "ada@example.com", "firstName": "Ada"}}'

curl ${host}/v1/track -u ${serverKey}: -H 'content-type: application/json' \\
  -d '{"userId": "u-1", "event": "Order Completed", "properties": {"order_id": "1001", "total": 49.9, "currency": "EUR"}}'`,

  node: ({ host, serverKey }: Keys) => `// npm install @segment/analytics-node
import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: '${serverKey}', host: '${host}' })

analytics.identify({ userId: 'u-1', traits: { email: 'ada@example.com', firstName: 'Ada' } })
analytics.track({
  userId: 'u-1',
  event: 'Order Completed',
  properties: { order_id: '1001', total: 49.9, currency: 'EUR' },
})
await analytics.closeAndFlush()`,

  browser: ({ host, browserKey }: Keys) => `<script>
  const anonymousId = (localStorage.anonymousId ??= crypto.randomUUID())
  const perennial = (call, body) =>
    fetch('${host}/v1/' + call, {
      method: 'POST',
      keepalive: true,
      body: JSON.stringify({ writeKey: '${browserKey}', anonymousId, ...body }),
    })

  perennial('page', { name: document.title, properties: { url: location.href } })
  perennial('track', { event: 'Product Added', properties: { cart_id: 'c-1', product_id: 'p-7' } })
</script>`,
} as const

export interface Keys {
  readonly host: string
  readonly serverKey: string
  readonly browserKey: string
}
