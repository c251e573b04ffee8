import type { Came } from './differences.ts'

/** The passages of all customers, asked of a running Perennial over its API: timelines for the segment, runs for win-back. */
export async function loaded(address: string): Promise<ReadonlyMap<string, Came>> {
  const passages = new Map<string, Came>()
  for await (const { id } of all<{ id: string }>(address, '/api/customers')) {
    const customer = await read<CustomerDetail>(address, `/api/customers/${id}`)
    const isMember = customer.segments.some((segment) => segment.id === 'at-risk')
    const came: Came = { orders: 0, joined: [], left: [], enrolled: [], isMember }
    for await (const { what, title, at, workflow } of all<TimelineItem>(address, `/api/customers/${id}/timeline`)) {
      if (what === 'event' && title === 'Order Completed') came.orders += 1
      if (what === 'segmentJoined') came.joined.push(Date.parse(at))
      if (what === 'segmentLeft') came.left.push(Date.parse(at))
      if (what === 'runStarted' && workflow === 'win-back') came.enrolled.push(Date.parse(at))
    }
    passages.set(customer.identities.find(({ kind }) => kind === 'userId')?.value ?? id, came)
  }
  return passages
}

interface CustomerDetail {
  readonly identities: readonly { readonly kind: string; readonly value: string }[]
  readonly segments: readonly { readonly id: string }[]
}

interface TimelineItem {
  readonly at: string
  readonly what: string
  readonly title: string
  readonly workflow?: string
}

async function* all<Item>(address: string, path: string): AsyncGenerator<Item> {
  let after: string | null = null
  do {
    const more = after === null ? '' : `&after=${encodeURIComponent(after)}`
    const page: { items: readonly Item[]; next: string | null } = await read(address, `${path}?limit=200${more}`)
    yield* page.items
    after = page.next
  } while (after !== null)
}

async function read<Answer>(address: string, path: string): Promise<Answer> {
  const response = await fetch(new URL(path, address))
  if (!response.ok) throw new Error(`GET ${path}: expected 200, got ${response.status} ${await response.text()}`)
  return response.json() as Promise<Answer>
}
