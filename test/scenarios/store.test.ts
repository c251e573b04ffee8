// The demo store is the same on every machine, large enough to look alive, and true to the truth that is written beside it.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { demoStore, generateStore, playsFrom, type StoreEvent, truth } from '../../examples/store/generateStore.ts'
import { products } from '../../examples/store/products.ts'
import { StoreSettings } from '../../shared/api/models/settings.ts'

const examples = join(import.meta.dirname, '../../examples')
let events: readonly StoreEvent[] = []
beforeAll(() => {
  events = [...generateStore(demoStore)]
})

const tracked = (name: string) => events.filter((event) => event.type === 'track' && event.event === name) as Tracked[]
type Tracked = Extract<StoreEvent, { type: 'track' }>

describe('the demo store', () => {
  test('has the same bytes in every process', async () => {
    const script = `
      import { createHash } from 'node:crypto'
      import { demoStore, generateStore } from '${join(examples, 'store/generateStore.ts')}'
      const hash = createHash('sha256')
      for (const event of generateStore(demoStore)) hash.update(JSON.stringify(event) + '\\n')
      console.log(hash.digest('hex'))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
    const hash = createHash('sha256')
    for (const event of events) hash.update(`${JSON.stringify(event)}\n`)
    expect(stdout.trim()).toBe(hash.digest('hex'))
  })

  test('is another store with another seed', () => {
    const some = { ...demoStore, customers: 20 }
    expect([...generateStore({ ...some, seed: 1 })]).not.toEqual([...generateStore({ ...some, seed: 2 })])
  })

  test('holds about 150,000 events of 5,000 customers, most of them before the play button', () => {
    expect(events.length).toBeGreaterThan(140_000)
    expect(events.length).toBeLessThan(165_000)
    expect(new Set(events.map((event) => event.userId).filter(Boolean)).size).toBeGreaterThan(4_950)
    const played = events.filter((event) => Date.parse(event.timestamp) >= playsFrom(demoStore))
    expect(played.length).toBeGreaterThan(25_000)
    expect(products).toHaveLength(60)
    expect(new Set(products.map(({ id }) => id)).size).toBe(60)
  })

  test('tells its events in order of time, each with an id of its own', () => {
    const times = events.map((event) => event.timestamp)
    expect(times).toEqual(times.toSorted())
    expect(new Set(events.map((event) => event.messageId)).size).toBe(events.length)
  })

  test('keeps to addresses that no mail server has', () => {
    const addresses = events.flatMap((event) => (event.type === 'identify' ? [String(event.traits.email)] : []))
    expect(addresses.filter((address) => !/^[a-z]+\.[a-z]+\.\d+@example\.com$/.test(address))).toEqual([])
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  test('sums every order to the cent', () => {
    const wrong = tracked('Order Completed').filter(({ properties }) => {
      const lines = properties.products as readonly { price: number; quantity: number }[]
      const cents = lines.reduce((sum, line) => sum + Math.round(line.price * 100) * line.quantity, 0)
      return cents + Math.round(Number(properties.shipping) * 100) !== Math.round(Number(properties.total) * 100)
    })
    expect(wrong).toEqual([])
  })

  test('names the examples that are published in it, and settings that a store may have', () => {
    const { publish, settings } = JSON.parse(readFileSync(join(examples, 'store/workflows.json'), 'utf8'))
    expect(StoreSettings.parse(settings)).toEqual(settings)
    expect(publish.filter((id: string) => !existsSync(join(examples, id, 'workflow.json')))).toEqual([])
  })
})

describe('its truth', () => {
  test('counts the orders of each customer, and nobody orders after they lapsed', () => {
    const orders = Map.groupBy(tracked('Order Completed'), (event) => event.userId!)
    for (const customer of truth(demoStore)) {
      const own = orders.get(customer.userId) ?? []
      expect(own.length).toBe(customer.orders)
      expect(own.at(-1)?.timestamp ?? null).toBe(customer.lastOrderAt)
      if (customer.lapsedAt) expect(customer.lapsedAt > customer.lastOrderAt!).toBe(true)
    }
  })

  test('lists the parcels that came later than promised, and no others', () => {
    const late = tracked('Order Delivered')
      .filter(({ timestamp, properties }) => timestamp > String(properties.promised_at))
      .map(({ properties }) => String(properties.order_id))
    const told = truth(demoStore).flatMap(({ lateParcels }) => lateParcels.map(({ order_id }) => order_id))
    expect(told.toSorted()).toEqual(late.toSorted())
  })

  test('gives each buyer a rhythm that their orders follow', () => {
    const times = Map.groupBy(tracked('Order Completed'), (event) => event.userId!)
    const ratios = truth(demoStore).flatMap(({ userId, cycleDays, orders }) => {
      if (orders < 4) return []
      const own = times.get(userId)!.map(({ timestamp }) => Date.parse(timestamp))
      return [(own.at(-1)! - own[0]!) / 86_400_000 / (own.length - 1) / cycleDays]
    })
    expect(ratios.length).toBeGreaterThan(500)
    expect(ratios.filter((ratio) => ratio < 0.7 || ratio > 1.3)).toEqual([])
  })
})
