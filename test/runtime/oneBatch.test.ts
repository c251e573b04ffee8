import { expect, test } from 'vitest'
import { Fold } from '../../runtime/fold.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { draw, email } from '../support/trial.ts'

test('a customer whose first entry and whose message’s outcome are folded in one batch is whole in the store', async () => {
  const storage = openSqlite({ file: ':memory:', clock: 'data' })
  const workflow = draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
      'email-2': email('Your cart', { next: 'delay-3' }),
      'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
    },
  })
  const document = JSON.stringify(workflow)
  await storage.control({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: null }, 0)
  await storage.control({ do: 'publish', workflow: 'trial', document, revision: 1, compiled: [] }, 0)
  const fold = new Fold(storage, await storage.head(), () => {})
  await fold.ready()
  await fold.entries(await storage.entries(fold.position, 10))

  const { last } = await storage.head()
  const id = last + 1
  const event = { type: 'event', time: 1, source: 'test', trusted: true, historical: false } as const
  const identities = [{ kind: 'userId', value: 'ada' }]
  const traits = { email: 'ada@example.com', consent: { email: 'granted' } }
  const identify = {
    ...event,
    kind: 'identify',
    name: 'identify',
    identities,
    body: JSON.stringify({ traits }),
  } as const
  const track = { ...event, kind: 'track', name: 'Cart', identities, body: '{"event":"Cart","properties":{}}' } as const
  const message = `${id}-0:email-2:1`
  await storage.append(
    [
      { id: 'a', payload: identify, clock: 1 },
      { id: 'b', payload: track, clock: 1 },
      {
        id: 'c',
        payload: { type: 'outcome', message, customer: id, outcome: 'sent', detail: '', attempts: 1 },
        clock: 2,
      },
    ],
    0,
  )
  await fold.entries(await storage.entries(fold.position, 10))
  expect((await storage.load({ customers: [id] })).customers).toMatchObject([
    { identities, runs: [{ id: `${id}-0`, node: 'delay-3' }] },
  ])
  await storage.close()
})
