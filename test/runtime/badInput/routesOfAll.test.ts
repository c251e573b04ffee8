import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../../shared/api/index.ts'
import { json, openStoreOfAll, type StoreOfAll } from './openStoreOfAll.ts'
import { apiTargets, lawfulBody, namedAs } from './routesOfAll.ts'

let store: StoreOfAll
beforeAll(async () => {
  store = await openStoreOfAll()
})
afterAll(async () => {
  expect(store.faults).toEqual([])
  await store.close()
})

test('every route is asked, with a body where it takes one', () => {
  expect(apiTargets(store.named).map(({ name }) => name)).toEqual(Object.keys(routes))
})

test('a route without a body to try, or with a parameter for which there is nothing, says what to add', () => {
  expect(() => lawfulBody('newRoute')).toThrow(
    /newRoute takes a body.*Give it a lawful one in lawfulBodies of .*routesOfAll\.ts/,
  )
  expect(() => namedAs('offer', 'newRoute', store.named)).toThrow(/newRoute has a parameter \{offer\}.*Add it to Named/)
})

test('the bodies that bad ones are made from are lawful', async () => {
  for (const { name, method, path, headers, body } of apiTargets(store.named)) {
    // A hundred thousand events take their time.
    if (body === undefined || name === 'openDemo') continue
    const answer = await store.send({ method, path, headers: { ...json, ...headers }, body: JSON.stringify(body) })
    // Some cannot be done in the state that the store is in.
    expect([200, 409], `${name}: ${answer.text}`).toContain(answer.status)
  }
})
