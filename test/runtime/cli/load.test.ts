import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, connectTo } from '../../../runtime/cli/connect.ts'
import { load } from '../../../runtime/cli/load.ts'
import { LoadMap } from '../../../runtime/cli/loadMap.ts'
import { RowGatherer } from '../../../runtime/cli/rowGatherer.ts'
import { openServer, type TestServer } from '../../support/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'perennial-load-'))
const write = (name: string, lines: readonly string[]) => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}
afterAll(() => rmSync(folder, { recursive: true }))

const map = {
  zone: 'Europe/London',
  columns: { quantity: 'number', price: 'number', at: 'time', customer: 'id' },
  groupBy: 'invoice',
  dropDuplicateRows: true,
  events: [
    {
      when: { column: 'invoice', begins: ['C'] },
      event: 'Order Refunded',
      userId: 'customer',
      timestamp: 'at',
      properties: { order_id: 'invoice', total: { sum: ['quantity', 'price'], negate: true } },
    },
    {
      when: { column: 'invoice', beginsNot: ['A', 'C'] },
      event: 'Order Completed',
      userId: 'customer',
      timestamp: 'at',
      properties: { order_id: 'invoice', currency: { value: 'GBP' }, revenue: { sum: ['quantity', 'price'] } },
      rows: { products: { name: 'name', quantity: 'quantity', price: 'price' } },
    },
  ],
}
const header = 'invoice,name,quantity,at,price,customer'
const july = [
  header,
  '2,"Cup, blue",1,2011-07-01 09:02:00,0.10,17850.0',
  '2,Plate,2,2011-07-01 09:01:00,0.10,17850.0',
  '2,Plate,2,2011-07-01 09:01:00,0.10,17850.0',
  'C3,Plate,-2,2011-07-02 10:00:00,0.10,17850.0',
  'A4,Adjust,1,2011-07-02 10:00:00,5,17850.0',
  '5,Cup,1,2011-07-02 10:00:00,1,',
  '6,Cup,1,yesterday,1,12',
]
const january = [header, '1,Cup,1,2011-01-05 09:00:00,1.5,99']

describe('rows become events', () => {
  const gather = (rows: readonly Record<string, string>[], also: object = {}) => {
    const gatherer = new RowGatherer(LoadMap.parse({ ...map, ...also }))
    for (const row of rows) gatherer.add(row)
    return { made: [...gatherer.events()], counts: gatherer.counts }
  }
  const rowsOf = (lines: readonly string[]) =>
    lines.slice(1).map((line) => {
      const values = line.replace('"Cup, blue"', 'Cup blue').split(',')
      return Object.fromEntries(header.split(',').map((name, index) => [name, values[index] ?? '']))
    })

  test('an invoice is one order at its earliest row, its rows are its products, and numbers are exact', () => {
    const { made } = gather(rowsOf(july))
    expect(made[0]!.item).toMatchObject({
      type: 'track',
      event: 'Order Completed',
      userId: '17850',
      timestamp: '2011-07-01T08:01:00.000Z',
      properties: {
        order_id: '2',
        currency: 'GBP',
        revenue: 0.3,
        products: [
          { name: 'Cup blue', quantity: 1, price: 0.1 },
          { name: 'Plate', quantity: 2, price: 0.1 },
        ],
      },
    })
    expect(made[1]!.item).toMatchObject({ event: 'Order Refunded', properties: { total: 0.2 } })
  })

  test('a sum with an empty cell is left out, as an empty cell is', () => {
    const { made, counts } = gather(
      rowsOf([header, '7,Cup,1,2011-07-02 10:00:00,,12', '8,Cup,1,2011-07-02 10:00:00,2,12']),
    )
    expect(made.map(({ item }) => item.properties)).toEqual([
      { order_id: '7', currency: 'GBP', products: [{ name: 'Cup', quantity: 1 }] },
      { order_id: '8', currency: 'GBP', revenue: 2, products: [{ name: 'Cup', quantity: 1, price: 2 }] },
    ])
    expect(counts).toMatchObject({ rows: 2, used: 2 })
  })

  test('each row is counted once, under its use or its reason', () => {
    const { counts } = gather(rowsOf(july))
    expect(counts).toMatchObject({ rows: 7, used: 3, duplicateRow: 1, noKind: 1, noCustomer: 1, unreadable: 1 })
  })

  test('local times follow the change of the clocks', () => {
    const [summer, winter] = [july, january].map((lines) => gather(rowsOf(lines)).made[0]!.item.timestamp)
    expect([summer, winter]).toEqual(['2011-07-01T08:01:00.000Z', '2011-01-05T09:00:00.000Z'])
  })

  test('the same rows have the same id in whatever order they come, and equal rows are numbered', () => {
    const rows = rowsOf(july).slice(0, 2)
    const id = (of: readonly Record<string, string>[]) => gather(of).made[0]!.item.messageId
    expect(id(rows)).toBe(id([...rows].reverse()))
    const single = { groupBy: undefined, dropDuplicateRows: false }
    const ids = gather([rows[0]!, rows[0]!], single).made.map(({ item }) => String(item.messageId))
    expect(ids[0]!.replace(/:1$/, ':2')).toBe(ids[1])
    expect(ids[0]).toMatch(/^file:[0-9a-f]{64}:1$/)
  })

  test('columns go by their names, in whatever order a file has them and whichever a line leaves out', () => {
    const [first, second] = rowsOf(january.concat('9,Cup,2,2011-01-06 09:00:00,2,98'))
    const turned = (row: object) => Object.fromEntries(Object.entries(row).reverse())
    const more = { ...first!, invoice: '10', note: 'a gift', customer: '97' }
    const less: Record<string, string> = { ...second!, invoice: '11' }
    delete less.name
    const rows = [first!, turned(second!), turned(more), less]
    const { made, counts } = gather(rows)
    const said = (each: object[]) => each.map(({ item }: { item?: object }) => JSON.stringify(item)).sort()
    expect(made.map(({ item }) => item.userId)).toEqual(['99', '98', '97', '98'])
    expect(counts).toMatchObject({ rows: 4, used: 4 })
    expect(said(gather(rows.toReversed()).made)).toEqual(said(made))
    expect(gather([first!, turned(first!), { ...first!, note: '' }]).counts.duplicateRow).toBe(2)
  })

  test('rows that name no group stand alone', () => {
    const [row] = rowsOf(january)
    const { made } = gather([
      { ...row!, invoice: '', customer: '1' },
      { ...row!, invoice: '', customer: '2' },
    ])
    expect(made.map(({ item }) => item.userId)).toEqual(['1', '2'])
  })

  test('a map with a mistake names it', () => {
    expect(LoadMap.safeParse({ ...map, zone: 'London' }).success).toBe(false)
    expect(LoadMap.safeParse({ ...map, group: 'invoice' }).success).toBe(false)
  })
})

describe('loading', () => {
  let at: TestServer
  beforeAll(async () => {
    at = await openServer({ clock: 'data' })
  })
  afterAll(async () => {
    expect(at.reported).toEqual([])
    await at.close()
  })
  const mapFile = () => write('map.json', [JSON.stringify(map)])
  const loadFiles = async (files: readonly string[], also: { map?: string; live?: boolean } = {}) => {
    const store = await connect(at.server.config)
    return load(store, { files, live: false, progress: () => {}, ...also })
  }

  test('follows time across files, whatever their order, and moves the clock of the store', async () => {
    const files = [write('july.csv', july), write('january.csv', january)]
    const loaded = await loadFiles(files, { map: mapFile() })
    expect(loaded).toMatchObject({ events: 3, added: 3, duplicates: 0, refused: {} })
    expect((await at.request('GET', '/api/status')).body.now).toBe('2011-07-02T09:00:00.000Z')
  })

  test('adds nothing the second time', async () => {
    const again = await loadFiles([write('january.csv', january), write('july.csv', july)], { map: mapFile() })
    expect(again).toMatchObject({ events: 3, added: 0, duplicates: 3 })
  })

  test('takes events as they are from JSON lines, and counts what it cannot read', async () => {
    const lines = [
      '{"type":"track","event":"Reviewed","userId":"99","timestamp":"2011-08-01T00:00:00Z"}',
      '{"type":"track","event":"Reviewed","userId":"99","timestamp":"2011-08-01T00:00:00Z"}',
      '{"type":"track","userId":"99"}',
      '{"broken":',
      '',
    ]
    const loaded = await loadFiles([write('events.jsonl', lines)])
    expect(loaded).toMatchObject({ added: 2, refused: { missing: 1 }, unread: { json: 1 } })
  })

  test('a line of JSON ends where the file’s does, not at a separator inside of a text', async () => {
    const event = { type: 'track', event: 'Reviewed', userId: '98', timestamp: '2011-08-02T00:00:00Z' }
    const lines = ['\u2028', '\u2029', ' '].map((text) => `${JSON.stringify({ ...event, properties: { text } })}\r`)
    expect(await loadFiles([write('separators.jsonl', lines)])).toMatchObject({ added: 3, unread: {} })
  })

  test('a time of sending moves no event to the day of loading', async () => {
    const said = { type: 'track', event: 'Sent', timestamp: '2011-08-03T00:00:00Z', sentAt: '2011-08-03T00:05:00Z' }
    const lines = [{ userId: 'sent' }, { userId: 'sent', receivedAt: '2011-08-03T00:06:00Z' }]
    await loadFiles([
      write(
        'sent.jsonl',
        lines.map((line) => JSON.stringify({ ...said, ...line })),
      ),
    ])
    const { items } = (await at.request('GET', '/api/customers?query=sent')).body
    const timeline = (await at.request('GET', `/api/customers/${items[0].id}/timeline`)).body
    expect(timeline.items.map((item: { at: string }) => item.at)).toEqual([
      '2011-08-03T00:01:00.000Z',
      '2011-08-03T00:00:00.000Z',
    ])
  })

  test('of a file that is not there it says so', async () => {
    const none = join(folder, 'none.csv')
    await expect(loadFiles([none], { map: mapFile() })).rejects.toThrow(`There is no file ${none}.`)
  })

  test('a byte order mark is no part of the first line', async () => {
    const event = { type: 'track', event: 'Marked', userId: '97', timestamp: '2011-08-04T00:00:00Z' }
    const marked = write('marked.jsonl', [`\ufeff${JSON.stringify(event)}`])
    expect(await loadFiles([marked])).toMatchObject({ added: 1, unread: {} })
    const columns = write('marked.csv', [`\ufeff${header}`, '20,Cup,1,2011-08-04 09:00:00,1,97'])
    expect(await loadFiles([columns], { map: mapFile() })).toMatchObject({ added: 1, unread: {} })
  })

  test('a file in another encoding is refused with its name before anything of it is loaded', async () => {
    const latin = join(folder, 'latin.csv')
    writeFileSync(latin, Buffer.from(`${header}\n21,Käse,1,2011-08-05 09:00:00,1,97\n`, 'latin1'))
    const refused = await loadFiles([latin], { map: mapFile() }).catch((error) => error.problems)
    expect(refused).toEqual([{ code: 'fileNotUtf8', severity: 'error', params: { file: latin } }])
  })

  test('rows with too many or too few columns are counted as one kind', async () => {
    const rows = ['30,Cup,1', '31,Cup,1,2011-08-05 09:00:00,1,97,and more', '32,Cup,1,2011-08-05 09:00:00,1,97']
    const loaded = await loadFiles([write('uneven.csv', [header, ...rows])], { map: mapFile() })
    expect(loaded).toMatchObject({ added: 1, unread: { columnCount: 2 } })
  })

  test('what a busy server does not take comes again', async () => {
    const asked: string[] = []
    const busy = createServer((request, response) => {
      asked.push(request.url!)
      if (asked.length < 3) response.writeHead(429, { 'retry-after': '0' }).end()
      else response.end('{"accepted":1,"duplicates":0,"refused":[]}')
    }).listen(0)
    await once(busy, 'listening')
    const event = { type: 'track', event: 'Reviewed', userId: '96', timestamp: '2011-08-06T00:00:00Z' }
    const store = connectTo(`http://localhost:${(busy.address() as AddressInfo).port}`)
    const files = [write('busy.jsonl', [JSON.stringify(event)])]
    const loaded = await load(store, { files, live: false, progress: () => {} })
    busy.close()
    expect(loaded.added).toBe(1)
    expect(asked).toHaveLength(3)
  })

  test('needs a map for columns', async () => {
    await expect(loadFiles([write('january.csv', january)])).rejects.toThrow('mapMissing')
  })
})
