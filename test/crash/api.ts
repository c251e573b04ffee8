import { afterOrder, afterSignUp } from './workflows.ts'

/** Asks as the editor does. */
async function ask<Answer>(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`)
  return JSON.parse(text) as Answer
}

/** Publishes both workflows; gives the key that a server's events come under. */
export async function prepareStore(url: string, sink: string): Promise<string> {
  const settings = await ask<object>(url, 'GET', '/api/settings')
  await ask(url, 'PUT', '/api/settings', {
    ...settings,
    sender: 'Fermo Coffee <hello@fermo.example>',
    postalAddress: 'Via dei Fornai 4, 63900 Fermo, Italy',
  })
  for (const document of [afterOrder(sink), afterSignUp]) {
    const { revision } = await ask<{ revision: number }>(url, 'POST', '/api/workflows', { document })
    await ask(url, 'POST', `/api/workflows/${document.id}/publish`, { revision })
  }
  const { items } = await ask<{ items: { kind: string; key: string }[] }>(url, 'GET', '/api/sources')
  const source = items.find(({ kind }) => kind === 'server')
  if (!source) throw new Error('A new store has a key for servers, and there is none.')
  return source.key
}

/** Keys of the mails that the outbox shows as uncertain, over all its pages. */
export async function uncertainMails(url: string): Promise<string[]> {
  const keys: string[] = []
  let after: string | null = ''
  while (after !== null) {
    const page: { items: { key: string }[]; next: string | null } = await ask(
      url,
      'GET',
      `/api/messages?channel=email&state=uncertain&limit=200${after && `&after=${encodeURIComponent(after)}`}`,
    )
    for (const { key } of page.items) keys.push(key)
    after = page.next
  }
  return keys
}

/** What the workflows' pages count. */
export async function countsOf(url: string) {
  type Stats = { started: number; nodes: Record<string, { sent: number }> }
  const order = await ask<Stats>(url, 'GET', '/api/workflows/after-order/stats')
  const signUp = await ask<Stats>(url, 'GET', '/api/workflows/after-sign-up/stats')
  return {
    started: order.started + signUp.started,
    webhooksSent: order.nodes['webhook-5']?.sent ?? 0,
    mailsSent: (order.nodes['email-3']?.sent ?? 0) + (signUp.nodes['email-2']?.sent ?? 0),
  }
}
