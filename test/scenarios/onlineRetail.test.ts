// The map that documents `perennial load` is one that it takes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LoadMap } from '../../runtime/cli/loadMap.ts'

test('the map of Online Retail makes orders of invoices and refunds of cancellations', () => {
  const file = join(import.meta.dirname, '../../examples/online-retail/map.json')
  const map = LoadMap.parse(JSON.parse(readFileSync(file, 'utf8')))
  expect(map.groupBy).toBe('InvoiceNo')
  expect(map.zone).toBe('Europe/London')
  expect(map.events.map(({ event, when }) => [event, when])).toEqual([
    ['Order Refunded', { column: 'InvoiceNo', begins: ['C'] }],
    ['Order Completed', { column: 'InvoiceNo', beginsNot: ['C', 'A'] }],
  ])
})
