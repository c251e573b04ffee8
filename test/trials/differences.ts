import type { Passage } from './bruteForce.ts'

/** Asks a running Perennial for each customer's timeline and runs, and says in a line where it differs from the brute force. */
export async function differences(address: string, expected: ReadonlyMap<string, Passage>): Promise<readonly string[]> {
  const wrong: string[] = []
  const met = new Set<string>()
  for await (const { id } of all<{ id: string }>(address, '/api/customers')) {
    const customer = await read<CustomerDetail>(address, `/api/customers/${id}`)
    const name = customer.identities.find(({ kind }) => kind === 'userId')?.value ?? id
    const passage = expected.get(name) ?? nobody
    met.add(name)
    const came = { orders: 0, joined: [] as number[], left: [] as number[], enrolled: [] as number[] }
    for await (const item of all<TimelineItem>(address, `/api/customers/${id}/timeline`)) {
      if (item.what === 'event' && item.title === 'Order Completed') came.orders += 1
      if (item.what === 'segmentJoined') came.joined.push(Date.parse(item.at))
      if (item.what === 'segmentLeft') came.left.push(Date.parse(item.at))
    }
    for (const { workflow, startedAt } of customer.runs)
      if (workflow === 'win-back') came.enrolled.push(Date.parse(startedAt))
    const compare = (what: string, expectation: unknown, found: unknown) => {
      if (JSON.stringify(expectation) !== JSON.stringify(found))
        wrong.push(`${name}: ${what} expected ${JSON.stringify(expectation)}, got ${JSON.stringify(found)}`)
    }
    compare('orders', passage.orders, came.orders)
    compare(
      'joined',
      passage.joined,
      came.joined.toSorted((a, b) => a - b),
    )
    compare(
      'left',
      passage.left,
      came.left.toSorted((a, b) => a - b),
    )
    compare(
      'enrolled',
      passage.enrolled,
      came.enrolled.toSorted((a, b) => a - b),
    )
    compare(
      'member',
      passage.isMember,
      customer.segments.some((segment) => segment.id === 'at-risk'),
    )
  }
  for (const name of expected.keys()) if (!met.has(name)) wrong.push(`${name}: expected a customer, got none`)
  return wrong
}

interface CustomerDetail {
  readonly identities: readonly { readonly kind: string; readonly value: string }[]
  readonly segments: readonly { readonly id: string }[]
  readonly runs: readonly { readonly workflow: string; readonly startedAt: string }[]
}

interface TimelineItem {
  readonly at: string
  readonly what: string
  readonly title: string
}

const nobody: Passage = { orders: 0, joined: [], left: [], isMember: false, enrolled: [] }

async function* all<Item>(address: string, path: string): AsyncGenerator<Item> {
  let after: string | null = null
  do {
    const page: { items: readonly Item[]; next: string | null } = await read(
      address,
      `${path}?limit=200${after === null ? '' : `&after=${encodeURIComponent(after)}`}`,
    )
    yield* page.items
    after = page.next
  } while (after !== null)
}

async function read<Answer>(address: string, path: string): Promise<Answer> {
  const response = await fetch(new URL(path, address))
  if (!response.ok) throw new Error(`GET ${path}: expected 200, got ${response.status} ${await response.text()}`)
  return response.json() as Promise<Answer>
}
